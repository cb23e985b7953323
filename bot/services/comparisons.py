"""Agencies beside each other in one period, and one agency over several."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlmodel.ext.asyncio.session import AsyncSession

from bot.domain.agencies import AgencyRef
from bot.domain.duties import DeadlineKind, Duty
from bot.domain.periods import PeriodRef
from bot.domain.tallies import Tally, tally
from bot.services.status import deadline_of
from db.queries.duties import list_duties
from db.queries.periods import list_deadlines


@dataclass(frozen=True)
class Column:
    """One agency in one period."""

    agency: AgencyRef
    period: PeriodRef
    duties: tuple[Duty, ...]
    tally: Tally


@dataclass(frozen=True)
class Comparison:
    """Columns to be read beside each other: of one period, or (`is_over_time`) of one agency."""

    columns: tuple[Column, ...]
    is_over_time: bool
    is_trend: bool = False


async def compare_agencies(session: AsyncSession, *, agencies: Sequence[AgencyRef], period: PeriodRef) -> Comparison:
    """Agencies beside each other, in the order in which they were named."""
    return Comparison(await _columns(session, [(agency, period) for agency in agencies]), is_over_time=False)


async def compare_periods(session: AsyncSession, *, agency: AgencyRef, periods: Sequence[PeriodRef]) -> Comparison:
    """Periods of one agency beside each other, from the oldest to the newest."""
    ordered = sorted(periods, key=lambda period: (period.starts_on, period.id))
    return Comparison(await _columns(session, [(agency, period) for period in ordered]), is_over_time=True)


async def trend(
    session: AsyncSession, *, agency: AgencyRef, period: PeriodRef, periods: Sequence[PeriodRef], today: date
) -> Comparison:
    """The agency over the cycle of a period, as far as its periods have begun; the period itself where none has."""
    begun = [other for other in periods if other.cycle_id == period.cycle_id and other.has_begun(today)] or [period]
    columns = await _columns(session, [(agency, other) for other in begun])
    return Comparison(columns, is_over_time=True, is_trend=True)


async def _columns(session: AsyncSession, pairs: Sequence[tuple[AgencyRef, PeriodRef]]) -> tuple[Column, ...]:
    period_ids = {period.id for _, period in pairs}
    duties = await list_duties(session, period_ids, {agency.id for agency, _ in pairs})
    deadlines = await list_deadlines(session, period_ids)
    columns = []
    for agency, period in pairs:
        owed = tuple(duty for duty in duties if (duty.agency_id, duty.period_id) == (agency.id, period.id))
        deadline = deadline_of(deadlines, period.id, agency.id, DeadlineKind.REPORT)
        columns.append(Column(agency, period, owed, tally(owed, deadline.due_at if deadline else None)))
    return tuple(columns)
