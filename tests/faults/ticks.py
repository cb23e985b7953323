"""Ticks that fail for ten minutes on end, and ticks across the turn of the year (T14, T7)."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from functools import partial
from random import Random
from zoneinfo import ZoneInfo

import httpx
from apscheduler.schedulers.asyncio import AsyncIOScheduler
from sqlalchemy.exc import OperationalError
from sqlmodel.ext.asyncio.session import AsyncSession

from bot.health import examine
from bot.pulse import PATIENCE
from bot.web import build_web
from db.engine import Sessions
from scheduler import build_scheduler
from scheduler.sender import Sender
from tests.faults.clocks import AT_ONCE, HOUR, TICK, Stage, list_rungs, on_stage
from tests.faults.figures import Figure, at_most, exactly, noted
from tests.faults.kills import sqlite
from tests.faults.world import FIRST_AGENCY, FIRST_PERSON, PEOPLE_IN_AGENCY, ZONES
from tests.reminder_world import H_7

FAILING = timedelta(minutes=10)
GLANCE = timedelta(seconds=5)
PARTS = ("plan", "send", "reap")
ERRORS = (
    OperationalError("SELECT", {}, Exception("the server closed the connection")),
    OSError("no space left"),
    RuntimeError("an error of ours"),
    MemoryError(),
)
YEAR_END = datetime(2026, 12, 31, 16, 59, tzinfo=UTC)  # 23.59 WIB; in WITA and WIT it is the new year by then
NEW_YEARS_DAY = "01-01"
BEGINS, ENDS = YEAR_END - timedelta(days=15), YEAR_END + timedelta(days=9)
HOURS = range(7, 20)


class FailingSessions(Sessions):
    """Sessions that raise, while `is_failing`, whatever a bad day may bring."""

    def __init__(self, inner: Sessions, random: Random) -> None:
        super().__init__(inner.readers, inner.writer)
        self._random = random
        self.is_failing = False

    @asynccontextmanager
    async def __call__(self) -> AsyncIterator[AsyncSession]:
        self._fail()
        async with super().__call__() as session:
            yield session

    @asynccontextmanager
    async def begin(self) -> AsyncIterator[AsyncSession]:
        self._fail()
        async with super().begin() as session:
            yield session

    def _fail(self) -> None:
        if self.is_failing:
            raise self._random.choice(ERRORS)


def stuck(people: int, random: Random) -> list[Figure]:
    """Let every tick raise for ten minutes in which everybody's reminder comes due; ask /healthz meanwhile."""
    return asyncio.run(_stuck(people, random))


async def _stuck(people: int, random: Random) -> list[Figure]:
    name = "every tick fails for 10 minutes"
    with sqlite() as database:
        failing = partial(FailingSessions, random=random)
        async with on_stage(database, people, zones=ZONES[:1], around=failing) as stage:
            scheduler = build_scheduler(stage.deps, Sender(stage.deps, stage.bot, AT_ONCE))
            begins = H_7 - 2 * TICK
            stage.clock.move_to(begins)
            for part in PARTS:
                stage.deps.pulse.expect(part, TICK.total_seconds())
            await _tick(stage, scheduler, begins)
            before = await _is_alive(stage, begins)
            red = await _watch(stage, scheduler, begins)
            soon, early, end = min(red, default=10**9), sum(stage.arrivals().values()), begins + FAILING + TICK
            await _tick(stage, scheduler, end)
            return [
                exactly(name, "/healthz green before", before, 1),
                at_most(name, "seconds until /healthz was red", soon, PATIENCE * TICK.total_seconds()),
                exactly(name, "looks at /healthz from then on that were green", _greens(red), 0),
                exactly(name, "sent while every tick failed", early, 0),
                exactly(name, "people reached once by the first good tick", _reached_once(stage), people),
                exactly(name, "/healthz green after the first good tick", await _is_alive(stage, end), 1),
            ]


async def _tick(stage: Stage, scheduler: AsyncIOScheduler, moment: datetime) -> None:
    """Run every job as the scheduler would at this moment."""
    stage.clock.move_to(moment)
    for job in scheduler.get_jobs():
        await job.func()


async def _watch(stage: Stage, scheduler: AsyncIOScheduler, begins: datetime) -> list[float]:
    """Let every tick fail; returns how many seconds after the first of them each look was red."""
    sessions = stage.deps.sessions
    assert isinstance(sessions, FailingSessions)
    red, moment = [], begins
    while moment < begins + FAILING:
        moment += GLANCE
        if (moment - begins) % TICK == timedelta():
            sessions.is_failing = True
            await _tick(stage, scheduler, moment)
            sessions.is_failing = False
        if not await _is_alive(stage, moment):
            red.append((moment - begins - TICK).total_seconds())
    return red


def _greens(red: list[float]) -> int:
    """How many looks were green after the first that was red."""
    last = (FAILING - TICK).total_seconds()
    return round((last - min(red, default=last)) / GLANCE.total_seconds()) + 1 - len(red)


async def _is_alive(stage: Stage, moment: datetime) -> bool:
    stage.clock.move_to(moment)
    app = build_web(webhook=None, health=partial(examine, stage.deps))
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app=app), base_url="http://bot") as client:
        return (await client.get("/healthz")).status_code == httpx.codes.OK


def _reached_once(stage: Stage) -> int:
    return sum(number == 1 for number in stage.arrivals().values())


def year_turn(people: int) -> list[Figure]:
    """Tick each hour from two weeks before a deadline on 31 December until nine days after it, in three zones."""
    return asyncio.run(_year_turn(people))


async def _year_turn(people: int) -> list[Figure]:
    name = "turn of the year in three zones"
    with sqlite() as database:
        async with on_stage(database, people, due_at=YEAR_END, since=BEGINS) as stage:
            moment = BEGINS.replace(minute=0)
            while (moment := moment + HOUR) <= ENDS:
                await stage.tick(moment)
            planned = await list_rungs(stage, ENDS, BEGINS)
            rows = database.ask("SELECT state, dedupe_key FROM outbox_message")
        arrived = [_local(call.params["chat_id"], call.at) for call in stage.simulator.journal.of("sendMessage")]
    days = Counter((person, moment.date()) for person, moment in arrived)
    return [
        exactly(name, "reminders written down, each once", len({key for _, key in rows}), planned),
        exactly(name, "sent", sum(state == "sent" for state, _ in rows), planned),
        exactly(name, "calls", len(arrived), planned),
        at_most(name, "messages to one person on one day of their own", max(days.values()), 1),
        exactly(name, "sent outside 07.00 to 20.00 local time", sum(at.hour not in HOURS for _, at in arrived), 0),
        exactly(name, "sent on 1 January, a holiday", sum(f"{at:%m-%d}" == NEW_YEARS_DAY for _, at in arrived), 0),
        noted(name, "sent in the old year", sum(at.year == YEAR_END.year for _, at in arrived)),
        noted(name, "sent in the new year", sum(at.year > YEAR_END.year for _, at in arrived)),
    ]


def _local(chat: str, moment: datetime) -> tuple[int, datetime]:
    """Who got a message, and when by the clock of their agency."""
    agency = FIRST_AGENCY + (int(chat) - FIRST_PERSON) // PEOPLE_IN_AGENCY
    return int(chat), moment.astimezone(ZoneInfo(ZONES[agency % len(ZONES)]))
