"""Fan-out: durable messages a second against a bare stub, and a round of reminders at the rate that Telegram allows."""

from __future__ import annotations

import asyncio
import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from urllib.request import urlopen
from zoneinfo import ZoneInfo

from aiohttp import web
from cryptography.fernet import Fernet
from telegram.ext import ExtBot

from benchmarks.figures import Figure
from benchmarks.memory import peak_mib
from bot.deps import Deps, MovableClock, SystemClock
from bot.logs import configure_logs
from bot.services.directory import Directory
from bot.services.outbox import Held, NewMessage, enqueue
from bot.services.rates import Limits
from bot.simulator.rates import Rates
from bot.texts.catalog import Texts
from bot.transport import AiohttpWire, Timeouts, WireRequest
from bot.views.callback_data import Acknowledge
from bot.views.message import Button, Message
from db.engine import Sessions, open_database
from db.models import Chat, ChatState, OutboxState
from db.queries.bulk import insert_rows
from db.queries.soundness import count_by_state
from db.schema import migrate
from scheduler.sender import Sender

NAME = "Fan-out"
TOKEN = "123456:bench"
UNLIMITED, ROUND = 5_000, 1_626
"""Messages without limits, and of one round: three persons in each of the 542 regions."""
FEW, MANY = 2_000, 200_000
RATE, LEAST_SPEED, LONGEST, GROWTH = 25.0, 1_000.0, 1.03, 16.0
TEXT = "<b>Pengingat H-3 · TW VI</b>\nYth. Bapak/Ibu Inspektorat Kabupaten Contoh\n" + "1. Aksi: belum lapor\n" * 8
NOW = datetime(2026, 7, 22, 1, 0, tzinfo=UTC)
SOME, IN_FLIGHT = 1_000, 128
KIND = "uji"


def measure() -> list[Figure]:
    """Each run in a process of its own, with the stub in another."""
    with Stub() as address:
        fast = _run("ours", address, UNLIMITED, 100_000.0)
        library = _run("library", address, 1_000, 0.0)
    with Stub(limited=True) as address:
        paced = _run("ours", address, ROUND, RATE)
    few, many = _run("waiting", "", FEW, 0.0), _run("waiting", "", MANY, 0.0)
    least = (ROUND - 1) / RATE
    return [
        Figure("durable messages a second, above", fast["speed"], "1/s", LEAST_SPEED),
        Figure("time of the processor for each", 1000 * fast["processor"] / UNLIMITED, "ms"),
        Figure("python-telegram-bot alone, nothing kept", library["speed"], "1/s"),
        Figure("a round of 1,626 at 25/s, of the least time, below", paced["seconds"] / least, "", LONGEST),
        Figure("refusals for haste (429) in it", paced["refused"], "", 0),
        Figure("memory with 2,000 messages waiting", few["memory"], "MiB"),
        Figure("more of it with 200,000, below", many["memory"] - few["memory"], "MiB", GROWTH),
    ]


@dataclass
class Stub:
    """A Bot API in a process of its own: it answers at once or, limited, as the simulator's rates allow."""

    limited: bool = False

    def __enter__(self) -> str:
        mode = "limited" if self.limited else "free"
        self._process = subprocess.Popen(
            [sys.executable, "-m", "benchmarks.fanout", "stub", mode], stdout=subprocess.PIPE, text=True
        )
        assert self._process.stdout is not None
        return self._process.stdout.readline().strip()

    def __exit__(self, *_: object) -> None:
        self._process.terminate()
        self._process.communicate()


def _start(what: str, address: str, number: int, rate: float) -> subprocess.Popen[str]:
    command = [sys.executable, "-m", "benchmarks.fanout", what, address, str(number), str(rate)]
    return subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=os.environ | {"LOG_LEVEL": "ERROR"})


def _finish(process: subprocess.Popen[str]) -> dict[str, float]:
    found: dict[str, float] = json.loads(process.communicate()[0].splitlines()[-1])
    return found


def _run(what: str, address: str, number: int, rate: float) -> dict[str, float]:
    return _finish(_start(what, address, number, rate))


async def _serve(is_limited: bool) -> None:
    rates, clock, answered, refused = Rates(enforced=is_limited), SystemClock(), 0, 0

    async def answer(request: web.Request) -> web.Response:
        nonlocal answered, refused
        if request.path == "/refused":
            return web.json_response(refused)
        if request.path.endswith("/getMe"):
            result: dict[str, Any] = {"id": 1, "is_bot": True, "first_name": "Sigap", "username": "sigap_bot"}
            return web.json_response({"ok": True, "result": result})
        form = await request.post()
        chat = int(str(form["chat_id"]))
        if wait := rates.take(chat, clock.now(), is_group=chat < 0):
            refused += 1
            refusal = {"error_code": 429, "description": f"Too Many Requests: retry after {wait}"}
            return web.json_response({"ok": False, **refusal, "parameters": {"retry_after": wait}}, status=429)
        answered += 1
        sent = {"message_id": answered, "date": 1_784_682_000, "chat": {"id": chat, "type": "private"}, "text": "…"}
        return web.json_response({"ok": True, "result": sent})

    app = web.Application()
    app.router.add_route("*", "/{path:.*}", answer)
    runner = web.AppRunner(app, access_log=None)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    port = runner.addresses[0][1]
    sys.stdout.write(f"http://127.0.0.1:{port}\n")
    sys.stdout.flush()
    await asyncio.Event().wait()


async def _fill(sessions: Sessions, number: int) -> None:
    """As many chats with one message each."""
    await migrate(sessions)
    async with sessions.begin() as session:
        state = {"state": ChatState.OPEN, "state_reason": ""}
        await insert_rows(session, Chat, [{"id": n, "telegram_id": 1_000 + n, **state} for n in range(1, number + 1)])
    until = NOW + timedelta(days=1)
    for start in range(1, number + 1, 5_000):
        messages = [
            NewMessage(str(n), KIND, n, {"n": n}, NOW, NOW, until) for n in range(start, min(start + 5_000, number + 1))
        ]
        async with sessions.begin() as session:
            await enqueue(session, messages, now=NOW)


async def _compose(_deps: Deps, held: Sequence[Held], _now: datetime) -> Mapping[int, Message]:
    return {
        one.id: Message(f"{TEXT}Rujukan {one.reference}", ((Button("Sudah dibaca", Acknowledge(one.reference)),),))
        for one in held
    }


async def _ours(address: str, number: int, rate: float) -> dict[str, float]:
    """Claim, intent, call and result of every message, on SQLite with every commit synced to the disk."""
    with tempfile.TemporaryDirectory() as folder:
        sessions = open_database(f"sqlite:///{Path(folder) / 'fanout.db'}", (Fernet.generate_key().decode(),))
        await _fill(sessions, number)
        deps = _deps(sessions)
        request = WireRequest(AiohttpWire(connections=IN_FLIGHT))
        bot: ExtBot[None] = ExtBot(TOKEN, base_url=f"{address}/bot", request=request, get_updates_request=request)
        async with bot:
            sender = Sender(deps, bot, Limits(rate=rate), in_flight=IN_FLIGHT, composers={KIND: _compose})
            began, processor = time.perf_counter(), time.process_time()
            await sender.run()
            seconds, processor = time.perf_counter() - began, time.process_time() - processor
        async with sessions() as session:
            sent = (await count_by_state(session))[OutboxState.SENT]
        assert sent == number, sent
        await sessions.close()
    refused = _refused(address)
    return {"speed": number / seconds, "seconds": seconds, "processor": processor, "refused": refused}


async def _library(address: str, number: int) -> dict[str, float]:
    """python-telegram-bot as it comes; its messages lie in memory, and nothing of them is written down."""
    bot: ExtBot[Any] = ExtBot(TOKEN, base_url=f"{address}/bot")

    async def send(n: int) -> None:
        await bot.send_message(1_000 + n, TEXT, parse_mode="HTML")

    async with bot:
        began = time.perf_counter()
        for start in range(0, number, 200):
            await asyncio.gather(*(send(n) for n in range(start, min(start + 200, number))))
        seconds = time.perf_counter() - began
    return {"speed": number / seconds, "seconds": seconds}


def _refused(address: str) -> float:
    with urlopen(f"{address}/refused") as answer:
        return float(answer.read())


class NullWire:
    """Answers every call at once, without a network."""

    async def open(self) -> None:
        """Nothing to open."""

    async def close(self) -> None:
        """Nothing to close."""

    async def post(self, url: str, body: bytes, content_type: str, timeouts: Timeouts) -> tuple[int, bytes]:
        result = {"message_id": 1, "id": 1, "is_bot": True, "first_name": "Sigap", "username": "sigap_bot"}
        return 200, json.dumps({"ok": True, "result": result}).encode()


def _waiting(number: int) -> dict[str, float]:
    """The memory of a process that sends from a queue of this length, which another process has filled."""
    with tempfile.TemporaryDirectory() as folder:
        address, key = f"sqlite:///{Path(folder) / 'fanout.db'}", Fernet.generate_key().decode()
        for mode in ("fill", "some"):
            done = subprocess.run(
                [sys.executable, "-m", "benchmarks.fanout", mode, address, str(number), key],
                check=True,
                capture_output=True,
                text=True,
            )
    found: dict[str, float] = json.loads(done.stdout.splitlines()[-1])
    return found


async def _fill_only(address: str, number: int, key: str) -> None:
    sessions = open_database(address, (key,))
    await _fill(sessions, number)
    await sessions.close()


async def _send_some(address: str, key: str) -> dict[str, float]:
    """Send a thousand messages and stop."""
    sessions, enough, sent = open_database(address, (key,)), asyncio.Event(), 0

    def count(point: str) -> None:
        nonlocal sent
        sent += point == "posting"
        if sent >= SOME:
            enough.set()

    request = WireRequest(NullWire())
    deps = _deps(sessions)
    async with ExtBot(TOKEN, request=request, get_updates_request=request) as bot:
        limits = Limits(rate=100_000)
        sender = Sender(deps, bot, limits, in_flight=IN_FLIGHT, composers={KIND: _compose}, passing=count)
        running = asyncio.ensure_future(sender.run())
        await enough.wait()
        await sender.drain()
        await running
    await sessions.close()
    return {"memory": peak_mib()}


def _deps(sessions: Sessions) -> Deps:
    zone = ZoneInfo("Asia/Jakarta")
    return Deps(sessions=sessions, clock=MovableClock(NOW), texts=Texts(), directory=Directory(), zone=zone)


def main(what: str, *more: str) -> None:
    """One part of the benchmark in this process; its figures go to standard output."""
    configure_logs(level="ERROR", as_json=False, secrets=())
    found: dict[str, float] | None = None
    match what:
        case "stub":
            asyncio.run(_serve(more[0] == "limited"))
        case "ours":
            found = asyncio.run(_ours(more[0], int(more[1]), float(more[2])))
        case "library":
            found = asyncio.run(_library(more[0], int(more[1])))
        case "waiting":
            found = _waiting(int(more[1]))
        case "fill":
            asyncio.run(_fill_only(more[0], int(more[1]), more[2]))
        case "some":
            found = asyncio.run(_send_some(more[0], more[2]))
    if found is not None:
        sys.stdout.write(json.dumps(found) + "\n")


if __name__ == "__main__":
    main(*sys.argv[1:])
