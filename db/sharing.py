"""Transactions that are shared: whoever comes while one is under way is in the next, with all who came meanwhile."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Generic, TypeVar

from sqlmodel.ext.asyncio.session import AsyncSession

from db.companion import COMPANION
from db.driver import IS_BRIEF

if TYPE_CHECKING:
    from db.engine import Sessions

REST_SECONDS = 0.01
"""Between two shared transactions under load, so that many take part in one; nobody notices it in a chat."""

Item = TypeVar("Item")
Result = TypeVar("Result")


@dataclass(eq=False)
class _Place(Generic[Item, Result]):
    """Somebody who waits, until their result is there or it is their turn to work for all who wait."""

    item: Item
    called: asyncio.Future[None]
    leads: bool = False
    results: list[Result] = field(default_factory=list)
    error: BaseException | None = None

    @property
    def is_served(self) -> bool:
        return bool(self.results) or self.error is not None


class Shared(Generic[Item, Result]):
    """Does the work of many at once, one turn at a time; nobody's work is begun before they ask for it.

    work: takes what was asked for and returns a result for each, in the same order; what it raises, all of that turn
    are told. Who asks first works for the others, in their own task; nothing runs while nobody asks.
    rest: seconds that lie between two turns at least, so that under load many share one; the first never waits.
    """

    def __init__(self, work: Callable[[Sequence[Item]], Awaitable[Sequence[Result]]], rest: float = 0.0) -> None:
        self._work, self._rest = work, rest
        self._rested_at = 0.0
        self._waiting: list[_Place[Item, Result]] = []
        self._is_busy = False

    async def ask(self, item: Item) -> Result:
        """Return the result for an item, worked out together with those of whoever else is waiting."""
        place: _Place[Item, Result] = _Place(item, asyncio.get_running_loop().create_future())
        self._waiting.append(place)
        try:
            if self._is_busy:
                await place.called
            else:
                self._is_busy = place.leads = True
                await asyncio.sleep(0)  # all who are about to ask in this turn of the loop come along
            if not place.is_served:
                await self._serve()
        except asyncio.CancelledError:
            self._leave(place)
            raise
        if place.error is not None:
            raise place.error
        return place.results[0]

    async def _serve(self) -> None:
        """Work for all who wait now, then let the first of those who came meanwhile do the same."""
        loop = asyncio.get_running_loop()
        if (early := self._rested_at - loop.time()) > 0:
            await asyncio.sleep(early)
        served, self._waiting = self._waiting, []
        try:
            found = await self._work([place.item for place in served])
            for place, result in zip(served, found, strict=True):
                place.results.append(result)
        except asyncio.CancelledError:
            left = [place for place in served if not place.called.cancelled()]
            self._waiting = left + self._waiting  # whose turn it was is gone; the others still wait
            raise
        except Exception as error:
            for place in served:
                place.error = error
        self._rested_at = loop.time() + self._rest
        for place in served:
            _call(place)
        self._pass_on()

    def _leave(self, place: _Place[Item, Result]) -> None:
        """Somebody stops waiting; if they were to work for the others, the next one is."""
        self._waiting = [other for other in self._waiting if other is not place]
        if place.leads and not place.is_served:
            self._pass_on()

    def _pass_on(self) -> None:
        self._is_busy = bool(self._waiting)
        if self._waiting:
            self._waiting[0].leads = True
            _call(self._waiting[0])


def _call(place: _Place[Item, Result]) -> None:
    if not place.called.done():
        place.called.set_result(None)


Step = Callable[[AsyncSession, Sequence[Item]], Awaitable[Sequence[Result]]]
"""Does something brief for several items in a transaction that is open, and returns a result for each."""


@dataclass
class _Asked:
    """A step with the item to do it for, and what came of it."""

    step: Step[Any, Any]
    item: Any
    rank: int
    result: Any = None
    error: Exception | None = None


class SharedTransactions:
    """Short transactions of many kinds as one: what is asked for meanwhile is done in the next, all steps together.

    Where that fails each step is done again in a transaction of its own, so that none suffers from another.
    """

    def __init__(self, sessions: Sessions, rest: float = REST_SECONDS) -> None:
        self._sessions = sessions
        self._turns: Shared[_Asked, _Asked] = Shared(self._work, rest)

    async def ask(self, step: Step[Item, Result], item: Item, *, rank: int = 0) -> Result:
        """Return the result for an item once it is committed; raises what the step or the commit raised.

        rank: steps of a higher one come later in the transaction, and see what those before them have done.
        """
        done = await self._turns.ask(_Asked(step, item, rank))
        if done.error is not None:
            raise done.error
        result: Result = done.result
        return result

    async def _work(self, asked: Sequence[_Asked]) -> Sequence[_Asked]:
        kinds: dict[Step[Any, Any], list[_Asked]] = {}
        for one in sorted(asked, key=lambda one: one.rank):
            kinds.setdefault(one.step, []).append(one)
        try:
            await self._commit(kinds)
        except Exception as error:
            for step, some in kinds.items():
                try:
                    if len(kinds) == 1:
                        raise error
                    await self._commit({step: some})
                except Exception as own:
                    for one in some:
                        one.error = own
        return asked

    async def _commit(self, kinds: dict[Step[Any, Any], list[_Asked]]) -> None:
        companion, brief = COMPANION.set(None), IS_BRIEF.set(True)
        try:  # whose task this is has no more to do with it than the others
            await self._commit_alone(kinds)
        finally:
            COMPANION.reset(companion)
            IS_BRIEF.reset(brief)

    async def _commit_alone(self, kinds: dict[Step[Any, Any], list[_Asked]]) -> None:
        async with self._sessions.begin() as session:
            for step, some in kinds.items():
                results = await step(session, [one.item for one in some])
                for one, result in zip(some, results, strict=True):
                    one.result = result
