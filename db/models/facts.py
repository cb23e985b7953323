"""The three facts about a duty, each with its own source and time; a change adds a row to its history."""

from datetime import date, datetime
from decimal import Decimal

from sqlmodel import Field

from bot.domain.duties import ReportState, VerificationState
from db.models.base import Record, one_in_force
from db.types import EnumText, Hundredths, Moment


class Submission(Record, table=True):
    """First fact: what the agency reported, and when; `note` names the obstacle or the verifier's wish."""

    __table_args__ = (one_in_force("submission_in_force", "assignment_id", "period_id"),)

    id: int | None = Field(default=None, primary_key=True)
    assignment_id: int = Field(foreign_key="assignment.id")
    period_id: int = Field(foreign_key="period.id", index=True)
    state: ReportState = Field(sa_type=EnumText(ReportState), nullable=False)
    reported_at: datetime | None = Field(default=None, sa_type=Moment())
    note: str = ""
    source: str = ""
    as_of: date | None = None
    author_id: int | None = Field(default=None, foreign_key="focal_point.id")
    recorded_at: datetime = Field(sa_type=Moment())
    superseded_at: datetime | None = Field(default=None, sa_type=Moment())


class Verification(Record, table=True):
    """Second fact: what the verifier decided; `as_of` of a return starts the time for repair."""

    __table_args__ = (one_in_force("verification_in_force", "assignment_id", "period_id"),)

    id: int | None = Field(default=None, primary_key=True)
    assignment_id: int = Field(foreign_key="assignment.id")
    period_id: int = Field(foreign_key="period.id", index=True)
    state: VerificationState = Field(sa_type=EnumText(VerificationState), nullable=False)
    source: str = ""
    as_of: date | None = None
    author_id: int | None = Field(default=None, foreign_key="focal_point.id")
    recorded_at: datetime = Field(sa_type=Moment())
    superseded_at: datetime | None = Field(default=None, sa_type=Moment())


class Achievement(Record, table=True):
    """Third fact: the percentage achieved; None is "no figure", never 0."""

    __table_args__ = (one_in_force("achievement_in_force", "assignment_id", "period_id"),)

    id: int | None = Field(default=None, primary_key=True)
    assignment_id: int = Field(foreign_key="assignment.id")
    period_id: int = Field(foreign_key="period.id", index=True)
    percent: Decimal | None = Field(default=None, sa_type=Hundredths())
    source: str = ""
    as_of: date | None = None
    author_id: int | None = Field(default=None, foreign_key="focal_point.id")
    recorded_at: datetime = Field(sa_type=Moment())
    superseded_at: datetime | None = Field(default=None, sa_type=Moment())
