"""Rows that may be there already: the constraint of the table decides, not a look before the leap."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import literal_column
from sqlalchemy.dialects import postgresql, sqlite
from sqlmodel.ext.asyncio.session import AsyncSession

from db.models.base import Record
from db.queries.bulk import Values, table_of


async def insert_once(session: AsyncSession, model: type[Record], **values: Any) -> bool:
    """Insert a row unless a unique constraint refuses it; returns whether it was inserted.

    Defaults of the model are not filled in. Waits for a transaction that is inserting the same row.
    """
    await session.flush()
    connection = await session.connection()
    insert = postgresql.insert if connection.dialect.name == "postgresql" else sqlite.insert
    statement = insert(table_of(model)).values(**values).on_conflict_do_nothing()
    # A row count is not to be had here: for keys that PostgreSQL makes, it is unknown.
    return (await connection.execute(statement.returning(literal_column("1")))).first() is not None


async def insert_each_once(session: AsyncSession, model: type[Record], rows: Sequence[Values]) -> None:
    """Insert rows as above, in one statement, less those that a unique constraint refuses."""
    if not rows:
        return
    await session.flush()
    connection = await session.connection()
    insert = postgresql.insert if connection.dialect.name == "postgresql" else sqlite.insert
    await connection.execute(insert(table_of(model)).on_conflict_do_nothing(), rows)
