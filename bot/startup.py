"""Makes a database ready for use: schema, then the shipped registry."""

from __future__ import annotations

from datetime import datetime

from bot.services import registry
from db.engine import Sessions
from db.schema import hold_lock, migrate


async def prepare(sessions: Sessions, *, now: datetime) -> None:
    """Migrate, and fill a database without agencies; several replicas may do this at once."""
    await migrate(sessions)
    async with sessions.begin() as session:
        await hold_lock(session)
        await registry.seed(session, now=now)
