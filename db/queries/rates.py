"""The limits of sending as rows: read and moved by one replica at a time."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from functools import cache

from sqlalchemy import Executable, bindparam
from sqlalchemy import select as select_columns
from sqlalchemy.dialects import postgresql, sqlite
from sqlmodel import col, delete, or_, select
from sqlmodel.ext.asyncio.session import AsyncSession

from bot.domain.pacing import Bucket
from db.models import RateBucket
from db.queries.bulk import table_of
from db.queries.once import insert_each_once

BUCKETS = table_of(RateBucket)
# Every answer needs this one: it is put together once.
HOLD = (
    select_columns(BUCKETS.c.free_at, BUCKETS.c.moved_at, BUCKETS.c.closed_until)
    .where(BUCKETS.c.key == bindparam("name"))
    .with_for_update()
)
TRY_TO_HOLD = HOLD.with_for_update(skip_locked=True)


async def hold_bucket(session: AsyncSession, key: str, now: datetime) -> Bucket:
    """A bucket, made if it is new, held for this transaction."""
    connection = await session.connection()
    row = (await connection.execute(HOLD, {"name": key})).first()
    if row is None:
        await insert_each_once(session, RateBucket, [{"key": key, "free_at": now, "moved_at": now}])
        row = (await connection.execute(HOLD, {"name": key})).one()
    return Bucket(*row)


async def try_to_hold_bucket(session: AsyncSession, key: str) -> Bucket | None:
    """A bucket, held for this transaction; None where it is new or somebody else holds it, which is not waited for."""
    row = (await (await session.connection()).execute(TRY_TO_HOLD, {"name": key})).first()
    return Bucket(*row) if row is not None else None


async def list_buckets(session: AsyncSession, keys: Collection[str]) -> dict[str, Bucket]:
    """Those of the buckets that exist, as they are; who changes them holds the bucket of all."""
    statement = select(RateBucket.key, RateBucket.free_at, RateBucket.moved_at, RateBucket.closed_until)
    rows = await session.exec(statement.where(col(RateBucket.key).in_(keys)))
    return {key: Bucket(free_at, moved_at, closed) for key, free_at, moved_at, closed in rows.all()}


async def put_buckets(session: AsyncSession, buckets: Mapping[str, Bucket]) -> None:
    """Store buckets, new or known."""
    rows: Sequence[Mapping[str, object]] = [
        {
            "key": key,
            "free_at": bucket.free_at,
            "moved_at": bucket.moved_at,
            "closed_until": bucket.closed_until,
        }
        for key, bucket in sorted(buckets.items())
    ]
    connection = await session.connection()
    await connection.execute(_put(connection.dialect.name), rows)


@cache
def _put(dialect: str) -> Executable:
    statement = (postgresql.insert if dialect == "postgresql" else sqlite.insert)(BUCKETS)
    values = {name: statement.excluded[name] for name in ("free_at", "moved_at", "closed_until")}
    return statement.on_conflict_do_update(index_elements=["key"], set_=values)


async def delete_idle(session: AsyncSession, before: datetime) -> int:
    """Remove the buckets that have been full for long; returns how many."""
    statement = delete(RateBucket).where(
        col(RateBucket.free_at) < before,
        col(RateBucket.moved_at) < before,
        or_(col(RateBucket.closed_until).is_(None), col(RateBucket.closed_until) < before),
    )
    return (await session.exec(statement)).rowcount
