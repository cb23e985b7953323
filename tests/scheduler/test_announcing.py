"""An announcement from its draft to its readers, and back."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta

import pytest
from sqlmodel import select
from telegram.ext import ExtBot

from bot.deps import Deps, MovableClock
from bot.domain.roles import Role
from bot.services import announcements
from bot.services.announcements import APPROVAL_ABOVE, chain_of
from bot.services.audit import OPERATOR, Actor, focal_point
from bot.services.directory import Directory
from bot.services.recipients import World
from bot.texts.catalog import Texts
from bot.transport import WireRequest
from db.engine import Sessions
from db.models import Announcement, AnnouncementState, OutboxMessage, OutboxState
from db.queries.announcements import find_announcement
from scheduler.sender import Sender
from tests import reminder_world
from tests.reminder_world import H_7, JAYAPURA, SETNAS, TEMANGGUNG, WIB
from tests.scheduler.conftest import FAST
from tests.scheduler.scripted import ScriptedWire

SRI, PUTRI, RATNA, BAYU = 1001, 1004, 1003, 1006


@dataclass
class Office:
    """Setnas with two administrators, and two Inspektorat in different zones."""

    deps: Deps
    clock: MovableClock
    wire: ScriptedWire
    sender: Sender
    ratna: Actor
    bayu: Actor

    async def world(self) -> World:
        async with self.deps.sessions() as session:
            registry = await self.deps.directory.read(session, self.deps.today())
        return World(registry.agencies, registry.periods, self.deps.today(), WIB)

    async def announces(self, text: str = "Rapat <b>besok</b>", at: datetime | None = None) -> int:
        """Ratna writes to the Inspektorat; returns the key."""
        async with self.deps.sessions.begin() as session:
            made = await announcements.draft(
                session, text=text, audience="peran=inspektorat", by=self.ratna, now=self.deps.now(), send_at=at
            )
            await announcements.submit(
                session, announcement=made, world=await self.world(), by=self.ratna, now=self.deps.now()
            )
            assert made.id is not None
            return made.id

    async def corrects(self, key: int, text: str) -> int:
        async with self.deps.sessions.begin() as session:
            made = await self._get(session, key)
            return await announcements.correct(
                session, announcement=made, text=text, by=self.ratna, now=self.deps.now()
            )

    async def recalls(self, key: int) -> int:
        async with self.deps.sessions.begin() as session:
            made = await self._get(session, key)
            return await announcements.recall(session, announcement=made, by=self.ratna, now=self.deps.now())

    async def decides(self, key: int, by: Actor, *, agrees: bool = True) -> bool:
        async with self.deps.sessions.begin() as session:
            made = await self._get(session, key)
            return await announcements.decide(
                session, announcement=made, agrees=agrees, world=await self.world(), by=by, now=self.deps.now()
            )

    async def waits(self, key: int) -> None:
        """As if it reached many."""
        async with self.deps.sessions.begin() as session:
            (await self._get(session, key)).state = AnnouncementState.WAITING

    async def rows(self, kind: str = announcements.ANNOUNCEMENT) -> list[OutboxMessage]:
        async with self.deps.sessions() as session:
            found = await session.exec(select(OutboxMessage).where(OutboxMessage.kind == kind))
            return sorted(found.all(), key=lambda row: row.chat_id)

    async def states(self, kind: str = announcements.ANNOUNCEMENT) -> list[tuple[str, str]]:
        return [(row.state.value, row.reason) for row in await self.rows(kind)]

    def pass_by(self, time: timedelta) -> None:
        self.clock.move_to(self.clock.now() + time)

    async def _get(self, session: object, key: int) -> Announcement:
        found = await find_announcement(session, key)  # type: ignore[arg-type]
        assert found is not None
        return found


@pytest.fixture
async def office(sqlite_sessions: Sessions) -> AsyncIterator[Office]:
    async with opened(sqlite_sessions) as office:
        yield office


@asynccontextmanager
async def opened(sessions: Sessions) -> AsyncIterator[Office]:
    """The office in a database."""
    async with sessions.begin() as session:
        world = await reminder_world.World(session).build()
        ratna = await world.seat(RATNA, (Role.SETNAS_ADMIN, SETNAS))
        bayu = await world.seat(BAYU, (Role.SETNAS_ADMIN, SETNAS))
        await world.seat(SRI, (Role.INSPECTORATE, TEMANGGUNG))
        await world.seat(PUTRI, (Role.INSPECTORATE, JAYAPURA))
    clock, wire = MovableClock(H_7), ScriptedWire()
    deps = Deps(sessions=sessions, clock=clock, texts=Texts(), directory=Directory(), zone=WIB)
    bot: ExtBot[None] = ExtBot("123456:test", request=WireRequest(wire), get_updates_request=WireRequest(wire))
    async with bot:
        sender = Sender(deps, bot, FAST, clock=clock)
        yield Office(deps, clock, wire, sender, focal_point(ratna), focal_point(bayu))


async def test_an_announcement_reaches_each_seat_once_with_its_own_reference(office: Office) -> None:
    await office.announces()
    await office.sender.run()
    await office.sender.run()
    assert sorted(sent["chat_id"] for sent in office.wire.sent) == ["1001", "1004"]
    rows = await office.rows()
    for sent, row in zip(sorted(office.wire.sent, key=lambda sent: sent["chat_id"]), rows, strict=True):
        assert sent["text"].startswith("<b>Pengumuman Setnas PK</b>\nRapat <b>besok</b>")
        assert sent["text"].endswith(f"Rujukan {row.reference}")
        assert f"v1:ar:1:{row.reference}" in sent["reply_markup"]


async def test_submitting_a_draft_twice_sends_it_once(office: Office) -> None:
    key = await office.announces()
    async with office.deps.sessions.begin() as session:
        made = await find_announcement(session, key)
        assert made is not None
        world = await office.world()
        await announcements.submit(session, announcement=made, world=world, by=office.ratna, now=office.deps.now())
    assert len(await office.rows()) == 2


async def test_it_leaves_within_the_hours_of_each_reader(office: Office) -> None:
    office.clock.move_to(H_7 + timedelta(hours=10))  # 18.00 WIB, 20.00 WIT
    await office.announces()
    await office.sender.run()
    assert [sent["chat_id"] for sent in office.wire.sent] == ["1001"]
    office.pass_by(timedelta(hours=11))  # 07.00 WIT of the next day
    await office.sender.run()
    assert [sent["chat_id"] for sent in office.wire.sent] == ["1001", "1004"]


async def test_a_scheduled_one_waits_for_its_moment(office: Office) -> None:
    await office.announces(at=H_7 + timedelta(hours=2))
    await office.sender.run()
    assert not office.wire.sent
    office.pass_by(timedelta(hours=2))
    await office.sender.run()
    assert len(office.wire.sent) == 2


async def test_a_correction_edits_what_was_sent_and_renews_what_was_not(office: Office) -> None:
    office.clock.move_to(H_7 + timedelta(hours=10))  # 18.00 WIB, 20.00 WIT
    key = await office.announces()
    await office.sender.run()
    assert await office.corrects(key, "Rapat <b>lusa</b>") == 1
    await office.sender.run()
    office.pass_by(timedelta(hours=11))
    await office.sender.run()
    edits = [sent for sent in office.wire.sent if "message_id" in sent]
    assert [("lusa" in edit["text"], "(telah diperbaiki)" in edit["text"]) for edit in edits] == [(True, True)]
    assert "lusa" in office.wire.sent[-1]["text"]
    assert [state for state, _ in await office.states()] == ["sent", "sent"]


async def test_a_recall_removes_what_was_sent_and_keeps_the_rest_here(office: Office) -> None:
    office.clock.move_to(H_7 + timedelta(hours=10))
    key = await office.announces()
    await office.sender.run()
    assert await office.recalls(key) == 1
    await office.sender.run()
    removed = office.wire.sent[-1]
    assert (removed["chat_id"], removed["message_id"], "text" in removed) == ("1001", "101", False)
    office.pass_by(timedelta(days=1))
    await office.sender.run()
    assert await office.states() == [("sent", ""), ("suppressed", "recalled")]
    assert office.wire.sent[-1] is removed


async def test_what_telegram_lets_nobody_remove_says_that_it_was_recalled(office: Office) -> None:
    key = await office.announces()
    await office.sender.run()
    office.pass_by(timedelta(days=2))
    assert await office.recalls(key) == 2
    await office.sender.run()
    assert "telah ditarik kembali" in office.wire.sent[-1]["text"]


async def test_the_recipients_of_an_approved_one_do_not_change(office: Office) -> None:
    key = await office.announces(at=H_7 + timedelta(hours=2))
    async with office.deps.sessions.begin() as session:
        await reminder_world.World(session).seat(1008, (Role.INSPECTORATE, TEMANGGUNG))
    office.pass_by(timedelta(hours=2))
    await office.sender.run()
    assert len(office.wire.sent) == 2
    assert {row.chain for row in await office.rows()} == {chain_of(key)}


async def test_who_wrote_it_cannot_agree_to_it_and_of_two_others_the_first_decides(office: Office) -> None:
    async with office.deps.sessions.begin() as session:
        made = await announcements.draft(
            session, text="Halo", audience="peran=inspektorat", by=office.ratna, now=office.deps.now()
        )
        key = made.id
    assert key is not None
    await office.waits(key)
    assert not await office.decides(key, office.ratna)
    assert not await office.decides(key, OPERATOR)
    assert await office.decides(key, office.bayu, agrees=True)
    assert not await office.decides(key, office.bayu, agrees=False)
    assert len(await office.rows()) == 2


async def test_one_that_reaches_many_waits_for_a_second_person(office: Office) -> None:
    async with office.deps.sessions.begin() as session:
        world = reminder_world.World(session)
        for number in range(APPROVAL_ABOVE):
            await world.seat(5000 + number, (Role.PUBLIC_RELATIONS, TEMANGGUNG))
        made = await announcements.draft(session, text="Halo", audience="", by=office.ratna, now=office.deps.now())
        state, seen = await announcements.submit(
            session, announcement=made, world=await office.world(), by=office.ratna, now=office.deps.now()
        )
    assert (state, seen.recipients.number) == (AnnouncementState.WAITING, APPROVAL_ABOVE + 2)
    assert await office.rows() == []


async def test_it_is_not_sent_to_who_stopped_or_left_meanwhile(office: Office) -> None:
    await office.announces(at=H_7 + timedelta(hours=2))
    async with office.deps.sessions.begin() as session:
        row = (await session.exec(select(OutboxMessage).where(OutboxMessage.chat_id == 3))).one()
        row.payload = row.payload | {"person": 99}
    office.pass_by(timedelta(hours=2))
    await office.sender.run()
    assert await office.states() == [("suppressed", "seat_empty"), ("sent", "")]
    assert [row.state for row in await office.rows()] == [OutboxState.SUPPRESSED, OutboxState.SENT]


@pytest.mark.parametrize("migrated_url", ["postgresql"], indirect=True)  # on SQLite nobody else writes meanwhile
async def test_what_is_corrected_while_others_send_leaves_with_the_new_words_alone(sessions: Sessions) -> None:
    async with opened(sessions) as office:
        key = await office.announces("Rapat besok")
        async with sessions.begin() as session:
            made = await find_announcement(session, key)
            assert made is not None
            await announcements.correct(session, announcement=made, text="Rapat lusa", by=office.ratna, now=H_7)
            await office.sender.run()
        await office.sender.run()
        assert ["lusa" in sent["text"] for sent in office.wire.sent] == [True, True]
