"""The shipped registry: put into a database that has none yet."""

from datetime import datetime

from sqlmodel import select
from sqlmodel.ext.asyncio.session import AsyncSession

from db.models import Agency, AuditEntry
from db.queries.revisions import REGISTRY, raise_revision
from db.seed.loader import load


async def seed(session: AsyncSession, *, now: datetime) -> bool:
    """Fill a database without agencies with the shipped registry; returns whether it did.

    Call it in the transaction, or under the lock, of the migration: two callers at once must not both find it empty.
    """
    if (await session.exec(select(Agency.id).limit(1))).first() is not None:
        return False
    await load(session)
    await raise_revision(session, REGISTRY)
    session.add(AuditEntry(at=now, actor="sigap", event="registry_seeded"))
    await session.flush()
    return True
