"""Whom an announcement reaches."""

from collections.abc import AsyncIterator
from datetime import date

import pytest
from sqlmodel.ext.asyncio.session import AsyncSession

from bot.domain.audiences import BadAudience, parse_audience
from bot.domain.duties import ReportState
from bot.domain.roles import Role
from bot.services.directory import load_registry
from bot.services.recipients import Recipients, World, find_recipients
from db.engine import Sessions
from db.models import Chat, ChatState, GroupBinding, GroupChat
from tests import reminder_world
from tests.reminder_world import JAYAPURA, LONG_AGO, PROVINCE, SALATIGA, SETNAS, TEMANGGUNG, WIB

SRI, BUDI, PUTRI, RATNA, KORWIL = 1001, 1002, 1004, 1003, 1005
NATION, JATENG, OWN, TOPIC = 1, 2, 3, 4


@pytest.fixture
async def session(sqlite_sessions: Sessions) -> AsyncIterator[AsyncSession]:
    """Seats of every kind, one of them out of reach, and a group of each scope."""
    async with sqlite_sessions.begin() as session:
        world = await reminder_world.World(session).build()
        owed = await world.assign(TEMANGGUNG, 1)
        await world.assign(JAYAPURA, 2)
        await world.assign(SALATIGA, 1)
        await world.report(owed[0], ReportState.REPORTED)
        await world.seat(SRI, (Role.INSPECTORATE, TEMANGGUNG), (Role.PUBLIC_RELATIONS, TEMANGGUNG))
        await world.seat(BUDI, (Role.INSPECTORATE, SALATIGA), state=ChatState.EXPECTED)
        await world.seat(PUTRI, (Role.INSPECTORATE, JAYAPURA))
        await world.seat(RATNA, (Role.SETNAS_ADMIN, SETNAS))
        await world.seat(KORWIL, (Role.REGIONAL_COORDINATOR, PROVINCE))
        for number, agency_id, action_id in ((NATION, None, None), (JATENG, PROVINCE, None), (OWN, SALATIGA, None)):
            chat = Chat(telegram_id=-number, state=ChatState.OPEN)
            session.add(chat)
            await session.flush()
            assert chat.id is not None
            session.add(GroupChat(chat_id=chat.id, joined_at=LONG_AGO))
            await session.flush()
            session.add(
                GroupBinding(id=number, chat_id=chat.id, agency_id=agency_id, action_id=action_id, bound_at=LONG_AGO)
            )
        session.add(GroupBinding(id=TOPIC, chat_id=chat.id, thread_id=7, action_id=1, bound_at=LONG_AGO))
        await session.flush()
        yield session


async def reached(session: AsyncSession, expression: str, allowed: frozenset[int] | None = None) -> Recipients:
    registry = await load_registry(session, date(2026, 7, 22))
    world = World(registry.agencies, registry.periods, date(2026, 7, 22), WIB, allowed)
    return await find_recipients(session, audience=parse_audience(expression), world=world)


def names(found: Recipients) -> list[str]:
    return [f"{person.agencies[0].name}:{len(person.roles)}" for person in found.people]


async def test_everybody_outside_setnas_is_written_to_once_however_many_seats_they_have(session: AsyncSession) -> None:
    found = await reached(session, "")
    assert names(found) == ["Jawa Tengah:1", "Temanggung:2", "Jayapura:1"]
    assert [group.binding_id for group in found.groups] == [NATION, JATENG, OWN, TOPIC]


async def test_a_seat_whose_person_never_wrote_is_counted_as_unreachable(session: AsyncSession) -> None:
    found = await reached(session, "peran=inspektorat")
    assert [(agency.name, role) for agency, role in found.unreachable] == [("Salatiga", Role.INSPECTORATE)]


@pytest.mark.parametrize(
    ("expression", "people", "groups"),
    [
        ("wilayah=33", ["Jawa Tengah:1", "Temanggung:2"], [JATENG, OWN]),
        ("wilayah=33.73", [], [OWN]),
        ("jenis=kota", ["Jayapura:1"], [OWN]),
        ("jenis=kota|kabupaten,peran=inspektorat", ["Temanggung:1", "Jayapura:1"], []),
        ("aksi=a1", ["Temanggung:2"], [OWN, TOPIC]),
        ("aksi=A2", ["Jayapura:1"], []),
        ("belum=B18", ["Jayapura:1"], [OWN]),
        ("belum=b18,wilayah=33", [], [OWN]),
        ("kepada=orang,wilayah=33", ["Jawa Tengah:1", "Temanggung:2"], []),
        ("kepada=grup", [], [NATION, JATENG, OWN, TOPIC]),
        ("peran=setnas_admin", ["Setnas PK:1"], []),
    ],
)
async def test_all_conditions_must_hold(
    session: AsyncSession, expression: str, people: list[str], groups: list[int]
) -> None:
    found = await reached(session, expression)
    assert (names(found), [group.binding_id for group in found.groups]) == (people, groups)


async def test_who_may_write_to_a_region_reaches_nobody_beyond_it(session: AsyncSession) -> None:
    found = await reached(session, "", allowed=frozenset({PROVINCE, TEMANGGUNG, SALATIGA}))
    assert names(found) == ["Jawa Tengah:1", "Temanggung:2"]
    assert [group.binding_id for group in found.groups] == [JATENG, OWN]


@pytest.mark.parametrize("expression", ["wilayah=99", "aksi=Z9", "belum=B99", "wilayah=SETNAS"])
async def test_a_code_that_nothing_bears_is_refused(session: AsyncSession, expression: str) -> None:
    with pytest.raises(BadAudience):
        await reached(session, expression)
