"""The deadlines of an agency as entries of a calendar: a later file moves the entries of an earlier one."""

from dataclasses import dataclass
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from sqlmodel.ext.asyncio.session import AsyncSession

from bot.domain.agencies import AgencyRef
from bot.domain.calendar import WorkingCalendar
from bot.domain.duties import DeadlineKind
from bot.domain.periods import DeadlineRef, PeriodRef
from bot.domain.permissions import Permission
from bot.services.calendars import load_calendars
from bot.services.deadlines import NATION, list_holding
from bot.services.questions import NOT_ALLOWED, STALE, STRANGER, Question, Said
from db.queries.periods import Moves, count_moves

ALARM_DAYS = (7, 1)
ALARM_TIME = time(8, 0)
"""Alarms ring like the reminders H-7 and H-1: in the morning of a working day, not at the hour of the deadline."""


@dataclass(frozen=True)
class CalendarEntry:
    """One deadline. `uid` never changes, `sequence` grows with each change; alarms are moments, the earliest first."""

    uid: str
    sequence: int
    changed_at: datetime
    period: PeriodRef
    kind: DeadlineKind
    due_at: datetime
    alarms: tuple[datetime, ...]
    is_sample: bool


@dataclass(frozen=True)
class CalendarAnswer:
    """The deadlines ahead of an agency, or (None) of the nation."""

    agency: AgencyRef | None
    entries: tuple[CalendarEntry, ...]
    asked_at: datetime


async def answer_calendar(session: AsyncSession, *, question: Question, agency_id: int | None) -> CalendarAnswer | Said:
    """Every deadline ahead in the cycles of the agency, if the asker may know of it."""
    if question.asker.is_stranger:
        return STRANGER
    agency = question.registry.agencies.get(agency_id) if agency_id is not None else None
    if agency_id is not None and agency is None:
        return STALE
    if agency is not None and not question.asker.may(Permission.VIEW_STATUS, agency):
        return NOT_ALLOWED
    return await list_entries(session, agency=agency, now=question.now, zone=question.zone)


async def list_entries(
    session: AsyncSession, *, agency: AgencyRef | None, now: datetime, zone: ZoneInfo
) -> CalendarAnswer:
    """The deadlines after `now` as entries. zone: that of national deadlines."""
    periods, holding = await list_holding(session, agency)
    ahead = [deadline for deadline in holding if deadline.due_at > now]
    moves = await count_moves(session, list(periods), agency.id if agency else NATION)
    years = {deadline.due_at.astimezone(zone).year for deadline in ahead}
    calendars = await load_calendars(session, years=years)
    calendar = calendars.of(agency) if agency else calendars.everywhere
    local = agency.zone if agency else zone
    entries = [
        _entry(
            deadline,
            periods[deadline.period_id],
            agency,
            moves[deadline.period_id, deadline.kind],
            _alarms(deadline.due_at, calendar, zone, local),
        )
        for deadline in ahead
    ]
    return CalendarAnswer(agency, tuple(entries), now)


def uid_of(period: PeriodRef, kind: DeadlineKind, agency: AgencyRef | None) -> str:
    """The lasting name of a deadline in calendars: codes alone, which are the same in another database.

    It holds the agency whether or not a dispensation is in force, so that one given later moves the entry instead of
    adding a second one beside it.
    """
    whose = f"-{agency.code}" if agency else ""
    return f"{period.cycle_code}-{period.code}-{kind}{whose}@sigap"


def _entry(
    deadline: DeadlineRef, period: PeriodRef, agency: AgencyRef | None, moves: Moves, alarms: tuple[datetime, ...]
) -> CalendarEntry:
    return CalendarEntry(
        uid=uid_of(period, deadline.kind, agency),
        sequence=moves.count,
        changed_at=moves.changed_at,
        period=period,
        kind=deadline.kind,
        due_at=deadline.due_at,
        alarms=alarms,
        is_sample=deadline.is_sample,
    )


def _alarms(due_at: datetime, calendar: WorkingCalendar, zone: ZoneInfo, local: ZoneInfo) -> tuple[datetime, ...]:
    """The mornings of H-7 and H-1, each on a working day; where both are the same day it rings once."""
    due_on = due_at.astimezone(zone).date()
    days = dict.fromkeys(calendar.on_or_before(due_on - timedelta(days=before)) for before in ALARM_DAYS)
    return tuple(datetime.combine(day, ALARM_TIME, local) for day in days)
