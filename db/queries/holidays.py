"""Days off that operators added to the national calendar."""

from collections.abc import Collection
from datetime import date

from sqlmodel import col, or_, select
from sqlmodel.ext.asyncio.session import AsyncSession

from db.models import Holiday


async def list_holidays(session: AsyncSession, years: Collection[int]) -> list[Holiday]:
    """The added days off of some years, in order of days; those of no region hold everywhere."""
    if not years:
        return []
    of_a_year = [col(Holiday.day).between(date(year, 1, 1), date(year, 12, 31)) for year in sorted(years)]
    statement = select(Holiday).where(or_(*of_a_year)).order_by(col(Holiday.day), col(Holiday.id))
    return list((await session.exec(statement)).all())
