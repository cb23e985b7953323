"""Actions of a cycle; focus and sub-actions are optional levels around them."""

from sqlmodel import Field, UniqueConstraint

from db.models.base import Record


class Focus(Record, table=True):
    """A focus area of a cycle."""

    __table_args__ = (UniqueConstraint("cycle_id", "code"),)

    id: int | None = Field(default=None, primary_key=True)
    cycle_id: int = Field(foreign_key="cycle.id")
    code: str
    title: str


class Action(Record, table=True):
    """An action, or a sub-action where it has a parent."""

    __table_args__ = (UniqueConstraint("cycle_id", "code"),)

    id: int | None = Field(default=None, primary_key=True)
    cycle_id: int = Field(foreign_key="cycle.id")
    focus_id: int | None = Field(default=None, foreign_key="focus.id")
    parent_id: int | None = Field(default=None, foreign_key="action.id")
    code: str
    title: str
    is_sourced: bool = True  # whether the wording of the title was read in a source
