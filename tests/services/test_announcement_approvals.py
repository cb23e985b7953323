"""The second person: who is asked, who may decide, and what the writer learns."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass

import pytest
from sqlmodel import col, select

from bot.domain.roles import Role
from bot.services import announcement_drafts as drafts
from bot.services.announcement_approvals import (
    APPROVAL,
    DECISION,
    Decision,
    decide_in_chat,
    find_question,
    request_approval,
)
from bot.services.announcements import draft
from bot.services.asking import find_asker
from bot.services.audit import focal_point
from bot.services.directory import Registry, load_registry
from bot.services.questions import Question
from bot.services.recipients import find_recipients
from db.engine import Sessions
from db.models import Announcement, AnnouncementState, Chat, Occupancy, OutboxMessage
from db.queries.announcements import find_announcement
from tests import reminder_world
from tests.reminder_world import H_7, JAYAPURA, PROVINCE, SETNAS, TEMANGGUNG, WIB

SRI, BAYU, RATNA, DEWI, STRANGER = 1001, 1002, 1003, 1005, 1999
VERIFIER, SECOND_KORWIL = 1006, 1007


@dataclass
class Office:
    """Two administrators, a verifier, two korwil of one province, an Inspektorat."""

    sessions: Sessions
    registry: Registry
    people: dict[int, int]

    async def question(self, telegram_id: int) -> Question:
        async with self.sessions() as session:
            asker = await find_asker(
                session, telegram_id=telegram_id, language="id", admin_ids={STRANGER}, today=H_7.date()
            )
        return Question(asker, self.registry, H_7, WIB)

    async def waits(self, writer: int, audience: str = "") -> int:
        """An announcement that waits for a second person, and who is asked."""
        question = await self.question(writer)
        async with self.sessions.begin() as session:
            made = await draft(session, text="Rapat", audience=audience, by=focal_point(self.people[writer]), now=H_7)
            made.state = AnnouncementState.WAITING
            world, wanted = drafts.world_of(question), drafts.parse_audience(audience)
            found = await find_recipients(session, audience=wanted, world=world)
            await request_approval(session, announcement=made, found=found, question=question)
            assert made.id is not None
            return made.id

    async def decides(self, key: int, telegram_id: int, *, agrees: bool = True) -> Decision:
        question = await self.question(telegram_id)
        async with self.sessions.begin() as session:
            made = await find_announcement(session, key)
            assert made is not None
            decided = await decide_in_chat(session, announcement=made, agrees=agrees, question=question)
        return decided.decision

    async def told(self, kind: str) -> Sequence[int]:
        """Who gets a message of the kind."""
        async with self.sessions() as session:
            statement = select(Chat.telegram_id).join(OutboxMessage, col(OutboxMessage.chat_id) == col(Chat.id))
            return sorted((await session.exec(statement.where(OutboxMessage.kind == kind))).all())

    async def state(self, key: int) -> AnnouncementState:
        async with self.sessions() as session:
            found = await session.get(Announcement, key)
            assert found is not None
            return found.state


@pytest.fixture
async def office(sqlite_sessions: Sessions) -> Office:
    return await opened(sqlite_sessions)


async def opened(sessions: Sessions) -> Office:
    """The office in a database."""
    async with sessions.begin() as session:
        world = await reminder_world.World(session).build()
        people = {
            RATNA: await world.seat(RATNA, (Role.SETNAS_ADMIN, SETNAS), name="Ratna"),
            DEWI: await world.seat(DEWI, (Role.SETNAS_ADMIN, SETNAS), name="Dewi", stopped=True),
            VERIFIER: await world.seat(VERIFIER, (Role.SETNAS_VERIFIER, SETNAS), name="Tari"),
            BAYU: await world.seat(BAYU, (Role.REGIONAL_COORDINATOR, PROVINCE), name="Bayu"),
            SECOND_KORWIL: await world.seat(SECOND_KORWIL, (Role.REGIONAL_COORDINATOR, PROVINCE), name="Wulan"),
            SRI: await world.seat(SRI, (Role.INSPECTORATE, TEMANGGUNG)),
        }
        await world.seat(1004, (Role.INSPECTORATE, JAYAPURA))
        registry = await load_registry(session, H_7.date())
    return Office(sessions, registry, people)


async def test_to_the_nation_those_are_asked_who_write_to_the_nation_and_want_messages(office: Office) -> None:
    await office.waits(RATNA)
    assert await office.told(APPROVAL) == [VERIFIER]


async def test_within_a_region_its_other_korwil_may_agree_too(office: Office) -> None:
    key = await office.waits(BAYU)
    assert await office.told(APPROVAL) == [RATNA, VERIFIER, SECOND_KORWIL]
    assert await office.decides(key, SECOND_KORWIL) is Decision.AGREED
    assert await office.state(key) is AnnouncementState.APPROVED
    assert await office.told("pengumuman") == [SRI, BAYU, SECOND_KORWIL], "as far as the writer reaches, no further"


@pytest.mark.parametrize(
    ("who", "outcome"),
    [
        (RATNA, Decision.OWN),
        (BAYU, Decision.NOT_ALLOWED),
        (SRI, Decision.NOT_ALLOWED),
        (STRANGER, Decision.NOT_ALLOWED),
        (VERIFIER, Decision.AGREED),
        (DEWI, Decision.AGREED),
    ],
)
async def test_who_may_decide_about_the_nation(office: Office, who: int, outcome: Decision) -> None:
    key = await office.waits(RATNA)
    assert await office.decides(key, who) is outcome
    assert (await office.state(key) is AnnouncementState.APPROVED) is (outcome is Decision.AGREED)


async def test_the_first_decides_and_the_writer_is_told_once(office: Office) -> None:
    key = await office.waits(RATNA)
    assert await office.decides(key, VERIFIER, agrees=False) is Decision.DECLINED
    assert await office.decides(key, DEWI) is Decision.TOO_LATE
    assert await office.state(key) is AnnouncementState.DECLINED
    assert await office.told(DECISION) == [RATNA]
    assert await office.told("pengumuman") == []


async def test_what_waits_is_seen_by_its_writer_and_those_who_may_decide(office: Office) -> None:
    key = await office.waits(RATNA)
    seen = []
    for who in (RATNA, VERIFIER, BAYU, SRI, STRANGER):
        question = await office.question(who)
        async with office.sessions() as session:
            seen.append(await find_question(session, announcement_id=key, question=question) is not None)
    assert seen == [True, True, False, False, False]


async def test_nothing_leaves_in_the_name_of_a_writer_who_lost_the_right(office: Office) -> None:
    key = await office.waits(BAYU)
    async with office.sessions.begin() as session:
        statement = select(Occupancy).where(Occupancy.focal_point_id == office.people[BAYU])
        (await session.exec(statement)).one().ends_at = H_7
    assert await office.decides(key, RATNA) is Decision.WRITER_LEFT
    assert await office.state(key) is AnnouncementState.WAITING
    assert await office.told("pengumuman") == []


async def test_of_two_at_once_one_decides_on_both_databases(sessions: Sessions) -> None:
    office = await opened(sessions)
    key = await office.waits(RATNA)
    decisions = await asyncio.gather(office.decides(key, VERIFIER), office.decides(key, DEWI, agrees=False))
    assert sorted(decisions).count(Decision.TOO_LATE) == 1
    assert await office.told(DECISION) == [RATNA]
    is_agreed = Decision.AGREED in decisions
    assert (await office.state(key) is AnnouncementState.APPROVED) is is_agreed
    assert (await office.told("pengumuman") != []) is is_agreed
