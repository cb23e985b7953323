"""Boards, and the queued rows that carry them."""

from collections.abc import Collection, Mapping
from typing import Any

from sqlalchemy import Row
from sqlalchemy import select as select_columns
from sqlmodel import col, func, select
from sqlmodel.ext.asyncio.session import AsyncSession

from db.models import Board, OutboxMessage, OutboxState


async def list_boards(session: AsyncSession, binding_ids: Collection[int]) -> dict[int, Board]:
    """Boards by the key of their binding, held for this transaction."""
    statement = select(Board).where(col(Board.binding_id).in_(binding_ids)).with_for_update()
    return {board.binding_id: board for board in (await session.exec(statement)).all()}


async def list_message_ids(session: AsyncSession, binding_ids: Collection[int]) -> dict[int, int | None]:
    """The messages that boards are now, by the key of their binding."""
    statement = select(Board.binding_id, Board.message_id).where(col(Board.binding_id).in_(binding_ids))
    return dict((await session.exec(statement)).all())


async def list_newest(session: AsyncSession, chains: Collection[str]) -> dict[str, Row[Any]]:
    """The newest row of each chain: its state and reason, what it carried and the message that it became."""
    newest = (
        select(func.max(OutboxMessage.id)).where(col(OutboxMessage.chain).in_(chains)).group_by(OutboxMessage.chain)
    )
    statement = select_columns(
        col(OutboxMessage.chain),
        col(OutboxMessage.state),
        col(OutboxMessage.reason),
        col(OutboxMessage.payload),
        col(OutboxMessage.message_id),
        col(OutboxMessage.sent_at),
    ).where(col(OutboxMessage.id).in_(newest.scalar_subquery()))
    rows: Collection[Any] = (await (await session.connection()).execute(statement)).all()
    return {row.chain: row for row in rows}


async def list_refused(session: AsyncSession, chat_key: int, kind: str) -> list[Mapping[str, Any]]:
    """What the rows of a kind carried that Telegram refused in a chat."""
    statement = select(col(OutboxMessage.payload)).where(
        OutboxMessage.chat_id == chat_key, OutboxMessage.kind == kind, OutboxMessage.state == OutboxState.FAILED
    )
    return list((await session.exec(statement)).all())
