"""Makes ready for use: a database, by schema and shipped registry, and the process of a server."""

from __future__ import annotations

import gc
from datetime import datetime

from bot.services import registry
from db.engine import Sessions
from db.schema import hold_lock, migrate

ALLOCATIONS = 10_000
"""New objects, less those that are gone, after which the young ones are searched; Python begins with 700."""


async def prepare(sessions: Sessions, *, now: datetime) -> None:
    """Migrate, and fill a database without agencies; several replicas may do this at once."""
    await migrate(sessions)
    async with sessions.begin() as session:
        await hold_lock(session)
        await registry.seed(session, now=now)


def spare_what_stays() -> None:
    """Leave what start-up made out of every later search for garbage, and search less often.

    Code, templates and tables stay until the process ends, and looking through them again and again takes time from
    sending. What becomes garbage in cycles later is still found. Belongs into the process of a server alone.
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(ALLOCATIONS)
