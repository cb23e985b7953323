"""Who answers for which action, and what is aimed at in a period."""

from datetime import datetime

from sqlmodel import Field, UniqueConstraint

from db.models.base import Record, one_in_force
from db.types import Moment


class Assignment(Record, table=True):
    """One action of one agency; explicit, never derived from the kind of agency."""

    __table_args__ = (UniqueConstraint("agency_id", "action_id"),)

    id: int | None = Field(default=None, primary_key=True)
    action_id: int = Field(foreign_key="action.id", index=True)
    agency_id: int = Field(foreign_key="agency.id")


class Target(Record, table=True):
    """What an assignment aims at in a period; a change within the cycle adds a row."""

    __table_args__ = (one_in_force("target_in_force", "assignment_id", "period_id"),)

    id: int | None = Field(default=None, primary_key=True)
    assignment_id: int = Field(foreign_key="assignment.id")
    period_id: int = Field(foreign_key="period.id", index=True)
    text: str
    decided_at: datetime = Field(sa_type=Moment())
    superseded_at: datetime | None = Field(default=None, sa_type=Moment())
