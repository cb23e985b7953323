"""Updates as Telegram sent them, stored before they are acknowledged."""

from datetime import datetime

from sqlalchemy import BigInteger
from sqlmodel import Field

from db.models.base import Record
from db.types import EncryptedText, Moment


class InboxUpdate(Record, table=True):
    """One update; the raw text is personal data, encrypted and erased once it has served."""

    __tablename__ = "inbox_update"

    update_id: int = Field(sa_type=BigInteger(), primary_key=True, sa_column_kwargs={"autoincrement": False})
    raw: str | None = Field(default=None, sa_type=EncryptedText())
    received_at: datetime = Field(sa_type=Moment())
    handled_at: datetime | None = Field(default=None, sa_type=Moment(), index=True)
    error: str = ""
