"""One update, one effect: what a handler changes and the mark of its update are committed together."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime

import pytest
from sqlalchemy.exc import OperationalError
from sqlmodel import col, select
from telegram import Bot, Update

from bot.deps import MovableClock
from bot.inbound import InboundWorker
from bot.services import handling, inbox
from bot.services.audit import SIGAP, record
from bot.services.inbox import MOST_ATTEMPTS
from bot.transport import WireRequest
from db.engine import Sessions
from db.models import AuditEntry, InboxUpdate
from tests.edge.updates import ScriptedWire, saying

NOW = datetime(2026, 7, 13, 2, 0, tzinfo=UTC)
SOON = 60.0
SHORT = 0.4
"""Seconds that a claim holds in these tests."""

Process = Callable[[Update], Awaitable[None]]


class Killed(BaseException):
    """The end of a process: nothing catches it."""


def worker_of(sessions: Sessions, process: Process, owner: str = "one", hold: float = SHORT) -> InboundWorker:
    bot = Bot("123456:demo", request=WireRequest(ScriptedWire()), get_updates_request=WireRequest(ScriptedWire()))
    return InboundWorker(sessions, MovableClock(NOW), process, bot, owner=owner, claim_seconds=hold)


async def work(sessions: Sessions, process: Process, *numbers: int, **options: object) -> None:
    """Take these updates in, and work until as many were handed to the handler."""
    stop, seen = asyncio.Event(), 0

    async def counting(update: Update) -> None:
        nonlocal seen
        seen += 1
        try:
            await process(update)
        finally:
            if seen >= len(numbers):
                stop.set()

    worker = worker_of(sessions, counting, **options)  # type: ignore[arg-type]
    await worker.accept([saying(number, str(number), 1000 + number) for number in numbers])
    async with asyncio.timeout(SOON):
        await worker.run(stop)


async def note(sessions: Sessions, action: str) -> None:
    """An effect that can be counted."""
    async with sessions.begin() as session:
        record(session, action, by=SIGAP, now=NOW)


async def effects(sessions: Sessions) -> list[str]:
    async with sessions() as session:
        return list((await session.exec(select(AuditEntry.event).order_by(col(AuditEntry.id)))).all())


async def row(sessions: Sessions, number: int = 7) -> InboxUpdate:
    async with sessions() as session:
        return await session.get_one(InboxUpdate, number)


async def test_the_effect_and_the_mark_are_one_commit(sessions: Sessions) -> None:
    found: list[datetime | None] = []

    async def process(_update: Update) -> None:
        await note(sessions, "effect")
        found.append((await row(sessions)).handled_at)

    await work(sessions, process, 7)
    assert found == [NOW]
    assert await effects(sessions) == ["effect"]


async def test_killed_after_the_effect_it_is_not_repeated(sessions: Sessions) -> None:
    async def process(_update: Update) -> None:
        await note(sessions, "effect")
        raise Killed

    with pytest.raises(BaseExceptionGroup):
        await work(sessions, process, 7)
    await work(sessions, process_nothing, 8, owner="after the restart")
    assert await effects(sessions) == ["effect"]
    assert (await row(sessions)).attempts == 1


async def test_killed_before_the_effect_it_is_done_after_the_restart(sessions: Sessions) -> None:
    async def die(_update: Update) -> None:
        async with sessions.begin() as session:
            record(session, "effect", by=SIGAP, now=NOW)
            raise Killed

    async def process(_update: Update) -> None:
        await note(sessions, "effect")

    with pytest.raises(BaseExceptionGroup):
        await work(sessions, die, 7)
    assert await effects(sessions) == []
    await work(sessions, process, 7, owner="after the restart")
    assert await effects(sessions) == ["effect"]


async def process_nothing(_update: Update) -> None:
    pass


async def test_an_update_over_which_the_process_dies_is_set_aside_after_six_times(sqlite_sessions: Sessions) -> None:
    tried = []

    async def die(update: Update) -> None:
        tried.append(update.update_id)
        raise Killed

    for life in range(MOST_ATTEMPTS):
        with pytest.raises(BaseExceptionGroup):
            await work(sqlite_sessions, die, 7, owner=f"life {life}", hold=0.01)
    await work(sqlite_sessions, process_nothing, 8, owner="the last life", hold=0.01)
    await until_handled(sqlite_sessions, die)
    found = await row(sqlite_sessions)
    assert tried == [7] * 6
    assert (found.error, found.handled_at) == ("Crashed", NOW)


async def until_handled(sessions: Sessions, process: Process) -> None:
    """Work until nothing waits."""
    stop = asyncio.Event()
    worker = worker_of(sessions, process, "one more", 0.01)
    async with asyncio.timeout(SOON), asyncio.TaskGroup() as group:
        group.create_task(worker.run(stop))
        while (await row(sessions)).handled_at is None:  # noqa: ASYNC110 - a table tells nobody that it changed
            await asyncio.sleep(0.01)
        stop.set()


async def test_what_is_committed_before_the_effect_does_not_end_the_update(sessions: Sessions) -> None:
    async def die(_update: Update) -> None:
        with handling.preparing():
            await note(sessions, "preparation")
        raise Killed

    with pytest.raises(BaseExceptionGroup):
        await work(sessions, die, 7)
    assert await effects(sessions) == ["preparation"]
    assert (await row(sessions)).handled_at is None


async def test_a_replica_that_lost_its_claim_changes_nothing(sessions: Sessions) -> None:
    hand = []

    async def process(update: Update) -> None:
        hand.append(handling.current())
        handling.COMPANION.set(None)
        async with sessions.begin() as session:
            stolen = await session.get_one(InboxUpdate, 7)
            stolen.claimed_by = "another"
            session.add(stolen)
        handling.COMPANION.set(hand[0])
        await note(sessions, "effect")

    await work(sessions, process, 7)
    found = await row(sessions)
    assert await effects(sessions) == []
    assert (found.claimed_by, found.handled_at) == ("another", None)


async def test_while_the_database_is_away_an_update_is_put_off_and_tried_again(sqlite_sessions: Sessions) -> None:
    failures = [OperationalError("SELECT", {}, Exception("away"))]

    async def process(_update: Update) -> None:
        if failures:
            raise failures.pop()
        await note(sqlite_sessions, "effect")

    await work(sqlite_sessions, process, 7, hold=0.05)
    assert (await row(sqlite_sessions)).handled_at is None
    await until_handled(sqlite_sessions, process)
    assert await effects(sqlite_sessions) == ["effect"]
    assert (await row(sqlite_sessions)).error == ""


async def test_a_failure_after_the_effect_is_noted_and_the_effect_stays(sqlite_sessions: Sessions) -> None:
    async def process(_update: Update) -> None:
        await note(sqlite_sessions, "effect")
        raise KeyError("answer")

    await work(sqlite_sessions, process, 7)
    found = await row(sqlite_sessions)
    assert (found.error, found.handled_at, found.raw) == ("KeyError", NOW, None)
    assert await effects(sqlite_sessions) == ["effect"]


async def test_a_claim_is_renewed_as_long_as_the_handler_works(sqlite_sessions: Sessions) -> None:
    async def process(_update: Update) -> None:
        first = (await row(sqlite_sessions)).claimed_until
        while (await row(sqlite_sessions)).claimed_until == first:  # noqa: ASYNC110
            await asyncio.sleep(0.01)

    await work(sqlite_sessions, process, 7)


async def test_duplicates_under_the_same_number_are_handled_once(sessions: Sessions) -> None:
    async def process(update: Update) -> None:
        await note(sessions, f"effect {update.update_id}")

    await work(sessions, process, 7, 8)
    async with sessions.begin() as session:
        assert await inbox.store(session, raws=[saying(7), saying(8)], now=NOW) == set()
    assert sorted(await effects(sessions)) == ["effect 7", "effect 8"]
