"""Who leads: one replica at a time, another soon after it has gone, and nobody who was asleep."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from sqlmodel.ext.asyncio.session import AsyncSession
from structlog.testing import capture_logs

from bot.leading import Leader
from bot.services.leases import LEASE, PLANNER, POLLER
from db.engine import Sessions

NOW = datetime(2026, 7, 13, 2, 0, tzinfo=UTC)
NAMES = (POLLER, PLANNER)
SOON = 60.0


@dataclass
class Time:
    """A time that the test moves: the clock of the database and the age of every process."""

    seconds: float = 0.0

    async def of_database(self, _session: AsyncSession) -> datetime:
        return NOW + timedelta(seconds=self.seconds)

    def age(self) -> float:
        return self.seconds

    def leader(self, sessions: Sessions, owner: str) -> Leader:
        return Leader(sessions, owner, read_time=self.of_database, read_age=self.age, try_seconds=0.001)


@asynccontextmanager
async def running(leader: Leader) -> AsyncIterator[None]:
    over = asyncio.Event()
    async with asyncio.timeout(SOON), asyncio.TaskGroup() as group:
        group.create_task(leader.run(NAMES, over))
        await asyncio.sleep(0)  # from here on it competes
        try:
            yield
        finally:
            over.set()


async def until_it_leads(leader: Leader, name: str = PLANNER) -> None:
    while not leader.leads(name):  # noqa: ASYNC110 - a lease tells nobody that it was taken
        await asyncio.sleep(0.001)


def test_a_process_that_does_not_compete_leads(sqlite_sessions: Sessions) -> None:
    assert Leader(sqlite_sessions, "alone").leads(PLANNER)


async def test_one_leads_and_another_takes_over_when_it_has_let_go(sessions: Sessions) -> None:
    time = Time()
    first, second = time.leader(sessions, "first"), time.leader(sessions, "second")
    async with running(second):
        async with running(first):
            leader = first if await _settled(first, second) else second
            assert [first.leads(PLANNER), second.leads(PLANNER)] == [leader is first, leader is second]
        await until_it_leads(second)
    assert not first.leads(PLANNER)


async def _settled(first: Leader, second: Leader) -> bool:
    while not (first.leads(PLANNER) or second.leads(PLANNER)):  # noqa: ASYNC110
        await asyncio.sleep(0.001)
    return first.leads(PLANNER)


async def test_a_dead_holder_is_replaced_when_its_lease_has_run_out(sessions: Sessions) -> None:
    time = Time()
    dead, heir = time.leader(sessions, "dead"), time.leader(sessions, "heir")
    assert await dead.acquire(NAMES) == set(NAMES)  # and then it is killed
    assert await heir.acquire(NAMES) == frozenset()
    time.seconds = LEASE.total_seconds()
    async with running(heir):
        await until_it_leads(heir)


async def test_a_holder_that_was_asleep_knows_that_it_no_longer_leads(sqlite_sessions: Sessions) -> None:
    time = Time()
    sleeper = time.leader(sqlite_sessions, "sleeper")
    async with running(sleeper):
        await until_it_leads(sleeper)
        heir = time.leader(sqlite_sessions, "heir")
        time.seconds = LEASE.total_seconds()
        assert not sleeper.leads(PLANNER)
        await heir.acquire(NAMES)


async def test_a_holder_renews_in_time_so_that_nobody_takes_over(sqlite_sessions: Sessions) -> None:
    time = Time()
    holder, rival = time.leader(sqlite_sessions, "holder"), time.leader(sqlite_sessions, "rival")
    async with running(holder):
        for _ in range(5):
            await until_it_leads(holder)
            time.seconds += LEASE.total_seconds() * 0.9
            await until_it_leads(holder)
            assert await rival.acquire(NAMES) == frozenset()


async def test_while_the_database_is_away_it_keeps_trying(sqlite_sessions: Sessions) -> None:
    time, failures = Time(), [OSError("away"), OSError("away")]

    async def read_time(session: AsyncSession) -> datetime:
        if failures:
            raise failures.pop()
        return await time.of_database(session)

    leader = Leader(sqlite_sessions, "one", read_time=read_time, read_age=time.age, try_seconds=0.001)
    with capture_logs() as logs:
        async with running(leader):
            await until_it_leads(leader)
    assert [line["event"] for line in logs if line["log_level"] == "warning"] == ["leases_unreachable"] * 2
