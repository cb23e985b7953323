"""The time as the database tells it: the one clock that all replicas have in common."""

from datetime import datetime

from sqlmodel.ext.asyncio.session import AsyncSession

from db.queries.soundness import database_time


async def read_database_time(session: AsyncSession) -> datetime:
    """The present moment, aware, in UTC; ask in a transaction that has just begun. SQLite tells whole seconds."""
    return await database_time(session)
