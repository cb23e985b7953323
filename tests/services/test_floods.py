"""Floods: twenty a minute from one person, one warning, then silence; nobody else notices."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

from sqlmodel import col, select

from bot.services import inbox
from bot.services.floods import FloodLimit
from db.engine import Sessions
from db.models import InboxUpdate
from tests.edge.updates import saying

NOW = datetime(2026, 7, 13, 2, 0, tzinfo=UTC)
LIMIT = FloodLimit(updates=20, window=timedelta(minutes=1), waiting=40)


async def sent(sessions: Sessions, first: int, count: int, person: int = 1001, now: datetime = NOW) -> int:
    raws = [saying(number, "x", person) for number in range(first, first + count)]
    async with sessions.begin() as session:
        return len(await inbox.store(session, raws=raws, now=now, limit=LIMIT))


async def warnings(sessions: Sessions) -> list[int]:
    async with sessions() as session:
        statement = select(InboxUpdate.update_id).where(col(InboxUpdate.is_flood)).order_by(col(InboxUpdate.update_id))
        return list((await session.exec(statement)).all())


async def handle_all(sessions: Sessions, now: datetime = NOW) -> None:
    """Handle whatever waits."""
    until = now + timedelta(seconds=30)
    while True:
        async with sessions.begin() as session:
            found = await inbox.claim(session, owner="one", now=now, until=until, limit=100)
            for waiting in found:
                await inbox.mark_handled(session, update_id=waiting.update_id, owner="one", now=now)
        if not found:
            return


async def test_twenty_are_taken_the_next_is_a_warning_and_the_rest_is_silence(sessions: Sessions) -> None:
    assert await sent(sessions, 1, 15) == 15
    assert await sent(sessions, 16, 15) == 6
    assert await sent(sessions, 31, 5) == 0
    assert await warnings(sessions) == [21]


async def test_others_are_not_held_up(sessions: Sessions) -> None:
    await sent(sessions, 1, 30)
    assert await sent(sessions, 100, 3, person=1002) == 3


async def test_a_minute_later_the_person_is_heard_again(sessions: Sessions) -> None:
    await sent(sessions, 1, 30)
    await handle_all(sessions)
    later = NOW + timedelta(seconds=61)
    assert await sent(sessions, 40, 30, now=later) == 21
    assert await warnings(sessions) == [21, 60]


async def test_a_clock_that_was_set_back_silences_nobody(sqlite_sessions: Sessions) -> None:
    await sent(sqlite_sessions, 1, 20, now=NOW + timedelta(hours=2))
    await handle_all(sqlite_sessions)
    assert await sent(sqlite_sessions, 40, 1) == 1
    assert await warnings(sqlite_sessions) == []


async def test_of_one_person_no_more_than_forty_wait(sqlite_sessions: Sessions) -> None:
    for minute in range(4):
        await sent(sqlite_sessions, 1 + 100 * minute, 19, now=NOW + timedelta(minutes=2 * minute))
    async with sqlite_sessions() as session:
        rows = (await session.exec(select(InboxUpdate.update_id))).all()
    assert len(rows) == 40


async def test_what_no_person_does_is_always_taken(sqlite_sessions: Sessions) -> None:
    raws = [
        {"update_id": number, "my_chat_member": {"chat": {"id": 1001}, "from": {"id": 1001}}} for number in range(50)
    ]
    async with sqlite_sessions.begin() as session:
        assert len(await inbox.store(session, raws=raws, now=NOW, limit=LIMIT)) == 50


def typing(number: int, person: int = 1001) -> dict[str, Any]:
    return {"update_id": number, "inline_query": {"id": str(number), "from": {"id": person}, "query": "tem"}}


async def test_inline_queries_leave_what_is_written_untouched_and_have_a_limit_of_their_own(
    sessions: Sessions,
) -> None:
    async with sessions.begin() as session:
        raws = [typing(1000 + number) for number in range(130)]
        assert len(await inbox.store(session, raws=raws, now=NOW, limit=FloodLimit(waiting=1000))) == 120
    assert await sent(sessions, 1, 20) == 20
    assert await sent(sessions, 30, 1) == 1
    assert await warnings(sessions) == [30]


async def test_inline_queries_that_wait_are_bounded_without_silencing_their_person(sqlite_sessions: Sessions) -> None:
    async with sqlite_sessions.begin() as session:
        raws = [typing(1000 + number) for number in range(60)]
        assert len(await inbox.store(session, raws=raws, now=NOW, limit=LIMIT)) == 40
    assert await sent(sqlite_sessions, 1, 5) == 5


async def test_who_sent_what_is_forgotten_an_hour_after_it_was_handled(sessions: Sessions) -> None:
    await sent(sessions, 1, 1)
    await handle_all(sessions)
    async with sessions.begin() as session:
        await inbox.purge(session, before=NOW + timedelta(minutes=61) - inbox.RETENTION)
    async with sessions() as session:
        found = (await session.exec(select(InboxUpdate))).one()
    assert (found.sender, found.lane) == (None, 0)
