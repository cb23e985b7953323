"""Which clock counts: one that all replicas share for leases and limits, and one that no operator can set for ages."""

from __future__ import annotations

import asyncio
import time
from datetime import timedelta

import structlog

from bot.deps import Clock, DatabaseClock, Deps, MovableClock, SystemClock
from bot.pulse import pause
from bot.services.moments import read_database_time
from bot.services.settlement import UNRECORDABLE

log = structlog.get_logger(__name__)

AGREED = timedelta(seconds=10)
"""How long a look at the database's clock is good for."""
STEADY = getattr(time, "CLOCK_BOOTTIME", time.CLOCK_MONOTONIC)
"""Goes on while the machine sleeps, where the system has such a clock."""


def age_clock() -> float:
    """Seconds of a clock that is never set and never stops."""
    return time.clock_gettime(STEADY)


def pace_clock(clock: Clock) -> Clock:
    """The clock of the limits: real time, also where a simulated clock stands still or runs fast."""
    return SystemClock() if isinstance(clock, MovableClock) else clock


def shared_clock(clock: Clock, *, is_one_machine: bool) -> Clock:
    """The clock that all replicas share; on one machine that is its own, and a simulated clock stays what it is."""
    return clock if is_one_machine or isinstance(clock, MovableClock | DatabaseClock) else DatabaseClock()


async def agree(deps: Deps) -> None:
    """Set the shared clock by that of the database, now and then; any other clock is left alone."""
    if isinstance(deps.clock, DatabaseClock) and deps.clock.age >= AGREED:
        asked = deps.clock.read()
        async with deps.sessions() as session:
            deps.clock.follow(await read_database_time(session), asked)


async def listen(deps: Deps) -> None:
    """Set the shared clock where the database answers; while it is away the clock goes on by itself."""
    try:
        await agree(deps)
    except UNRECORDABLE as error:
        log.warning("time_not_heard", error=type(error).__name__)


async def keep_time(deps: Deps, stop: asyncio.Event) -> None:
    """Set the shared clock again and again until told to stop: a replica that only receives has no ticks to do so."""
    while not await pause(stop, AGREED.total_seconds()):
        await listen(deps)
