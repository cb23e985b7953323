"""The columns that name a duty, in every table that speaks of one, and how they are written."""

from __future__ import annotations

from collections.abc import Callable

from sqlalchemy import select
from sqlmodel import col

from bot.services.tables.files import cells
from bot.services.tables.outlet import Outlet
from bot.services.tables.references import Columns, read
from bot.services.tables.spec import Column
from db.models import Action, Assignment, Cycle, Period

Duty = tuple[int, int]
"""Keys of assignment and period."""

COLUMNS = (
    Column("siklus", cells.code),
    Column("kode_aksi", cells.code),
    Column("kode_instansi", cells.code),
    Column("kode_periode", cells.code),
)
KEY = tuple(column.name for column in COLUMNS)


async def load_names(outlet: Outlet) -> Callable[[Duty], list[str]]:
    """What writes the four columns of a duty."""
    statement: Columns = (
        select(
            col(Assignment.id),
            col(Assignment.agency_id),
            col(Action.code),
            col(Cycle.code).label("cycle"),
        )
        .join(Action, col(Action.id) == col(Assignment.action_id))
        .join(Cycle, col(Cycle.id) == col(Action.cycle_id))
    )
    places = {
        row.id: (row.cycle, row.code, outlet.code(row.agency_id)) for row in await read(outlet.session, statement)
    }
    periods = {row.id: row.code for row in await read(outlet.session, select(col(Period.id), col(Period.code)))}
    return lambda duty: [*places[duty[0]], periods[duty[1]]]


def in_order(line: list[str]) -> tuple[str, ...]:
    """Sorts lines by cycle, period, agency and action, the short codes of actions first."""
    cycle, action, agency, period, *rest = line
    return cycle, period, agency, f"{len(action):03}{action}", *rest
