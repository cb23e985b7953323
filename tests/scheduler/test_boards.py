"""The living board and the digests of a group, through the queue to the wire."""

from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import pairwise
from typing import Any

import pytest
from sqlmodel import update
from telegram.ext import ExtBot

from bot.deps import Deps, MovableClock
from bot.domain.duties import ReportState
from bot.domain.roles import Role
from bot.services.chats import migrate_chat
from bot.services.directory import Directory
from bot.services.rates import Limits
from bot.texts.catalog import Texts
from bot.transport import WireRequest
from db.engine import Sessions
from db.models import Chat, ChatState, GroupBinding, GroupChat, Submission
from scheduler import jobs
from scheduler.sender import Sender
from tests import reminder_world
from tests.reminder_world import DUE_AT, H_7, LONG_AGO, PROVINCE, SALATIGA, TEMANGGUNG, WIB
from tests.scheduler.scripted import ScriptedWire, refused

GROUP = -100
SECOND, MINUTE = timedelta(seconds=1), timedelta(minutes=1)
UNHURRIED = Limits(rate=10_000, per_chat=10_000, per_group=10_000)


@dataclass
class Group:
    """A group with what is queued for it and what arrives."""

    deps: Deps
    clock: MovableClock
    wire: ScriptedWire
    sender: Sender
    owed: list[int] = field(default_factory=list)

    async def ticks(self) -> list[dict[str, str]]:
        """What arrives at the next tick, and at the one that follows a minute later for what was held back."""
        known = len(self.wire.sent)
        await jobs.keep_groups(self.deps)
        await self.sender.run()
        return self.wire.sent[known:]

    async def texts(self) -> list[str]:
        return [sent.get("text", sent.get("caption", "")) for sent in await self.ticks()]

    async def report(self, number: int) -> None:
        async with self.deps.sessions.begin() as session:
            await reminder_world.World(session).report(self.owed[number], ReportState.REPORTED)

    async def change(self, numbers: range) -> None:
        """One change after the other of all that was reported: taken back by the even ones, restored by the odd."""
        async with self.deps.sessions.begin() as session:
            for number in numbers:
                state = ReportState.REPORTED if number % 2 else ReportState.NONE
                await session.exec(update(Submission).values(state=state))

    async def bind(self, agency_id: int | None, thread_id: int = 0, bound_at: datetime = LONG_AGO) -> None:
        async with self.deps.sessions.begin() as session:
            session.add(GroupBinding(chat_id=1, agency_id=agency_id, thread_id=thread_id, bound_at=bound_at))

    def pass_by(self, time: timedelta) -> None:
        self.clock.move_to(self.clock.now() + time)


@pytest.fixture
async def group(sqlite_sessions: Sessions) -> AsyncIterator[Group]:
    """A group in a province of which two agencies owe a report; it is bound to nothing yet."""
    async with sqlite_sessions.begin() as session:
        session.add(Chat(id=1, telegram_id=GROUP, state=ChatState.OPEN))
        world = await reminder_world.World(session).build()
        owed = [*await world.assign(TEMANGGUNG, 1, 2), *await world.assign(SALATIGA, 1)]
        await world.seat(1001, (Role.INSPECTORATE, TEMANGGUNG), name="Sri Wahyuni")
        session.add(GroupChat(chat_id=1, joined_at=LONG_AGO))
    clock, wire = MovableClock(H_7 + timedelta(hours=1)), ScriptedWire()
    deps = Deps(sessions=sqlite_sessions, clock=clock, texts=Texts(), directory=Directory(), zone=WIB)
    bot: ExtBot[None] = ExtBot("123456:test", request=WireRequest(wire), get_updates_request=WireRequest(wire))
    async with bot:
        yield Group(deps, clock, wire, Sender(deps, bot, UNHURRIED, clock=clock), owed)


async def test_a_board_is_posted_in_silence_then_pinned(group: Group) -> None:
    await group.bind(PROVINCE)
    (posted,) = await group.ticks()
    assert posted["disable_notification"] == "true"
    assert posted["text"].startswith("<b>Papan</b> · <b>Provinsi Jawa Tengah dengan kabupaten/kota</b>")
    (pinned,) = await group.ticks()
    assert pinned["message_id"] == "101"
    assert await group.ticks() == []


async def test_a_board_tells_numbers_and_thanks_and_never_who_is_late(group: Group) -> None:
    await group.bind(PROVINCE)
    await group.report(2)
    (text,) = await group.texts()
    assert "1 dari 2 instansi" in text
    assert "Kota Salatiga" in text
    assert "Temanggung" not in text
    assert "Diperbarui Rabu, 22 Juli 2026 pukul 09.00 WIB" in text


async def test_many_changes_become_one_edit_a_minute_that_ends_in_the_right_state(group: Group) -> None:
    await group.bind(PROVINCE)
    await group.ticks()
    posted = group.clock.now()
    await group.ticks()
    for number in range(3):
        await group.report(number)
    edits: list[tuple[datetime, dict[str, str]]] = []
    for second in range(130):
        if second < 60:  # 1,020 changes in a minute, of which the last leave everything reported
            await group.change(range(second * 17, second * 17 + 17))
        group.pass_by(SECOND)
        edits += [(group.clock.now(), sent) for sent in await group.ticks()]
    moments = [posted, *(moment for moment, _ in edits)]
    assert 1 < len(moments) <= 3
    assert all(later - earlier >= MINUTE for earlier, later in pairwise(moments))
    assert "2 dari 2 instansi" in edits[-1][1]["text"]
    assert {sent["message_id"] for _, sent in edits} == {"101"}


async def test_a_board_that_somebody_removed_is_posted_anew(group: Group) -> None:
    await group.bind(PROVINCE)
    await group.ticks()
    await group.ticks()
    group.pass_by(MINUTE)
    await group.report(2)
    group.wire.script.append(refused(400, "Bad Request: message to edit not found"))
    await group.ticks()
    group.pass_by(MINUTE)
    posted = await group.ticks()
    assert ["message_id" in sent for sent in posted] == [False]


async def test_a_board_is_posted_anew_in_the_supergroup_that_its_group_became(group: Group) -> None:
    await group.bind(PROVINCE)
    await group.ticks()
    await group.ticks()
    group.pass_by(MINUTE)
    await group.report(2)
    await jobs.keep_groups(group.deps)  # an edit of the message in the old group waits
    async with group.deps.sessions.begin() as session:
        await migrate_chat(session, old_id=GROUP, new_id=-100200, now=group.clock.now())
    group.pass_by(MINUTE)
    posted = await group.ticks() + await group.ticks() + await group.ticks()
    assert [("message_id" in sent, sent["chat_id"]) for sent in posted] == [(False, "-100200"), (True, "-100200")]
    assert posted[1]["message_id"] == "103"


async def test_a_board_of_which_nobody_knows_is_not_posted_twice(group: Group) -> None:
    await group.bind(PROVINCE)
    group.wire.script.append((502, {"ok": False}))
    await group.ticks()
    group.pass_by(timedelta(hours=1))
    await group.report(2)
    assert await group.ticks() == []


async def test_each_topic_has_its_board_and_an_agency_sees_its_own_actions(group: Group) -> None:
    await group.bind(PROVINCE, thread_id=7)
    await group.bind(TEMANGGUNG, thread_id=9)
    found = {sent["message_thread_id"]: sent["text"] for sent in await group.ticks()}
    assert set(found) == {"7", "9"}
    assert "Aksi A1" in found["9"]
    assert "Aksi A1" not in found["7"]


async def test_after_the_deadline_a_group_gets_one_digest_on_the_next_working_day(group: Group) -> None:
    await group.report(2)
    group.clock.move_to(DUE_AT + timedelta(hours=7))  # Thursday, 06.59 WIB
    await group.bind(None)
    assert digests(await group.ticks()) == []
    group.pass_by(timedelta(hours=1, minutes=1))
    (sent,) = digests(await group.ticks())
    assert "Rekap setelah batas lapor" in sent["caption"]
    assert "Temanggung" not in sent["caption"]
    assert len(sent["caption"]) <= 1024
    group.pass_by(timedelta(hours=1))
    assert digests(await group.ticks()) == []


async def test_the_digest_of_one_agency_counts_its_duties_and_not_agencies(group: Group) -> None:
    group.clock.move_to(DUE_AT + timedelta(hours=9))
    await group.bind(TEMANGGUNG)
    (sent,) = digests(await group.ticks())
    assert "Masih terbuka: 2 kewajiban" in sent["caption"]
    assert "instansi" not in sent["caption"]


async def test_a_weekly_digest_comes_on_the_first_working_day_and_only_with_news(group: Group) -> None:
    await group.bind(PROVINCE)
    group.clock.move_to(datetime(2026, 7, 13, 9, tzinfo=WIB))  # Monday
    assert len(digests(await group.ticks())) == 1
    group.clock.move_to(datetime(2026, 7, 14, 9, tzinfo=WIB))
    assert digests(await group.ticks()) == []
    group.clock.move_to(datetime(2026, 7, 20, 9, tzinfo=WIB))
    assert digests(await group.ticks()) == []
    await group.report(2)
    group.clock.move_to(datetime(2026, 7, 27, 9, tzinfo=WIB))
    assert len(digests(await group.ticks())) == 1


async def test_a_group_that_was_bound_after_its_hour_waits_for_the_next_digest(group: Group) -> None:
    monday = datetime(2026, 7, 13, 9, tzinfo=WIB)
    group.clock.move_to(monday + MINUTE)
    await group.bind(PROVINCE, bound_at=monday)
    assert digests(await group.ticks()) == []


def digests(sent: list[dict[str, Any]]) -> list[dict[str, Any]]:
    return [one for one in sent if "Rekap" in one.get("caption", one.get("text", ""))]
