"""Telegram chats, private ones and groups, with what is known of reaching them."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import BigInteger
from sqlmodel import Field

from db.models.base import Record
from db.types import EncryptedText, EnumText, Moment


class ChatState(StrEnum):
    """Whether messages may be sent to a chat."""

    EXPECTED = "diharapkan"  # named in an import; the person has not written to the bot yet
    OPEN = "terbuka"
    CLOSED = "tertutup"  # blocked, deactivated, kicked: see the reason
    PARKED = "diparkir"  # a group in which the bot may not write; its administrators can mend that


class Chat(Record, table=True):
    """A Telegram chat; a private one belongs to a focal point once that is known."""

    id: int | None = Field(default=None, primary_key=True)
    telegram_id: int = Field(sa_type=BigInteger(), unique=True)
    focal_point_id: int | None = Field(default=None, foreign_key="focal_point.id", index=True)
    username: str | None = Field(default=None, sa_type=EncryptedText())
    state: ChatState = Field(default=ChatState.EXPECTED, sa_type=EnumText(ChatState), nullable=False)
    state_reason: str = ""
    migrated_to: int | None = Field(default=None, sa_type=BigInteger())
    opened_at: datetime | None = Field(default=None, sa_type=Moment())
    menu: str | None = None  # the sign of the commands that were last set for it; None is the general menu
    language: str | None = None  # of that menu: the one in which the person was last answered
