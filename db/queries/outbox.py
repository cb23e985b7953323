"""Messages that wait to go out: claimed by one sender at a time, and settled by attempt."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Row, String, bindparam, case, cast, insert, literal
from sqlalchemy import select as select_columns
from sqlalchemy import update as update_table
from sqlalchemy.dialects import postgresql, sqlite
from sqlmodel import and_, col, func, or_, select, update
from sqlmodel.ext.asyncio.session import AsyncSession

from db.models import Chat, OutboxMessage, OutboxState, PlannerCursor, SendAttempt
from db.queries.bulk import Values, table_of
from db.queries.once import insert_once

ROWS_A_STATEMENT = 500
"""SQLite takes a limited number of values in one statement."""

OUTBOX, ATTEMPTS = table_of(OutboxMessage), table_of(SendAttempt)


async def insert_new(session: AsyncSession, rows: Sequence[Mapping[str, Any]]) -> int:
    """Insert the messages whose dedupe key is new; returns how many that were.

    A reference that exists already is an error, since leaving its message out would lose it.
    """
    connection = await session.connection()
    insert_or = postgresql.insert if connection.dialect.name == "postgresql" else sqlite.insert
    inserted = 0
    for start in range(0, len(rows), ROWS_A_STATEMENT):
        statement = insert_or(OUTBOX).values(list(rows[start : start + ROWS_A_STATEMENT]))
        statement = statement.on_conflict_do_nothing(index_elements=["dedupe_key"])
        inserted += len((await connection.execute(statement.returning(OUTBOX.c.id))).all())
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
) -> list[Row[Any]]:
    """Lease what is due to one owner, by priority and age; returns `id`, `telegram_id` of each message.

    On PostgreSQL rows that another sender is claiming are skipped; on SQLite there is one writer at a time.
    """
    chosen = (
        select(OutboxMessage.id)
        .where(_due(now))
        .order_by(col(OutboxMessage.priority), col(OutboxMessage.due_at), col(OutboxMessage.id))
        .limit(limit)
        .with_for_update(skip_locked=True)
    )
    statement = (
        update(OutboxMessage)
        .where(col(OutboxMessage.id).in_(chosen.scalar_subquery()))
        .values(state=OutboxState.LEASED, lease_owner=owner, lease_until=lease_until)
        .returning(OUTBOX.c.id)
    )
    connection = await session.connection()
    ids = list((await connection.execute(statement)).scalars())
    if not ids:
        return []
    where_to = (
        select_columns(OUTBOX.c.id, col(Chat.telegram_id))
        .join(Chat, col(Chat.id) == OUTBOX.c.chat_id)
        .where(OUTBOX.c.id.in_(ids))
        .order_by(OUTBOX.c.priority, OUTBOX.c.due_at, OUTBOX.c.id)
    )
    return list((await connection.execute(where_to)).all())


async def list_leased(session: AsyncSession, ids: Collection[int], owner: str, now: datetime) -> Sequence[Row[Any]]:
    """The messages among these whose lease the owner still has, each with its chat."""
    wanted = ("id", "kind", "reference", "thread_id", "payload", "due_at", "expires_at", "attempts", "repeat")
    statement = (
        select_columns(
            *(OUTBOX.c[name] for name in wanted),
            OUTBOX.c.chat_id.label("chat_key"),
            col(Chat.telegram_id),
            col(Chat.focal_point_id),
            col(Chat.state).label("chat_state"),
        )
        .join(Chat, col(Chat.id) == OUTBOX.c.chat_id)
        .where(OUTBOX.c.id.in_(ids), *held_by(owner, now))
    )
    found: Sequence[Any] = (await (await session.connection()).execute(statement)).all()
    return found


def held_by(owner: str, now: datetime) -> tuple[ColumnElement[bool], ...]:
    """The fence: what an owner may act on, as long as its lease runs."""
    return (
        OUTBOX.c.state == OutboxState.LEASED,
        OUTBOX.c.lease_owner == owner,
        OUTBOX.c.lease_until > now,
    )


async def begin_attempts(
    session: AsyncSession, texts: Mapping[int, str], *, token: str, owner: str, now: datetime, lease_until: datetime
) -> dict[int, str]:
    """Move held messages, given by key, to `sending`, and keep their texts; returns the attempts that began, by key.

    token: unique to this call; with the key of the message it makes that of the attempt, so that one statement does.
    """
    connection = await session.connection()
    statement = (
        update_table(OUTBOX)
        .where(OUTBOX.c.id.in_(texts), *held_by(owner, now))
        .values(
            state=OutboxState.SENDING,
            attempt_id=literal(f"{token}-") + cast(OUTBOX.c.id, String),
            attempts=OUTBOX.c.attempts + 1,
            lease_until=lease_until,
        )
        .returning(OUTBOX.c.id, OUTBOX.c.attempt_id)
    )
    begun = {key: attempt_id for key, attempt_id in await connection.execute(statement)}
    kept = [
        {"outbox_id": key, "attempt_id": attempt_id, "text": texts[key], "started_at": now, "outcome": "", "error": ""}
        for key, attempt_id in begun.items()
    ]
    if kept:
        await connection.execute(insert(ATTEMPTS), kept)
    return begun


async def end_attempts(session: AsyncSession, rows: Sequence[Values]) -> None:
    """Note the end of attempts; rows: `attempt_id`, `outcome`, `error`, `finished_at`."""
    names = ("outcome", "error", "finished_at")
    statement = (
        update_table(ATTEMPTS)
        .where(ATTEMPTS.c.attempt_id == bindparam("of_attempt"))
        .values({name: bindparam(f"new_{name}") for name in names})
    )
    parameters = [{"of_attempt": row["attempt_id"]} | {f"new_{name}": row[name] for name in names} for row in rows]
    await (await session.connection()).execute(statement, parameters)


async def settle_each(
    session: AsyncSession, rows: Sequence[Values], states: Collection[OutboxState], values: Mapping[str, Any]
) -> int:
    """Change the message of each attempt while it is in one of the states; returns how many that were.

    rows: `outbox_id`, `attempt_id`, and what `values` binds. An attempt that is no longer the last one changes nothing.
    """
    statement = (
        update_table(OUTBOX)
        .where(
            OUTBOX.c.id == bindparam("outbox_id_"),
            OUTBOX.c.attempt_id == bindparam("attempt_id_"),
            or_(*(OUTBOX.c.state == state for state in sorted(states))),  # a list cannot be bound many times
        )
        .values(lease_owner=None, lease_until=None, **values)
    )
    parameters = [
        {"outbox_id_": row["outbox_id"], "attempt_id_": row["attempt_id"]}
        | {name: value for name, value in row.items() if name.startswith("new_")}
        for row in rows
    ]
    return (await (await session.connection()).execute(statement, parameters)).rowcount


async def list_by_reference(session: AsyncSession, reference: str, telegram_id: int) -> list[OutboxMessage]:
    """The message with a reference and its repetition, if they went to this chat; held for this transaction."""
    statement = (
        select(OutboxMessage)
        .join(Chat, col(Chat.id) == col(OutboxMessage.chat_id))
        .where(OutboxMessage.reference == reference, Chat.telegram_id == telegram_id)
        .order_by(col(OutboxMessage.repeat))
        .with_for_update(of=OutboxMessage)
    )
    return list((await session.exec(statement)).all())


async def find_message(session: AsyncSession, outbox_id: int) -> OutboxMessage | None:
    """The message of a key, held for this transaction."""
    statement = select(OutboxMessage).where(OutboxMessage.id == outbox_id).with_for_update()
    return (await session.exec(statement)).first()


async def list_latest(session: AsyncSession, chat_keys: Collection[int], kind: str) -> dict[int, OutboxMessage]:
    """For each chat the message of a kind that was queued last, as it stands now, held for this transaction."""
    newest = (
        select(func.max(col(OutboxMessage.id)))
        .where(col(OutboxMessage.chat_id).in_(chat_keys), OutboxMessage.kind == kind)
        .group_by(col(OutboxMessage.chat_id))
    )
    statement = (
        select(OutboxMessage)
        .where(col(OutboxMessage.id).in_(newest))
        .order_by(col(OutboxMessage.id))
        .with_for_update()
        .execution_options(populate_existing=True)
    )
    return {row.chat_id: row for row in (await session.exec(statement)).all()}


async def list_unclear(session: AsyncSession, message_class: str, before: datetime, now: datetime) -> list[Row[Any]]:
    """First messages of a class that are unknown since before a moment and would still help; whole rows."""
    statement = select_columns(OUTBOX).where(
        OUTBOX.c.state == OutboxState.UNKNOWN,
        OUTBOX.c.message_class == message_class,
        OUTBOX.c.repeat == 0,
        OUTBOX.c.unknown_at <= before,
        OUTBOX.c.expires_at > now,
    )
    return list((await (await session.connection()).execute(statement)).all())


async def set_where(session: AsyncSession, *conditions: ColumnElement[bool], **values: Any) -> int:
    """Change every message that fulfils the conditions; returns how many that were."""
    return (await session.exec(update(OutboxMessage).where(*conditions).values(**values))).rowcount


async def count_chains(session: AsyncSession, kind: str, chains: Collection[str]) -> dict[str, tuple[int, int]]:
    """How many messages of a kind the chains have, and how many of these were sent."""
    sent = func.count(case((col(OutboxMessage.state) == OutboxState.SENT, 1)))
    found: dict[str, tuple[int, int]] = {}
    wanted = sorted(chains)
    for start in range(0, len(wanted), ROWS_A_STATEMENT):
        statement = (
            select(OutboxMessage.chain, func.count(), sent)
            .where(OutboxMessage.kind == kind, col(OutboxMessage.chain).in_(wanted[start : start + ROWS_A_STATEMENT]))
            .group_by(col(OutboxMessage.chain))
        )
        found |= {chain: (planned, number) for chain, planned, number in (await session.exec(statement)).all()}
    return found


async def hold_cursor(session: AsyncSession, name: str, now: datetime) -> PlannerCursor:
    """The planner's cursor, made at the present moment if it is new, held for this transaction."""
    await insert_once(session, PlannerCursor, name=name, planned_until=now)
    return (await session.exec(select(PlannerCursor).where(PlannerCursor.name == name).with_for_update())).one()


async def list_in_state(session: AsyncSession, state: OutboxState, limit: int) -> list[OutboxMessage]:
    """The messages in a state, the oldest first."""
    statement = select(OutboxMessage).where(OutboxMessage.state == state)
    return list((await session.exec(statement.order_by(col(OutboxMessage.id)).limit(limit))).all())
