"""Leases: which of several replicas does what only one should do. All times are those of the database's clock."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlmodel.ext.asyncio.session import AsyncSession

from db.queries.leases import end_leases, list_leases, take_lease

POLLER, PLANNER, HOUSEKEEPING = "poller", "planner", "housekeeping"
"""Asks Telegram for updates; plans reminders; erases what has served. Only the first must not be done by two."""

LEASE = timedelta(seconds=25)
"""Together with the two seconds between two tries of the others, a dead holder is replaced within 27."""


@dataclass(frozen=True)
class Tenure:
    """A lease as it stands."""

    name: str
    owner: str
    epoch: int
    expires_at: datetime

    def is_free_at(self, now: datetime, owner: str) -> bool:
        """Whether this owner could take it or already has it."""
        return self.owner == owner or self.expires_at <= now


async def acquire(
    session: AsyncSession, *, names: Collection[str], owner: str, now: datetime, lease: timedelta = LEASE
) -> frozenset[str]:
    """Take or renew leases; returns the names of those that are the owner's until `now + lease`."""
    held = [name for name in sorted(names) if await take_lease(session, name, owner=owner, now=now, until=now + lease)]
    return frozenset(held)


async def release(session: AsyncSession, *, owner: str, now: datetime) -> int:
    """Let go of all that the owner holds, so that others need not wait; returns how many leases that were."""
    return await end_leases(session, owner=owner, now=now)


async def list_tenures(session: AsyncSession) -> list[Tenure]:
    """Every lease that was ever taken, in force or not."""
    return [Tenure(row.name, row.owner, row.epoch, row.expires_at) for row in await list_leases(session)]
