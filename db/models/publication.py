"""Publications of achievements; one is owed for each verified achievement without a row here."""

from datetime import date

from sqlmodel import Field, UniqueConstraint

from db.models.base import Record


class Publication(Record, table=True):
    """Where and when an achievement was published."""

    __table_args__ = (UniqueConstraint("assignment_id", "period_id", "link"),)

    id: int | None = Field(default=None, primary_key=True)
    assignment_id: int = Field(foreign_key="assignment.id")
    period_id: int = Field(foreign_key="period.id", index=True)
    published_on: date
    medium: str
    link: str
