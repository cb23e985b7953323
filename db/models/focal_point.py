"""Persons who sit in seats, and what they agreed to."""

from datetime import date, datetime

from sqlmodel import Field

from db.models.base import Record
from db.types import EncryptedText, Moment


class FocalPoint(Record, table=True):
    """A person; the name is personal data and encrypted at rest."""

    __tablename__ = "focal_point"

    id: int | None = Field(default=None, primary_key=True)
    name: str | None = Field(default=None, sa_type=EncryptedText())
    language: str | None = None  # chosen by the person; until then the language of their client counts
    reminder_hour: int | None = None  # 7..17 in the agency's zone; None is the default hour
    hour_from: date | None = None  # the first day of that hour; until then `earlier_hour` holds
    earlier_hour: int | None = None
    stopped_at: datetime | None = Field(default=None, sa_type=Moment())
    created_at: datetime = Field(sa_type=Moment())


class Consent(Record, table=True):
    """What a person agreed to, in which wording, and when; withdrawn ones stay readable."""

    id: int | None = Field(default=None, primary_key=True)
    focal_point_id: int = Field(foreign_key="focal_point.id", index=True)
    version: str
    given_at: datetime = Field(sa_type=Moment())
    withdrawn_at: datetime | None = Field(default=None, sa_type=Moment())
