"""Counts and times the calls of the Bot API as they cross the wire."""

from __future__ import annotations

from functools import cache
from time import perf_counter

from bot.metrics import Metrics
from bot.transport import Timeouts, Wire

THROTTLED = 429


class MeasuredWire:
    """A wire that notes how long each call took and how it ended; the address, which holds the token, is not kept."""

    def __init__(self, wire: Wire, metrics: Metrics) -> None:
        self._wire = wire
        self._count, self._time = cache(metrics.calls.labels), cache(metrics.call_seconds.labels)  # few ever occur

    async def open(self) -> None:
        """Get ready."""
        await self._wire.open()

    async def close(self) -> None:
        """Let go of every connection."""
        await self._wire.close()

    async def post(self, url: str, body: bytes, content_type: str, timeouts: Timeouts) -> tuple[int, bytes]:
        """Return status and body of the answer; raises what the wire raises."""
        method, began = url.rpartition("/")[2].partition("?")[0], perf_counter()
        try:
            status, answer = await self._wire.post(url, body, content_type, timeouts)
        except BaseException:
            self._count(method, "broken").inc()
            raise
        self._time(method).observe(perf_counter() - began)
        self._count(method, _outcome(status)).inc()
        return status, answer


def _outcome(status: int) -> str:
    if status == THROTTLED:
        return "throttled"
    if status >= 500:
        return "broken"
    return "ok" if status == 200 else "refused"
