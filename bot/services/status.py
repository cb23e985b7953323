"""How an agency stands in a period, and what a person owes now."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from zoneinfo import ZoneInfo

from sqlmodel.ext.asyncio.session import AsyncSession

from bot.domain.agencies import AgencyRef
from bot.domain.calendar import WorkingCalendar
from bot.domain.duties import DeadlineKind, Duty, Figures, count, due_at
from bot.domain.ladder import AUDIENCE
from bot.domain.named_periods import read_together
from bot.domain.period_words import PeriodQuery, PeriodReading
from bot.domain.periods import DeadlineRef, PeriodRef, current_period, list_beside
from bot.domain.tallies import is_ahead, tally
from bot.services.calendars import load_calendars
from db.memory import kept, remembered
from db.queries.duties import list_cycles_of, list_duties
from db.queries.people import Person
from db.queries.periods import list_deadlines, list_periods

OWES = {role: kind for kind, roles in AUDIENCE.items() for role in roles}
"""What a role owes by a deadline of its own."""


@dataclass(frozen=True)
class DueDate:
    """A deadline as it looks from now: days and working days left, and the holidays between.

    days_left is negative once the day has passed; `is_past` tells of the moment itself.
    """

    due_at: datetime
    due_on: date
    days_left: int
    working_days_left: int
    holidays: tuple[tuple[date, str], ...]
    is_past: bool
    is_sample: bool


@dataclass(frozen=True)
class AgencyStatus:
    """The answer to "how does this agency stand": three facts for each duty, counts, deadline, periods to turn to.

    is_ahead: reporting in the period has not opened, so that nothing can be missing yet.
    """

    agency: AgencyRef
    period: PeriodRef
    duties: tuple[Duty, ...]
    figures: Figures
    report_due: DueDate | None
    publish_due: DueDate | None
    beside: tuple[PeriodRef, ...]
    source: str
    as_of: date | None
    asked_at: datetime
    is_ahead: bool = False


@dataclass(frozen=True)
class OpenNow:
    """What a person owes at this moment over all seats: reports and publications, and their next deadline."""

    reports: int
    publications: int
    next_due: DeadlineRef | None
    period: PeriodRef | None


async def find_period_of(
    session: AsyncSession, *, agency: AgencyRef, periods: Sequence[PeriodRef], today: date
) -> PeriodRef | None:
    """The period that a question about an agency without a period is about.

    Cycles in which the agency has assignments come first; None where no cycle is known at all.
    """
    cycles = await remembered(session, list_cycles_of, agency.id)
    own = [period for period in periods if period.cycle_id in cycles]
    return current_period(own or periods, today)


async def read_for(
    session: AsyncSession,
    *,
    agency: AgencyRef,
    queries: Sequence[PeriodQuery],
    periods: Sequence[PeriodRef],
    today: date,
) -> tuple[PeriodReading, ...]:
    """What the words for periods mean for the agency: codes recur, so the cycles it takes part in come before all."""
    cycles = await remembered(session, list_cycles_of, agency.id)
    return read_together(queries, [period for period in periods if period.cycle_id in cycles], periods, today)


async def agency_status(
    session: AsyncSession,
    *,
    agency: AgencyRef,
    period: PeriodRef,
    periods: Sequence[PeriodRef],
    now: datetime,
    zone: ZoneInfo,
) -> AgencyStatus:
    """How the agency stands in the period, one of `periods`. zone: that of national deadlines."""
    deadlines = await remembered(session, list_deadlines, (period.id,), agency.id)
    past = sum(deadline.due_at <= now for deadline in deadlines)

    async def look() -> AgencyStatus:
        duties = tuple(await remembered(session, list_duties, (period.id,), (agency.id,)))
        return await _put_together(session, agency, period, periods, duties, deadlines, now, zone)

    key = (agency_status, agency.id, period.id, now.astimezone(zone).date(), past)
    return replace(await kept(session, key, look), asked_at=now)


async def _put_together(
    session: AsyncSession,
    agency: AgencyRef,
    period: PeriodRef,
    periods: Sequence[PeriodRef],
    duties: tuple[Duty, ...],
    deadlines: Sequence[DeadlineRef],
    now: datetime,
    zone: ZoneInfo,
) -> AgencyStatus:
    report = deadline_of(deadlines, period.id, agency.id, DeadlineKind.REPORT)
    publish = deadline_of(deadlines, period.id, agency.id, DeadlineKind.PUBLISH)
    report_due_at = report.due_at if report else None
    counted = tally(duties, report_due_at)
    return AgencyStatus(
        agency=agency,
        period=period,
        duties=duties,
        figures=count(duties, report_due_at),
        report_due=await look_at(session, report, agency=agency, now=now, zone=zone),
        publish_due=await look_at(session, publish, agency=agency, now=now, zone=zone),
        beside=list_beside(period, periods),
        source="; ".join(counted.sources),
        as_of=counted.as_of,
        asked_at=now,
        is_ahead=is_ahead(period, counted, now.astimezone(zone).date()),
    )


async def open_now(session: AsyncSession, *, person: Person, now: datetime, zone: ZoneInfo) -> OpenNow:
    """What the person owes: open reports as Inspektorat, publications as Humas or Diskominfo; two seats count once."""
    today, periods = now.astimezone(zone).date(), await list_periods(session)
    owed, dues = {kind: 0 for kind in DeadlineKind}, list[tuple[DeadlineRef, PeriodRef]]()
    for agency, kind in dict.fromkeys((seat.agency, OWES[seat.role]) for seat in person.seats if seat.role in OWES):
        period = await find_period_of(session, agency=agency, periods=periods, today=today)
        if period is None:
            continue
        duties = await list_duties(session, [period.id], [agency.id])
        owed[kind] += sum(duty.owes_publication if kind is DeadlineKind.PUBLISH else duty.is_open for duty in duties)
        deadline = deadline_of(await list_deadlines(session, [period.id], agency.id), period.id, agency.id, kind)
        if deadline is not None and deadline.due_at > now:
            dues.append((deadline, period))
    due, period = min(dues, key=lambda pair: pair[0].due_at, default=(None, None))
    return OpenNow(owed[DeadlineKind.REPORT], owed[DeadlineKind.PUBLISH], next_due=due, period=period)


def deadline_of(
    deadlines: Sequence[DeadlineRef], period_id: int, agency_id: int, kind: DeadlineKind
) -> DeadlineRef | None:
    """The deadline that holds for an agency: its own dispensation before that of all."""
    fitting = [
        deadline
        for deadline in deadlines
        if deadline.period_id == period_id and deadline.kind is kind and deadline.agency_id in {None, agency_id}
    ]
    return max(fitting, key=lambda deadline: deadline.agency_id is not None, default=None)


async def look_at(
    session: AsyncSession, deadline: DeadlineRef | None, *, agency: AgencyRef | None, now: datetime, zone: ZoneInfo
) -> DueDate | None:
    """Measure the distance to a deadline in days and in the working days of the agency, or of the nation."""
    if deadline is None:
        return None
    due_on, today = deadline.due_at.astimezone(zone).date(), now.astimezone(zone).date()
    calendars = await load_calendars(session, years={today.year, due_on.year})
    calendar = calendars.of(agency) if agency else calendars.everywhere
    return measure(deadline.due_at, due_on, calendar, now=now, today=today, is_sample=deadline.is_sample)


def measure(
    due_at: datetime, due_on: date, calendar: WorkingCalendar, *, now: datetime, today: date, is_sample: bool
) -> DueDate:
    """A deadline as it looks from now. due_on, today: days in the national zone."""
    return DueDate(
        due_at=due_at,
        due_on=due_on,
        days_left=(due_on - today).days,
        working_days_left=calendar.working_days_left(today, due_on),
        holidays=tuple(calendar.holidays_between(today, due_on).items()),
        is_past=now >= due_at,
        is_sample=is_sample,
    )


def repair_due(duty: Duty, report_due_at: datetime | None, zone: ZoneInfo) -> datetime | None:
    """When a returned duty is due; None where its period has no deadline and nothing was returned."""
    if report_due_at is None or duty.returned_on is None:
        return report_due_at
    return due_at(report_due_at, duty.returned_on, zone)
