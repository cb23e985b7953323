"""Who sits where and can be written to, and what they were last reminded of."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, and_, case
from sqlalchemy import select as select_columns
from sqlmodel import col, func, select
from sqlmodel.ext.asyncio.session import AsyncSession

from bot.domain.roles import Role
from db.models import Chat, ChatState, FocalPoint, Occupancy, OutboxMessage, OutboxState, Seat


@dataclass(frozen=True)
class Contact:
    """A person in a seat; reachable where planned messages may be sent, expected where they have not written yet."""

    agency_id: int
    role: Role
    person_id: int
    is_reachable: bool
    is_expected: bool


@dataclass(frozen=True)
class SentReminder:
    """A message that left: what it was about, and when it was sent and read."""

    payload: dict[str, Any]
    chat_key: int
    sent_at: datetime
    read_at: datetime | None


def _reachable() -> ColumnElement[bool]:
    return and_(col(Chat.state) == ChatState.OPEN, col(FocalPoint.stopped_at).is_(None))


async def list_contacts(session: AsyncSession, agency_ids: Collection[int]) -> list[Contact]:
    """Every occupied seat of the agencies; one of several chats that can be written to is enough."""
    can_be, is_expected = _reachable(), col(Chat.state) == ChatState.EXPECTED
    statement = (
        select_columns(
            col(Seat.agency_id),
            col(Seat.role),
            col(Occupancy.focal_point_id),
            func.count(case((can_be, 1))),
            func.count(case((is_expected, 1))),
        )
        .select_from(Occupancy)
        .join(Seat, col(Seat.id) == col(Occupancy.seat_id))
        .join(FocalPoint, col(FocalPoint.id) == col(Occupancy.focal_point_id))
        .outerjoin(Chat, col(Chat.focal_point_id) == col(FocalPoint.id))
        .where(col(Occupancy.ends_at).is_(None), col(Seat.agency_id).in_(agency_ids))
        .group_by(col(Seat.agency_id), col(Seat.role), col(Occupancy.focal_point_id), col(Occupancy.id))
        .order_by(col(Occupancy.id))
    )
    rows = (await (await session.connection()).execute(statement)).all()
    return [
        Contact(agency_id, role, person_id, bool(reachable), bool(expected))
        for agency_id, role, person_id, reachable, expected in rows
    ]


async def list_reached(session: AsyncSession, role: Role) -> set[int]:
    """The agencies in which somebody in this role can be written to."""
    statement = (
        select(Seat.agency_id)
        .join(Occupancy, col(Occupancy.seat_id) == col(Seat.id))
        .join(FocalPoint, col(FocalPoint.id) == col(Occupancy.focal_point_id))
        .join(Chat, col(Chat.focal_point_id) == col(FocalPoint.id))
        .where(Seat.role == role, col(Occupancy.ends_at).is_(None), _reachable())
        .distinct()
    )
    return set((await session.exec(statement)).all())


async def list_sent(session: AsyncSession, person_ids: Collection[int], kind: str, *, most: int) -> list[SentReminder]:
    """The newest messages of a kind that reached these persons, newest first."""
    statement = (
        select(OutboxMessage)
        .join(Chat, col(Chat.id) == col(OutboxMessage.chat_id))
        .where(
            col(Chat.focal_point_id).in_(person_ids),
            OutboxMessage.kind == kind,
            OutboxMessage.state == OutboxState.SENT,
            col(OutboxMessage.sent_at).is_not(None),
        )
        .order_by(col(OutboxMessage.sent_at).desc(), col(OutboxMessage.id).desc())
        .limit(most)
    )
    return [
        SentReminder(row.payload, row.chat_id, row.sent_at, row.read_at)
        for row in (await session.exec(statement)).all()
        if row.sent_at is not None
    ]
