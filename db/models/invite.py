"""Invitations: one use, stored hashed, bound to a seat."""

from datetime import datetime

from sqlalchemy import BigInteger
from sqlmodel import Field

from db.models.base import Record
from db.types import EncryptedText, Moment


class InviteCode(Record, table=True):
    """An invitation into a seat; the code itself is never stored."""

    __tablename__ = "invite_code"

    id: int | None = Field(default=None, primary_key=True)
    code_hash: str = Field(unique=True)
    seat_id: int = Field(foreign_key="seat.id")
    name: str | None = Field(default=None, sa_type=EncryptedText())
    created_at: datetime = Field(sa_type=Moment())
    created_by: int | None = Field(default=None, foreign_key="focal_point.id")
    expires_at: datetime = Field(sa_type=Moment())
    used_at: datetime | None = Field(default=None, sa_type=Moment())
    used_by: int | None = Field(default=None, foreign_key="focal_point.id")
    request: str | None = Field(default=None, unique=True)  # the press that asked for it, so that a repeat makes none


class FailedRedemption(Record, table=True):
    """A wrong code that somebody tried; too many within an hour close the door for that hour."""

    __tablename__ = "failed_redemption"

    id: int | None = Field(default=None, primary_key=True)
    telegram_id: int = Field(sa_type=BigInteger(), index=True)
    at: datetime = Field(sa_type=Moment(), index=True)
