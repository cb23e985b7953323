"""What Telegram asked to wait for: known to every replica, and looked at again right before each call."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime, timedelta

import structlog

from bot.deps import Clock, Deps
from bot.services import rates
from bot.services.settlement import UNRECORDABLE
from scheduler.clock import age_clock

log = structlog.get_logger(__name__)

LOOK_SECONDS = 0.05
"""How old a look may be; another replica may have been told to wait since."""


class Closing:
    """Until when nothing may be sent."""

    def __init__(self, deps: Deps, clock: Clock) -> None:
        self._deps, self._clock = deps, clock
        self._until: datetime | None = None
        self._looked = -LOOK_SECONDS

    async def left(self) -> timedelta | None:
        """How long nothing may be sent from now on; None while it may."""
        if age_clock() - self._looked >= LOOK_SECONDS:
            self._looked = age_clock()
            await self._look()
        return self.known()

    def known(self) -> timedelta | None:
        """How long nothing may be sent as far as is known without another look."""
        now = self._clock.now()
        return self._until - now if self._until is not None and self._until > now else None

    async def close(self, chats: Collection[int], wait: timedelta) -> None:
        """Telegram asked to wait: nobody sends before, here and on every other machine."""
        now = self._clock.now()
        until = now + wait
        self._until = max(until, self._until or until)
        log.warning("told_to_wait", seconds=wait.total_seconds())
        try:
            async with self._deps.sessions.begin() as session:
                await rates.close(session, chats, now=now, until=until)
        except UNRECORDABLE as error:
            log.warning("wait_not_shared", error=type(error).__name__)

    async def _look(self) -> None:
        now = self._clock.now()
        try:
            async with self._deps.sessions() as session:
                found = await rates.closed_until(session, now=now)
        except UNRECORDABLE:
            return  # what we know ourselves still holds
        if found is not None and (self._until is None or found > self._until):
            self._until = found
