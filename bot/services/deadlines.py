"""Which deadlines lie ahead of an agency or of the nation."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from sqlmodel.ext.asyncio.session import AsyncSession

from bot.domain.agencies import AgencyRef
from bot.domain.duties import DeadlineKind
from bot.domain.periods import DeadlineRef, PeriodRef
from bot.services.status import DueDate, deadline_of, look_at
from db.queries.duties import list_cycles_in_use, list_cycles_of
from db.queries.periods import list_deadlines, list_periods

DEADLINES_SHOWN = 4
NATION = 0
"""In place of the key of an agency: what holds for all of them."""

JUST_PASSED = timedelta(days=14)
"""For so long a deadline that has passed is shown, since reports are still welcome."""


@dataclass(frozen=True)
class PeriodDeadline:
    """A deadline of a period, seen from now."""

    period: PeriodRef
    kind: DeadlineKind
    due: DueDate


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
