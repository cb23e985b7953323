"""Requests to correct what is shown about an agency in a period."""

from datetime import date, datetime

from sqlmodel import Field, UniqueConstraint

from db.models.base import Record
from db.types import EncryptedText, Moment


class Correction(Record, table=True):
    """Somebody says that a figure is wrong; open until Setnas PK settles it, asked at most once a day.

    The note says in the person's own words what is wrong; it is forgotten once the request is settled.
    """

    __table_args__ = (UniqueConstraint("focal_point_id", "agency_id", "period_id", "asked_on"),)

    id: int | None = Field(default=None, primary_key=True)
    focal_point_id: int = Field(foreign_key="focal_point.id", index=True)
    agency_id: int = Field(foreign_key="agency.id")
    period_id: int = Field(foreign_key="period.id")
    asked_on: date
    asked_at: datetime = Field(sa_type=Moment())
    note: str | None = Field(default=None, sa_type=EncryptedText())
    noting_until: datetime | None = Field(default=None, sa_type=Moment())  # until then the next message is the note
    settled_at: datetime | None = Field(default=None, sa_type=Moment())
    settled_by: int | None = Field(default=None, foreign_key="focal_point.id")
