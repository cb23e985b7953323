"""A slice of the fault harness: every kind of fault a few times, in processes of their own. In full: `make faults`."""

from __future__ import annotations

import asyncio
import sys

import pytest
import uvicorn

from bot.transport import IDLE_CONNECTION_SECONDS
from tests.faults.figures import Figure, at_most, exactly, noted, table
from tests.faults.play import verdict
from tests.faults.telegram import Sent
from tests.reminder_world import H_7

SEED = 1
GUARD_SECONDS = 600.0
SLICES = {
    "on SQLite": (
        "points-sqlite",
        "unreliable-sqlite",
        "disk",
        "backup-sqlite",
        "receiver-sqlite",
        "poison-sqlite",
    ),
    "on PostgreSQL": ("points-postgres", "frozen", "cuts", "flood", "blocked"),
    "without a database of its own": ("network", "clock", "ticks", "repeated", "mutations"),
}


@pytest.mark.parametrize("names", SLICES.values(), ids=SLICES)
async def test_no_message_is_lost_and_none_comes_twice(names: tuple[str, ...], postgres_address: str) -> None:
    arguments = ["--scale", "0", "--seed", str(SEED), "--postgres", postgres_address, *names]
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        "-m",
        "tests.faults",
        *arguments,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.STDOUT,
    )
    async with asyncio.timeout(GUARD_SECONDS):
        printed, _ = await process.communicate()
    assert process.returncode == 0, printed.decode()


def _values(rows: list[tuple[int, str, int]], accepted: list[int]) -> dict[str, float]:
    sent = [Sent(chat, H_7, 200, True, None) for chat in accepted]
    return {figure.what: figure.value for figure in verdict("x", range(1, 4), rows, sent, unknown=1)}


def test_the_judge_finds_what_was_lost_doubled_and_left_open() -> None:
    fine = _values([(1, "sent", 1), (2, "sent", 1), (3, "unknown", 1)], [1, 2, 3])
    assert (fine["lost"], fine["duplicates"], fine["not in a final state"], fine["of these delivered"]) == (0, 0, 0, 1)
    bad = _values([(1, "sent", 1), (2, "queued", 0)], [2, 2])
    assert (bad["messages planned"], bad["lost"], bad["duplicates"], bad["not in a final state"]) == (2, 2, 1, 1)
    assert bad["delivered, but written down otherwise"] == 1


def test_no_connection_is_used_again_that_a_server_may_just_be_closing() -> None:
    assert uvicorn.Config("no:app").timeout_keep_alive > IDLE_CONNECTION_SECONDS


def test_a_figure_knows_whether_its_promise_holds() -> None:
    assert [figure.holds for figure in (exactly("s", "w", 1, 1), at_most("s", "w", 2, 1), noted("s", "w", 9))] == [
        True,
        False,
        True,
    ]
    assert "**BROKEN**" in table([at_most("s", "w", 2, 1)])
    assert Figure("s", "w", 2, least=1, most=3).bound == "≥ 1 ≤ 3"
