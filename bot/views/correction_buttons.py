"""What the buttons of a note about wrong data carry."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from bot.views.callback_data import CallbackData

SKIP, TAKE_BACK = "skip", "back"


@dataclass(frozen=True)
class NoteCorrection(CallbackData):
    """Write no note (skip), or say that what was taken for one was none (back)."""

    action: ClassVar[str] = "cn"
    correction_id: int
    step: str
