"""Polling: nothing acknowledged before it is stored, by one replica at a time, whatever goes wrong."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from typing import Any

import aiohttp
import pytest
from structlog.testing import capture_logs

from bot.polling import ALLOWED_UPDATES, Poller
from bot.transport import WireRequest
from tests.edge.updates import ScriptedWire, saying

URL = "http://telegram.invalid/bot123456:demo"
SOON = 60.0
"""Seconds after which a test that hangs has failed."""


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
    assert [poll.get("offset") for poll in wire.polls] == [None, 9, 10, None, 21]
    assert wire.polls[0]["allowed_updates"] == list(ALLOWED_UPDATES)


async def test_numbers_that_begin_anew_after_an_idle_week_are_not_swallowed() -> None:
    wire, shelf = ScriptedWire([saying(900)], [], [saying(3)]), Shelf()
    await poll_through(wire, shelf)
    assert shelf.taken == [900, 3]
    assert wire.polls[2].get("offset") is None


async def test_what_could_not_be_stored_is_asked_for_again() -> None:
    wire, shelf = ScriptedWire([saying(7)], [saying(7)]), Shelf(failures=1)
    await poll_through(wire, shelf)
    assert shelf.taken == [7]
    assert [poll.get("offset") for poll in wire.polls] == [None, None, 8]


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


async def test_a_replica_that_may_not_poll_stands_by_until_it_may() -> None:
    wire, shelf, stop, turns = ScriptedWire([saying(7)]), Shelf(), asyncio.Event(), iter([False, False, True])
    asked: list[int] = []

    def may_poll() -> bool:
        asked.append(len(wire.polls))
        return next(turns, True)

    poller = Poller(WireRequest(wire), URL, shelf.accept, may_poll=may_poll, stand_by=0.001)
    async with asyncio.timeout(SOON), asyncio.TaskGroup() as group:
        group.create_task(poller.run(stop))
        await wire.used_up.wait()
        stop.set()
    assert asked[:3] == [0, 0, 0]
    assert shelf.taken == [7]
