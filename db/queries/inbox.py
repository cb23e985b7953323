"""The rows of the inbox: in once, out when handled, gone within a week."""

from collections.abc import Collection, Sequence
from datetime import datetime

from sqlmodel import col, delete, select, update
from sqlmodel.ext.asyncio.session import AsyncSession

from db.models import InboxUpdate


async def list_unhandled(session: AsyncSession, *, limit: int, without: Collection[int]) -> Sequence[InboxUpdate]:
    """The oldest updates that nobody has handled, less those named, in the order of their numbers."""
    statement = (
        select(InboxUpdate)
        .where(col(InboxUpdate.handled_at).is_(None), col(InboxUpdate.update_id).not_in(without))
        .order_by(col(InboxUpdate.update_id))
        .limit(limit)
    )
    return (await session.exec(statement)).all()


async def close_update(session: AsyncSession, update_id: int, *, now: datetime, error: str, keep_raw: bool) -> bool:
    """Note the end of an update that is still open; returns whether it was."""
    values: dict[str, object] = {"handled_at": now, "error": error}
    if not keep_raw:
        values["raw"] = None
    statement = (
        update(InboxUpdate)
        .where(col(InboxUpdate.update_id) == update_id, col(InboxUpdate.handled_at).is_(None))
        .values(**values)
    )
    return (await session.exec(statement)).rowcount == 1


async def delete_handled(session: AsyncSession, *, before: datetime) -> int:
    """Delete what was handled before a moment; returns how many rows that were."""
    statement = delete(InboxUpdate).where(col(InboxUpdate.handled_at) < before)
    return (await session.exec(statement)).rowcount
