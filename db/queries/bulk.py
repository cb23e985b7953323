"""Many rows at once, past the unit of work: one statement for a whole table."""

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import Table, bindparam, delete, insert, update
from sqlmodel.ext.asyncio.session import AsyncSession

from db.models.base import Record

Values = Mapping[str, Any]


def table_of(model: type[Record]) -> Table:
    """The table behind a model."""
    table: Table = model.__table__  # type: ignore[attr-defined]
    return table


async def insert_rows(session: AsyncSession, model: type[Record], rows: Sequence[Values]) -> None:
    """Insert rows that all name the same columns; defaults of the model are not filled in."""
    if rows:
        await (await session.connection()).execute(insert(table_of(model)), rows)


async def insert_with_ids(session: AsyncSession, model: type[Record], rows: Sequence[Values]) -> list[int]:
    """Insert rows as above and return their keys in the same order."""
    if not rows:
        return []
    table = table_of(model)
    statement = insert(table).returning(table.c.id, sort_by_parameter_order=True)
    return list((await (await session.connection()).execute(statement, rows)).scalars())


async def update_rows(session: AsyncSession, model: type[Record], rows: Sequence[Values]) -> None:
    """Update rows by their `id`; all of them name the same columns."""
    if not rows:
        return
    table = table_of(model)
    columns: dict[str, Any] = {name: bindparam(f"new_{name}") for name in rows[0] if name != "id"}
    statement = update(table).where(table.c.id == bindparam("row_id")).values(columns)
    parameters = [
        {"row_id": row["id"]} | {f"new_{name}": value for name, value in row.items() if name != "id"} for row in rows
    ]
    await (await session.connection()).execute(statement, parameters)


async def delete_rows(session: AsyncSession, model: type[Record], ids: Sequence[int]) -> None:
    """Delete rows by their `id`."""
    if ids:
        table = table_of(model)
        statement = delete(table).where(table.c.id == bindparam("row_id"))
        await (await session.connection()).execute(statement, [{"row_id": row_id} for row_id in ids])
