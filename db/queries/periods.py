"""Periods and the deadlines in force."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from sqlmodel import col, or_, select
from sqlmodel.ext.asyncio.session import AsyncSession

from bot.domain.duties import DeadlineKind
from bot.domain.periods import DeadlineRef, PeriodRef
from db.models import Cycle, Deadline, Period


@dataclass(frozen=True)
class Moves:
    """How often what holds of a deadline has changed, and when it last did."""

    count: int
    changed_at: datetime


async def list_periods(session: AsyncSession, cycle_ids: Collection[int] | None = None) -> list[PeriodRef]:
    """Every period, or those of some cycles, from the oldest to the newest."""
    statement = (
        select(Period, Cycle.code)
        .join(Cycle, col(Cycle.id) == col(Period.cycle_id))
        .order_by(col(Period.starts_on), col(Period.id))
    )
    if cycle_ids is not None:
        statement = statement.where(col(Period.cycle_id).in_(cycle_ids))
    return [
        PeriodRef(
            id=period.id or 0,
            cycle_id=period.cycle_id,
            cycle_code=code,
            code=period.code,
            name=period.name,
            starts_on=period.starts_on,
            ends_on=period.ends_on,
            opens_on=period.opens_on,
        )
        for period, code in (await session.exec(statement)).all()
    ]


async def list_deadlines(
    session: AsyncSession, period_ids: Collection[int] | None = None, agency_id: int | None = None
) -> list[DeadlineRef]:
    """The deadlines in force of all periods or of some; with an agency, without the dispensations of others."""
    statement = select(Deadline).where(col(Deadline.superseded_at).is_(None)).order_by(col(Deadline.due_at))
    if period_ids is not None:
        statement = statement.where(col(Deadline.period_id).in_(period_ids))
    if agency_id is not None:
        statement = statement.where(or_(col(Deadline.agency_id).is_(None), col(Deadline.agency_id) == agency_id))
    return [
        DeadlineRef(row.period_id, row.agency_id, row.kind, row.due_at, row.is_sample)
        for row in (await session.exec(statement)).all()
    ]


async def count_moves(
    session: AsyncSession, period_ids: Collection[int], agency_id: int
) -> dict[tuple[int, DeadlineKind], Moves]:
    """How often the deadline that holds for an agency has changed, by period and kind; 0 for that of all agencies.

    Only ever grows: a moved deadline counts once, a dispensation when it is given and when it ends.
    """
    statement = select(Deadline).where(
        col(Deadline.period_id).in_(period_ids), or_(col(Deadline.agency_id).is_(None), Deadline.agency_id == agency_id)
    )
    found: dict[tuple[int, DeadlineKind], Moves] = {}
    for row in (await session.exec(statement)).all():
        times = [moment for moment in (row.decided_at, row.superseded_at) if moment is not None]
        changes = len(times) - (row.agency_id is None)
        before = found.get((row.period_id, row.kind))
        found[row.period_id, row.kind] = Moves(
            count=changes + (before.count if before else 0),
            changed_at=max(times + ([before.changed_at] if before else [])),
        )
    return found
