"""A desk that handles updates and remembers them, and a worker that hands them to it."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from datetime import UTC, datetime

from sqlmodel import select
from telegram import Bot, Update

from bot.deps import MovableClock
from bot.inbound import InboundWorker, Reserve
from bot.pulse import Pulse
from bot.services.handling import current
from bot.transport import WireRequest
from db.engine import Sessions
from db.models import InboxUpdate
from tests.edge.updates import ScriptedWire

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


async def claims(sessions: Sessions, number: int) -> int:
    async with sessions() as session:
        return (await session.get_one(InboxUpdate, number)).attempts
