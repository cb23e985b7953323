"""Which clock counts: one that all replicas share for leases and limits, and one that no operator can set for ages."""

from __future__ import annotations

import time
from datetime import timedelta

from bot.deps import Clock, DatabaseClock, Deps, MovableClock, SystemClock
from bot.services.moments import read_database_time

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
    return clock if is_one_machine or isinstance(clock, MovableClock) else DatabaseClock()


async def agree(deps: Deps) -> None:
    """Set the shared clock by that of the database, now and then; any other clock is left alone."""
    if isinstance(deps.clock, DatabaseClock) and deps.clock.age >= AGREED:
        asked = deps.clock.read()
        async with deps.sessions() as session:
            deps.clock.follow(await read_database_time(session), asked)
