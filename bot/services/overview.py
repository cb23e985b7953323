"""Questions that go beyond one agency: which deadlines lie ahead, and who has not reported yet."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from sqlmodel.ext.asyncio.session import AsyncSession

from bot.domain.agencies import AgencyRef
from bot.domain.duties import DeadlineKind, Standing
from bot.domain.periods import DeadlineRef, PeriodRef
from bot.domain.permissions import Permission
from bot.domain.roles import SETNAS_ROLES, Role
from bot.domain.tallies import AgencyTally, Tally, total
from bot.services.asking import Asker
from bot.services.status import DueDate, deadline_of, look_at
from db.queries.agencies import list_agencies
from db.queries.contacts import list_reached
from db.queries.corrections import list_unsettled
from db.queries.duties import list_cycles_in_use, list_cycles_of, list_duties
from db.queries.periods import list_deadlines, list_periods
from db.queries.tallies import list_tallies

DEADLINES_SHOWN = 4
NATION = 0
"""In place of the key of an agency: what holds for all of them."""

FEW = 100
"""So many agencies are named to the database one by one; with more it reads all."""

COORDINATING_ROLES = SETNAS_ROLES | {Role.REGIONAL_COORDINATOR}

JUST_PASSED = timedelta(days=14)
"""For so long a deadline that has passed is shown, since reports are still welcome."""


@dataclass(frozen=True)
class PeriodDeadline:
    """A deadline of a period, seen from now."""

    period: PeriodRef
    kind: DeadlineKind
    due: DueDate


@dataclass(frozen=True)
class Obstacle:
    """What holds an action up, in the words of the agency."""

    action_code: str
    reason: str


@dataclass(frozen=True)
class MissingRow:
    """An agency that still owes something, or that is held up; `reasons` only for those who may see details."""

    agency: AgencyRef
    open: int
    obstacles: int
    reasons: tuple[Obstacle, ...] = ()


@dataclass(frozen=True)
class Missing:
    """Who has not reported in a period, among the agencies that the asker may see; `region` where one was asked for.

    unreachable: agencies whose Inspektorat nobody can write to, for those who look after several; None for others.
    corrections: requests to correct data that wait, for those who may settle them; None for others.
    tally: everything that is counted here; is_partial: whether there are agencies that the asker may not see like this.
    """

    period: PeriodRef
    due: DueDate | None
    agencies: int
    complete: int
    rows: tuple[MissingRow, ...]
    tally: Tally
    region: AgencyRef | None = None
    unreachable: int | None = None
    corrections: int | None = None
    is_partial: bool = False


async def list_deadlines_ahead(
    session: AsyncSession, *, agency: AgencyRef | None, now: datetime, zone: ZoneInfo
) -> list[PeriodDeadline]:
    """The next deadlines of the cycles in which the agency takes part, nearest first; those just passed lead.

    Without an agency, those that hold for all.
    """
    periods, chosen = await list_holding(session, agency)
    passed = [deadline for deadline in chosen if now - JUST_PASSED <= deadline.due_at <= now]
    ahead = [deadline for deadline in chosen if deadline.due_at > now][:DEADLINES_SHOWN]
    found = []
    for deadline in passed + ahead:
        if due := await look_at(session, deadline, agency=agency, now=now, zone=zone):
            found.append(PeriodDeadline(periods[deadline.period_id], deadline.kind, due))
    return found


async def list_missing(
    session: AsyncSession,
    *,
    asker: Asker,
    period: PeriodRef,
    now: datetime,
    zone: ZoneInfo,
    region: AgencyRef | None = None,
) -> Missing:
    """Who still owes a report in the period; only agencies that the asker may see are counted at all.

    region: only this agency and those that lie in it.
    """
    everywhere = await list_agencies(session, now.astimezone(zone).date())
    meant = [agency for agency in everywhere if region is None or region.id in {agency.id, agency.parent_id}]
    visible = {agency.id: agency for agency in meant if asker.may(Permission.VIEW_MISSING, agency)}
    is_narrow = region is not None or len(visible) < FEW
    found = await list_tallies(session, period.id, visible if is_narrow else None)
    counted = [row for row in found if row.agency_id in visible and row.tally.owed]
    unfinished = [row for row in counted if not row.tally.is_complete]
    held = {row.agency_id for row in unfinished if row.tally.obstacles}
    reasons = await _reasons(session, period, [visible[key] for key in held], asker)
    rows = [_row(visible[row.agency_id], row.tally, reasons.get(row.agency_id, ())) for row in unfinished]
    deadline = deadline_of(await list_deadlines(session, [period.id]), period.id, NATION, DeadlineKind.REPORT)
    first = next(iter(visible.values()), None)
    return Missing(
        period=period,
        due=await look_at(session, deadline, agency=first, now=now, zone=zone) if first else None,
        agencies=len(counted),
        complete=len(counted) - len(unfinished),
        rows=tuple(sorted(rows, key=lambda row: row.agency.code)),
        region=region,
        unreachable=await _unreachable(session, counted) if asker.roles & COORDINATING_ROLES else None,
        corrections=len(await list_unsettled(session)) if asker.may_somewhere(Permission.SETTLE) else None,
        tally=total(row.tally for row in counted),
        is_partial=len(visible) < len(meant),
    )


async def list_holding(
    session: AsyncSession, agency: AgencyRef | None
) -> tuple[dict[int, PeriodRef], list[DeadlineRef]]:
    """The periods of the agency's cycles by key, and the deadline of each kind that holds in them, nearest first."""
    agency_id = agency.id if agency else NATION
    cycles = await (list_cycles_of(session, agency_id) if agency else list_cycles_in_use(session))
    periods = {period.id: period for period in await list_periods(session, cycles or None)}
    in_force = await list_deadlines(session, list(periods), agency_id)
    keys = dict.fromkeys((deadline.period_id, deadline.kind) for deadline in in_force)
    found = [deadline_of(in_force, period_id, agency_id, kind) for period_id, kind in keys]
    holding = [deadline for deadline in found if deadline is not None]
    return periods, sorted(holding, key=lambda deadline: deadline.due_at)


def _row(agency: AgencyRef, tally: Tally, reasons: tuple[Obstacle, ...]) -> MissingRow:
    return MissingRow(agency=agency, open=tally.open, obstacles=tally.obstacles, reasons=reasons)


async def _reasons(
    session: AsyncSession, period: PeriodRef, held: Sequence[AgencyRef], asker: Asker
) -> dict[int, tuple[Obstacle, ...]]:
    """Why agencies are held up, as far as the asker may read it."""
    readable = [agency.id for agency in held if asker.may(Permission.VIEW_DETAIL, agency)]
    found: dict[int, tuple[Obstacle, ...]] = {}
    for duty in await list_duties(session, [period.id], readable) if readable else []:
        if duty.standing is Standing.OBSTACLE and duty.note:
            found[duty.agency_id] = (*found.get(duty.agency_id, ()), Obstacle(duty.action_code, duty.note))
    return found


async def _unreachable(session: AsyncSession, counted: Sequence[AgencyTally]) -> int:
    reached = await list_reached(session, Role.INSPECTORATE)
    return sum(row.agency_id not in reached for row in counted)
