"""Periods of a cycle and their deadlines, which are dated facts of their own."""

from datetime import date, datetime

from sqlmodel import Field, UniqueConstraint

from bot.domain.duties import DeadlineKind
from db.models.base import Record, one_in_force, one_where
from db.types import EnumText, Moment


class Period(Record, table=True):
    """A reporting period; codes such as B06 recur in every cycle."""

    __table_args__ = (UniqueConstraint("cycle_id", "code"),)

    id: int | None = Field(default=None, primary_key=True)
    cycle_id: int = Field(foreign_key="cycle.id")
    code: str
    name: str
    starts_on: date
    ends_on: date
    opens_on: date | None = None


class Deadline(Record, table=True):
    """A deadline of a period, for all agencies or (a dispensation) for one.

    Moving it adds a row and closes the old one, so that what was promised before stays readable.
    """

    __table_args__ = (
        one_where("deadline_of_all", "superseded_at IS NULL AND agency_id IS NULL", "period_id", "kind"),
        one_in_force("deadline_of_one", "period_id", "kind", "agency_id"),
    )

    id: int | None = Field(default=None, primary_key=True)
    period_id: int = Field(foreign_key="period.id")
    agency_id: int | None = Field(default=None, foreign_key="agency.id")
    kind: DeadlineKind = Field(sa_type=EnumText(DeadlineKind), nullable=False)
    due_at: datetime = Field(sa_type=Moment())
    reason: str = ""
    is_sample: bool = False
    decided_at: datetime = Field(sa_type=Moment())
    superseded_at: datetime | None = Field(default=None, sa_type=Moment())
