"""What a view makes of a result: a text and the buttons under it."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum

from telegram import InlineKeyboardButton, InlineKeyboardMarkup

from bot.texts.formats import plain
from bot.views.callback_data import CallbackData


@dataclass(frozen=True)
class Button:
    """A button that acts (callback data) or that opens an address."""

    label: str
    data: CallbackData | None = None
    url: str | None = None

    def to_dict(self) -> dict[str, str]:
        """The button as the Bot API takes it, for a sender that makes many."""
        acts = {"callback_data": self.data.pack()} if self.data is not None else {}
        return {"text": self.label, **acts, **({"url": self.url} if self.url is not None else {})}

    def to_telegram(self) -> InlineKeyboardButton:
        """The button as Telegram takes it."""
        packed = self.data.pack() if self.data is not None else None
        return InlineKeyboardButton(self.label, callback_data=packed, url=self.url)


Rows = tuple[tuple[Button, ...], ...]


class Medium(StrEnum):
    """What a message can carry besides its text; the values are the words of the Bot API."""

    PHOTO = "photo"
    DOCUMENT = "document"


@dataclass(frozen=True)
class Attachment:
    """A picture or a file, under which the text stands as its caption: one that Telegram has, or new content."""

    medium: Medium
    file_id: str = ""
    content: bytes = b""
    name: str = ""


@dataclass(frozen=True)
class Message:
    """A text in Telegram's HTML with rows of buttons; is_silent: it arrives without a sound.

    link: the one address of which a preview is shown; without it none is.
    """

    text: str
    rows: Rows = field(default=())
    attachment: Attachment | None = None
    is_silent: bool = False
    link: str = ""

    @property
    def plain(self) -> str:
        """The text as it is read, without its tags."""
        return plain(self.text)

    @property
    def markup(self) -> InlineKeyboardMarkup | None:
        """The keyboard as Telegram takes it; None without buttons."""
        rows = [[button.to_telegram() for button in row] for row in self.rows if row]
        return InlineKeyboardMarkup(rows) if rows else None


@dataclass(frozen=True)
class Edit:
    """A message takes the place of one that was sent; its attachment is that of the sent one, which stays."""

    message: Message
    message_id: int

    @property
    def text(self) -> str:
        """What it will say."""
        return self.message.text


@dataclass(frozen=True)
class Removal:
    """A message that was sent goes away."""

    message_id: int
    text: str = ""


@dataclass(frozen=True)
class Pin:
    """A message that was sent is pinned, without a sound."""

    message_id: int
    text: str = ""


@dataclass(frozen=True)
class Leave:
    """The bot leaves the chat."""

    text: str = ""
    message_id: None = None


Act = Message | Edit | Removal | Pin | Leave
"""What a queued row does in its chat."""


def keyboard_of(message: Message) -> dict[str, list[list[dict[str, str]]]] | None:
    """The keyboard as the Bot API takes it; None without buttons."""
    rows = [[button.to_dict() for button in row] for row in message.rows if row]
    return {"inline_keyboard": rows} if rows else None


def in_rows(buttons: list[Button], per_row: int = 2) -> Rows:
    """Lay buttons out, at most so many beside each other."""
    return tuple(tuple(buttons[start : start + per_row]) for start in range(0, len(buttons), per_row))
