"""Days off on top of the national calendar."""

from datetime import date

from sqlmodel import Field, UniqueConstraint

from db.models.base import Record, one_where


class Holiday(Record, table=True):
    """A day off in a region with all that lies in it, or everywhere where no region is named."""

    __table_args__ = (
        UniqueConstraint("day", "agency_id"),
        one_where("holiday_of_all", "agency_id IS NULL", "day"),
    )

    id: int | None = Field(default=None, primary_key=True)
    day: date
    name: str
    agency_id: int | None = Field(default=None, foreign_key="agency.id")
