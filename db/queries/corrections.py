"""Requests to correct data."""

from collections.abc import Collection
from datetime import date, datetime

from sqlmodel import col, select, update
from sqlmodel.ext.asyncio.session import AsyncSession

from db.models import Correction


async def list_unsettled(session: AsyncSession) -> list[Correction]:
    """The requests that nobody has settled, oldest first."""
    statement = select(Correction).where(col(Correction.settled_at).is_(None)).order_by(col(Correction.id))
    return list((await session.exec(statement)).all())


async def get_correction_key(session: AsyncSession, **asked: int | date) -> int:
    """The key of the request that a person made about an agency and a period on a day; raises where there is none."""
    key = (await session.exec(select(Correction.id).filter_by(**asked))).one()
    assert key is not None
    return key


async def list_corrections_of(session: AsyncSession, ids: Collection[int]) -> list[Correction]:
    """The requests of these keys, settled or not, oldest first."""
    statement = select(Correction).where(col(Correction.id).in_(ids)).order_by(col(Correction.id))
    return list((await session.exec(statement)).all())


async def find_correction(session: AsyncSession, correction_id: int) -> Correction | None:
    """The request of a key, such as a button carries."""
    return (await session.exec(select(Correction).where(Correction.id == correction_id))).first()


async def settle_if_open(session: AsyncSession, correction_id: int, *, by: int | None, now: datetime) -> bool:
    """Settle a request unless somebody did; returns whether it was settled by this call."""
    statement = (
        update(Correction)
        .where(col(Correction.id) == correction_id, col(Correction.settled_at).is_(None))
        .values(settled_at=now, settled_by=by)
    )
    return (await session.exec(statement)).rowcount == 1
