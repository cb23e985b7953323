"""How many agencies stand in a period: of a province, of the ministries, of the nation; and one action across them."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from sqlmodel.ext.asyncio.session import AsyncSession

from bot.domain.actions import ActionRef
from bot.domain.agencies import AgencyRef
from bot.domain.duties import DeadlineKind, Duty
from bot.domain.periods import DeadlineRef, PeriodRef, list_beside
from bot.domain.roles import AgencyKind
from bot.domain.scopes import CENTRAL, Scope
from bot.domain.tallies import AgencyTally, Census, Tally, census, is_ahead, tally, total
from bot.services.status import DueDate, deadline_of, look_at
from db.queries.actions import list_actions
from db.queries.duties import list_duties
from db.queries.periods import list_deadlines
from db.queries.tallies import list_tallies


@dataclass(frozen=True)
class RecapRow:
    """One agency of a province, or one province of the nation, with the agencies that it stands for."""

    scope: Scope
    agency: AgencyRef | None
    census: Census
    tally: Tally


@dataclass(frozen=True)
class Recap:
    """How the agencies of a scope stand in a period; rows are in the order of the codes, never a ranking.

    is_ahead: reporting in the period has not opened, so that nothing can be missing yet; beside: periods to turn to;
    others: periods that were named besides.
    """

    scope: Scope
    period: PeriodRef
    beside: tuple[PeriodRef, ...]
    due: DueDate | None
    census: Census
    tally: Tally
    rows: tuple[RecapRow, ...]
    is_ahead: bool = False
    others: tuple[PeriodRef, ...] = ()


@dataclass(frozen=True)
class ActionRow:
    """One agency in one action; an action with sub-actions has several duties there."""

    agency: AgencyRef
    duty: Duty


@dataclass(frozen=True)
class ActionOverview:
    """One action, with its sub-actions, across the agencies of a scope."""

    action: ActionRef
    scope: Scope
    period: PeriodRef
    due: DueDate | None
    agencies: int
    tally: Tally
    rows: tuple[ActionRow, ...]
    is_ahead: bool = False
    beside: tuple[PeriodRef, ...] = ()
    others: tuple[PeriodRef, ...] = ()


async def recap(
    session: AsyncSession,
    *,
    scope: Scope,
    period: PeriodRef,
    agencies: Mapping[int, AgencyRef],
    periods: Sequence[PeriodRef],
    now: datetime,
    zone: ZoneInfo,
) -> Recap:
    """Sum up a scope in a period. agencies: the registry; periods: all, of which those to turn to are told."""
    within = scope.among(agencies.values())
    found = await list_tallies(session, period.id, None if scope.is_nation else within)
    counted = [row for row in found if row.agency_id in within and row.tally.owed]
    whole = total(row.tally for row in counted)
    return Recap(
        scope=scope,
        period=period,
        beside=list_beside(period, periods),
        due=await find_national_due(session, period, place=scope.province, now=now, zone=zone),
        census=census(counted, now),
        tally=whole,
        rows=tuple(_rows(scope, counted, within, now)),
        is_ahead=is_ahead(period, whole, now.astimezone(zone).date()),
    )


async def action_overview(
    session: AsyncSession,
    *,
    action: ActionRef,
    scope: Scope,
    period: PeriodRef,
    agencies: Mapping[int, AgencyRef],
    periods: Sequence[PeriodRef],
    now: datetime,
    zone: ZoneInfo,
) -> ActionOverview:
    """How one action stands across a scope, agency by agency in the order of the codes."""
    within = scope.among(agencies.values())
    chosen = [row.id for row in await list_actions(session, action.cycle_id) if action.id in {row.id, row.parent_id}]
    found = await list_duties(session, [period.id], None if scope.is_nation else within, chosen)
    duties = [duty for duty in found if duty.agency_id in within]
    deadlines = await list_deadlines(session, [period.id])
    order = {agency_id: place for place, agency_id in enumerate(sorted(within, key=lambda key: within[key].code))}
    whole = total(_tallies(duties, deadlines, period))
    return ActionOverview(
        action=action,
        scope=scope,
        period=period,
        due=await find_national_due(session, period, place=scope.province, now=now, zone=zone, deadlines=deadlines),
        agencies=len({duty.agency_id for duty in duties}),
        tally=whole,
        rows=tuple(
            ActionRow(within[duty.agency_id], duty) for duty in sorted(duties, key=lambda duty: order[duty.agency_id])
        ),
        is_ahead=is_ahead(period, whole, now.astimezone(zone).date()),
        beside=list_beside(period, periods),
    )


async def find_national_due(
    session: AsyncSession,
    period: PeriodRef,
    *,
    place: AgencyRef | None,
    now: datetime,
    zone: ZoneInfo,
    deadlines: Sequence[DeadlineRef] | None = None,
) -> DueDate | None:
    """The deadline for reports that holds where no agency has one of its own.

    place: whose working days are counted, those of the nation where there is none; deadlines: where they are known.
    """
    known = await list_deadlines(session, [period.id]) if deadlines is None else deadlines
    everywhere = [deadline for deadline in known if deadline.agency_id is None]
    deadline = deadline_of(everywhere, period.id, 0, DeadlineKind.REPORT)
    return await look_at(session, deadline, agency=place, now=now, zone=zone)


def match_action(actions: Collection[ActionRef], code: str) -> ActionRef | None:
    """The action with the code as it was typed; "7" is also "07", and case does not count."""
    wanted = _plain(code)
    return next((action for action in actions if _plain(action.code) == wanted), None)


def _plain(code: str) -> str:
    return ".".join(part.lstrip("0") or part for part in code.casefold().strip().split("."))


def _tallies(duties: Sequence[Duty], deadlines: Sequence[DeadlineRef], period: PeriodRef) -> list[Tally]:
    by_agency: dict[int, list[Duty]] = {}
    for duty in duties:
        by_agency.setdefault(duty.agency_id, []).append(duty)
    tallies = []
    for agency_id, owed in by_agency.items():
        deadline = deadline_of(deadlines, period.id, agency_id, DeadlineKind.REPORT)
        tallies.append(tally(owed, deadline.due_at if deadline else None))
    return tallies


def _rows(
    scope: Scope, counted: Sequence[AgencyTally], within: Mapping[int, AgencyRef], now: datetime
) -> list[RecapRow]:
    ordered = sorted(counted, key=lambda row: within[row.agency_id].code)
    if not scope.is_nation:
        return [_row(scope, within[row.agency_id], [row], now) for row in ordered]
    provinces = [agency for agency in within.values() if agency.kind is AgencyKind.PROVINCE]
    groups: dict[int | None, list[AgencyTally]] = {}
    for row in ordered:
        agency = within[row.agency_id]
        is_lead = agency.kind is AgencyKind.PROVINCE
        key = (agency.id if is_lead else agency.parent_id) if agency.kind.is_region else CENTRAL.key
        groups.setdefault(key, []).append(row)
    rows = [
        _row(Scope(province), province, groups[province.id], now)
        for province in sorted(provinces, key=lambda province: province.code)
        if province.id in groups
    ]
    central = groups.get(CENTRAL.key)
    return [*rows, _row(CENTRAL, None, central, now)] if central else rows


def _row(scope: Scope, agency: AgencyRef | None, tallies: Sequence[AgencyTally], now: datetime) -> RecapRow:
    return RecapRow(scope, agency, census(tallies, now), total(row.tally for row in tallies))
