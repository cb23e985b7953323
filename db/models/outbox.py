"""Messages that wait to go out, and every attempt to send them."""

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import JSON, Index, UniqueConstraint
from sqlmodel import Field

from bot.domain.delivery import MessageClass
from db.models.base import Record, one_where
from db.types import EncryptedText, EnumText, Moment


class OutboxState(StrEnum):
    """Where a message stands; from `unknown` on it leaves no more, and only evidence changes the state."""

    QUEUED = "queued"
    LEASED = "leased"
    SENDING = "sending"
    UNKNOWN = "unknown"  # Telegram may or may not have taken it: never sent again blindly
    RESENT = "resent"  # was unknown; another row repeats it, which says so
    SENT = "sent"
    FAILED = "failed"
    SUPPRESSED = "suppressed"  # no longer true or no longer reachable; the reason is named
    EXPIRED = "expired"


class OutboxMessage(Record, table=True):
    """One message for one chat; its text is rendered from `payload` when it leaves."""

    __tablename__ = "outbox_message"
    __table_args__ = (
        UniqueConstraint("reference", "repeat"),
        Index("outbox_due", "state", "next_at"),
        Index("outbox_queue", "state", "priority", "due_at", "id"),
        one_where("outbox_repetition", "resend_of IS NOT NULL", "resend_of"),
    )

    id: int | None = Field(default=None, primary_key=True)
    dedupe_key: str = Field(unique=True)
    reference: str  # what the reader sees; a repetition bears that of the first
    repeat: int = 0  # 1: the repetition of the row `resend_of`
    resend_of: int | None = Field(default=None, foreign_key="outbox_message.id")
    kind: str
    message_class: MessageClass = Field(default=MessageClass.NORMAL, sa_type=EnumText(MessageClass), nullable=False)
    priority: int = 1
    chain: str = Field(default="", index=True)  # what the rungs of one deadline have in common
    chat_id: int = Field(foreign_key="chat.id", index=True)
    thread_id: int | None = None
    payload: dict[str, Any] = Field(sa_type=JSON, nullable=False)
    state: OutboxState = Field(default=OutboxState.QUEUED, sa_type=EnumText(OutboxState), nullable=False)
    reason: str = ""
    due_at: datetime = Field(sa_type=Moment())
    next_at: datetime = Field(sa_type=Moment())
    expires_at: datetime = Field(sa_type=Moment())
    attempts: int = 0
    attempt_id: str | None = None
    lease_owner: str | None = None
    lease_until: datetime | None = Field(default=None, sa_type=Moment())
    message_id: int | None = None
    sent_at: datetime | None = Field(default=None, sa_type=Moment())
    unknown_at: datetime | None = Field(default=None, sa_type=Moment())
    read_at: datetime | None = Field(default=None, sa_type=Moment())
    created_at: datetime = Field(sa_type=Moment())


class SendAttempt(Record, table=True):
    """One attempt, kept whatever became of it; its text names persons and is encrypted."""

    __tablename__ = "send_attempt"

    id: int | None = Field(default=None, primary_key=True)
    outbox_id: int = Field(foreign_key="outbox_message.id", index=True)
    attempt_id: str = Field(unique=True)
    text: str = Field(sa_type=EncryptedText(), nullable=False)
    started_at: datetime = Field(sa_type=Moment())
    finished_at: datetime | None = Field(default=None, sa_type=Moment())
    outcome: str = ""
    error: str = ""


class PlannerCursor(Record, table=True):
    """Up to when a planner has decided; what lies before it is never decided again."""

    __tablename__ = "planner_cursor"

    name: str = Field(primary_key=True)
    planned_until: datetime = Field(sa_type=Moment())
