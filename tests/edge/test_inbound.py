"""Handling: each update once, in order within a chat, nothing stopped by one bad update."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest
from structlog.testing import capture_logs

from bot.inbound import BEAT, LANES
from bot.pulse import Pulse
from bot.services import inbox
from db.engine import Sessions
from tests.edge.desk import NOW, Desk, errors, working
from tests.edge.updates import saying


async def test_what_arrives_is_handled_once_and_marked(sessions: Sessions) -> None:
    desk = Desk()
    async with working(sessions, desk) as worker:
        assert await worker.accept([saying(7, "a"), saying(8, "b")]) == 2
        assert await worker.accept([saying(8, "b"), saying(9, "c")]) == 1
        await desk.until(lambda: len(desk.ended) == 3)
    assert desk.ended == ["a", "b", "c"]
    assert await errors(sessions) == {7: "", 8: "", 9: ""}


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


async def test_no_more_chats_than_there_are_hands_are_served_at_a_time(sqlite_sessions: Sessions) -> None:
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
