"""Persons, the seats they occupy now and the chats in which they are reached."""

from dataclasses import dataclass
from datetime import date, datetime

from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from bot.domain.agencies import AgencyRef
from bot.domain.permissions import HeldSeat
from bot.domain.roles import Role
from db.models import Agency, AgencyVersion, Chat, ChatState, FocalPoint, Occupancy, Seat
from db.queries.agencies import agency_ref, holds_on


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
    language: str | None
    reminder_hour: int | None
    stopped_at: datetime | None
    chat_key: int | None
    telegram_id: int | None
    chat_state: ChatState | None
    seats: tuple[OccupiedSeat, ...] = ()
    menu: str | None = None

    @property
    def is_reachable(self) -> bool:
        """Whether planned messages may be sent: the chat is open and the person did not ask for peace."""
        return self.chat_state is ChatState.OPEN and self.stopped_at is None

    @property
    def is_expected(self) -> bool:
        """Whether an import named their account and they have not written yet."""
        return self.chat_state is ChatState.EXPECTED


async def find_person(session: AsyncSession, telegram_id: int, on: date) -> Person | None:
    """The person who writes from a private chat, with the seats occupied now; None for a stranger."""
    statement = (
        select(FocalPoint, Chat)
        .join(Chat, col(Chat.focal_point_id) == col(FocalPoint.id))
        .where(Chat.telegram_id == telegram_id)
    )
    found = (await session.exec(statement)).first()
    if found is None:
        return None
    row, chat = found
    assert row.id is not None
    return Person(
        id=row.id,
        name=row.name,
        language=row.language,
        reminder_hour=row.reminder_hour,
        stopped_at=row.stopped_at,
        chat_key=chat.id,
        telegram_id=chat.telegram_id,
        chat_state=chat.state,
        seats=tuple(await _list_seats(session, row.id, on)),
        menu=chat.menu,
    )


async def _list_seats(session: AsyncSession, person_id: int, on: date) -> list[OccupiedSeat]:
    """The seats that a person occupies now, in the order in which they took them."""
    statement = (
        select(Seat, Agency, AgencyVersion)
        .join(Occupancy, col(Occupancy.seat_id) == col(Seat.id))
        .join(Agency, col(Agency.id) == col(Seat.agency_id))
        .join(AgencyVersion, col(AgencyVersion.agency_id) == col(Agency.id))
        .where(Occupancy.focal_point_id == person_id, col(Occupancy.ends_at).is_(None), holds_on(on))
        .order_by(col(Occupancy.id))
    )
    return [
        OccupiedSeat(seat.id, seat.role, agency_ref(agency, version))
        for seat, agency, version in (await session.exec(statement)).all()
        if seat.id is not None
    ]
