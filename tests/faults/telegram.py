"""The simulator in a process of its own, over HTTP: what it accepted is the truth about what was sent."""

from __future__ import annotations

import asyncio
import json
import logging
import multiprocessing
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from multiprocessing.connection import Connection
from typing import Any
from urllib.request import Request, urlopen

from starlette.requests import Request as WebRequest
from starlette.responses import JSONResponse
from starlette.routing import Route

from bot.deps import MovableClock
from bot.simulator.core import Simulator
from bot.simulator.server import build_server, serve
from bot.simulator.world import Chat, Member, Person, World
from tests.faults.world import GROUP_SHIFT, telegram_ids

TOKEN = "123456:faults"
TEXT_DIGITS = 12
FORK = multiprocessing.get_context("fork")
"""Children are forked: they are real processes and need no time to import anything."""


@dataclass(frozen=True)
class Sent:
    """One call of sendMessage as the simulator saw it."""

    chat_id: int
    at: datetime
    status: int
    is_accepted: bool
    fault: str | None
    retry_after: int = 0
    moved_to: int = 0
    text: str = ""  # a short sum of it, which tells one message from another


@dataclass(frozen=True)
class Telegram:
    """A running simulator."""

    url: str

    def control(self, path: str, body: dict[str, Any] | None = None) -> Any:
        """Ask or tell it something below its address."""
        data = None if body is None else json.dumps(body).encode()
        with urlopen(Request(f"{self.url}{path}", data, {"Content-Type": "application/json"}), timeout=60) as answer:
            return json.loads(answer.read())

    def fault(self, kind: str, **more: Any) -> None:
        """Set a fault for messages."""
        self.control("/sim/fault", {"kind": kind, "method": "sendMessage", **more})

    def sent(self) -> list[Sent]:
        """Every call of sendMessage, in order."""
        return [Sent(int(chat), datetime.fromisoformat(at), *more) for chat, at, *more in self.control("/truth")]


@contextmanager
def telegram(people: int, now: datetime, *, has_limits: bool = False, groups: int = 0) -> Iterator[Telegram]:
    """Run a simulator in which so many people have started the bot."""
    here, there = FORK.Pipe()
    process = FORK.Process(target=_run, args=(there, people, groups, now, has_limits), daemon=True)
    process.start()
    try:
        yield Telegram(f"http://127.0.0.1:{here.recv()}")
    finally:
        process.kill()
        process.join()


def _run(pipe: Connection, people: int, groups: int, now: datetime, has_limits: bool) -> None:
    logging.disable(logging.CRITICAL)  # the server complains about answers that are cut on purpose
    simulator = Simulator(TOKEN, MovableClock(now, speed=1.0), lambda: world_of(people, groups))
    simulator.rates.enforced = has_limits

    async def truth(_request: WebRequest) -> JSONResponse:
        return JSONResponse([_row(call) for call in simulator.journal.of("sendMessage")])

    app = build_server(simulator)
    app.router.routes.insert(0, Route("/truth", truth))
    asyncio.run(serve(app, "127.0.0.1", 0, asyncio.Event(), ready=pipe.send))


def _row(call: Any) -> list[Any]:
    about = call.answer.get("parameters", {})
    text = sha256(call.params.get("text", "").encode()).hexdigest()[:TEXT_DIGITS]
    more = (about.get("retry_after", 0), about.get("migrate_to_chat_id", 0), text)
    return [call.params.get("chat_id", 0), call.at.isoformat(), call.status, call.accepted, call.fault, *more]


def world_of(people: int, groups: int = 0) -> World:
    """People who have started the bot; the last `groups` of them in a group each."""
    ids = telegram_ids(people)
    world = World({key: Person(key, f"Orang {key}", started=True) for key in ids})
    for key in ids[len(ids) - groups :] if groups else ():
        group = Chat(key + GROUP_SHIFT, "group", f"Grup {key}")
        group.members = {key: Member("creator")}
        world.chats[group.id] = group
    return world
