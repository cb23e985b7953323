"""How the agencies of a group's scope stand: numbers, and names only of those who are complete."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from sqlmodel.ext.asyncio.session import AsyncSession

from bot.domain.actions import ActionRef
from bot.domain.agencies import AgencyRef
from bot.domain.disclosure import Content, GroupScope, ScopeKind
from bot.domain.duties import DeadlineKind, Duty
from bot.domain.periods import PeriodRef, current_period
from bot.domain.tallies import AgencyTally, Census, Tally, census, is_ahead, tally, total
from bot.services.recaps import find_national_due
from bot.services.status import DueDate, deadline_of
from db.queries.actions import list_actions
from db.queries.duties import list_cycles_in_use, list_duties
from db.queries.periods import list_deadlines
from db.queries.tallies import list_tallies


@dataclass(frozen=True)
class ScopeStanding:
    """The agencies of a scope in a period, counted; `complete` are named, in the order of their codes."""

    scope: GroupScope
    period: PeriodRef
    due: DueDate | None
    census: Census
    tally: Tally
    complete: tuple[AgencyRef, ...]
    is_ahead: bool = False


async def find_scope_period(
    session: AsyncSession, *, scope: GroupScope, periods: Sequence[PeriodRef], today: date
) -> PeriodRef | None:
    """The current period of a scope: in the cycle of its action, or else in the cycles in use."""
    cycles = {scope.action.cycle_id} if scope.action else await list_cycles_in_use(session)
    return current_period([period for period in periods if period.cycle_id in cycles] or periods, today)


async def standing_of(
    session: AsyncSession,
    *,
    scope: GroupScope,
    period: PeriodRef,
    agencies: Mapping[int, AgencyRef],
    now: datetime,
    zone: ZoneInfo,
) -> ScopeStanding:
    """Count a scope in a period. agencies: the registry; zone: that of national deadlines."""
    within = _within(scope, agencies)
    counted = await tallies_of(session, scope=scope, period=period, agencies=agencies)
    complete = [within[row.agency_id] for row in counted if row.tally.is_complete]
    whole = total(row.tally for row in counted)
    is_thanked = scope.shows(Content.THANKS)
    return ScopeStanding(
        scope=scope,
        period=period,
        due=await find_national_due(session, period, place=scope.agency, now=now, zone=zone),
        census=census(counted, now),
        tally=whole,
        complete=tuple(sorted(complete, key=lambda agency: agency.code)) if is_thanked else (),
        is_ahead=is_ahead(period, whole, now.astimezone(zone).date()),
    )


async def tallies_of(
    session: AsyncSession, *, scope: GroupScope, period: PeriodRef, agencies: Mapping[int, AgencyRef]
) -> list[AgencyTally]:
    """What each agency of a scope owes in a period; those that owe nothing are left out."""
    within = _within(scope, agencies)
    if scope.action is not None:
        found = await _tallies_of_action(session, scope.action, period)
    else:
        found = await list_tallies(session, period.id, None if scope.kind is ScopeKind.NATION else within)
    return [row for row in found if row.agency_id in within and row.tally.owed]


def _within(scope: GroupScope, agencies: Mapping[int, AgencyRef]) -> dict[int, AgencyRef]:
    if scope.kind is ScopeKind.AGENCY and scope.agency is not None:
        return {scope.agency.id: scope.agency}
    return scope.reach.among(agencies.values())


async def _tallies_of_action(session: AsyncSession, action: ActionRef, period: PeriodRef) -> list[AgencyTally]:
    """What every agency owes of one action, with its sub-actions."""
    chosen = [row.id for row in await list_actions(session, action.cycle_id) if action.id in {row.id, row.parent_id}]
    deadlines = await list_deadlines(session, [period.id])
    by_agency: dict[int, list[Duty]] = {}
    for duty in await list_duties(session, [period.id], None, chosen):
        by_agency.setdefault(duty.agency_id, []).append(duty)
    rows = []
    for agency_id, duties in by_agency.items():
        deadline = deadline_of(deadlines, period.id, agency_id, DeadlineKind.REPORT)
        due_at = deadline.due_at if deadline else None
        rows.append(AgencyTally(agency_id, due_at, tally(duties, due_at)))
    return rows
