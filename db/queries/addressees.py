"""Seats with those who occupy them now and the chats that reach them, as planning needs them: without names."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import Select, func
from sqlalchemy import select as select_columns
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from bot.domain.roles import Role
from db.models import Chat, ChatState, FocalPoint, Occupancy, Seat


@dataclass(frozen=True)
class Occupied:
    """A seat, the person in it, and the chat by which they are reached, if one is known."""

    person_id: int
    role: Role
    agency_id: int
    hour: int | None
    earlier_hour: int | None
    hour_from: date | None
    is_stopped: bool
    chat_key: int | None
    chat_state: ChatState | None


async def list_occupied(
    session: AsyncSession,
    roles: Collection[Role],
    person_ids: Collection[int] | None = None,
    agency_ids: Collection[int] | None = None,
) -> list[Occupied]:
    """Every occupied seat of these roles, or those of some persons or agencies; of several chats the newest counts."""
    statement = _seats().where(col(Seat.role).in_(roles))
    if person_ids is not None:
        statement = statement.where(col(Occupancy.focal_point_id).in_(person_ids))
    if agency_ids is not None:
        statement = statement.where(col(Seat.agency_id).in_(agency_ids))
    rows = (await (await session.connection()).execute(statement)).all()
    newest: dict[int, Any] = {row.occupancy_id: row for row in rows}
    return [_occupied(row) for row in newest.values()]


def _seats() -> Select[*tuple[Any, ...]]:
    """Every occupied seat with each chat of its person."""
    return (
        select_columns(
            col(Occupancy.id).label("occupancy_id"),
            col(Occupancy.focal_point_id).label("person_id"),
            col(Seat.role).label("role"),
            col(Seat.agency_id).label("agency_id"),
            col(FocalPoint.reminder_hour).label("hour"),
            col(FocalPoint.earlier_hour),
            col(FocalPoint.hour_from),
            col(FocalPoint.stopped_at).label("stopped_at"),
            col(Chat.id).label("chat_key"),
            col(Chat.state).label("chat_state"),
        )
        .select_from(Occupancy)
        .join(Seat, col(Seat.id) == col(Occupancy.seat_id))
        .join(FocalPoint, col(FocalPoint.id) == col(Occupancy.focal_point_id))
        .outerjoin(Chat, col(Chat.focal_point_id) == col(Occupancy.focal_point_id))
        .where(col(Occupancy.ends_at).is_(None))
        .order_by(col(Occupancy.id), col(Chat.id))
    )


def _occupied(row: Any) -> Occupied:
    return Occupied(
        person_id=row.person_id,
        role=row.role,
        agency_id=row.agency_id,
        hour=row.hour,
        earlier_hour=row.earlier_hour,
        hour_from=row.hour_from,
        is_stopped=row.stopped_at is not None,
        chat_key=row.chat_key,
        chat_state=row.chat_state,
    )


async def list_names(session: AsyncSession, person_ids: Collection[int]) -> dict[int, str]:
    """The names of persons, decrypted; those without one are left out."""
    statement = select(FocalPoint.id, FocalPoint.name).where(col(FocalPoint.id).in_(person_ids))
    return {key: name for key, name in (await session.exec(statement)).all() if key is not None and name}


async def list_languages(session: AsyncSession, person_ids: Collection[int]) -> dict[int, str]:
    """The languages that persons chose, or else in which they were last answered; without either they are left out."""
    statement = (
        select(FocalPoint.id, func.coalesce(FocalPoint.language, Chat.language))
        .outerjoin(Chat, col(Chat.focal_point_id) == col(FocalPoint.id))
        .where(col(FocalPoint.id).in_(person_ids))
        .order_by(col(Chat.id))
    )
    return {key: language for key, language in (await session.exec(statement)).all() if key is not None and language}
