"""Groups that the bot is in, what each is bound to, and the board that it keeps there."""

from datetime import datetime

from sqlmodel import Field

from db.models.base import Record, one_where
from db.types import EncryptedText, Moment

WHOLE_GROUP = 0
"""In place of the id of a topic: the binding is about the group itself."""


class GroupChat(Record, table=True):
    """A group of Telegram, with what its members chose; whether it can be reached is told by its chat."""

    __tablename__ = "group_chat"

    chat_id: int = Field(primary_key=True, foreign_key="chat.id")
    title: str = Field(default="", sa_type=EncryptedText(), nullable=False)
    language: str = "id"
    digest_hour: int = 8  # 7..17, in the zone of what the group is bound to
    joined_at: datetime = Field(sa_type=Moment())
    answered_at: datetime | None = Field(default=None, sa_type=Moment())  # when it was last given an answer


class GroupBinding(Record, table=True):
    """What a group, or one topic of it, is about: an agency or province, an action, or (neither) the nation."""

    __tablename__ = "group_binding"
    __table_args__ = (one_where("binding_now", "ended_at IS NULL", "chat_id", "thread_id"),)

    id: int | None = Field(default=None, primary_key=True)
    chat_id: int = Field(foreign_key="group_chat.chat_id", index=True)
    thread_id: int = WHOLE_GROUP
    agency_id: int | None = Field(default=None, foreign_key="agency.id")
    action_id: int | None = Field(default=None, foreign_key="action.id")
    bound_at: datetime = Field(sa_type=Moment())
    bound_by: int | None = Field(default=None, foreign_key="focal_point.id")
    ended_at: datetime | None = Field(default=None, sa_type=Moment())
    parked_at: datetime | None = Field(default=None, sa_type=Moment())  # since when its topic is closed


class GroupCode(Record, table=True):
    """A one-time code that binds a group; the code itself is never stored."""

    __tablename__ = "group_code"

    id: int | None = Field(default=None, primary_key=True)
    code_hash: str = Field(unique=True)
    agency_id: int | None = Field(default=None, foreign_key="agency.id")
    action_id: int | None = Field(default=None, foreign_key="action.id")
    created_at: datetime = Field(sa_type=Moment())
    created_by: int | None = Field(default=None, foreign_key="focal_point.id")
    expires_at: datetime = Field(sa_type=Moment())
    used_at: datetime | None = Field(default=None, sa_type=Moment())
    request: str | None = Field(default=None, unique=True)  # the press that asked for it, so that a repeat makes none


class Board(Record, table=True):
    """The one message of a binding that is edited rather than sent again; `shown` is a sign of what it says."""

    binding_id: int = Field(primary_key=True, foreign_key="group_binding.id")
    message_id: int | None = None
    is_pinned: bool = False
    shown: str = ""
    shown_at: datetime | None = Field(default=None, sa_type=Moment())
