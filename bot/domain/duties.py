"""What an agency owes in a period: three facts about each duty, and what follows from them."""

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


@dataclass(frozen=True)
class DutyFacts:
    """What is known of one duty; percent is 0..100 with two decimals, or None for "no figure"."""

    report: ReportState
    verification: VerificationState
    reported_at: datetime | None
    percent: Decimal | None


def count(facts: list[DutyFacts], report_due_at: datetime | None) -> Figures:
    """Count the duties by each of the three facts; nothing is inferred from one about another."""
    standings = [standing_of(fact.report, fact.verification) for fact in facts]
    reported = [fact for fact in facts if fact.report is not ReportState.NONE]
    timed = [fact.reported_at for fact in reported if fact.reported_at is not None]
    on_time = len(timed) if report_due_at is None else sum(at <= report_due_at for at in timed)
    percents = [fact.percent for fact in facts if fact.percent is not None]
    return Figures(
        owed=len(facts),
        reported=len(reported),
        on_time=on_time,
        late=len(timed) - on_time,
        time_unknown=len(reported) - len(timed),
        verified=standings.count(Standing.VERIFIED),
        awaiting=standings.count(Standing.AWAITING),
        returned=standings.count(Standing.RETURNED),
        obstacles=standings.count(Standing.OBSTACLE),
        open=sum(is_open(fact.report, fact.verification) for fact in facts),
        mean=(sum(percents, Decimal(0)) / len(percents)).quantize(Decimal("0.01")) if percents else None,
        without_figure=len(facts) - len(percents),
    )
