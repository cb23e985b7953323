"""The world of the announcement: three seats at each of the 595 agencies, 60 groups, and some who ask meanwhile."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlmodel.ext.asyncio.session import AsyncSession

from bot.domain.roles import COORDINATOR_CODE, AgencyKind, Role
from bot.simulator.core import Simulator
from bot.simulator.world import Person
from db.engine import Sessions
from db.models import Chat, ChatState, FocalPoint, GroupBinding, GroupChat, Occupancy, Seat
from db.queries.agencies import list_agencies
from db.queries.bulk import insert_rows, insert_with_ids

ROLES = (Role.INSPECTORATE, Role.PUBLIC_RELATIONS, Role.COMMUNICATIONS_OFFICE)
FIRST_PERSON, FIRST_ASKER, OWNER = 5_000_000, 6_000_000, 1003
AGENCIES, GROUPS = 595, 60
"""542 regional governments and 53 ministries and institutions, as many as the cycle has."""


async def fill(sessions: Sessions, simulator: Simulator, askers: int, now: datetime) -> tuple[int, list[int]]:
    """Everybody has written to the bot before; returns how many are announced to, and who asks."""
    async with sessions.begin() as session:
        agencies = await list_agencies(session, now.date())
        owing = [agency.id for agency in agencies if agency.kind is not AgencyKind.COORDINATOR][:AGENCIES]
        setnas = next(agency.id for agency in agencies if agency.code == COORDINATOR_CODE)
        people = [FIRST_PERSON + number for number in range(len(owing) * len(ROLES))]
        await _seat(session, [(agency, role) for agency in owing for role in ROLES], people, now)
        asking = [FIRST_ASKER + number for number in range(askers)]
        await _seat(session, [(setnas, Role.SETNAS_VERIFIER)] * askers, asking, now)
        provinces = [agency.id for agency in agencies if agency.kind is AgencyKind.PROVINCE]
        await _bind(session, _groups(simulator), provinces, now)
    for number in (*people, *asking):
        simulator.add_person(Person(number, f"Orang {number}"))
        simulator.say(number, "/start")
    return len(people), asking


def _groups(simulator: Simulator) -> list[int]:
    return [simulator.create_group(OWNER, f"Grup {number}") for number in range(GROUPS)]


async def _seat(
    session: AsyncSession, places: Sequence[tuple[int, Role]], people: Sequence[int], now: datetime
) -> None:
    """A person with an open chat for each place; places that are the same share a seat."""
    wanted = list(dict.fromkeys(places))
    keys = await insert_with_ids(session, Seat, [{"agency_id": agency, "role": role} for agency, role in wanted])
    seats = dict(zip(wanted, keys, strict=True))
    person: dict[str, Any] = {"name": "Sri Wahyuni", "language": "id", "created_at": now}
    persons = await insert_with_ids(session, FocalPoint, [person] * len(places))
    is_open = {"state": ChatState.OPEN, "state_reason": "", "opened_at": now}
    chats = [is_open | {"telegram_id": chat, "focal_point_id": key} for chat, key in zip(people, persons, strict=True)]
    await insert_rows(session, Chat, chats)
    held = [
        {"seat_id": seats[place], "focal_point_id": key, "starts_at": now}
        for place, key in zip(places, persons, strict=True)
    ]
    await insert_rows(session, Occupancy, held)


async def _bind(session: AsyncSession, groups: Sequence[int], provinces: Sequence[int], now: datetime) -> None:
    """A group for each province, the others for the nation."""
    for number, group in enumerate(groups):
        chat = Chat(telegram_id=group, state=ChatState.OPEN)
        session.add(chat)
        await session.flush()
        assert chat.id is not None
        session.add(GroupChat(chat_id=chat.id, title=f"Grup {number}", joined_at=now))
        await session.flush()
        agency = provinces[number] if number < len(provinces) else None
        session.add(GroupBinding(chat_id=chat.id, agency_id=agency, bound_at=now))
