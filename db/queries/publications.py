"""Publications of achievements."""

from collections.abc import Collection

from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from db.models import Assignment, Publication


async def count_published(session: AsyncSession, period_id: int, agency_ids: Collection[int]) -> int:
    """How many duties of a period were published, once or more often, by these agencies."""
    statement = (
        select(Assignment.agency_id, Assignment.id)
        .join(Publication, col(Publication.assignment_id) == col(Assignment.id))
        .where(Publication.period_id == period_id)
        .distinct()
    )
    return sum(agency_id in agency_ids for agency_id, _ in (await session.exec(statement)).all())
