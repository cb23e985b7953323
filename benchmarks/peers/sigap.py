"""Sigap in webhook mode as `sigap run` starts it, on a clock that began at a given moment."""

from __future__ import annotations

import asyncio
import sys
from datetime import datetime, timedelta

from bot.app import Wires, run, started
from bot.config import load
from bot.deps import SystemClock
from bot.logs import configure_logs
from bot.startup import spare_what_stays
from db.engine import open_database


class ShiftedClock:
    """Goes like the real one, from another moment on, so that the answers do not depend on today."""

    def __init__(self, start: datetime) -> None:
        self._real = SystemClock()
        self._shift: timedelta = self._real.now() - start

    def now(self) -> datetime:
        return self._real.now() - self._shift


async def serve(start: datetime) -> None:
    settings = load(None)
    configure_logs(level=settings.log_level, as_json=False, secrets=settings.secrets)
    sessions = open_database(settings.database_url, settings.data_keys)
    clock = ShiftedClock(start)
    async with started(settings, sessions, clock, Wires.to_telegram()) as running:
        spare_what_stays()
        sys.stdout.write(f"{settings.listen[1]}\n")
        sys.stdout.flush()
        await run(running, asyncio.Event())


if __name__ == "__main__":
    asyncio.run(serve(datetime.fromisoformat(sys.argv[1])))
