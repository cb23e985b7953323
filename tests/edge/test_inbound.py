"""Polling and handling: nothing acknowledged before it is stored, nothing stopped by one bad update."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping, Sequence
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from typing import Any
from urllib.parse import parse_qs

import aiohttp
import pytest
from sqlmodel import select
from structlog.testing import capture_logs
from telegram import Bot, Update

from bot.deps import MovableClock
from bot.inbound import ALLOWED_UPDATES, BACKLOG, LANES, InboundWorker, Poller
from bot.services import inbox
from bot.transport import Timeouts, WireRequest
from db.engine import Sessions
from db.models import InboxUpdate

NOW = datetime(2026, 7, 13, 2, 0, tzinfo=UTC)
URL = "http://telegram.invalid/bot123456:demo"
SOON = 10.0
"""Seconds after which a test that hangs has failed."""

Process = Callable[[Update], Awaitable[None]]


def saying(number: int, words: str = "Halo", chat: int = 1001) -> dict[str, Any]:
    return {
        "update_id": number,
        "message": {
            "message_id": number,
            "date": 1,
            "chat": {"id": chat, "type": "private"},
            "from": {"id": chat, "first_name": "Sri", "is_bot": False},
            "text": words,
        },
    }


class ScriptedWire:
    """Answers polls from a list; when that is used up it holds the last one for ever."""

    def __init__(self, *script: object) -> None:
        self.script = list(script)
        self.polls: list[dict[str, list[str]]] = []
        self.used_up = asyncio.Event()

    async def open(self) -> None:
        pass

    async def close(self) -> None:
        pass

    async def post(self, url: str, body: bytes, content_type: str, timeouts: Timeouts) -> tuple[int, bytes]:
        self.polls.append(parse_qs(body.decode()))
        if not self.script:
            self.used_up.set()
            await asyncio.Event().wait()
        step = self.script.pop(0)
        if isinstance(step, BaseException):
            raise step
        if isinstance(step, tuple):
            status, description = step
            return status, json.dumps({"ok": False, "description": description}).encode()
        return 200, json.dumps({"ok": True, "result": step}).encode()


class Shelf:
    """Takes updates in, or fails as often as it was told to."""

    def __init__(self, failures: int = 0) -> None:
        self.failures = failures
        self.taken: list[int] = []

    async def accept(self, raws: Sequence[Mapping[str, Any]]) -> int:
        if self.failures:
            self.failures -= 1
            raise OSError("the database is away")
        self.taken += [raw["update_id"] for raw in raws]
        return len(raws)


async def poll_through(wire: ScriptedWire, shelf: Shelf) -> None:
    """Poll until the script is used up, then stop while a poll is being held."""
    stop = asyncio.Event()
    poller = Poller(WireRequest(wire), URL, shelf.accept, first_pause=0.001)
    async with asyncio.timeout(SOON), asyncio.TaskGroup() as group:
        group.create_task(poller.run(stop))
        await wire.used_up.wait()
        stop.set()


async def test_the_offset_moves_behind_what_was_stored() -> None:
    wire, shelf = ScriptedWire([saying(7), saying(8)], [saying(9)], [], [saying(20)]), Shelf()
    await poll_through(wire, shelf)
    assert shelf.taken == [7, 8, 9, 20]
    assert [poll.get("offset") for poll in wire.polls] == [None, ["9"], ["10"], None, ["21"]]
    assert json.loads(wire.polls[0]["allowed_updates"][0]) == list(ALLOWED_UPDATES)


async def test_numbers_that_begin_anew_after_an_idle_week_are_not_swallowed() -> None:
    wire, shelf = ScriptedWire([saying(900)], [], [saying(3)]), Shelf()
    await poll_through(wire, shelf)
    assert shelf.taken == [900, 3]
    assert wire.polls[2].get("offset") is None


async def test_what_could_not_be_stored_is_asked_for_again() -> None:
    wire, shelf = ScriptedWire([saying(7)], [saying(7)]), Shelf(failures=1)
    await poll_through(wire, shelf)
    assert shelf.taken == [7]
    assert [poll.get("offset") for poll in wire.polls] == [None, None, ["8"]]


async def test_polling_survives_every_kind_of_failure() -> None:
    failures = (
        aiohttp.ServerDisconnectedError(),
        TimeoutError(),
        (500, "Internal Server Error"),
        (401, "Unauthorized"),
        (409, "Conflict: terminated by other getUpdates request"),
        (400, "Bad Request: x"),
        {"no": "list"},
    )
    wire, shelf = ScriptedWire(*failures, [saying(7)]), Shelf()
    await poll_through(wire, shelf)
    assert shelf.taken == [7]


async def test_an_update_without_a_number_is_left_behind_and_stops_nothing() -> None:
    wire, shelf = ScriptedWire([{"update_id": "x"}, 5, saying(7)]), Shelf()
    await poll_through(wire, shelf)
    assert shelf.taken == [7]


@pytest.mark.parametrize(
    ("status", "words"), [(409, "Another program uses the same token"), (401, "check TELEGRAM_BOT_TOKEN")]
)
async def test_what_an_operator_must_end_is_logged_with_a_sentence(status: int, words: str) -> None:
    with capture_logs() as logs:
        await poll_through(ScriptedWire((status, "Conflict: x")), Shelf())
    assert [words in line["advice"] for line in logs] == [True]


class Desk:
    """Handles updates, remembers in which order, and can be told to wait for one or to fail at one."""

    def __init__(self) -> None:
        self.begun: list[str] = []
        self.ended: list[str] = []
        self.gates: dict[str, asyncio.Event] = {}
        self.changed = asyncio.Condition()
        self.at_once = self.most_at_once = 0

    def hold(self, words: str) -> asyncio.Event:
        self.gates[words] = asyncio.Event()
        return self.gates[words]

    async def process(self, update: Update) -> None:
        words = (update.message and update.message.text) or ""
        self.at_once += 1
        self.most_at_once = max(self.most_at_once, self.at_once)
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
async def working(sessions: Sessions, desk: Desk) -> AsyncIterator[InboundWorker]:
    """A worker at work; at the end of the block it is told to stop and awaited."""
    bot = Bot("123456:demo", request=WireRequest(ScriptedWire()), get_updates_request=WireRequest(ScriptedWire()))
    worker, stop = InboundWorker(sessions, MovableClock(NOW), desk.process, bot), asyncio.Event()
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


async def test_more_than_fits_into_memory_is_handled_all_the_same(sqlite_sessions: Sessions) -> None:
    many = 2 * BACKLOG + 5
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
