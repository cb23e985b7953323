"""Updates as Telegram sent them, stored before they are acknowledged."""

from datetime import datetime

from sqlalchemy import BigInteger, Index, text
from sqlmodel import Field

from db.models.base import Record
from db.types import EncryptedText, Moment

WAITING, HANDLED = text("handled_at IS NULL"), text("handled_at IS NOT NULL")


class InboxUpdate(Record, table=True):
    """One update; the raw text is personal data, encrypted and erased once it has served.

    Updates of one lane (a chat, or a person where there is no chat) are handled in order, each by whoever claimed it.
    """

    __tablename__ = "inbox_update"
    __table_args__ = (
        Index("inbox_waiting", "lane", "update_id", sqlite_where=WAITING, postgresql_where=WAITING),
        # Not over those that wait: SQLite would look for these here, and find them in no useful order.
        Index("inbox_handled", "handled_at", sqlite_where=HANDLED, postgresql_where=HANDLED),
        Index("inbox_traffic", "sender", "received_at"),
    )

    update_id: int = Field(sa_type=BigInteger(), primary_key=True, sa_column_kwargs={"autoincrement": False})
    lane: int = Field(default=0, sa_type=BigInteger())
    sender: int | None = Field(default=None, sa_type=BigInteger())
    is_flood: bool = False
    raw: str | None = Field(default=None, sa_type=EncryptedText())
    received_at: datetime = Field(sa_type=Moment())
    claimed_by: str | None = None
    claimed_until: datetime | None = Field(default=None, sa_type=Moment())
    attempts: int = 0
    handled_at: datetime | None = Field(default=None, sa_type=Moment())
    error: str = ""
