"""What a view makes of a result: a text and the buttons under it."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from html import unescape

from telegram import InlineKeyboardButton, InlineKeyboardMarkup

from bot.views.callback_data import CallbackData


@dataclass(frozen=True)
class Button:
    """A button that acts (callback data) or that opens an address."""

    label: str
    data: CallbackData | None = None
    url: str | None = None

    def to_telegram(self) -> InlineKeyboardButton:
        """The button as Telegram takes it."""
        packed = self.data.pack() if self.data is not None else None
        return InlineKeyboardButton(self.label, callback_data=packed, url=self.url)


Rows = tuple[tuple[Button, ...], ...]


@dataclass(frozen=True)
class Message:
    """A text in Telegram's HTML with rows of buttons."""

    text: str
    rows: Rows = field(default=())

    @property
    def plain(self) -> str:
        """The text as it is read, without its tags."""
        return unescape(re.sub(r"<[^>]+>", "", self.text))

    @property
    def markup(self) -> InlineKeyboardMarkup | None:
        """The keyboard as Telegram takes it; None without buttons."""
        rows = [[button.to_telegram() for button in row] for row in self.rows if row]
        return InlineKeyboardMarkup(rows) if rows else None


def in_rows(buttons: list[Button], per_row: int = 2) -> Rows:
    """Lay buttons out, at most so many beside each other."""
    return tuple(tuple(buttons[start : start + per_row]) for start in range(0, len(buttons), per_row))
