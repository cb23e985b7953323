"""Persons, the seats they occupy now and the chats in which they are reached."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime

from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from bot.domain.agencies import AgencyRef
from bot.domain.permissions import HeldSeat
from bot.domain.roles import Role
from db.models import Chat, ChatState, FocalPoint, Occupancy, Seat
from db.queries.agencies import list_agencies


@dataclass(frozen=True)
class OccupiedSeat:
    """A seat that a person occupies now."""

    seat_id: int
    role: Role
    agency: AgencyRef

    @property
    def held(self) -> HeldSeat:
        """The seat as questions of permission see it."""
        return HeldSeat(self.role, self.agency.place)


@dataclass(frozen=True)
class Person:
    """A focal point with the chat in which they are reached, if one is known, and their seats."""

    id: int
    name: str | None
    language: str
    reminder_hour: int | None
    stopped_at: datetime | None
    chat_key: int | None
    telegram_id: int | None
    chat_state: ChatState | None
    seats: tuple[OccupiedSeat, ...] = ()

    @property
    def is_reachable(self) -> bool:
        """Whether planned messages may be sent: the chat is open and the person did not ask for peace."""
        return self.chat_state is ChatState.OPEN and self.stopped_at is None


async def list_people(
    session: AsyncSession, on: date, ids: Collection[int] | None = None, roles: Collection[Role] | None = None
) -> list[Person]:
    """Persons who occupy a seat now, or those of the keys given; with roles, only seats of these roles count."""
    statement = (
        select(Occupancy.focal_point_id, Seat)
        .join(Seat, col(Seat.id) == col(Occupancy.seat_id))
        .where(col(Occupancy.ends_at).is_(None))
        .order_by(col(Occupancy.id))
    )
    if ids is not None:
        statement = statement.where(col(Occupancy.focal_point_id).in_(ids))
    if roles is not None:
        statement = statement.where(col(Seat.role).in_(roles))
    occupied = (await session.exec(statement)).all()
    places = None if ids is None else {seat.agency_id for _, seat in occupied}
    agencies = {agency.id: agency for agency in await list_agencies(session, on, places)}
    seats: dict[int, list[OccupiedSeat]] = {}
    for person_id, seat in occupied:
        if (agency := agencies.get(seat.agency_id)) and seat.id is not None:
            seats.setdefault(person_id, []).append(OccupiedSeat(seat.id, seat.role, agency))
    wanted = set(seats) if ids is None else set(ids)
    return [_person(row, chat, seats) for row, chat in await _with_chats(session, wanted)]


async def find_person(session: AsyncSession, telegram_id: int, on: date) -> Person | None:
    """The person who writes from a private chat, with the seats occupied now; None for a stranger."""
    statement = select(Chat.focal_point_id).where(Chat.telegram_id == telegram_id)
    person_id = (await session.exec(statement)).first()
    if person_id is None:
        return None
    found = await list_people(session, on, [person_id])
    return found[0] if found else None


async def _with_chats(session: AsyncSession, ids: Collection[int]) -> list[tuple[FocalPoint, Chat | None]]:
    statement = (
        select(FocalPoint, Chat)
        .outerjoin(Chat, col(Chat.focal_point_id) == col(FocalPoint.id))
        .where(col(FocalPoint.id).in_(ids))
        .order_by(col(FocalPoint.id), col(Chat.id))
    )
    latest = {person.id: (person, chat) for person, chat in (await session.exec(statement)).all()}
    return list(latest.values())


def _person(row: FocalPoint, chat: Chat | None, seats: dict[int, list[OccupiedSeat]]) -> Person:
    assert row.id is not None
    return Person(
        id=row.id,
        name=row.name,
        language=row.language,
        reminder_hour=row.reminder_hour,
        stopped_at=row.stopped_at,
        chat_key=chat.id if chat else None,
        telegram_id=chat.telegram_id if chat else None,
        chat_state=chat.state if chat else None,
        seats=tuple(seats.get(row.id, ())),
    )
