"""The clock that replicas share: that of the database, whatever the machine believes."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from bot.app import Part, Wires, run, started
from bot.config import Settings
from bot.deps import DatabaseClock, Deps, MovableClock, SystemClock
from bot.services.directory import Directory
from bot.services.moments import read_database_time
from bot.simulator.core import Simulator
from bot.simulator.wire import SimulatorWire
from bot.texts.catalog import Texts
from db.engine import Sessions, open_database
from scheduler.clock import AGREED, agree, listen, shared_clock

TOKEN = "123456:demo"
NOW = datetime(2026, 7, 13, 2, 0, tzinfo=UTC)
NEAR = timedelta(minutes=5)
"""More than a loaded machine takes for a test, and far less than the clocks here are wrong."""


@dataclass
class Steady:
    """A clock of ages that moves when it is told to."""

    seconds: float = 1000.0

    def read(self) -> float:
        return self.seconds


def wrong_by(error: timedelta, steady: Steady) -> DatabaseClock:
    """The clock of a machine whose time is wrong, last set so long ago that it must ask again."""
    clock = DatabaseClock(steady.read)
    clock.follow(clock.now() + error, steady.read())
    steady.seconds += AGREED.total_seconds()
    return clock


def deps_of(sessions: Sessions, clock: DatabaseClock) -> Deps:
    return Deps(sessions, clock, Texts(), Directory(), ZoneInfo("Asia/Jakarta"))


async def database_time(sessions: Sessions) -> datetime:
    async with sessions() as session:
        return await read_database_time(session)


async def test_replicas_whose_machines_disagree_agree_on_the_time_of_the_database(sessions: Sessions) -> None:
    clocks = [wrong_by(timedelta(hours=hours), Steady()) for hours in (-3, 5)]
    for clock in clocks:
        await agree(deps_of(sessions, clock))
    told = await database_time(sessions)
    assert all(abs(clock.now() - told) < NEAR for clock in clocks)


async def test_a_replica_that_only_receives_keeps_the_time_of_the_database_from_its_first_update_on(
    sessions: Sessions,
) -> None:
    simulator, stop = Simulator(TOKEN, MovableClock(NOW)), asyncio.Event()
    wires = Wires(SimulatorWire(simulator), SimulatorWire(simulator))
    clock = wrong_by(timedelta(hours=3), Steady())
    async with started(Settings(token=TOKEN), sessions, clock, wires) as running:
        assert running.deps.clock is clock
        stop.set()
        await run(running, stop, Part.INBOUND, has_http=False)
    assert abs(clock.now() - await database_time(sessions)) < NEAR


async def test_between_two_looks_the_steady_clock_goes_on_and_the_database_is_not_asked(
    sqlite_sessions: Sessions,
) -> None:
    steady = Steady()
    clock = wrong_by(timedelta(0), steady)
    await agree(deps_of(sqlite_sessions, clock))
    heard = clock.now()
    steady.seconds += 9
    clock.follow(heard + timedelta(hours=1), steady.read())
    await agree(deps_of(sqlite_sessions, clock))
    steady.seconds += 9
    assert clock.now() == heard + timedelta(hours=1, seconds=9)


async def test_while_the_database_is_away_the_clock_goes_on_by_itself() -> None:
    away, steady = open_database("postgresql://nobody:nothing@127.0.0.1:1/none"), Steady()
    clock = wrong_by(timedelta(0), steady)
    before = clock.now()
    await listen(deps_of(away, clock))
    await away.close()
    steady.seconds += 60
    assert clock.now() == before + timedelta(seconds=60)


def test_one_machine_and_a_simulated_world_keep_their_own_clock() -> None:
    system, simulated, shared = SystemClock(), MovableClock(NOW), DatabaseClock()
    assert shared_clock(system, is_one_machine=True) is system
    assert shared_clock(simulated, is_one_machine=False) is simulated
    assert shared_clock(shared, is_one_machine=False) is shared
    assert isinstance(shared_clock(system, is_one_machine=False), DatabaseClock)
