"""What the buttons about groups carry."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from bot.views.callback_data import CallbackData


@dataclass(frozen=True)
class ShowGroups(CallbackData):
    """Show the groups that the person may bind and let go."""

    action: ClassVar[str] = "gl"
    page: int = 0


@dataclass(frozen=True)
class ShowGroup(CallbackData):
    """Show one binding; panel: `hour` and `leave` open a choice."""

    action: ClassVar[str] = "gp"
    binding_id: int
    panel: str = ""


@dataclass(frozen=True)
class SetGroup(CallbackData):
    """Choose something for a group: what is `language`, `hour` or `leave`."""

    action: ClassVar[str] = "gs"
    binding_id: int
    what: str
    value: str = ""


@dataclass(frozen=True)
class MakeGroupCode(CallbackData):
    """Make a code that binds a group to an agency, or (None) to the nation."""

    action: ClassVar[str] = "gk"
    agency_id: int | None = None


GROUP_BUTTONS: tuple[type[CallbackData], ...] = (ShowGroups, ShowGroup, SetGroup, MakeGroupCode)
