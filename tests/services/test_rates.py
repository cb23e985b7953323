"""The limits that all replicas share, on both kinds of database."""

import asyncio
from datetime import datetime, timedelta

import pytest

from bot.services.rates import Limits, close, closed_until, find_room, reserve_answers, take_answers, take_slots, tidy
from db.engine import Sessions
from tests.conftest import KEY
from tests.databases import opened
from tests.services.post_office import HOUR, NOW

SECOND = timedelta(seconds=1)
LIMITS = Limits()
GROUP = -1001


async def planned(sessions: Sessions, *chats: int, now: datetime = NOW, limits: Limits = LIMITS) -> list[datetime]:
    """The slots that planned messages to these chats get."""
    async with sessions.begin() as session:
        room = await find_room(session, limits, now=now)
        slots = await take_slots(session, limits, chats[: room.number], now=now)
    return [slot.at for slot in slots if slot.is_soon]


async def answers(sessions: Sessions, *chats: int, now: datetime = NOW) -> list[datetime]:
    async with sessions.begin() as session:
        return await take_answers(session, LIMITS, chats, now=now)


async def test_replicas_share_the_slots_of_a_second(sessions: Sessions) -> None:
    taken: list[datetime] = []
    for step in range(10):
        now = NOW + step * SECOND / 10
        chats = [range(100 * step + 10 * replica, 100 * step + 10 * replica + 9) for replica in (1, 2, 3)]
        for several in await asyncio.gather(*(planned(sessions, *some, now=now) for some in chats)):
            taken += several
    assert len(taken) == len(set(taken))
    assert len([slot for slot in taken if slot < NOW + SECOND]) == 25


@pytest.mark.parametrize("migrated_url", ["postgresql"], indirect=True)
async def test_who_claims_updates_never_waits_for_limits_that_another_replica_holds(migrated_url: str) -> None:
    async with opened(migrated_url, KEY) as other, opened(migrated_url, KEY) as ours, asyncio.timeout(60):
        await answers(ours, 500)
        async with other.begin() as holding:
            await find_room(holding, LIMITS, now=NOW)
            async with ours.begin() as session:
                assert await reserve_answers(session, LIMITS, [500], now=NOW) is None
        async with ours.begin() as session:
            assert await reserve_answers(session, LIMITS, [500], now=NOW) is not None


async def test_answers_go_before_what_is_planned_and_slow_it_down(sessions: Sessions) -> None:
    last = (await planned(sessions, *range(1, 14)))[-1]
    (answer,) = await answers(sessions, 500)
    assert answer <= NOW + LIMITS.ahead < last + 2 * LIMITS.spacing
    (later,) = await planned(sessions, 99, now=NOW + LIMITS.ahead)
    assert later - last == 2 * LIMITS.spacing


async def test_no_second_holds_more_than_telegram_takes(sqlite_sessions: Sessions) -> None:
    taken: list[datetime] = []
    for step in range(12):
        now = NOW + step * SECOND / 4
        taken += await planned(sqlite_sessions, *range(1000 * step + 1, 1000 * step + 30), now=now)
        taken += await answers(sqlite_sessions, *range(20), now=now)
    for begin in taken:
        assert len([slot for slot in taken if begin <= slot < begin + SECOND]) <= 30


async def test_a_group_gets_eighteen_messages_a_minute(sqlite_sessions: Sessions) -> None:
    slots, now = [], NOW
    while now < NOW + 2 * timedelta(minutes=1):
        slots += await planned(sqlite_sessions, GROUP, now=now)
        slots += await answers(sqlite_sessions, GROUP, now=now)
        now += 5 * SECOND
    minute = [slot for slot in slots if NOW + 30 * SECOND <= slot < NOW + 90 * SECOND]
    assert len(minute) <= 20


async def test_what_telegram_asked_for_holds_for_everybody(sessions: Sessions) -> None:
    async with sessions.begin() as session:
        await close(session, [1001], now=NOW, until=NOW + 30 * SECOND)
    assert await answers(sessions, 1, now=NOW + SECOND) == [NOW + 30 * SECOND]
    assert await planned(sessions, 1, 2, now=NOW + 29 * SECOND) == []
    async with sessions() as session:
        assert await closed_until(session, now=NOW + 29 * SECOND) == NOW + 30 * SECOND
        assert await closed_until(session, now=NOW + HOUR) is None
    assert min(await planned(sessions, 1, 2, now=NOW + 30 * SECOND)) >= NOW + 30 * SECOND


async def test_who_asks_too_early_is_told_how_long_to_wait(sqlite_sessions: Sessions) -> None:
    await planned(sqlite_sessions, *range(1, 14))
    async with sqlite_sessions.begin() as session:
        room = await find_room(session, LIMITS, now=NOW)
    assert (room.number, room.wait) == (0, 13 * LIMITS.spacing - LIMITS.ahead / 2)


async def test_a_clock_that_was_set_back_holds_nobody_up(sqlite_sessions: Sessions) -> None:
    await planned(sqlite_sessions, 1, 2)
    earlier = NOW - 2 * HOUR
    assert min(await planned(sqlite_sessions, 1, 3, now=earlier)) <= earlier + SECOND


async def test_paid_broadcast_leaves_room_for_answers_too() -> None:
    paid = Limits(rate=990, is_paid=True)
    assert 0 < paid.headroom.total_seconds() * paid.rate < 10
    assert Limits(rate=30).headroom == timedelta(0)


async def test_limits_that_are_free_again_are_forgotten(sessions: Sessions) -> None:
    await planned(sessions, 1, 2)
    async with sessions.begin() as session:
        assert await tidy(session, now=NOW + SECOND) == 0
        assert await tidy(session, now=NOW + HOUR) == 3


@pytest.mark.parametrize(("rate", "number"), [(1.0, 32), (25.0, 32), (400.0, 100), (1000.0, 250), (5000.0, 256)])
def test_a_fast_sender_has_more_on_its_way_at_once_but_never_without_bound(rate: float, number: int) -> None:
    assert Limits(rate=rate).in_flight == number
