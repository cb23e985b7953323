"""An action of a cycle as everybody refers to it."""

from dataclasses import dataclass


@dataclass(frozen=True)
class ActionRef:
    """An action, or a sub-action where it has a parent; `is_sourced` whether the title was read in a source."""

    id: int
    cycle_id: int
    code: str
    title: str
    parent_id: int | None = None
    is_sourced: bool = True
