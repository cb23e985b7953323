"""The buttons under announcements, and those of whoever writes them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from bot.views.callback_data import CallbackData


@dataclass(frozen=True)
class ReadAnnouncement(CallbackData):
    """An announcement was read; in a private chat also the proof that it arrived."""

    action: ClassVar[str] = "ar"
    is_for_groups: ClassVar[bool] = True
    announcement_id: int
    reference: str


@dataclass(frozen=True)
class AnswerPoll(CallbackData):
    """An option of a quick poll was chosen; a later choice takes its place."""

    action: ClassVar[str] = "ap"
    is_for_groups: ClassVar[bool] = True
    announcement_id: int
    option: int
    reference: str


@dataclass(frozen=True)
class ShowAnnouncements(CallbackData):
    """Show the latest announcements."""

    action: ClassVar[str] = "al"


@dataclass(frozen=True)
class BeginAnnouncement(CallbackData):
    """Begin an announcement, or a quick poll."""

    action: ClassVar[str] = "an"
    is_poll: bool = False


@dataclass(frozen=True)
class EditDraft(CallbackData):
    """Go to a step of a draft, by its word."""

    action: ClassVar[str] = "ad"
    announcement_id: int
    step: str


@dataclass(frozen=True)
class PickAudience(CallbackData):
    """Open the choices of one part of the audience, or (with a value) choose one."""

    action: ClassVar[str] = "aa"
    announcement_id: int
    part: str
    value: str = ""
    page: int = 0


@dataclass(frozen=True)
class SetTime(CallbackData):
    """Send a draft tomorrow morning, or as soon as it may leave."""

    action: ClassVar[str] = "at"
    announcement_id: int
    is_tomorrow: bool


@dataclass(frozen=True)
class SubmitDraft(CallbackData):
    """Send a draft as it was seen; sign: of what was seen."""

    action: ClassVar[str] = "as"
    announcement_id: int
    sign: str


@dataclass(frozen=True)
class ShowPreview(CallbackData):
    """Show the very message that leaves."""

    action: ClassVar[str] = "av"
    announcement_id: int


@dataclass(frozen=True)
class DecideAnnouncement(CallbackData):
    """A second person agrees or declines."""

    action: ClassVar[str] = "ag"
    announcement_id: int
    agrees: bool


@dataclass(frozen=True)
class ShowAnnouncement(CallbackData):
    """Show what became of an announcement."""

    action: ClassVar[str] = "ax"
    announcement_id: int


@dataclass(frozen=True)
class CorrectAnnouncement(CallbackData):
    """Write another text for an announcement that was sent."""

    action: ClassVar[str] = "ak"
    announcement_id: int


@dataclass(frozen=True)
class RecallAnnouncement(CallbackData):
    """Take an announcement back; `sure` once it was confirmed."""

    action: ClassVar[str] = "ay"
    announcement_id: int
    sure: bool = False


@dataclass(frozen=True)
class ShowReaders(CallbackData):
    """Show who has read an announcement, or who has not."""

    action: ClassVar[str] = "ab"
    announcement_id: int
    has_read: bool = False
    page: int = 0


@dataclass(frozen=True)
class SendReport(CallbackData):
    """Send the report of delivery as a file."""

    action: ClassVar[str] = "af"
    announcement_id: int
