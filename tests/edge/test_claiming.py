"""Claiming: as updates are stored, with a slot for the answer, and again when a process died over one."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import column, table
from sqlmodel import select
from sqlmodel.ext.asyncio.session import AsyncSession
from structlog.testing import capture_logs
from telegram import Update

from bot.inbound import LANES
from bot.services import inbox
from db.engine import Sessions, open_database
from db.memory import remembered
from db.models import Holiday, InboxUpdate
from db.queries.holidays import list_holidays
from tests.conftest import KEY
from tests.edge.desk import NOW, Desk, claims, errors, working
from tests.edge.updates import saying


async def test_an_update_is_claimed_in_the_transaction_that_stores_it(sqlite_sessions: Sessions) -> None:
    desk, loop = Desk(), asyncio.get_running_loop()
    names = [f"a{number}" for number in range(LANES)]  # as many as there are hands
    gates = [desk.hold(name) for name in names]
    under_way, may_end = asyncio.Event(), asyncio.Event()

    async def hold(_session: AsyncSession, items: Sequence[int]) -> Sequence[int]:
        under_way.set()
        await may_end.wait()
        return items

    async with working(sqlite_sessions, desk) as worker, asyncio.TaskGroup() as group:
        await worker.accept([saying(1000 + at, name, 2000 + at) for at, name in enumerate(names)])
        await desk.until(lambda: len(desk.begun) == LANES)
        group.create_task(sqlite_sessions.shared.ask(hold, 1))
        await under_way.wait()
        for gate in gates:
            gate.set()
        await desk.until(lambda: len(desk.ended) == LANES)
        for _ in range(9):
            await asyncio.sleep(0)  # now the worker has asked to mark the one and to claim the next
        loop.call_later(0.01, may_end.set)
        await worker.accept([saying(8, "b")])
        assert await claims(sqlite_sessions, 8) == 1
        await desk.until(lambda: "b" in desk.ended)


async def test_who_asks_in_private_has_a_slot_for_the_answer(sqlite_sessions: Sessions) -> None:
    desk = Desk()
    asked: list[int] = []
    group = {"id": -1003, "type": "supergroup", "title": "Grup"}
    aside = saying(8, "in a group", 1002)
    aside["message"]["chat"] = group

    async def reserve(_session: AsyncSession, chats: Sequence[int]) -> Sequence[datetime]:
        asked.extend(chats)
        return [NOW] * len(chats)

    async with working(sqlite_sessions, desk, reserve) as worker:
        await worker.accept([saying(7, "in private"), aside])
        await desk.until(lambda: len(desk.ended) == 2)
    assert desk.slots == {"in private": (1001, NOW), "in a group": None}
    assert asked == [1001]


async def test_updates_are_handled_though_no_slot_can_be_reserved(sqlite_sessions: Sessions) -> None:
    desk = Desk()

    async def reserve(session: AsyncSession, _chats: Sequence[int]) -> Sequence[datetime]:
        await session.exec(select(column("nothing")).select_from(table("no_such_table")))
        return []

    with capture_logs() as logs:
        async with working(sqlite_sessions, desk, reserve) as worker:
            await worker.accept([saying(7, "a"), saying(8, "b")])
            await desk.until(lambda: desk.ended == ["a", "b"])
    assert desk.slots == {"a": None, "b": None}
    assert {line["event"] for line in logs} == {"answers_not_reserved"}


async def test_an_update_is_handled_by_what_another_process_has_committed_before(sqlite_sessions: Sessions) -> None:
    known: list[int] = []

    class Reader(Desk):
        async def process(self, update: Update) -> None:
            async with sqlite_sessions() as session:
                known.append(len(await remembered(session, list_holidays, (2026,))))
            await super().process(update)

    desk = Reader()
    async with working(sqlite_sessions, desk) as worker:
        await worker.accept([saying(7, "a")])
        await desk.until(lambda: desk.ended == ["a"])
        other = open_database(sqlite_sessions.writer.url.render_as_string(hide_password=False), (KEY,))
        async with other.begin() as session:
            session.add(Holiday(day=NOW.date(), name="Hari Jadi"))
        await other.close()
        await worker.accept([saying(8, "b")])
        await desk.until(lambda: desk.ended == ["a", "b"])
    assert known == [0, 1]


async def test_a_claim_that_ran_out_while_the_update_was_in_hand_is_taken_again_and_nothing_else(
    sqlite_sessions: Sessions,
) -> None:
    desk = Desk()
    gate = desk.hold("a1")
    async with working(sqlite_sessions, desk) as worker:
        await worker.accept([saying(1, "a1"), saying(2, "a2")])
        await desk.until(lambda: desk.begun == ["a1"])
        await run_out(sqlite_sessions, 1)  # as when the process was stopped, or the database away, for long
        while await claims(sqlite_sessions, 1) == 1:  # noqa: ASYNC110 - a claim tells nobody that it was taken
            await asyncio.sleep(0.02)
        gate.set()
        await desk.until(lambda: "a2" in desk.ended)
    assert desk.begun == ["a1", "a2"]
    assert await errors(sqlite_sessions) == {1: "", 2: ""}


async def test_what_a_process_died_over_is_tried_again_one_at_a_time(sqlite_sessions: Sessions) -> None:
    desk = Desk()
    gates = {words: desk.hold(words) for words in ("old 1", "old 2")}
    async with sqlite_sessions.begin() as session:
        raws = [saying(number, f"old {number}", 1000 + number) for number in (1, 2)]
        await inbox.store(session, raws=raws, now=NOW)
        await inbox.claim(session, owner="dead", now=NOW, until=NOW, limit=2)
    async with working(sqlite_sessions, desk) as worker:
        await desk.until(lambda: desk.begun == ["old 1"])
        for number in (3, 4, 5):
            await worker.accept([saying(number, f"new {number}", 1000 + number)])
            await desk.until(lambda number=number: f"new {number}" in desk.ended)  # type: ignore[misc]
        assert "old 2" not in desk.begun
        for gate in gates.values():
            gate.set()
        await desk.until(lambda: len(desk.ended) == 5)


async def run_out(sessions: Sessions, number: int) -> None:
    async with sessions.begin() as session:
        row = await session.get_one(InboxUpdate, number)
        row.claimed_until = NOW - timedelta(days=9)
