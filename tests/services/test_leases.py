"""Leases: one holder at a time, taken over when its time has run out."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime, timedelta

from bot.services.leases import HOUSEKEEPING, LEASE, PLANNER, acquire, list_tenures, release
from db.engine import Sessions

NOW = datetime(2026, 7, 13, 2, 0, tzinfo=UTC)
ONE, OTHER = "one replica", "another"
SECOND = timedelta(seconds=1)


async def taken(sessions: Sessions, owner: str, now: datetime = NOW, *names: str) -> frozenset[str]:
    async with sessions.begin() as session:
        return await acquire(session, names=names or (PLANNER,), owner=owner, now=now)


async def epochs(sessions: Sessions) -> dict[str, tuple[str, int]]:
    async with sessions() as session:
        return {tenure.name: (tenure.owner, tenure.epoch) for tenure in await list_tenures(session)}


async def test_a_lease_has_one_holder_until_its_time_has_run_out(sessions: Sessions) -> None:
    assert await taken(sessions, ONE) == {PLANNER}
    assert await taken(sessions, OTHER, NOW + LEASE - SECOND) == frozenset()
    assert await taken(sessions, OTHER, NOW + LEASE) == {PLANNER}
    assert await taken(sessions, ONE, NOW + LEASE) == frozenset()
    assert await epochs(sessions) == {PLANNER: (OTHER, 2)}


async def test_a_renewed_lease_lasts_longer_and_keeps_its_epoch(sessions: Sessions) -> None:
    await taken(sessions, ONE)
    assert await taken(sessions, ONE, NOW + 20 * SECOND) == {PLANNER}
    assert await taken(sessions, OTHER, NOW + LEASE) == frozenset()
    assert await epochs(sessions) == {PLANNER: (ONE, 1)}


async def test_a_released_lease_is_free_at_once_and_those_of_others_are_left_alone(sessions: Sessions) -> None:
    await taken(sessions, ONE, NOW, PLANNER)
    await taken(sessions, OTHER, NOW, HOUSEKEEPING)
    async with sessions.begin() as session:
        assert await release(session, owner=ONE, now=NOW) == 1
    assert await taken(sessions, OTHER, NOW, PLANNER) == {PLANNER}
    assert await epochs(sessions) == {PLANNER: (OTHER, 2), HOUSEKEEPING: (OTHER, 1)}


async def test_of_many_who_want_a_lease_at_once_one_gets_it(sessions: Sessions) -> None:
    for round_number in range(3):
        now = NOW + round_number * LEASE
        found = await asyncio.gather(*(taken(sessions, f"replica {number}", now) for number in range(8)))
        assert sum(map(len, found)) == 1
