"""`penugasan`: which agency answers for which action."""

from __future__ import annotations

from sqlalchemy import select
from sqlmodel import col

from bot.services.tables.files import cells
from bot.services.tables.intake import Intake, Seen
from bot.services.tables.outlet import Outlet
from bot.services.tables.references import Columns, load_assignments, read
from bot.services.tables.spec import Column, Count, Row, Table
from db.models import Action, Assignment, Cycle
from db.queries.bulk import insert_rows


async def store(intake: Intake, rows: list[Row]) -> Count:
    """Add assignments; each goes on record."""
    seen = Seen(intake)
    new: list[tuple[int, int]] = []
    for row in rows:
        key = _key(intake, row)
        if key is None or seen.again(row, key) or key in intake.references.assignments:
            continue
        new.append(key)
        agency = intake.references.agencies[key[0]].version_on(intake.today)
        intake.note("assignment_added", cycle=row["siklus"], action=row["kode_aksi"], agency=agency.code)
    values = [{"agency_id": agency_id, "action_id": action_id} for agency_id, action_id in new]
    await insert_rows(intake.session, Assignment, values)
    if new:
        intake.references.assignments.update(await load_assignments(intake.session))
    return Count(len(rows), len(new))


def _key(intake: Intake, row: Row) -> tuple[int, int] | None:
    """Keys of agency and action; None after everything wrong was reported."""
    agency = intake.agency(row)
    action = intake.action(row) if intake.cycle(row) is not None else None
    return None if agency is None or action is None else (agency.id, action)


async def dump(outlet: Outlet) -> list[list[str]]:
    """Assignments by cycle, agency and action."""
    statement: Columns = (
        select(col(Cycle.code).label("cycle"), col(Action.code), col(Assignment.agency_id))
        .join(Action, col(Action.id) == col(Assignment.action_id))
        .join(Cycle, col(Cycle.id) == col(Action.cycle_id))
        .order_by(col(Action.id))
    )
    lines = [[row.cycle, row.code, outlet.code(row.agency_id)] for row in await read(outlet.session, statement)]
    return sorted(lines, key=lambda line: (line[0], line[2]))


TABLE = Table(
    name="penugasan",
    columns=(
        Column("siklus", cells.code),
        Column("kode_aksi", cells.code),
        Column("kode_instansi", cells.code),
    ),
    key=("siklus", "kode_aksi", "kode_instansi"),
    store=store,
    dump=dump,
)
