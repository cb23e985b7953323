"""Transactions that are shared: whoever comes while one is under way is in the next, with all who came meanwhile."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field
from typing import Generic, TypeVar

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
            self._waiting = served + self._waiting  # whose turn it was is gone; the others still wait
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
