"""The last question of each private chat."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy.dialects import postgresql, sqlite
from sqlmodel import col, delete, select
from sqlmodel.ext.asyncio.session import AsyncSession

from db.models import LastQuestion
from db.queries.bulk import table_of


async def find_last_question(session: AsyncSession, chat_key: int) -> LastQuestion | None:
    """What was asked last in a chat, however long ago, as long as it is kept."""
    return (await session.exec(select(LastQuestion).where(LastQuestion.chat_id == chat_key))).first()


async def put_last_question(session: AsyncSession, chat_key: int, understood: Mapping[str, Any], now: datetime) -> None:
    """Remember what was asked in a chat, in the place of what was asked before."""
    connection = await session.connection()
    insert = postgresql.insert if connection.dialect.name == "postgresql" else sqlite.insert
    changed = {"understood": understood, "asked_at": now}
    statement = insert(table_of(LastQuestion)).values(chat_id=chat_key, **changed)
    await connection.execute(statement.on_conflict_do_update(index_elements=["chat_id"], set_=changed))


async def forget_last_question(session: AsyncSession, chat_key: int) -> None:
    """Forget what was asked in a chat."""
    await session.exec(delete(LastQuestion).where(col(LastQuestion.chat_id) == chat_key))


async def forget_questions_before(session: AsyncSession, before: datetime) -> None:
    """Forget what was asked before a moment."""
    await session.exec(delete(LastQuestion).where(col(LastQuestion.asked_at) < before))
