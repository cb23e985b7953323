"""Announcements and quick polls: what was written, for whom, who agreed, and who has read or answered."""

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import JSON
from sqlmodel import Field, UniqueConstraint

from db.models.base import Record
from db.types import EncryptedText, EnumText, Moment


class AnnouncementState(StrEnum):
    """How far an announcement has come; from `approved` on its messages are in the outbox."""

    DRAFT = "draft"
    WAITING = "waiting"  # for a second person
    APPROVED = "approved"
    DECLINED = "declined"
    CANCELLED = "cancelled"
    RECALLED = "recalled"


class Announcement(Record, table=True):
    """One announcement; with options it is a quick poll.

    text: HTML as Telegram takes it; audience: the expression of `sigap announce`; revision: how often it was corrected.
    """

    id: int | None = Field(default=None, primary_key=True)
    reference: str = Field(unique=True)
    text: str = Field(default="", sa_type=EncryptedText(), nullable=False)
    attachment_kind: str = ""  # "photo", "document" or nothing
    attachment_id: str = ""  # the file at Telegram
    link: str = ""
    options: list[str] = Field(default_factory=list, sa_type=JSON, nullable=False)
    audience: str = ""
    agency_id: int | None = Field(default=None, foreign_key="agency.id")  # for whom it speaks; None: Setnas PK
    state: AnnouncementState = Field(
        default=AnnouncementState.DRAFT, sa_type=EnumText(AnnouncementState), nullable=False, index=True
    )
    revision: int = 0
    created_by: int | None = Field(default=None, foreign_key="focal_point.id", index=True)
    created_at: datetime = Field(sa_type=Moment())
    send_at: datetime | None = Field(default=None, sa_type=Moment())  # None: as soon as it may leave
    decided_by: int | None = Field(default=None, foreign_key="focal_point.id")
    decided_at: datetime | None = Field(default=None, sa_type=Moment())
    recalled_at: datetime | None = Field(default=None, sa_type=Moment())
    progress: dict[str, Any] = Field(default_factory=dict, sa_type=JSON, nullable=False)  # the sender's live message


class AnnouncementReceipt(Record, table=True):
    """A person has read an announcement, and which option they chose if it is a poll."""

    __tablename__ = "announcement_receipt"
    __table_args__ = (UniqueConstraint("announcement_id", "focal_point_id"),)

    id: int | None = Field(default=None, primary_key=True)
    announcement_id: int = Field(foreign_key="announcement.id", index=True)
    focal_point_id: int = Field(foreign_key="focal_point.id", index=True)
    agency_id: int | None = Field(default=None, foreign_key="agency.id")  # where they sat when they answered
    read_at: datetime = Field(sa_type=Moment())
    option: int | None = None
    answered_at: datetime | None = Field(default=None, sa_type=Moment())
