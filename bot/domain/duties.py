"""What an agency owes in a period: three facts about each duty, and what follows from them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from enum import StrEnum
from zoneinfo import ZoneInfo


class ReportState(StrEnum):
    """First fact: what the agency reported (`status_lapor`)."""

    NONE = "belum"
    REPORTED = "lapor"
    NIL = "nihil"
    OBSTACLE = "kendala"


class VerificationState(StrEnum):
    """Second fact: what the verifier decided (`status_verifikasi`)."""

    NONE = "belum"
    VERIFIED = "diverifikasi"
    RETURNED = "dikembalikan"


class Standing(StrEnum):
    """The two states read together, as people are told them; contradictory pairs have none."""

    NOT_REPORTED = "belum_lapor"
    AWAITING = "menunggu"
    VERIFIED = "terverifikasi"
    RETURNED = "dikembalikan"
    OBSTACLE = "kendala"


class DeadlineKind(StrEnum):
    """What a deadline is for: reporting achievements, or publishing the verified ones."""

    REPORT = "lapor"
    PUBLISH = "publikasi"


DEADLINE_TIME = time(23, 59)
"""A deadline given as a bare date is this time on that day, in the national time zone."""

REPAIR_TIME = timedelta(days=7)
"""A returned duty may be repaired for this long after its return."""


def is_contradictory(report: ReportState, verification: VerificationState) -> bool:
    """Whether something unreported is said to be verified; an import refuses it."""
    return report is ReportState.NONE and verification is VerificationState.VERIFIED


def is_open(report: ReportState, verification: VerificationState) -> bool:
    """Whether the duty is still owed: not reported, or returned for repair."""
    return report is ReportState.NONE or verification is VerificationState.RETURNED


def standing_of(report: ReportState, verification: VerificationState) -> Standing:
    """Read the two states together; a return outweighs what was reported before it."""
    if verification is VerificationState.RETURNED:
        return Standing.RETURNED
    if report is ReportState.NONE:
        return Standing.NOT_REPORTED
    if report is ReportState.OBSTACLE:
        return Standing.OBSTACLE
    return Standing.VERIFIED if verification is VerificationState.VERIFIED else Standing.AWAITING


def end_of_day(day: date, zone: ZoneInfo) -> datetime:
    """The moment at which a deadline given as a bare date passes."""
    return datetime.combine(day, DEADLINE_TIME, zone)


def due_at(report_due_at: datetime, returned_on: date | None, zone: ZoneInfo) -> datetime:
    """Deadline of one duty: that of its period, or, once returned, its own if that is later."""
    if returned_on is None:
        return report_due_at
    return max(report_due_at, end_of_day(returned_on + REPAIR_TIME, zone))


@dataclass(frozen=True)
class Duty:
    """One assigned action of one agency in one period, with its three facts and where they come from.

    percent is 0..100 with two decimals, or None for "no figure"; `note` is the obstacle or the verifier's wish;
    `returned_on` is the day of the return while the duty is returned; `is_sourced` whether the title was read in a
    source. source and as_of are those of the newest fact; earlier and since: where the others come from, and the day of
    the oldest where that is another.
    """

    assignment_id: int
    agency_id: int
    period_id: int
    action_code: str
    action_title: str
    target: str | None = None
    report: ReportState = ReportState.NONE
    verification: VerificationState = VerificationState.NONE
    reported_at: datetime | None = None
    percent: Decimal | None = None
    note: str = ""
    returned_on: date | None = None
    is_published: bool = False
    source: str = ""
    as_of: date | None = None
    earlier: tuple[str, ...] = ()
    since: date | None = None
    is_sourced: bool = True

    @property
    def sources(self) -> tuple[str, ...]:
        """Where its facts come from, that of the newest first."""
        return tuple(dict.fromkeys(source for source in (self.source, *self.earlier) if source))

    @property
    def is_open(self) -> bool:
        """Whether the report is still owed."""
        return is_open(self.report, self.verification)

    @property
    def is_achieved(self) -> bool:
        """Whether there is a verified achievement, which can be published; a report of "nihil" holds none."""
        return self.report is ReportState.REPORTED and self.verification is VerificationState.VERIFIED

    @property
    def owes_publication(self) -> bool:
        """Whether an achievement is verified but not yet published."""
        return self.is_achieved and not self.is_published

    @property
    def standing(self) -> Standing:
        return standing_of(self.report, self.verification)


@dataclass(frozen=True)
class Figures:
    """Counts over the duties of one agency and period; a missing figure is never 0."""

    owed: int
    reported: int
    on_time: int
    late: int
    time_unknown: int
    verified: int
    awaiting: int
    returned: int
    obstacles: int
    open: int
    mean: Decimal | None
    without_figure: int


def count(duties: Sequence[Duty], report_due_at: datetime | None) -> Figures:
    """Count the duties by each of the three facts; nothing is inferred from one about another."""
    standings = [duty.standing for duty in duties]
    reported = [duty for duty in duties if duty.report is not ReportState.NONE]
    timed = [duty.reported_at for duty in reported if duty.reported_at is not None]
    on_time = len(timed) if report_due_at is None else sum(at <= report_due_at for at in timed)
    percents = [duty.percent for duty in duties if duty.percent is not None]
    return Figures(
        owed=len(duties),
        reported=len(reported),
        on_time=on_time,
        late=len(timed) - on_time,
        time_unknown=len(reported) - len(timed),
        verified=standings.count(Standing.VERIFIED),
        awaiting=standings.count(Standing.AWAITING),
        returned=standings.count(Standing.RETURNED),
        obstacles=standings.count(Standing.OBSTACLE),
        open=sum(duty.is_open for duty in duties),
        mean=(sum(percents, Decimal(0)) / len(percents)).quantize(Decimal("0.01")) if percents else None,
        without_figure=len(duties) - len(percents),
    )
