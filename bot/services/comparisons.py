"""Agencies beside each other in one period, and one agency over several; all their actions, or one of them."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date

from sqlmodel.ext.asyncio.session import AsyncSession

from bot.domain.actions import ActionRef
from bot.domain.agencies import AgencyRef
from bot.domain.duties import DeadlineKind, Duty
from bot.domain.periods import PeriodRef
from bot.domain.tallies import Tally, is_ahead, tally
from bot.services.status import deadline_of
from db.queries.duties import list_duties
from db.queries.periods import list_deadlines


@dataclass(frozen=True)
class Column:
    """One agency in one period; is_ahead: reporting has not opened there, so that nothing can be missing yet."""

    agency: AgencyRef
    period: PeriodRef
    duties: tuple[Duty, ...]
    tally: Tally
    is_ahead: bool = False


@dataclass(frozen=True)
class Comparison:
    """Columns to be read beside each other: of one period, or (`is_over_time`) of one agency.

    action: the only one that is compared, where one was asked for; left_out and others: agencies and periods that were
    named besides; beside: periods to turn to, where agencies are compared.
    """

    columns: tuple[Column, ...]
    is_over_time: bool
    is_trend: bool = False
    action: ActionRef | None = None
    left_out: tuple[AgencyRef, ...] = ()
    others: tuple[PeriodRef, ...] = ()
    beside: tuple[PeriodRef, ...] = ()


async def compare_agencies(
    session: AsyncSession,
    *,
    agencies: Sequence[AgencyRef],
    period: PeriodRef,
    today: date,
    codes: Collection[str] | None = None,
) -> tuple[Column, ...]:
    """Agencies beside each other, in the order in which they were named. codes: only of these actions."""
    return await _columns(session, [(agency, period) for agency in agencies], today, codes)


async def compare_periods(
    session: AsyncSession,
    *,
    agency: AgencyRef,
    periods: Sequence[PeriodRef],
    today: date,
    codes: Collection[str] | None = None,
) -> tuple[Column, ...]:
    """Periods of one agency beside each other, from the oldest to the newest. codes: only of these actions."""
    ordered = sorted(periods, key=lambda period: (period.starts_on, period.id))
    return await _columns(session, [(agency, period) for period in ordered], today, codes)


def begun_beside(period: PeriodRef, periods: Sequence[PeriodRef], today: date) -> list[PeriodRef]:
    """The periods of its cycle that have begun; the period itself where none has."""
    return [other for other in periods if other.cycle_id == period.cycle_id and other.has_begun(today)] or [period]


async def _columns(
    session: AsyncSession, pairs: Sequence[tuple[AgencyRef, PeriodRef]], today: date, codes: Collection[str] | None
) -> tuple[Column, ...]:
    period_ids = {period.id for _, period in pairs}
    duties = await list_duties(session, period_ids, {agency.id for agency, _ in pairs})
    meant = [duty for duty in duties if codes is None or duty.action_code in codes]
    deadlines = await list_deadlines(session, period_ids)
    columns = []
    for agency, period in pairs:
        owed = tuple(duty for duty in meant if (duty.agency_id, duty.period_id) == (agency.id, period.id))
        deadline = deadline_of(deadlines, period.id, agency.id, DeadlineKind.REPORT)
        counted = tally(owed, deadline.due_at if deadline else None)
        columns.append(Column(agency, period, owed, counted, is_ahead(period, counted, today)))
    return tuple(columns)
