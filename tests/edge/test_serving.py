"""How a server ends: what is held is let go, so that nobody waits and nothing is logged."""

from __future__ import annotations

import asyncio
import logging

import aiohttp
import pytest
from starlette.applications import Starlette

from bot.deps import MovableClock
from bot.serving import serve as serve_app
from bot.simulator.core import Simulator
from bot.simulator.server import build_server, serve
from tests.cast import MONDAY

TOKEN = "123456:demo"
SOON = 60.0


@pytest.mark.parametrize(
    ("path", "answer"),
    [
        ("/sim/events?since={version}", {"version": 0, "changed": []}),
        (f"/bot{TOKEN}/getUpdates?timeout=50", {"ok": True, "result": []}),
    ],
)
async def test_a_held_request_is_answered_when_the_server_stops(
    path: str, answer: dict[str, object], caplog: pytest.LogCaptureFixture
) -> None:
    simulator, stop, port = Simulator(TOKEN, MovableClock(MONDAY)), asyncio.Event(), asyncio.Future[int]()
    async with asyncio.timeout(SOON), aiohttp.ClientSession() as session, asyncio.TaskGroup() as group:
        group.create_task(serve(build_server(simulator), "127.0.0.1", 0, stop, ready=port.set_result))
        front = f"http://127.0.0.1:{await port}"
        await _ask(session, f"{front}/sim/world")  # it has started
        address = front + path.format(version=simulator.changes.version)
        before = len(simulator.changes._listeners)
        asking = group.create_task(_ask(session, address))
        while len(simulator.changes._listeners) == before:  # noqa: ASYNC110 - the simulator tells nobody that it holds
            await asyncio.sleep(0)
        stop.set()
    assert answer.items() <= (await asking | {"version": 0}).items()
    assert [record.getMessage() for record in caplog.records if record.levelno >= logging.WARNING] == []


@pytest.mark.parametrize("head", [b"X-More: %s\r\n" % (b"x" * 1000), b"x" * 1000])
async def test_whoever_sends_a_head_without_end_is_cut_off(head: bytes) -> None:
    app, stop, port = Starlette(), asyncio.Event(), asyncio.Future[int]()
    async with asyncio.timeout(SOON), asyncio.TaskGroup() as group:
        group.create_task(serve_app(app, "127.0.0.1", 0, stop, ready=port.set_result))
        reader, writer = await asyncio.open_connection("127.0.0.1", await port)
        writer.write(b"GET / HTTP/1.1\r\nHost: sigap\r\n\r\n")
        assert (await reader.readuntil(b"\r\n\r\n")).startswith(b"HTTP/1.1 404")
        await reader.readexactly(len("Not Found"))
        writer.write(b"GET / HTTP/1.1\r\nHost: sigap\r\nX-First: ")
        with pytest.raises(ConnectionError):
            await _send_for_ever(writer, head)
        writer.close()
        stop.set()


async def _send_for_ever(writer: asyncio.StreamWriter, data: bytes) -> None:
    while True:
        writer.write(data)
        await writer.drain()
        await asyncio.sleep(0)


async def _ask(session: aiohttp.ClientSession, address: str) -> dict[str, object]:
    async with session.get(address) as answer:
        found: dict[str, object] = await answer.json()
    return found
