"""The rows of leases: taken by a conditional update, so that the count of rows decides who has one."""

from datetime import datetime

from sqlalchemy import case
from sqlmodel import col, or_, select, update
from sqlmodel.ext.asyncio.session import AsyncSession

from db.models import Lease
from db.queries.once import insert_once


async def take_lease(session: AsyncSession, name: str, *, owner: str, now: datetime, until: datetime) -> bool:
    """Take a lease that is new, lapsed or the owner's already; returns whether it is theirs now."""
    if await insert_once(session, Lease, name=name, owner=owner, epoch=1, expires_at=until):
        return True
    epoch = case((col(Lease.owner) == owner, col(Lease.epoch)), else_=col(Lease.epoch) + 1)
    statement = (
        update(Lease)
        .where(col(Lease.name) == name, or_(col(Lease.owner) == owner, col(Lease.expires_at) <= now))
        .values(owner=owner, epoch=epoch, expires_at=until)
        .execution_options(synchronize_session=False)
    )
    return (await session.exec(statement)).rowcount == 1


async def end_leases(session: AsyncSession, *, owner: str, now: datetime) -> int:
    """Let go of everything an owner holds, so that nobody is its owner; returns how many leases that were."""
    statement = (
        update(Lease).where(col(Lease.owner) == owner, col(Lease.expires_at) > now).values(owner="", expires_at=now)
    )
    return (await session.exec(statement.execution_options(synchronize_session=False))).rowcount


async def list_leases(session: AsyncSession) -> list[Lease]:
    """Every lease, in force or not."""
    return list((await session.exec(select(Lease).order_by(col(Lease.name)))).all())
