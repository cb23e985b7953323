"""Clocks that jump and programs that were switched off: one newest reminder for each chain, none twice (T7, T8)."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from random import Random
from typing import Any

from telegram.ext import ExtBot

from bot.deps import Deps, MovableClock
from bot.pulse import Pulse
from bot.services.directory import Directory
from bot.services.rates import Limits
from bot.services.reminders import list_planned
from bot.simulator.core import Simulator
from bot.simulator.mishaps import cause
from bot.simulator.wire import SimulatorWire
from bot.transport import WireRequest
from db.engine import Sessions, open_database
from scheduler import run_once
from tests.faults.databases import Database
from tests.faults.figures import Figure, at_most, exactly, noted
from tests.faults.kills import sqlite
from tests.faults.telegram import TOKEN, world_of
from tests.faults.worker import TEXTS
from tests.faults.world import BEFORE, KEY, ZONES, fill
from tests.reminder_world import DUE_AT, H_7, WIB

H_1 = H_7 + timedelta(days=6)
PATIENCE, MARK = timedelta(minutes=10), "dikirim ulang"
AT_ONCE = Limits(rate=10_000.0, per_chat=10_000.0)
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
TICK = timedelta(seconds=30)
JUMPS = {
    "clock +2 h and back": (H_7, H_7 + 2 * HOUR, H_7, H_7 + HOUR),
    "clock -2 h and back": (H_7, H_7 - 2 * HOUR, H_7 + TICK),
    "clock +40 d and back": (H_7, H_7 + 40 * DAY, H_7 + HOUR, H_7 + 41 * DAY),
    "switched off for 1 h": (BEFORE, H_7 + HOUR),
    "switched off for 1 d": (BEFORE, H_7 + DAY),
    "switched off for 10 d": (BEFORE, H_7 + 10 * DAY),
}
"""What the clock shows at each tick of a scenario; ticks are half a minute apart elsewhere."""


@dataclass
class Stage:
    """A bot on the simulator in this process, with people in three zones."""

    deps: Deps
    clock: MovableClock
    simulator: Simulator
    bot: ExtBot[None]
    people: int

    async def tick(self, moment: datetime) -> None:
        """Let planner, sender and reaper do at a moment what is due."""
        self.clock.move_to(moment)
        await run_once(self.deps, self.bot, AT_ONCE)

    def arrivals(self) -> Counter[int]:
        """How many messages each person got."""
        calls = self.simulator.journal.of("sendMessage")
        return Counter(int(call.params["chat_id"]) for call in calls if call.accepted)


@asynccontextmanager
async def on_stage(
    database: Database,
    people: int,
    *,
    zones: tuple[str, ...] = ZONES,
    due_at: datetime = DUE_AT,
    since: datetime = BEFORE,
    around: Callable[[Sessions], Sessions] = lambda sessions: sessions,
) -> AsyncIterator[Stage]:
    """Fill a database and start a bot on it, at the moment from which on is planned."""
    await fill(database.address, people, zones=zones, due_at=due_at, since=since)
    sessions, clock = around(open_database(database.address, (KEY,))), MovableClock(since)
    simulator = Simulator(TOKEN, clock, lambda: world_of(people))
    simulator.rates.enforced = False
    request = WireRequest(SimulatorWire(simulator))
    bot: ExtBot[None] = ExtBot(TOKEN, request=request, get_updates_request=request)
    pulse = Pulse(lambda: clock.now().timestamp())
    deps = Deps(sessions=sessions, clock=clock, texts=TEXTS, directory=Directory(), zone=WIB, pulse=pulse)
    async with bot:
        yield Stage(deps, clock, simulator, bot, people)
    await sessions.close()


def warm() -> None:
    """Send once in this process: what that loads and compiles, workers that are forked off it have already."""
    asyncio.run(_warm())


async def _warm() -> None:
    with sqlite() as database:
        async with on_stage(database, 1) as stage:
            await stage.tick(BEFORE)
            await stage.tick(H_7)


def jumps(people: int) -> list[Figure]:
    """Play every jump on a database of its own."""
    return [figure for name, moments in JUMPS.items() for figure in asyncio.run(_jump(name, moments, people))]


async def _jump(name: str, moments: Sequence[datetime], people: int) -> list[Figure]:
    with sqlite() as database:
        async with on_stage(database, people) as stage:
            most = 0
            for moment in moments:
                before = stage.arrivals()
                await stage.tick(moment)
                most = max((stage.arrivals() - before).values(), default=most)
            planned = await list_rungs(stage, max(moments))
        return _account(name, database, stage, most, planned)


async def list_rungs(stage: Stage, until: datetime, first: datetime = H_7) -> int:
    """How many reminders the calendar has up to a moment, as `sigap plan` tells it."""
    async with stage.deps.sessions() as session:
        preview = await list_planned(session, first=first.date(), last=until.date(), zone=WIB)
    return sum(reminder.send_at <= until for reminder in preview.reminders)


def _account(name: str, database: Database, stage: Stage, most: int, rungs: int) -> list[Figure]:
    rows: list[tuple[Any, ...]] = database.ask("SELECT state, dedupe_key FROM outbox_message")
    states = Counter(state for state, _ in rows)
    arrived = sum(stage.arrivals().values())
    return [
        exactly(name, "reminders written down, each once", len({key for _, key in rows}), rungs),
        exactly(name, "delivered without a row, or the other way round", abs(arrived - states["sent"]), 0),
        at_most(name, "messages to one person at one tick", most, 1),
        exactly(name, "neither sent nor written off", len(rows) - states["sent"] - states["expired"], 0),
        noted(name, "sent", states["sent"]),
        noted(name, "written off as too late", states["expired"]),
    ]


def punctual(people: int) -> list[Figure]:
    """Tick through the morning of three zones and look how late messages are."""
    return asyncio.run(_punctual(people))


async def _punctual(people: int) -> list[Figure]:
    name, latest = "morning in three zones", H_7 + 2 * TICK
    with sqlite() as database:
        async with on_stage(database, people) as stage:
            moment = BEFORE
            while moment <= latest:
                await stage.tick(moment)
                moment += TICK
        late = [row[0] for row in database.ask(LATENESS)]
        return [
            exactly(name, "sent", len(late), people),
            at_most(name, "seconds late, the worst", round(max(late), 1), 60),
            exactly(name, "people reached once", sum(n == 1 for n in stage.arrivals().values()), people),
        ]


def repeated(people: int, share: float, random: Random) -> list[Figure]:
    """Lose the answers to a share of the messages that matter most: each is repeated once, and says so."""
    return asyncio.run(_repeated(people, share, random))


async def _repeated(people: int, share: float, random: Random) -> list[Figure]:
    name = f"H-1 with {share:.0%} of the answers lost"
    with sqlite() as database:
        async with on_stage(database, people) as stage:
            lost = {"method": "sendMessage", "share": share, "times": 10**9, "seed": random.randrange(10**6)}
            cause(stage.simulator, {"kind": "drop_after", **lost})
            await stage.tick(H_1)
            unclear = database.ask("SELECT count(*) FROM outbox_message WHERE state = 'unknown'")[0][0]
            await stage.tick(H_1 + PATIENCE / 2)
            early = sum(stage.arrivals().values()) - people
            for later in (PATIENCE, PATIENCE + TICK, 3 * PATIENCE, 6 * PATIENCE):
                await stage.tick(H_1 + later)
        calls = [call for call in stage.simulator.journal.of("sendMessage") if call.accepted]
        marked = sum(MARK in call.params["text"] for call in calls)
        return [
            noted(name, "answers lost at first", unclear),
            exactly(name, "repeated before ten minutes were over", early, 0),
            exactly(name, "repeated and marked as such", marked, unclear),
            exactly(name, "repeated without a mark", len(calls) - marked - people, 0),
            at_most(name, "messages to one person", max(stage.arrivals().values()), 2),
        ]


LATENESS = "SELECT (julianday(sent_at) - julianday(due_at)) * 86400 FROM outbox_message WHERE state = 'sent'"
