"""Handling: each update once, in order within a chat, nothing stopped by one bad update."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import column, table
from sqlmodel import select
from sqlmodel.ext.asyncio.session import AsyncSession
from structlog.testing import capture_logs
from telegram import Bot, Update

from bot.deps import MovableClock
from bot.inbound import BEAT, LANES, InboundWorker, Reserve
from bot.pulse import Pulse
from bot.services import inbox
from bot.services.handling import current
from bot.transport import WireRequest
from db.engine import Sessions, open_database
from db.memory import remembered
from db.models import Holiday, InboxUpdate
from db.queries.holidays import list_holidays
from tests.conftest import KEY
from tests.edge.updates import ScriptedWire, saying

NOW = datetime(2026, 7, 13, 2, 0, tzinfo=UTC)
SOON = 60.0
"""Seconds after which a test that hangs has failed."""


class Desk:
    """Handles updates, remembers in which order, and can be told to wait for one or to fail at one."""

    def __init__(self) -> None:
        self.begun: list[str] = []
        self.ended: list[str] = []
        self.gates: dict[str, asyncio.Event] = {}
        self.slots: dict[str, object] = {}
        self.changed = asyncio.Condition()
        self.at_once = self.most_at_once = 0

    def hold(self, words: str) -> asyncio.Event:
        self.gates[words] = asyncio.Event()
        return self.gates[words]

    async def process(self, update: Update) -> None:
        words = (update.message and update.message.text) or ""
        self.at_once += 1
        self.most_at_once = max(self.most_at_once, self.at_once)
        hand = current()
        self.slots[words] = hand and hand.slot
        await self._note(self.begun, words)
        try:
            if words in self.gates:
                await self.gates[words].wait()
            if words == "fail":
                raise KeyError("a bug")
        finally:
            self.at_once -= 1
            await self._note(self.ended, words)

    async def _note(self, notes: list[str], words: str) -> None:
        async with self.changed:
            notes.append(words)
            self.changed.notify_all()

    async def until(self, is_so: Callable[[], bool]) -> None:
        async with self.changed:
            await self.changed.wait_for(is_so)


@asynccontextmanager
async def working(
    sessions: Sessions, desk: Desk, reserve: Reserve | None = None, pulse: Pulse | None = None
) -> AsyncIterator[InboundWorker]:
    """A worker at work; at the end of the block it is told to stop and awaited."""
    bot = Bot("123456:demo", request=WireRequest(ScriptedWire()), get_updates_request=WireRequest(ScriptedWire()))
    worker = InboundWorker(sessions, MovableClock(NOW), desk.process, bot, reserve=reserve, pulse=pulse)
    stop = asyncio.Event()
    async with asyncio.timeout(SOON), asyncio.TaskGroup() as group:
        group.create_task(worker.run(stop))
        try:
            yield worker
        finally:
            stop.set()


async def errors(sessions: Sessions) -> dict[int, str | None]:
    """How each update ended: an empty text is success, None is still waiting."""
    async with sessions() as session:
        rows = (await session.exec(select(InboxUpdate))).all()
    return {row.update_id: row.error if row.handled_at else None for row in rows}


async def test_what_arrives_is_handled_once_and_marked(sessions: Sessions) -> None:
    desk = Desk()
    async with working(sessions, desk) as worker:
        assert await worker.accept([saying(7, "a"), saying(8, "b")]) == 2
        assert await worker.accept([saying(8, "b"), saying(9, "c")]) == 1
        await desk.until(lambda: len(desk.ended) == 3)
    assert desk.ended == ["a", "b", "c"]
    assert await errors(sessions) == {7: "", 8: "", 9: ""}


async def test_an_update_is_claimed_in_the_transaction_that_stores_it(sqlite_sessions: Sessions) -> None:
    desk, loop = Desk(), asyncio.get_running_loop()
    names = [f"a{number}" for number in range(LANES)]  # as many as there are hands
    gates = [desk.hold(name) for name in names]
    under_way, may_end = asyncio.Event(), asyncio.Event()

    async def hold(_session: AsyncSession, items: Sequence[int]) -> Sequence[int]:
        under_way.set()
        await may_end.wait()
        return items

    async with working(sqlite_sessions, desk) as worker, asyncio.TaskGroup() as group:
        await worker.accept([saying(1000 + at, name, 2000 + at) for at, name in enumerate(names)])
        await desk.until(lambda: len(desk.begun) == LANES)
        group.create_task(sqlite_sessions.shared.ask(hold, 1))
        await under_way.wait()
        for gate in gates:
            gate.set()
        await desk.until(lambda: len(desk.ended) == LANES)
        for _ in range(9):
            await asyncio.sleep(0)  # now the worker has asked to mark the one and to claim the next
        loop.call_later(0.01, may_end.set)
        await worker.accept([saying(8, "b")])
        assert await claims(sqlite_sessions, 8) == 1
        await desk.until(lambda: "b" in desk.ended)


async def test_who_asks_in_private_has_a_slot_for_the_answer(sqlite_sessions: Sessions) -> None:
    desk, asked = Desk(), []
    group = {"id": -1003, "type": "supergroup", "title": "Grup"}
    aside = saying(8, "in a group", 1002)
    aside["message"]["chat"] = group

    async def reserve(_session: AsyncSession, chats: Sequence[int]) -> Sequence[datetime]:
        asked.extend(chats)
        return [NOW] * len(chats)

    async with working(sqlite_sessions, desk, reserve) as worker:
        await worker.accept([saying(7, "in private"), aside])
        await desk.until(lambda: len(desk.ended) == 2)
    assert desk.slots == {"in private": (1001, NOW), "in a group": None}
    assert asked == [1001]


async def test_updates_are_handled_though_no_slot_can_be_reserved(sqlite_sessions: Sessions) -> None:
    desk = Desk()

    async def reserve(session: AsyncSession, _chats: Sequence[int]) -> Sequence[datetime]:
        await session.exec(select(column("nothing")).select_from(table("no_such_table")))
        return []

    with capture_logs() as logs:
        async with working(sqlite_sessions, desk, reserve) as worker:
            await worker.accept([saying(7, "a"), saying(8, "b")])
            await desk.until(lambda: desk.ended == ["a", "b"])
    assert desk.slots == {"a": None, "b": None}
    assert {line["event"] for line in logs} == {"answers_not_reserved"}


async def test_while_every_hand_is_stuck_the_inbox_gives_no_sign_of_life(sqlite_sessions: Sessions) -> None:
    desk, moments = Desk(), [0.0]
    gates = [desk.hold(f"w{number}") for number in range(LANES)]
    pulse = Pulse(lambda: moments[-1])
    async with working(sqlite_sessions, desk, pulse=pulse) as worker:
        pulse.expect(BEAT, 10)
        await worker.accept([saying(number + 1, f"w{number}", 2000 + number) for number in range(LANES)])
        await desk.until(lambda: len(desk.begun) == LANES)
        moments.append(100.0)
        await worker.accept([saying(99, "more")])
        assert pulse.late() == (BEAT,)
        for gate in gates:
            gate.set()
        await desk.until(lambda: "more" in desk.ended)
        assert pulse.late() == ()


async def test_an_update_is_handled_by_what_another_process_has_committed_before(sqlite_sessions: Sessions) -> None:
    known: list[int] = []

    class Reader(Desk):
        async def process(self, update: Update) -> None:
            async with sqlite_sessions() as session:
                known.append(len(await remembered(session, list_holidays, (2026,))))
            await super().process(update)

    desk = Reader()
    async with working(sqlite_sessions, desk) as worker:
        await worker.accept([saying(7, "a")])
        await desk.until(lambda: desk.ended == ["a"])
        other = open_database(sqlite_sessions.writer.url.render_as_string(hide_password=False), (KEY,))
        async with other.begin() as session:
            session.add(Holiday(day=NOW.date(), name="Hari Jadi"))
        await other.close()
        await worker.accept([saying(8, "b")])
        await desk.until(lambda: desk.ended == ["a", "b"])
    assert known == [0, 1]


async def test_what_waited_while_the_bot_was_down_is_handled_first(sqlite_sessions: Sessions) -> None:
    async with sqlite_sessions.begin() as session:
        await inbox.store(session, raws=[saying(7, "old")], now=NOW)
    desk = Desk()
    async with working(sqlite_sessions, desk) as worker:
        await worker.accept([saying(8, "new")])
        await desk.until(lambda: len(desk.ended) == 2)
    assert desk.ended == ["old", "new"]


async def test_one_chat_is_in_order_while_others_go_on(sqlite_sessions: Sessions) -> None:
    desk = Desk()
    gate = desk.hold("a1")
    async with working(sqlite_sessions, desk) as worker:
        await worker.accept([saying(1, "a1", 1001), saying(2, "a2", 1001), saying(3, "b1", 1002)])
        await desk.until(lambda: "b1" in desk.ended)
        assert desk.begun == ["a1", "b1"]
        gate.set()
        await desk.until(lambda: "a2" in desk.ended)


async def test_no_more_than_sixteen_chats_are_served_at_a_time(sqlite_sessions: Sessions) -> None:
    desk = Desk()
    gates = [desk.hold(f"w{number}") for number in range(40)]
    async with working(sqlite_sessions, desk) as worker:
        await worker.accept([saying(number + 1, f"w{number}", 2000 + number) for number in range(40)])
        await desk.until(lambda: len(desk.begun) == LANES)
        for gate in gates:
            gate.set()
        await desk.until(lambda: len(desk.ended) == 40)
    assert desk.most_at_once == LANES


BROKEN = [
    {"update_id": 8, "message": 5},
    {"update_id": 8, "message": {"message_id": 1}},
    {"update_id": 8, "callback_query": {"id": "1", "from": []}},
    {"update_id": 8, "message": saying(8)["message"] | {"date": "soon"}},
]


@pytest.mark.parametrize("broken", BROKEN)
async def test_an_unreadable_update_is_set_aside_and_stops_nothing(
    sqlite_sessions: Sessions, broken: dict[str, Any]
) -> None:
    desk = Desk()
    async with working(sqlite_sessions, desk) as worker:
        await worker.accept([saying(7, "a"), broken, saying(9, "b")])
        await desk.until(lambda: len(desk.ended) == 2)
    found = await errors(sqlite_sessions)
    assert (found[7], found[9]) == ("", "")
    assert found[8]


async def test_an_update_of_a_kind_nobody_knows_is_handed_on(sqlite_sessions: Sessions) -> None:
    desk = Desk()
    async with working(sqlite_sessions, desk) as worker:
        await worker.accept([{"update_id": 7, "widget_query": {"id": "x"}}])
        await desk.until(lambda: len(desk.ended) == 1)
    assert await errors(sqlite_sessions) == {7: ""}


async def test_a_handler_that_fails_is_logged_and_marked_and_stops_nothing(sqlite_sessions: Sessions) -> None:
    desk = Desk()
    with capture_logs() as logs:
        async with working(sqlite_sessions, desk) as worker:
            await worker.accept([saying(7, "fail"), saying(8, "after")])
            await desk.until(lambda: "after" in desk.ended)
    assert await errors(sqlite_sessions) == {7: "KeyError", 8: ""}
    assert [line["event"] for line in logs] == ["update_failed"]


async def test_told_to_stop_it_ends_what_is_in_hand_and_leaves_the_rest_for_later(sqlite_sessions: Sessions) -> None:
    desk = Desk()
    gate = desk.hold("a1")
    async with working(sqlite_sessions, desk) as worker:
        await worker.accept([saying(1, "a1"), saying(2, "a2")])
        await desk.until(lambda: desk.begun == ["a1"])
        asyncio.get_running_loop().call_soon(gate.set)
    assert await errors(sqlite_sessions) == {1: "", 2: None}
    async with working(sqlite_sessions, desk):
        await desk.until(lambda: "a2" in desk.ended)
    assert desk.ended == ["a1", "a2"]


async def test_a_claim_that_ran_out_while_the_update_was_in_hand_is_taken_again_and_nothing_else(
    sqlite_sessions: Sessions,
) -> None:
    desk = Desk()
    gate = desk.hold("a1")
    async with working(sqlite_sessions, desk) as worker:
        await worker.accept([saying(1, "a1"), saying(2, "a2")])
        await desk.until(lambda: desk.begun == ["a1"])
        await run_out(sqlite_sessions, 1)  # as when the process was stopped, or the database away, for long
        while await claims(sqlite_sessions, 1) == 1:  # noqa: ASYNC110 - a claim tells nobody that it was taken
            await asyncio.sleep(0.02)
        gate.set()
        await desk.until(lambda: "a2" in desk.ended)
    assert desk.begun == ["a1", "a2"]
    assert await errors(sqlite_sessions) == {1: "", 2: ""}


async def run_out(sessions: Sessions, number: int) -> None:
    async with sessions.begin() as session:
        row = await session.get_one(InboxUpdate, number)
        row.claimed_until = NOW - timedelta(days=9)


async def claims(sessions: Sessions, number: int) -> int:
    async with sessions() as session:
        return (await session.get_one(InboxUpdate, number)).attempts


async def test_more_than_can_be_served_at_a_time_is_handled_all_the_same(sqlite_sessions: Sessions) -> None:
    many = 12 * LANES + 5
    async with sqlite_sessions.begin() as session:
        raws = [saying(number, str(number), number % 40) for number in range(many)]
        await inbox.store(session, raws=raws, now=NOW)
    desk = Desk()
    async with working(sqlite_sessions, desk):
        await desk.until(lambda: len(desk.ended) == many)
    assert sorted(map(int, desk.ended)) == list(range(many))
    for chat in range(40):
        in_order = [int(words) for words in desk.ended if int(words) % 40 == chat]
        assert in_order == sorted(in_order)
