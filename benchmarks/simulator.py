"""How many calls a second the simulator answers: in process, below the client's encoding, and over HTTP."""

from __future__ import annotations

import asyncio
import json
import multiprocessing
import time
from collections.abc import Callable
from datetime import UTC, datetime
from multiprocessing.connection import Connection
from urllib.parse import urlencode

import aiohttp

from benchmarks.figures import Figure
from bot.deps import MovableClock
from bot.simulator.core import Simulator
from bot.simulator.server import build_server, serve
from bot.simulator.wire import SimulatorWire

NAME = "Simulator"
TOKEN, PERSON = "123456:demo", 1001
CORE_CALLS, WIRE_CALLS, HTTP_CALLS, CONNECTIONS = 10_000, 5_000, 4_000, 16
KEYBOARD = json.dumps({"inline_keyboard": [[{"text": "Sudah dibaca", "callback_data": "v1:read:4711"}]]})
PARAMS = {
    "chat_id": str(PERSON),
    "text": '<b>Kab. Temanggung</b>: 3 aksi belum dilaporkan, <a href="https://jaga.id/">JAGA.ID</a>',
    "parse_mode": "HTML",
    "reply_markup": KEYBOARD,
}
FORM = "application/x-www-form-urlencoded"


def measure() -> list[Figure]:
    """Calls of sendMessage with HTML and a keyboard, in calls a second; more is better."""
    return [
        Figure("sendMessage in process, at least", _core(), "calls/s", 2_000),
        Figure("sendMessage below the encoding", asyncio.run(_wire()), "calls/s"),
        Figure("sendMessage over HTTP, at least", _over_http(), "calls/s", 600),
    ]


def _simulator() -> Simulator:
    simulator = Simulator(TOKEN, MovableClock(datetime(2026, 7, 13, 2, 0, tzinfo=UTC)))
    simulator.say(PERSON, "/start")
    simulator.rates.enforced = False
    return simulator


def _rate(count: int, work: Callable[[], object]) -> float:
    started = time.perf_counter()
    work()
    return count / (time.perf_counter() - started)


def _core() -> float:
    simulator = _simulator()

    def work() -> None:
        for _ in range(CORE_CALLS):
            simulator.call(TOKEN, "sendMessage", PARAMS)

    return _rate(CORE_CALLS, work)


async def _wire() -> float:
    wire, body = SimulatorWire(_simulator()), urlencode(PARAMS).encode()
    url = f"https://api.telegram.org/bot{TOKEN}/sendMessage"
    started = time.perf_counter()
    for _ in range(WIRE_CALLS):
        await wire.post(url, body, FORM)
    return WIRE_CALLS / (time.perf_counter() - started)


def _over_http() -> float:
    """Serve in a process of its own, as on two cores, and call from this one over several connections."""
    context = multiprocessing.get_context("spawn")
    ours, theirs = context.Pipe()
    server = context.Process(target=_serve, args=(theirs,), daemon=True)
    server.start()
    try:
        return asyncio.run(_call(int(ours.recv())))
    finally:
        server.terminate()
        server.join()


def _serve(pipe: Connection) -> None:
    app = build_server(_simulator())
    asyncio.run(serve(app, "127.0.0.1", 0, asyncio.Event(), ready=pipe.send))


async def _call(port: int) -> float:
    url, body = f"http://127.0.0.1:{port}/bot{TOKEN}/sendMessage", urlencode(PARAMS).encode()
    async with aiohttp.ClientSession(headers={"Content-Type": FORM}) as session:

        async def some() -> None:
            for _ in range(HTTP_CALLS // CONNECTIONS):
                async with session.post(url, data=body) as answer:
                    await answer.read()

        await some()
        started = time.perf_counter()
        async with asyncio.TaskGroup() as group:
            for _ in range(CONNECTIONS):
                group.create_task(some())
        return HTTP_CALLS / (time.perf_counter() - started)
