"""Requests to correct what is shown about an agency in a period."""

from datetime import date, datetime

from sqlmodel import Field, UniqueConstraint

from db.models.base import Record
from db.types import Moment


class Correction(Record, table=True):
    """Somebody says that a figure is wrong; open until Setnas PK settles it, asked at most once a day."""

    __table_args__ = (UniqueConstraint("focal_point_id", "agency_id", "period_id", "asked_on"),)

    id: int | None = Field(default=None, primary_key=True)
    focal_point_id: int = Field(foreign_key="focal_point.id", index=True)
    agency_id: int = Field(foreign_key="agency.id")
    period_id: int = Field(foreign_key="period.id")
    asked_on: date
    asked_at: datetime = Field(sa_type=Moment())
    settled_at: datetime | None = Field(default=None, sa_type=Moment())
    settled_by: int | None = Field(default=None, foreign_key="focal_point.id")
