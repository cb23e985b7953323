"""Who still owes what: reports, the reports of one action, or publications; of everybody whom the asker may see."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from sqlmodel.ext.asyncio.session import AsyncSession

from bot.domain.actions import ActionRef
from bot.domain.agencies import AgencyRef
from bot.domain.duties import DeadlineKind, Duty, Standing
from bot.domain.periods import PeriodRef
from bot.domain.permissions import Permission
from bot.domain.roles import SETNAS_ROLES, AgencyKind, Role
from bot.domain.scopes import NATION as EVERYBODY
from bot.domain.scopes import Scope, common_place
from bot.domain.tallies import Tally, is_ahead, tally, total
from bot.services.actions_meant import UnknownAction
from bot.services.agency_questions import MOST_COMPARED
from bot.services.asking import Asker
from bot.services.broad import find_current_period
from bot.services.deadlines import NATION, kind_of
from bot.services.recaps import match_action
from bot.services.status import DueDate, deadline_of, look_at
from bot.services.understanding.reading import Reading
from db.queries.actions import find_action, list_actions
from db.queries.agencies import list_agencies
from db.queries.contacts import list_reached
from db.queries.corrections import list_unsettled
from db.queries.duties import list_duties
from db.queries.periods import list_deadlines
from db.queries.tallies import list_tallies

if TYPE_CHECKING:
    from bot.services.questions import Question

FEW = 100
"""So many agencies are named to the database one by one; with more it reads all."""

COORDINATING_ROLES = SETNAS_ROLES | {Role.REGIONAL_COORDINATOR}
"""Those who look after several agencies."""


@dataclass(frozen=True)
class Sought:
    """What is asked for: of which period, where, in which action, and whether reports or publications are owed.

    regions: these agencies and those that lie in them, all where there are none; action: with its sub-actions, every
    action where there is none.
    """

    period: PeriodRef
    regions: tuple[AgencyRef, ...] = ()
    action: ActionRef | None = None
    kind: DeadlineKind = DeadlineKind.REPORT

    @property
    def scope(self) -> Scope | None:
        """What a recap would be about: a province, or the nation; None where neither is asked for."""
        if not self.regions:
            return EVERYBODY
        first = self.regions[0]
        return Scope(first) if len(self.regions) == 1 and first.kind is AgencyKind.PROVINCE else None


@dataclass(frozen=True)
class Obstacle:
    """What holds an action up, in the words of the agency."""

    action_code: str
    reason: str


@dataclass(frozen=True)
class MissingRow:
    """An agency that still owes something, or that is held up; `reasons` only for those who may see details.

    actions: codes of what is owed, where these were looked at one by one.
    """

    agency: AgencyRef
    open: int
    obstacles: int
    reasons: tuple[Obstacle, ...] = ()
    actions: tuple[str, ...] = ()


@dataclass(frozen=True)
class Missing:
    """Who still owes what was sought, among the agencies that the asker may see.

    place: the one agency, or the province, in which all of them lie: its working days and its zone are told.
    unreachable: agencies whose Inspektorat nobody can write to, for those who look after several; None for others.
    corrections: requests to correct data that wait, for those who may settle them; None for others.
    tally: everything that is counted here; is_partial: whether there are agencies that the asker may not see like this;
    beside: periods to turn to; is_ahead: reporting has not opened, so that nobody is missing yet.
    """

    sought: Sought
    due: DueDate | None
    agencies: int
    complete: int
    rows: tuple[MissingRow, ...]
    tally: Tally
    place: AgencyRef | None = None
    unreachable: int | None = None
    corrections: int | None = None
    is_partial: bool = False
    beside: tuple[PeriodRef, ...] = ()
    is_ahead: bool = False


@dataclass(frozen=True)
class NotTheirs:
    """Who has not reported was asked of agencies of which the asker may see only how they stand."""

    sought: Sought


@dataclass(frozen=True)
class _Stand:
    """One agency: all of its duties that count here, what is open of them, and what is held up."""

    agency_id: int
    tally: Tally
    open: int
    obstacles: int
    actions: tuple[str, ...] = ()


async def find_sought(
    session: AsyncSession,
    *,
    question: Question,
    period: PeriodRef | None = None,
    regions: Sequence[AgencyRef] = (),
    action_id: int | None = None,
    kind: DeadlineKind = DeadlineKind.REPORT,
) -> Sought | None:
    """What a button or a command asks for; without a period the current one of the cycles in use, None without any."""
    period = period or await find_current_period(session, question)
    if period is None:
        return None
    action = await find_action(session, action_id) if action_id is not None else None
    return Sought(period, tuple(regions), action, kind)


async def read_sought(
    session: AsyncSession, *, question: Question, reading: Reading, period: PeriodRef | None
) -> Sought | UnknownAction | None:
    """What a sentence asks for; an action that its period does not have is told with those that it has."""
    kind, regions = kind_of(reading) or DeadlineKind.REPORT, reading.agencies[:MOST_COMPARED]
    sought = await find_sought(session, question=question, period=period, regions=regions, kind=kind)
    if sought is None or not reading.action:
        return sought
    actions = await list_actions(session, sought.period.cycle_id)
    action = match_action(actions, reading.action)
    if action is None:
        agencies = () if sought.scope else sought.regions
        return UnknownAction(reading.action, tuple(actions), sought.period, sought.scope, agencies)
    return replace(sought, action=action)


async def list_missing(
    session: AsyncSession, *, asker: Asker, sought: Sought, now: datetime, zone: ZoneInfo
) -> Missing | None:
    """Who still owes what is sought; only agencies that the asker may see are counted at all.

    None where regions are named of which the asker may see no agency.
    """
    today = now.astimezone(zone).date()
    everywhere = {agency.id: agency for agency in await list_agencies(session, today)}
    named = {region.id for region in sought.regions}
    meant = [agency for agency in everywhere.values() if not named or named & {agency.id, agency.parent_id}]
    visible = {agency.id: agency for agency in meant if asker.may(Permission.VIEW_MISSING, agency)}
    if named and not visible:
        return None
    counted = await _count(session, sought, visible)
    whole = total(row.tally for row in counted)
    ahead = is_ahead(sought.period, whole, today)
    unfinished = [row for row in counted if row.open or row.obstacles]
    held = {row.agency_id for row in unfinished if row.obstacles}
    reasons = await _reasons(session, sought, [visible[key] for key in held], asker)
    rows = [_row(visible[row.agency_id], row, reasons.get(row.agency_id, ())) for row in unfinished]
    place = common_place(visible.values(), everywhere)
    is_office = asker.roles & COORDINATING_ROLES and sought.kind is DeadlineKind.REPORT
    return Missing(
        sought=sought,
        due=await _due(session, sought, place, len(visible) == 1, now, zone) if visible else None,
        agencies=len(counted),
        complete=len(counted) - len(unfinished),
        rows=() if ahead else tuple(sorted(rows, key=lambda row: row.agency.code)),
        tally=whole,
        place=place,
        unreachable=await _unreachable(session, counted) if is_office else None,
        corrections=len(await list_unsettled(session)) if asker.may_somewhere(Permission.SETTLE) else None,
        is_partial=len(visible) < len(meant),
        is_ahead=ahead,
    )


async def _count(session: AsyncSession, sought: Sought, visible: Mapping[int, AgencyRef]) -> list[_Stand]:
    """The agencies that owe anything of what is sought, each with what is still open."""
    narrow = visible if sought.regions or len(visible) < FEW else None
    if sought.action is None and sought.kind is DeadlineKind.REPORT:
        tallies = [(row.agency_id, row.tally) for row in await list_tallies(session, sought.period.id, narrow)]
        stands = [_Stand(agency_id, counted, counted.open, counted.obstacles) for agency_id, counted in tallies]
        return [stand for stand in stands if stand.agency_id in visible and stand.tally.owed]
    owed: dict[int, list[Duty]] = {}
    for duty in await _list_duties(session, sought, narrow):
        if duty.agency_id in visible and (duty.is_achieved or sought.kind is DeadlineKind.REPORT):
            owed.setdefault(duty.agency_id, []).append(duty)
    return [_stand(agency_id, duties, sought.kind) for agency_id, duties in owed.items()]


def _stand(agency_id: int, duties: Sequence[Duty], kind: DeadlineKind) -> _Stand:
    is_report, counted = kind is DeadlineKind.REPORT, tally(duties, None)
    still = [duty for duty in duties if (duty.is_open if is_report else duty.owes_publication)]
    codes = tuple(dict.fromkeys(duty.action_code for duty in still))
    return _Stand(agency_id, counted, len(still), counted.obstacles if is_report else 0, codes)


async def _list_duties(session: AsyncSession, sought: Sought, narrow: Collection[int] | None) -> list[Duty]:
    """The duties one by one: of the action with its sub-actions, or those of which something can be published."""
    chosen, action = None, sought.action
    if action is not None:
        actions = await list_actions(session, action.cycle_id)
        chosen = [row.id for row in actions if action.id in {row.id, row.parent_id}]
    is_publication = sought.kind is DeadlineKind.PUBLISH
    return await list_duties(session, [sought.period.id], narrow, chosen, only_verified=is_publication)


async def _due(
    session: AsyncSession, sought: Sought, place: AgencyRef | None, is_one: bool, now: datetime, zone: ZoneInfo
) -> DueDate | None:
    """The deadline of what is sought: of one agency its own, of several that of all."""
    known = await list_deadlines(session, [sought.period.id])
    deadline = deadline_of(known, sought.period.id, place.id if place and is_one else NATION, sought.kind)
    return await look_at(session, deadline, agency=place, now=now, zone=zone)


def _row(agency: AgencyRef, stand: _Stand, reasons: tuple[Obstacle, ...]) -> MissingRow:
    return MissingRow(agency, stand.open, stand.obstacles, reasons, stand.actions)


async def _reasons(
    session: AsyncSession, sought: Sought, held: Sequence[AgencyRef], asker: Asker
) -> dict[int, tuple[Obstacle, ...]]:
    """Why agencies are held up, as far as the asker may read it."""
    readable = [agency.id for agency in held if asker.may(Permission.VIEW_DETAIL, agency)]
    found: dict[int, tuple[Obstacle, ...]] = {}
    for duty in await _list_duties(session, sought, readable) if readable else []:
        if duty.standing is Standing.OBSTACLE and duty.note:
            found[duty.agency_id] = (*found.get(duty.agency_id, ()), Obstacle(duty.action_code, duty.note))
    return found


async def _unreachable(session: AsyncSession, counted: Sequence[_Stand]) -> int:
    reached = await list_reached(session, Role.INSPECTORATE)
    return sum(row.agency_id not in reached for row in counted)
