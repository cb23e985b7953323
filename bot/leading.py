"""Keeps the leases of this process while it runs, and takes over those of a replica that has gone."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable, Collection
from datetime import datetime, timedelta

import structlog
from sqlalchemy.exc import SQLAlchemyError
from sqlmodel.ext.asyncio.session import AsyncSession

from bot.pulse import pause
from bot.services import leases
from bot.services.leases import LEASE
from db.engine import Sessions
from db.queries.soundness import database_time

log = structlog.get_logger(__name__)

TRY_SECONDS = 2.0
"""How often to look whether a lease has become free."""

MARGIN = timedelta(seconds=2)
"""So much earlier than the others do we regard our own lease as lost; SQLite tells whole seconds."""


class Leader:
    """Knows which leases this process holds now. Before it runs the process is taken to be alone: it holds all.

    The end of a lease is measured on the monotonic clock from before it was taken: a process that was stopped and
    wakes up knows at once that it no longer leads.
    """

    def __init__(
        self,
        sessions: Sessions,
        owner: str,
        *,
        lease: timedelta = LEASE,
        try_seconds: float = TRY_SECONDS,
        read_time: Callable[[AsyncSession], Awaitable[datetime]] = database_time,
        read_age: Callable[[], float] = time.monotonic,
    ) -> None:
        self._sessions, self.owner = sessions, owner
        self._lease, self._try_seconds = lease, try_seconds
        self._read_time, self._read_age = read_time, read_age
        self._until: dict[str, float] = {}
        self._is_running = False

    def leads(self, name: str) -> bool:
        """Whether this process holds a lease at this moment."""
        return not self._is_running or self._until.get(name, 0.0) > self._read_age()

    async def run(self, names: Collection[str], over: asyncio.Event) -> None:
        """Hold what can be had of these leases until it is over, then let go of them."""
        self._is_running = True
        try:
            while not over.is_set():
                await self._try(names)
                await pause(over, self._try_seconds)
        finally:
            await self._release()

    async def _try(self, names: Collection[str]) -> None:
        try:
            if wanted := await self._list_wanted(names):
                await self.acquire(wanted)
        except (SQLAlchemyError, OSError) as error:
            log.warning("leases_unreachable", error=type(error).__name__)

    async def _list_wanted(self, names: Collection[str]) -> list[str]:
        """What is worth a write: leases that are free, and our own when a third of their time has gone."""
        async with self._sessions() as session:
            now = await self._read_time(session)
            tenures = {tenure.name: tenure for tenure in await leases.list_tenures(session)}
        fresh_until = now + self._lease * 2 / 3
        return [
            name
            for name in names
            if (tenure := tenures.get(name)) is None
            or (tenure.is_free_at(now, self.owner) and tenure.expires_at <= fresh_until)
        ]

    async def acquire(self, names: Collection[str]) -> frozenset[str]:
        """Take or renew leases; returns those that are held. Raises what the database raises."""
        before = self._read_age()
        async with self._sessions.begin() as session:
            now = await self._read_time(session)
            held = await leases.acquire(session, names=names, owner=self.owner, now=now, lease=self._lease)
        for name in held:
            if name not in self._until:
                log.info("lease_taken", lease=name)
            self._until[name] = before + (self._lease - min(MARGIN, self._lease / 4)).total_seconds()
        for name in set(names) - held:
            if self._until.pop(name, None) is not None:
                log.warning("lease_lost", lease=name)
        return held

    async def _release(self) -> None:
        self._until.clear()
        try:
            async with self._sessions.begin() as session:
                await leases.release(session, owner=self.owner, now=await self._read_time(session))
        except (SQLAlchemyError, OSError) as error:  # the others wait until it lapses
            log.warning("leases_not_released", error=type(error).__name__)
