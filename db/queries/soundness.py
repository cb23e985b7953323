"""What a check-up asks of the database: its clock, a sample of what is encrypted, and what is missing."""

from datetime import UTC, datetime

from sqlmodel import col, func, select
from sqlmodel.ext.asyncio.session import AsyncSession

from bot.domain.roles import Role
from db.models import (
    Deadline,
    FocalPoint,
    InboxUpdate,
    Occupancy,
    OutboxMessage,
    OutboxState,
    Period,
    PlannerCursor,
    Seat,
)

NOW = select(func.now())


async def database_time(session: AsyncSession) -> datetime:
    """The present moment as the database sees it, aware, in UTC."""
    found: datetime = (await session.exec(NOW)).one()
    return found.astimezone(UTC) if found.tzinfo else found.replace(tzinfo=UTC)


async def read_encrypted_sample(session: AsyncSession) -> None:
    """Decrypt the newest of each kind of personal text; raises MissingDataKey, or Refusal when no key fits."""
    for column, key in ((FocalPoint.name, FocalPoint.id), (InboxUpdate.raw, InboxUpdate.update_id)):
        statement = select(column).where(col(column).is_not(None)).order_by(col(key).desc()).limit(1)
        (await session.exec(statement)).all()


async def count_seats(session: AsyncSession, *, role: Role | None = None, occupied: bool) -> int:
    """Count the seats, of one role or of all, that somebody occupies now, or that nobody does."""
    sitting = select(Occupancy.id).where(col(Occupancy.seat_id) == col(Seat.id), col(Occupancy.ends_at).is_(None))
    statement = select(func.count()).select_from(Seat).where(sitting.exists() if occupied else ~sitting.exists())
    if role is not None:
        statement = statement.where(Seat.role == role)
    return (await session.exec(statement)).one()


async def count_periods(session: AsyncSession) -> int:
    """Count the periods of all cycles."""
    return (await session.exec(select(func.count()).select_from(Period))).one()


async def deadlines_ahead(session: AsyncSession, *, now: datetime) -> tuple[int, int]:
    """Count the deadlines in force that lie ahead, and how many of them are samples."""
    statement = (
        select(Deadline.is_sample, func.count())
        .where(col(Deadline.superseded_at).is_(None), col(Deadline.due_at) > now)
        .group_by(col(Deadline.is_sample))
    )
    counts = {is_sample: number for is_sample, number in (await session.exec(statement)).all()}
    return sum(counts.values()), counts.get(True, 0)


async def count_by_state(session: AsyncSession) -> dict[OutboxState, int]:
    """Count the messages of the outbox; a state without any is there with 0."""
    statement = select(OutboxMessage.state, func.count()).group_by(col(OutboxMessage.state))
    counts = {state: number for state, number in (await session.exec(statement)).all()}
    return {state: counts.get(state, 0) for state in OutboxState}


async def oldest_due(session: AsyncSession, now: datetime) -> datetime | None:
    """When the oldest message was due that could leave now and still waits."""
    statement = select(func.min(col(OutboxMessage.due_at))).where(
        OutboxMessage.state == OutboxState.QUEUED, col(OutboxMessage.next_at) <= now
    )
    return (await session.exec(statement)).one()


async def planned_until(session: AsyncSession) -> datetime | None:
    """Up to when everything has been planned; None before the first plan."""
    return (await session.exec(select(func.min(col(PlannerCursor.planned_until))))).one()
