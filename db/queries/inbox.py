"""The rows of the inbox: in once, claimed by one replica at a time, out when handled, gone within a week."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, fields
from datetime import datetime
from functools import cache

from sqlalchemy import ColumnElement, Executable, Select, bindparam, case
from sqlalchemy import select as select_columns
from sqlalchemy.dialects import postgresql, sqlite
from sqlmodel import and_, col, delete, func, or_, select, update
from sqlmodel.ext.asyncio.session import AsyncSession

from db.models import InboxUpdate
from db.queries.bulk import Values, table_of

INBOX = table_of(InboxUpdate)
WAITS = col(InboxUpdate.handled_at).is_(None)

# Statements that every update needs are put together once: that costs more than to run them.
KNOWN = select_columns(INBOX.c.update_id).where(INBOX.c.update_id.in_(bindparam("numbers", expanding=True)))


@dataclass(frozen=True)
class Claimed:
    """A row that was claimed: what is needed to handle it."""

    update_id: int
    raw: str | None
    attempts: int
    is_flood: bool
    lane: int
    sender: int | None


async def list_known(session: AsyncSession, update_ids: Collection[int]) -> set[int]:
    """Which of the numbers are there already."""
    connection = await session.connection()
    return set((await connection.execute(KNOWN, {"numbers": list(update_ids)})).scalars())


async def insert_new(session: AsyncSession, rows: Sequence[Values]) -> set[int]:
    """Insert updates, less those that are there already; returns the numbers of those that were inserted."""
    if not rows:
        return set()
    connection = await session.connection()
    return set((await connection.execute(_insert(connection.dialect.name), rows)).scalars())


@cache
def _insert(dialect: str) -> Executable:
    insert = postgresql.insert if dialect == "postgresql" else sqlite.insert
    return insert(INBOX).on_conflict_do_nothing().returning(INBOX.c.update_id)


async def claim_heads(
    session: AsyncSession, *, owner: str, now: datetime, until: datetime, limit: int, is_retry: bool
) -> list[Claimed]:
    """Claim the oldest update of each lane, of as many lanes as the limit says; each claim counts as an attempt.

    is_retry: of those that were claimed before, or else of those that never were.

    A lane whose oldest update somebody else has is left alone, so that its order holds over all replicas. Rows that
    another replica is claiming at this moment are skipped.
    """
    values: dict[str, object] = {"new_owner": owner, "new_until": until, "most": limit}
    if is_retry:
        values["past"] = now
    rows = (await (await session.connection()).execute(_claim(is_retry), values)).all()
    return sorted((Claimed(*row) for row in rows), key=lambda row: row.update_id)


@cache
def _claim(is_retry: bool) -> Executable:
    """Made once: it costs more to put together than to run."""
    if is_retry:
        free = and_(col(InboxUpdate.attempts) > 0, col(InboxUpdate.claimed_until) <= bindparam("past"))
    else:
        free = col(InboxUpdate.attempts) == 0
    heads = (
        select(InboxUpdate.update_id)
        .where(WAITS, free, col(InboxUpdate.update_id).in_(_heads()))
        .order_by(col(InboxUpdate.update_id))
        .limit(bindparam("most"))
        .with_for_update(skip_locked=True, of=InboxUpdate)
    )
    return (
        update(INBOX)
        .where(INBOX.c.update_id.in_(heads.scalar_subquery()))
        .values(claimed_by=bindparam("new_owner"), claimed_until=bindparam("new_until"), attempts=INBOX.c.attempts + 1)
        .returning(*(INBOX.c[field.name] for field in fields(Claimed)))
    )


def _heads() -> Select[tuple[int]]:
    """The oldest waiting update of each lane, found by going from lane to lane along the index: a lane in which
    thousands wait costs no more than any other.
    """
    lane = select(func.min(col(InboxUpdate.lane)).label("lane")).where(WAITS).cte("lanes", recursive=True)
    following = select(func.min(col(InboxUpdate.lane))).where(WAITS, col(InboxUpdate.lane) > lane.c.lane)
    lanes = lane.union_all(select(following.scalar_subquery()).where(lane.c.lane.is_not(None)))
    head = select(func.min(col(InboxUpdate.update_id))).where(WAITS, col(InboxUpdate.lane) == lanes.c.lane)
    return select(head.scalar_subquery()).where(lanes.c.lane.is_not(None))


async def extend_claims(session: AsyncSession, update_ids: Collection[int], *, owner: str, until: datetime) -> int:
    """Hold claims for longer; returns how many were still held."""
    statement = update(InboxUpdate).where(_held(owner), col(InboxUpdate.update_id).in_(update_ids))
    return (await session.exec(statement.values(claimed_until=until))).rowcount


async def is_held(session: AsyncSession, update_id: int, owner: str) -> bool:
    """Whether the update is still this owner's to handle; keeps it so until the transaction ends."""
    statement = select(InboxUpdate.update_id).where(InboxUpdate.update_id == update_id, _held(owner)).with_for_update()
    return (await session.exec(statement)).first() is not None


async def close_update(
    session: AsyncSession, update_id: int, *, owner: str, now: datetime, error: str, keep_raw: bool
) -> bool:
    """Note the end of an update that its owner still holds; returns whether they did."""
    values: dict[str, object] = {"handled_at": now, "error": error}
    if not keep_raw:
        values["raw"] = None
    statement = update(InboxUpdate).where(col(InboxUpdate.update_id) == update_id, _held(owner)).values(**values)
    return (await session.exec(statement)).rowcount == 1


async def close_all(session: AsyncSession, update_ids: Collection[int], *, owner: str, now: datetime) -> None:
    """Note that these ended well, as far as their owner still holds them."""
    values = {"holder": owner, "numbers": list(update_ids), "moment": now}
    await (await session.connection()).execute(_close_all(), values)


@cache
def _close_all() -> Executable:
    numbers = INBOX.c.update_id.in_(bindparam("numbers", expanding=True))
    held = and_(INBOX.c.claimed_by == bindparam("holder"), INBOX.c.handled_at.is_(None))
    return update(INBOX).where(held, numbers).values(handled_at=bindparam("moment"), error="", raw=None)


async def set_error(session: AsyncSession, update_id: int, error: str) -> None:
    """Note what went wrong after the effect of an update was committed."""
    await session.exec(update(InboxUpdate).where(col(InboxUpdate.update_id) == update_id).values(error=error))


async def delete_handled(session: AsyncSession, *, before: datetime) -> int:
    """Delete what was handled before a moment; returns how many rows that were."""
    statement = delete(InboxUpdate).where(col(InboxUpdate.handled_at) < before)
    return (await session.exec(statement)).rowcount


async def forget_senders(session: AsyncSession, *, before: datetime) -> None:
    """Take the ids of people and chats off what was handled before a moment."""
    statement = update(InboxUpdate).where(
        col(InboxUpdate.handled_at) < before, or_(col(InboxUpdate.sender).is_not(None), col(InboxUpdate.lane) != 0)
    )
    await session.exec(statement.values(sender=None, lane=0))


async def count_traffic(
    session: AsyncSession, senders: Collection[int], *, since: datetime, now: datetime
) -> Sequence[tuple[int, int, int, int]]:
    """For each sender that is known: their updates since a moment, warnings among these left out; these warnings; and
    what of theirs waits.
    """
    values = {"people": list(senders), "since": since, "now": now}
    rows = (await (await session.connection()).execute(_traffic(), values)).all()
    return [(sender or 0, taken, warned, waiting) for sender, taken, warned, waiting in rows]


@cache
def _traffic() -> Executable:
    recent = and_(col(InboxUpdate.received_at) > bindparam("since"), col(InboxUpdate.received_at) <= bindparam("now"))
    is_warning = col(InboxUpdate.is_flood)
    return (
        select(
            col(InboxUpdate.sender),
            func.count(case((and_(recent, ~is_warning), 1))),
            func.count(case((and_(recent, is_warning), 1))),
            func.count(case((WAITS, 1))),
        )
        .where(col(InboxUpdate.sender).in_(bindparam("people", expanding=True)), or_(recent, WAITS))
        .group_by(col(InboxUpdate.sender))
    )


async def backlog(session: AsyncSession) -> tuple[int, datetime | None, int]:
    """How many updates wait, when the oldest of these came, and how many were set aside with an error."""
    waiting = select(func.count(), func.min(col(InboxUpdate.received_at))).where(WAITS)
    number, oldest = (await session.exec(waiting)).one()
    failed = select(func.count()).where(~WAITS, col(InboxUpdate.error) != "")
    return number, oldest, (await session.exec(failed)).one()


def _held(owner: str) -> ColumnElement[bool]:
    return and_(WAITS, col(InboxUpdate.claimed_by) == owner)
