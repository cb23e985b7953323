"""Requests to correct data."""

from collections.abc import Collection
from datetime import date, datetime

from sqlmodel import col, func, select, update
from sqlmodel.ext.asyncio.session import AsyncSession

from db.models import Correction


async def list_unsettled(session: AsyncSession) -> list[Correction]:
    """The requests that nobody has settled, oldest first."""
    statement = select(Correction).where(col(Correction.settled_at).is_(None)).order_by(col(Correction.id))
    return list((await session.exec(statement)).all())


async def get_correction(session: AsyncSession, **asked: int | date) -> Correction:
    """The request that a person made about an agency and a period on a day; raises where there is none."""
    return (await session.exec(select(Correction).filter_by(**asked))).one()


async def find_noting(session: AsyncSession, person_id: int, now: datetime) -> Correction | None:
    """The request for which a person is asked what is wrong."""
    statement = select(Correction).where(
        Correction.focal_point_id == person_id,
        col(Correction.noting_until) > now,
        col(Correction.settled_at).is_(None),
    )
    return (await session.exec(statement.order_by(col(Correction.id).desc()))).first()


async def end_noting(session: AsyncSession, person_id: int) -> None:
    """Ask a person no longer what is wrong."""
    statement = update(Correction).where(
        col(Correction.focal_point_id) == person_id, col(Correction.noting_until).is_not(None)
    )
    await session.exec(statement.values(noting_until=None))


async def count_notes(session: AsyncSession, person_id: int) -> int:
    """How many notes of a person are kept."""
    statement = select(func.count()).select_from(Correction)
    statement = statement.where(Correction.focal_point_id == person_id, col(Correction.note).is_not(None))
    return (await session.exec(statement)).one()


async def forget_notes(session: AsyncSession, person_id: int) -> None:
    """Empty what a person wrote about wrong data."""
    statement = update(Correction).where(col(Correction.focal_point_id) == person_id)
    await session.exec(statement.values(note=None, noting_until=None))


async def list_corrections_of(session: AsyncSession, ids: Collection[int]) -> list[Correction]:
    """The requests of these keys, settled or not, oldest first."""
    statement = select(Correction).where(col(Correction.id).in_(ids)).order_by(col(Correction.id))
    return list((await session.exec(statement)).all())


async def find_correction(session: AsyncSession, correction_id: int) -> Correction | None:
    """The request of a key, such as a button carries."""
    return (await session.exec(select(Correction).where(Correction.id == correction_id))).first()


async def settle_if_open(session: AsyncSession, correction_id: int, *, by: int | None, now: datetime) -> bool:
    """Settle a request unless somebody did, and forget its note; returns whether it was settled by this call."""
    statement = (
        update(Correction)
        .where(col(Correction.id) == correction_id, col(Correction.settled_at).is_(None))
        .values(settled_at=now, settled_by=by, note=None)
    )
    return (await session.exec(statement)).rowcount == 1
