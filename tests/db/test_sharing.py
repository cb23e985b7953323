"""Shared transactions: together with whoever waits, one turn at a time, and nobody is left behind."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from datetime import UTC, datetime

import pytest
from sqlalchemy import event
from sqlmodel import select
from sqlmodel.ext.asyncio.session import AsyncSession

from db.companion import COMPANION
from db.engine import Sessions
from db.models import Lease
from db.sharing import Shared

SOON = 60.0
NOW = datetime(2026, 7, 13, 2, 0, tzinfo=UTC)


class Desk:
    """Squares numbers in turns that can be held up; 13 is more than it can bear."""

    def __init__(self) -> None:
        self.turns: list[list[int]] = []
        self.gate = asyncio.Event()
        self.begun = asyncio.Event()
        self.at_end: Callable[[], object] = lambda: None
        self.shared = Shared(self._work)

    async def _work(self, numbers: Sequence[int]) -> list[int]:
        self.turns.append(list(numbers))
        self.begun.set()
        await self.gate.wait()
        if 13 in numbers:
            raise ValueError("13")
        self.at_end()
        return [number**2 for number in numbers]

    async def start(self, group: asyncio.TaskGroup, *numbers: int) -> list[asyncio.Task[int]]:
        """Let each number be asked for in a task of its own, and let these come as far as they can."""
        tasks = [group.create_task(self.shared.ask(number)) for number in numbers]
        if len(self.turns) == 0:
            await self.begun.wait()
        else:
            await asyncio.sleep(0)
        return tasks


async def test_who_comes_while_one_turn_is_under_way_shares_the_next() -> None:
    desk = Desk()
    async with asyncio.timeout(SOON), asyncio.TaskGroup() as group:
        first = await desk.start(group, 1)
        later = await desk.start(group, 2, 3, 4)
        desk.gate.set()
    assert [task.result() for task in first + later] == [1, 4, 9, 16]
    assert desk.turns == [[1], [2, 3, 4]]


async def test_all_of_a_turn_are_told_of_its_failure_and_the_next_goes_on() -> None:
    desk = Desk()
    desk.gate.set()
    async with asyncio.timeout(SOON):
        found = await asyncio.gather(desk.shared.ask(12), desk.shared.ask(13), return_exceptions=True)
        assert [type(one) for one in found] == [ValueError, ValueError]
        assert await desk.shared.ask(5) == 25


@pytest.mark.parametrize("place", [0, 1, 2])
async def test_who_gives_up_leaves_the_others_served(place: int) -> None:
    desk = Desk()
    async with asyncio.timeout(SOON), asyncio.TaskGroup() as group:
        tasks = [*await desk.start(group, 1), *await desk.start(group, 2, 3)]
        tasks[place].cancel()
        await asyncio.sleep(0)
        desk.gate.set()
    served = [task.result() for task in tasks if not task.cancelled()]
    assert served == [square for at, square in enumerate([1, 4, 9]) if at != place]
    assert await desk.shared.ask(5) == 25


async def test_nobody_who_gave_up_is_called_to_work_when_who_worked_for_them_gives_up_too() -> None:
    desk = Desk()
    async with asyncio.timeout(SOON), asyncio.TaskGroup() as group:
        first, second = await desk.start(group, 1, 2)
        (third,) = await desk.start(group, 3)
        for task in (second, first):
            task.cancel()
            await asyncio.sleep(0)
        desk.gate.set()
    assert (first.cancelled(), second.cancelled(), third.result()) == (True, True, 9)


async def test_who_is_called_to_work_and_gives_up_calls_the_next() -> None:
    desk, loop = Desk(), asyncio.get_running_loop()
    async with asyncio.timeout(SOON), asyncio.TaskGroup() as group:
        await desk.start(group, 1)
        second, third = await desk.start(group, 2, 3)
        desk.at_end = lambda: loop.call_soon(second.cancel)  # runs after it was called, and before it can begin
        desk.gate.set()
    assert (second.cancelled(), third.result(), desk.turns) == (True, 9, [[1], [3]])


async def test_who_leads_and_gives_up_in_the_middle_leaves_the_others_of_the_turn_waiting_for_the_next() -> None:
    desk = Desk()
    async with asyncio.timeout(SOON), asyncio.TaskGroup() as group:
        first, second = await desk.start(group, 1, 2)
        first.cancel()
        await asyncio.sleep(0)
        desk.gate.set()
    assert (first.cancelled(), second.result(), desk.turns) == (True, 4, [[1, 2], [2]])


async def note(session: AsyncSession, names: Sequence[str]) -> Sequence[int]:
    """Write down names; returns how many came in one turn."""
    for name in names:
        session.add(Lease(name=name, owner="a", epoch=1, expires_at=NOW))
    return [len(names)] * len(names)


async def spoil(session: AsyncSession, names: Sequence[str]) -> Sequence[None]:
    """Write something down and fail."""
    await note(session, [f"spoilt {name}" for name in names])
    await session.flush()
    raise ValueError("spoilt")


async def noted(sessions: Sessions) -> list[str]:
    async with sessions() as session:
        return sorted((await session.exec(select(Lease.name))).all())


async def test_steps_of_several_kinds_are_committed_in_one_transaction(sqlite_sessions: Sessions) -> None:
    begun: list[str] = []
    event.listen(sqlite_sessions.writer.sync_engine, "begin", lambda _: begun.append("begin"))
    shared = sqlite_sessions.shared
    async with asyncio.timeout(SOON):
        found = await asyncio.gather(shared.ask(note, "a"), shared.ask(note, "b"), shared.ask(count, "c"))
    assert (found, begun, await noted(sqlite_sessions)) == ([2, 2, 1], ["begin"], ["a", "b"])


async def count(_session: AsyncSession, names: Sequence[str]) -> Sequence[int]:
    return [len(names)] * len(names)


async def test_a_step_that_fails_takes_no_other_with_it(sqlite_sessions: Sessions) -> None:
    shared = sqlite_sessions.shared
    async with asyncio.timeout(SOON):
        found = await asyncio.gather(shared.ask(note, "a"), shared.ask(spoil, "b"), return_exceptions=True)
    assert (found[0], type(found[1])) == (1, ValueError)
    assert await noted(sqlite_sessions) == ["a"]


async def test_steps_of_a_lower_rank_come_first_whoever_asked_first(sqlite_sessions: Sessions) -> None:
    order: list[str] = []

    async def claim(_session: AsyncSession, names: Sequence[str]) -> Sequence[None]:
        order.extend(names)
        return [None] * len(names)

    async def store(_session: AsyncSession, names: Sequence[str]) -> Sequence[None]:
        order.extend(names)
        return [None] * len(names)

    ask = sqlite_sessions.shared.ask
    async with asyncio.timeout(SOON):
        await asyncio.gather(ask(claim, "c", rank=2), ask(store, "a", rank=1), ask(store, "b", rank=1))
    assert order == ["a", "b", "c"]


async def test_an_update_in_hand_has_no_part_in_what_is_shared(sqlite_sessions: Sessions) -> None:
    class Marker:
        knows_versions = False
        joined = 0

        async def join(self, _session: AsyncSession) -> None:
            self.joined += 1

        def committed(self) -> None:
            self.joined += 1

    marker = Marker()
    token = COMPANION.set(marker)
    try:
        await sqlite_sessions.shared.ask(note, "a")
        assert (marker.joined, COMPANION.get()) == (0, marker)
    finally:
        COMPANION.reset(token)
