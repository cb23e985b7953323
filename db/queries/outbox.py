"""Messages that wait to go out: claimed by one sender at a time, and settled by attempt."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, case
from sqlalchemy.dialects import postgresql, sqlite
from sqlmodel import and_, col, func, select, update
from sqlmodel.ext.asyncio.session import AsyncSession

from db.models import Chat, OutboxMessage, OutboxState, PlannerCursor, SendAttempt
from db.queries.bulk import table_of
from db.queries.once import insert_once

ROWS_A_STATEMENT = 500
"""SQLite takes a limited number of values in one statement."""


async def insert_new(session: AsyncSession, rows: Sequence[Mapping[str, Any]]) -> int:
    """Insert the messages whose dedupe key is new; returns how many that were.

    A reference that exists already is an error, since leaving its message out would lose it.
    """
    connection = await session.connection()
    insert = postgresql.insert if connection.dialect.name == "postgresql" else sqlite.insert
    table, inserted = table_of(OutboxMessage), 0
    for start in range(0, len(rows), ROWS_A_STATEMENT):
        statement = insert(table).values(list(rows[start : start + ROWS_A_STATEMENT]))
        statement = statement.on_conflict_do_nothing(index_elements=["dedupe_key"])
        inserted += len((await connection.execute(statement.returning(table.c.id))).all())
    return inserted


def _due(now: datetime) -> ColumnElement[bool]:
    return and_(
        col(OutboxMessage.state) == OutboxState.QUEUED,
        col(OutboxMessage.next_at) <= now,
        col(OutboxMessage.expires_at) > now,
    )


async def is_any_due(session: AsyncSession, now: datetime) -> bool:
    """Whether a message may be claimed now."""
    return (await session.exec(select(OutboxMessage.id).where(_due(now)).limit(1))).first() is not None


async def claim_due(
    session: AsyncSession, *, owner: str, now: datetime, lease_until: datetime, limit: int
) -> list[tuple[int, str, int]]:
    """Lease what is due to one owner, the oldest first; returns key, kind and chat of each message.

    On PostgreSQL rows that another sender is claiming are skipped; on SQLite there is one writer at a time.
    """
    chosen = (
        select(OutboxMessage.id)
        .where(_due(now))
        .order_by(col(OutboxMessage.due_at), col(OutboxMessage.id))
        .limit(limit)
        .with_for_update(skip_locked=True)
    )
    statement = (
        update(OutboxMessage)
        .where(col(OutboxMessage.id).in_(chosen.scalar_subquery()))
        .values(state=OutboxState.LEASED, lease_owner=owner, lease_until=lease_until)
        .returning(*(col(getattr(OutboxMessage, name)) for name in ("id", "kind", "chat_id", "due_at")))
    )
    rows = (await (await session.connection()).execute(statement)).all()
    return [(row.id, row.kind, row.chat_id) for row in sorted(rows, key=lambda row: (row.due_at, row.id))]


async def find_leased(
    session: AsyncSession, outbox_id: int, owner: str, now: datetime
) -> tuple[OutboxMessage, Chat] | None:
    """The message and its chat while the owner's lease lasts, held for this transaction; None otherwise."""
    statement = (
        select(OutboxMessage, Chat)
        .join(Chat, col(Chat.id) == col(OutboxMessage.chat_id))
        .where(
            OutboxMessage.id == outbox_id,
            OutboxMessage.state == OutboxState.LEASED,
            OutboxMessage.lease_owner == owner,
            col(OutboxMessage.lease_until) > now,
        )
        .with_for_update()
    )
    return (await session.exec(statement)).first()


async def find_attempted(session: AsyncSession, attempt_id: str) -> OutboxMessage | None:
    """The message of an attempt, held for this transaction."""
    statement = select(OutboxMessage).where(OutboxMessage.attempt_id == attempt_id).with_for_update()
    return (await session.exec(statement)).first()


async def find_by_reference(session: AsyncSession, reference: str, telegram_id: int) -> OutboxMessage | None:
    """The message with a reference, if it went to the chat with this id of Telegram; held for this transaction."""
    statement = (
        select(OutboxMessage)
        .join(Chat, col(Chat.id) == col(OutboxMessage.chat_id))
        .where(OutboxMessage.reference == reference, Chat.telegram_id == telegram_id)
        .with_for_update()
    )
    return (await session.exec(statement)).first()


async def get_attempt(session: AsyncSession, attempt_id: str) -> SendAttempt:
    """The record of an attempt."""
    return (await session.exec(select(SendAttempt).where(SendAttempt.attempt_id == attempt_id))).one()


async def set_where(session: AsyncSession, *conditions: ColumnElement[bool], **values: Any) -> int:
    """Change every message that fulfils the conditions; returns how many that were."""
    return (await session.exec(update(OutboxMessage).where(*conditions).values(**values))).rowcount


async def count_begun(session: AsyncSession, key_prefix: str) -> tuple[int, int]:
    """How many messages have a dedupe key that begins so, and how many of these were sent."""
    state = col(OutboxMessage.state)
    statement = select(func.count(), func.count(case((state == OutboxState.SENT, 1)))).where(
        col(OutboxMessage.dedupe_key).startswith(key_prefix, autoescape=True)
    )
    return (await session.exec(statement)).one()


async def hold_cursor(session: AsyncSession, name: str, now: datetime) -> PlannerCursor:
    """The planner's cursor, made at the present moment if it is new, held for this transaction."""
    await insert_once(session, PlannerCursor, name=name, planned_until=now)
    return (await session.exec(select(PlannerCursor).where(PlannerCursor.name == name).with_for_update())).one()
