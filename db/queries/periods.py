"""Periods and the deadlines in force."""

from collections.abc import Collection

from sqlmodel import col, or_, select
from sqlmodel.ext.asyncio.session import AsyncSession

from bot.domain.periods import DeadlineRef, PeriodRef
from db.models import Cycle, Deadline, Period


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
