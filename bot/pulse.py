"""Signs of life: when each part last did its work, and which of them are overdue."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable

PATIENCE = 3
"""After so many intervals without a sign a part counts as stuck."""


class Pulse:
    """Notes when a part last did its work. Parts that nobody expects anything of are never late.

    read: seconds of a clock that nobody sets.
    """

    def __init__(self, read: Callable[[], float] = time.monotonic) -> None:
        self._read = read
        self._intervals: dict[str, float] = {}
        self._last: dict[str, float] = {}

    def expect(self, name: str, seconds: float) -> None:
        """From now on expect a sign of this part every so many seconds."""
        self._intervals[name] = seconds
        self._last[name] = self._read()

    def beat(self, name: str) -> None:
        """Note that a part has just done its work."""
        self._last[name] = self._read()

    def ages(self) -> dict[str, float]:
        """How many seconds ago each expected part last did its work."""
        now = self._read()
        return {name: now - self._last[name] for name in self._intervals}

    def late(self) -> tuple[str, ...]:
        """The parts that have given no sign for three of their intervals."""
        return tuple(name for name, age in self.ages().items() if age > PATIENCE * self._intervals[name])


async def pause(until: asyncio.Event, seconds: float) -> bool:
    """Wait for an event, at most so many seconds; returns whether it came."""
    try:
        async with asyncio.timeout(seconds):
            await until.wait()
    except TimeoutError:
        return False
    return True
