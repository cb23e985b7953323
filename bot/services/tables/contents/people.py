"""Persons, their chats and seats, while an import matches rows to them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlmodel import col
from sqlmodel.ext.asyncio.session import AsyncSession

from bot.domain.roles import Role
from bot.services.tables.files.guards import tidy
from bot.services.tables.references import read
from db.models import Chat, ChatState, FocalPoint, Occupancy, Seat
from db.queries.bulk import insert_rows, insert_with_ids, update_rows

SeatKey = tuple[int, Role]
"""Key of the agency, and the role."""


@dataclass(eq=False)
class Person:
    """A focal point; `id` is None until it is written."""

    id: int | None
    name: str | None
    telegram_id: int | None = None


@dataclass
class People:
    """Who sits where, and what an import adds to it."""

    session: AsyncSession
    now: datetime | None
    seats: dict[SeatKey, int] = field(default_factory=dict)
    occupants: dict[SeatKey, list[Person]] = field(default_factory=dict)
    by_telegram_id: dict[int, Person] = field(default_factory=dict)
    chats: dict[int, int] = field(default_factory=dict)
    _added: list[Person] = field(default_factory=list)
    _renamed: list[Person] = field(default_factory=list)
    _reached: list[Person] = field(default_factory=list)
    _seated: list[tuple[SeatKey, Person]] = field(default_factory=list)

    async def add_seats(self, seats: Iterable[SeatKey]) -> set[SeatKey]:
        """Add the seats that are not there yet, and return those."""
        new = [seat for seat in seats if seat not in self.seats]
        values = [{"agency_id": agency_id, "role": role} for agency_id, role in new]
        self.seats.update(zip(new, await insert_with_ids(self.session, Seat, values), strict=True))
        self.occupants.update((seat, []) for seat in new)
        return set(new)

    def person(self, seat: SeatKey, name: str, telegram_id: int | None) -> tuple[Person, bool]:
        """The person that a row means, and whether something about them changes; a new one if nobody fits.

        With a Telegram id it is whoever writes from there, else whoever of that name sits in the seat already
        and has no chat yet; without one it is whoever of that name sits there.
        """
        if telegram_id is None:
            return self._of_name(seat, name) or self._add(name), False
        person = self.by_telegram_id.get(telegram_id)
        if person is None:
            person = self._of_name(seat, name, without_chat=True) or self._add(name)
            person.telegram_id = telegram_id
            self.by_telegram_id[telegram_id] = person
            self._reached.append(person)
            return person, True
        if not name or tidy(person.name or "") == name:
            return person, False
        person.name = name
        self._renamed.append(person)
        return person, True

    def _of_name(self, seat: SeatKey, name: str, without_chat: bool = False) -> Person | None:
        folded = name.casefold()
        for person in self.occupants[seat]:
            is_free = person.telegram_id is None or not without_chat
            if name and is_free and tidy(person.name or "").casefold() == folded:
                return person
        return None

    def _add(self, name: str) -> Person:
        person = Person(None, name or None)
        self._added.append(person)
        return person

    def sit(self, person: Person, seat: SeatKey) -> bool:
        """Seat a person; returns whether they were not there before."""
        if person in self.occupants[seat]:
            return False
        self.occupants[seat].append(person)
        self._seated.append((seat, person))
        return True

    async def write(self) -> None:
        """Store what was added."""
        values: list[dict[str, Any]] = [
            {"name": one.name, "language": None, "reminder_hour": None, "stopped_at": None, "created_at": self.now}
            for one in self._added
        ]
        for person, person_id in zip(self._added, await insert_with_ids(self.session, FocalPoint, values), strict=True):
            person.id = person_id
        renamed = [{"id": one.id, "name": one.name} for one in self._renamed if one not in self._added]
        await update_rows(self.session, FocalPoint, renamed)
        await self._write_chats()
        seated = [
            {"seat_id": self.seats[seat], "focal_point_id": person.id, "starts_at": self.now, "ends_at": None}
            for seat, person in self._seated
        ]
        await insert_rows(self.session, Occupancy, seated)

    async def _write_chats(self) -> None:
        """A chat that the bot has not seen is expected; one that a stranger opened gets its person."""
        known = [one for one in self._reached if one.telegram_id in self.chats]
        links = [{"id": self.chats[one.telegram_id or 0], "focal_point_id": one.id} for one in known]
        await update_rows(self.session, Chat, links)
        values = [
            {
                "telegram_id": one.telegram_id,
                "focal_point_id": one.id,
                "username": None,
                "state": ChatState.EXPECTED,
                "state_reason": "",
                "migrated_to": None,
                "opened_at": None,
            }
            for one in self._reached
            if one.telegram_id not in self.chats
        ]
        await insert_rows(self.session, Chat, values)


async def load_people(session: AsyncSession, now: datetime | None) -> People:
    """Everybody who sits somewhere now or has a chat; names are decrypted, so DATA_KEY is needed."""
    people = People(session, now)
    persons: dict[int, Person] = {}
    for row in await read(session, select(col(FocalPoint.id), col(FocalPoint.name))):
        persons[row.id] = Person(row.id, row.name)
    chats = select(col(Chat.id), col(Chat.telegram_id), col(Chat.focal_point_id)).order_by(col(Chat.id))
    for row in await read(session, chats):
        people.chats[row.telegram_id] = row.id
        if row.focal_point_id is not None:
            people.by_telegram_id[row.telegram_id] = persons[row.focal_point_id]
            persons[row.focal_point_id].telegram_id = row.telegram_id
    keys: dict[int, SeatKey] = {}
    for row in await read(session, select(col(Seat.id), col(Seat.agency_id), col(Seat.role))):
        keys[row.id] = (row.agency_id, row.role)
        people.seats[keys[row.id]] = row.id
        people.occupants[keys[row.id]] = []
    sitting = select(col(Occupancy.seat_id), col(Occupancy.focal_point_id)).where(col(Occupancy.ends_at).is_(None))
    for row in await read(session, sitting.order_by(col(Occupancy.id))):
        people.occupants[keys[row.seat_id]].append(persons[row.focal_point_id])
    return people
