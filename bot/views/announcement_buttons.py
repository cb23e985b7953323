"""The buttons under announcements, and those of whoever writes them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from bot.views.callback_data import CallbackData


@dataclass(frozen=True)
class ReadAnnouncement(CallbackData):
    """An announcement was read; in a private chat also the proof that it arrived."""

    action: ClassVar[str] = "ar"
    announcement_id: int
    reference: str


@dataclass(frozen=True)
class AnswerPoll(CallbackData):
    """An option of a quick poll was chosen; a later choice takes its place."""

    action: ClassVar[str] = "ap"
    announcement_id: int
    option: int
    reference: str
