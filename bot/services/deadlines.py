"""Which deadlines lie ahead of an agency or of the nation, and those of the periods that are asked about."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from sqlmodel.ext.asyncio.session import AsyncSession

from bot.domain.agencies import AgencyRef
from bot.domain.duties import DeadlineKind
from bot.domain.named_periods import read_together
from bot.domain.period_words import PeriodKind, PeriodReading
from bot.domain.periods import DeadlineRef, PeriodRef
from bot.services.status import DueDate, deadline_of, look_at
from bot.services.understanding.reading import Reading
from db.memory import remembered
from db.queries.duties import list_cycles_in_use, list_cycles_of
from db.queries.periods import list_deadlines, list_periods

NATION = 0
"""In place of the key of an agency: what holds for all of them."""

JUST_PASSED = timedelta(days=14)
"""For so long a deadline that has passed is shown, since reports are still welcome."""

NAMING = frozenset(
    {PeriodKind.CODE, PeriodKind.QUARTER, PeriodKind.PREVIOUS, PeriodKind.COMING, PeriodKind.BEFORE, PeriodKind.AFTER}
)
"""Words that say whose deadline is meant; a month or a year may be that in which it falls."""


@dataclass(frozen=True)
class PeriodDeadline:
    """A deadline of a period, seen from now."""

    period: PeriodRef
    kind: DeadlineKind
    due: DueDate


@dataclass(frozen=True)
class DeadlinesAnswer:
    """The deadlines of an agency, or without one those of the nation.

    periods: those that were asked about, all that lie ahead where there are none; other: the other reading of a bare
    quarter; kind: where only reports or publications were asked about.
    """

    agency: AgencyRef | None
    deadlines: list[PeriodDeadline]
    periods: tuple[PeriodRef, ...] = ()
    other: PeriodRef | None = None
    kind: DeadlineKind | None = None


async def list_due(
    session: AsyncSession,
    *,
    agency: AgencyRef | None,
    now: datetime,
    zone: ZoneInfo,
    periods: Sequence[PeriodRef] = (),
    kind: DeadlineKind | None = None,
) -> list[PeriodDeadline]:
    """The deadlines of some periods, ahead or past; without periods those to come, behind those that have just passed.

    agency: by its dispensations and in its cycles, or (None) those that hold for all; kind: only those of it.
    """
    known, holding = await _of_periods(session, agency, periods) if periods else await list_holding(session, agency)
    oldest = None if periods else now - JUST_PASSED
    found = []
    for deadline in holding:
        if kind not in {None, deadline.kind} or (oldest is not None and deadline.due_at < oldest):
            continue
        if due := await look_at(session, deadline, agency=agency, now=now, zone=zone):
            found.append(PeriodDeadline(known[deadline.period_id], deadline.kind, due))
    return found


def kind_of(reading: Reading) -> DeadlineKind | None:
    """What is asked about alone: publications, or None where reports come first."""
    return DeadlineKind.PUBLISH if reading.is_publication else None


def as_asked(reading: Reading) -> Reading:
    """The reading without the words for a period that may tell when a deadline falls."""
    if reading.query is None or reading.query.kind in NAMING:
        return reading
    return replace(reading, period=None, query=None, queries=())


async def read_periods(
    session: AsyncSession, *, agency: AgencyRef | None, reading: Reading, periods: Sequence[PeriodRef], today: date
) -> tuple[PeriodReading, ...]:
    """The periods whose deadlines are asked for: of the cycles of the agency, or of those in use, before any other."""
    queries = as_asked(reading).queries
    if not queries:
        return ()
    cycles = await (
        remembered(session, list_cycles_of, agency.id) if agency else remembered(session, list_cycles_in_use)
    )
    return read_together(queries, [period for period in periods if period.cycle_id in cycles], periods, today)


async def list_holding(
    session: AsyncSession, agency: AgencyRef | None
) -> tuple[dict[int, PeriodRef], list[DeadlineRef]]:
    """The periods of the agency's cycles by key, and the deadline of each kind that holds in them, nearest first."""
    cycles = await (list_cycles_of(session, agency.id) if agency else list_cycles_in_use(session))
    return await _of_periods(session, agency, await list_periods(session, cycles or None))


async def _of_periods(
    session: AsyncSession, agency: AgencyRef | None, periods: Sequence[PeriodRef]
) -> tuple[dict[int, PeriodRef], list[DeadlineRef]]:
    agency_id, by_key = agency.id if agency else NATION, {period.id: period for period in periods}
    in_force = await list_deadlines(session, list(by_key), agency_id)
    keys = dict.fromkeys((deadline.period_id, deadline.kind) for deadline in in_force)
    found = [deadline_of(in_force, period_id, agency_id, kind) for period_id, kind in keys]
    holding = [deadline for deadline in found if deadline is not None]
    return by_key, sorted(holding, key=lambda deadline: deadline.due_at)
