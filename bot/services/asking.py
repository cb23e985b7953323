"""Who asks: a person with seats, an administrator by configuration, or a stranger."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from bot.domain.agencies import AgencyRef
from bot.domain.permissions import HeldSeat, Permission, Place, may
from bot.domain.roles import AgencyKind, Role
from db.memory import remembered_person
from db.models import Occupancy, Seat
from db.queries.people import Person, find_person

SETNAS = HeldSeat(Role.SETNAS_ADMIN, Place(agency_id=0, parent_id=None, is_region=False, is_coordinator=True))
"""The seat that ADMIN_IDS stands for while the database has no administrator."""


@dataclass(frozen=True)
class Asker:
    """The one who writes or presses, with the rights of this moment."""

    telegram_id: int
    language: str
    person: Person | None
    held: tuple[HeldSeat, ...]

    @property
    def is_stranger(self) -> bool:
        """Whether the asker takes part in nothing."""
        return not self.held

    @property
    def agencies(self) -> tuple[AgencyRef, ...]:
        """The agencies that owe duties in which the asker has a seat, without repetition."""
        seats = self.person.seats if self.person else ()
        owing = [seat.agency for seat in seats if seat.agency.kind is not AgencyKind.COORDINATOR]
        return tuple(dict.fromkeys(owing))

    @property
    def roles(self) -> frozenset[Role]:
        return frozenset(seat.role for seat in self.held)

    def may(self, permission: Permission, about: AgencyRef) -> bool:
        """Whether the asker may do this about the agency."""
        return may(self.held, permission, about.place)

    def may_somewhere(self, permission: Permission) -> bool:
        """Whether any seat grants the permission about its own place."""
        return any(may([seat], permission, seat.place) for seat in self.held)


async def find_asker(
    session: AsyncSession, *, telegram_id: int, language: str, admin_ids: Collection[int], today: date
) -> Asker:
    """Look the asker up. language: that of the client, for those who have not chosen one.

    ADMIN_IDS counts only while no administrator occupies a seat.
    """
    person = await remembered_person(session, find_person, telegram_id, today)
    held = tuple(seat.held for seat in person.seats) if person else ()
    if telegram_id in admin_ids and not await remembered_person(session, has_administrator):
        held = (*held, SETNAS)
    return Asker(telegram_id, person.language if person and person.language else language, person, held)


async def has_administrator(session: AsyncSession) -> bool:
    """Whether somebody occupies the seat of an administrator of Setnas PK."""
    statement = (
        select(Occupancy.id)
        .join(Seat, col(Seat.id) == col(Occupancy.seat_id))
        .where(Seat.role == Role.SETNAS_ADMIN, col(Occupancy.ends_at).is_(None))
        .limit(1)
    )
    return (await session.exec(statement)).first() is not None
