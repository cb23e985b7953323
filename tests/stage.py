"""A whole bot on the simulator: people speak and press, time travels, everything in between is the real thing."""

from __future__ import annotations

import asyncio
import json
import re
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import datetime
from html import unescape
from typing import Any

from telegram import Update

from bot.app import Running, Wires, started
from bot.config import Settings
from bot.deps import MovableClock
from bot.inbound import InboundWorker
from bot.simulator.core import Simulator
from bot.simulator.wire import SimulatorWire
from bot.simulator.world import Message
from db.engine import Sessions
from handlers import quick
from scheduler import run_once
from tests.cast import MONDAY

TOKEN = "123456:demo"


@dataclass
class Stage:
    """One bot with the people around it. `settle` lets everything that was said be answered."""

    simulator: Simulator
    clock: MovableClock
    sessions: Sessions
    settings: Settings
    running: Running | None = None
    actors: dict[int, Actor] = field(default_factory=dict)
    allow_violations: frozenset[str] = frozenset()
    """Kinds of violations that a test provokes on purpose; any other makes it fail at its end."""

    def actor(self, user_id: int) -> Actor:
        """A person of the world."""
        return self.actors.setdefault(user_id, Actor(self, user_id))

    async def settle(self) -> None:
        """Hand every waiting update to the bot, through the inbox, until all are handled."""
        assert self.running is not None
        while raws := self._fetch():
            await _handle(self.running, raws)

    async def travel(self, moment: datetime) -> None:
        """Move the clock, then let the planner and the sender do what is due."""
        assert self.running is not None
        self.simulator.move_clock(moment)
        await run_once(self.running.deps, self.running.application.bot)

    async def restart(self) -> None:
        """Stop the bot and start another one on the same database: nothing in memory survives."""
        assert self.running is not None
        await self._stop()
        await self._start()

    async def _start(self) -> None:
        wires = Wires(SimulatorWire(self.simulator), SimulatorWire(self.simulator))
        self._context = started(self.settings, self.sessions, self.clock, wires)
        self.running = await self._context.__aenter__()
        await run_once(self.running.deps, self.running.application.bot)  # from here on the planner counts

    async def _stop(self) -> None:
        self.running = None
        await self._context.__aexit__(None, None, None)

    def _fetch(self) -> list[dict[str, Any]]:
        """Take what waits and confirm it at once; ids begin anew after an idle week, so no offset is kept."""
        _, answer = self.simulator.call(TOKEN, "getUpdates", {"timeout": "0"})
        raws: list[dict[str, Any]] = json.loads(json.dumps(answer["result"]))
        if raws:
            self.simulator.call(TOKEN, "getUpdates", {"offset": str(raws[-1]["update_id"] + 1), "timeout": "0"})
        return raws


async def _handle(running: Running, raws: list[dict[str, Any]]) -> None:
    """Run the inbound worker until it has handled these updates."""
    stop, left = asyncio.Event(), {raw["update_id"] for raw in raws}

    def note(update_id: int) -> None:
        left.discard(update_id)
        if not left:
            stop.set()

    async def process(update: Update) -> None:
        await running.application.process_update(update)
        note(update.update_id)

    async def answer_quickly(raw: Mapping[str, Any]) -> bool:
        if is_done := await quick.answer(running.application, raw):
            note(raw["update_id"])
        return is_done

    deps = running.deps
    worker = InboundWorker(deps.sessions, deps.clock, process, running.application.bot, quick=answer_quickly)
    await worker.accept(raws)
    await worker.run(stop)


@dataclass
class Actor:
    """A person who chats with the bot in private, and what they see there."""

    stage: Stage
    user_id: int

    async def says(self, text: str, **more: Any) -> str:
        """Write something and let the bot answer; returns the last thing the bot said."""
        self.stage.simulator.say(self.user_id, text, **more)
        await self.stage.settle()
        return self.last

    async def taps(self, label: str) -> str:
        """Press the newest button with this label (or that begins with it), and let the bot answer."""
        message, data = self._find(label)
        self.stage.simulator.tap(self.user_id, message.id, data)
        await self.stage.settle()
        return self.last

    async def forges(self, data: str) -> str:
        """Press a button that does not exist on the last message."""
        self.stage.simulator.tap(self.user_id, self.messages[-1].id, data, forged=True)
        await self.stage.settle()
        return self.last

    @property
    def messages(self) -> list[Message]:
        """What the bot wrote to this person, oldest first."""
        chat = self.stage.simulator.world.chat_of(self.user_id)
        bot_id = self.stage.simulator.bot.id
        return [message for message in chat.messages.values() if message.sender_id == bot_id and not message.is_deleted]

    @property
    def texts(self) -> list[str]:
        """The texts of these messages as they stand now."""
        return [str(message.content.get("text", "")) for message in self.messages]

    @property
    def last(self) -> str:
        """The newest of them, or nothing."""
        return self.texts[-1] if self.messages else ""

    @property
    def buttons(self) -> list[str]:
        """The labels under the newest message."""
        return [label for label, _ in _buttons(self.messages[-1])]

    def links(self) -> list[str]:
        """Every start link in what the bot wrote."""
        return re.findall(r"https://t\.me/\S+\?start=[\w-]+", unescape("\n".join(self.texts)))

    def _find(self, label: str) -> tuple[Message, str]:
        for message in reversed(self.messages):
            for found, data in _buttons(message):
                if found.startswith(label):
                    return message, data
        raise AssertionError(f"no button {label!r}; the last message has {self.buttons}")


def _buttons(message: Message) -> list[tuple[str, str]]:
    keyboard = (message.keyboard or {}).get("inline_keyboard", [])
    return [(button["text"], button.get("callback_data", "")) for row in keyboard for button in row]


@asynccontextmanager
async def on_stage(sessions: Sessions, *, now: datetime = MONDAY, **settings: Any) -> AsyncIterator[Stage]:
    """A started bot on a ready database, with nobody having spoken yet. At the end it must have kept every rule."""
    clock = MovableClock(now)
    simulator = Simulator(TOKEN, clock)
    stage = Stage(simulator, clock, sessions, Settings(token=TOKEN, **settings))
    await stage._start()
    try:
        yield stage
        found = [
            violation for violation in simulator.violations(final=True) if violation.kind not in stage.allow_violations
        ]
        assert found == [], f"the bot broke rules of Telegram: {found}"
    finally:
        await stage._stop()
