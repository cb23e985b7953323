"""Revisions of what a running bot keeps in memory."""

from sqlmodel.ext.asyncio.session import AsyncSession

from db.models import Revision

REGISTRY = "registry"
"""Agencies, aliases, periods: raised by whatever changes them."""


async def find_revision(session: AsyncSession, name: str) -> int:
    """The number of the present revision; 0 before the first change."""
    row = await session.get(Revision, name)
    return row.number if row else 0


async def raise_revision(session: AsyncSession, name: str) -> None:
    """Tell every running bot that this has changed."""
    row = await session.get(Revision, name) or Revision(name=name)
    row.number += 1
    session.add(row)
