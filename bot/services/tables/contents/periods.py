"""`periode`: periods with their deadlines; a cycle that is not known yet is made of its periods."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import select
from sqlmodel import col
from sqlmodel.ext.asyncio.session import AsyncSession

from bot.domain.duties import DeadlineKind
from bot.services.tables.contents.cycles import store_cycles
from bot.services.tables.files import cells
from bot.services.tables.intake import Intake, Seen
from bot.services.tables.outlet import Outlet, day_text
from bot.services.tables.problems import Reason
from bot.services.tables.references import Columns, read
from bot.services.tables.spec import Column, Count, Row, Table
from db.models import Cycle, Deadline, Period
from db.queries.bulk import insert_rows, insert_with_ids, update_rows

COLUMN_OF = {DeadlineKind.REPORT: "batas_lapor", DeadlineKind.PUBLISH: "batas_publikasi"}
ENDS_EARLY = Reason("{cell} lebih awal dari mulainya periode.", "{cell} is earlier than the start of the period.")

Facts = tuple[str, date, date, date | None]
Deadlines = dict[tuple[int, DeadlineKind], tuple[int, datetime]]
"""The deadline in force for all agencies, by period and kind: its key and its time."""


async def store(intake: Intake, rows: list[Row]) -> Count:
    """Add and update periods; a moved deadline closes the row before it, and everything goes on record."""
    seen = Seen(intake)
    rows_read = len(rows)
    rows = [row for row in rows if not seen.again(row, (row["siklus"], row["kode"])) and _is_in_order(intake, row)]
    await store_cycles(intake, rows)
    created, changed = await _store_periods(intake, rows)
    changed |= await _store_deadlines(intake, rows) - created
    return Count(rows_read, len(created), len(changed))


def _is_in_order(intake: Intake, row: Row) -> bool:
    if row["selesai"] < row["mulai"]:
        intake.refuse(row, "selesai", ENDS_EARLY)
        return False
    return True


def _key(row: Row) -> tuple[str, str]:
    return row["siklus"], row["kode"]


async def _store_periods(intake: Intake, rows: list[Row]) -> tuple[set[int], set[int]]:
    """Returns the rows that made a period and those that changed one, by identity."""
    periods = intake.references.periods
    known = await _known(intake)
    new = [row for row in rows if _key(row) not in periods]
    other = [row for row in rows if _key(row) in periods and known[periods[_key(row)]] != _facts(row)]
    values = [
        {"cycle_id": intake.references.cycles[row["siklus"]], "code": row["kode"], **_columns(row)} for row in new
    ]
    for row, period_id in zip(new, await insert_with_ids(intake.session, Period, values), strict=True):
        periods[_key(row)] = period_id
        intake.note("period_added", cycle=row["siklus"], period=row["kode"])
    await update_rows(intake.session, Period, [{"id": periods[_key(row)], **_columns(row)} for row in other])
    for row in other:
        intake.note("period_changed", cycle=row["siklus"], period=row["kode"])
    return {id(row) for row in new}, {id(row) for row in other}


async def _known(intake: Intake) -> dict[int, Facts]:
    columns = (col(Period.id), col(Period.name), col(Period.starts_on), col(Period.ends_on), col(Period.opens_on))
    rows = await read(intake.session, select(*columns))
    return {row.id: (row.name, row.starts_on, row.ends_on, row.opens_on) for row in rows}


def _facts(row: Row) -> Facts:
    return row["nama"], row["mulai"], row["selesai"], row["buka"]


def _columns(row: Row) -> dict[str, Any]:
    return dict(zip(("name", "starts_on", "ends_on", "opens_on"), _facts(row), strict=True))


async def _store_deadlines(intake: Intake, rows: list[Row]) -> set[int]:
    """Set, move and withdraw deadlines; an empty cell means that none is known. Returns the rows that did."""
    known = await _deadlines(intake.session)
    closed: list[dict[str, Any]] = []
    inserted: list[dict[str, Any]] = []
    changed = set()
    for row in rows:
        period_id = intake.references.periods[_key(row)]
        for kind, column in COLUMN_OF.items():
            deadline_id, before = known.get((period_id, kind), (None, None))
            if row[column] == before:
                continue
            changed.add(id(row))
            _record(intake, row, kind, before)
            if deadline_id is not None:
                closed.append({"id": deadline_id, "superseded_at": intake.now})
            if row[column] is not None:
                inserted.append(_deadline(intake, period_id, kind, row[column]))
    await update_rows(intake.session, Deadline, closed)
    await insert_rows(intake.session, Deadline, inserted)
    return changed


def _record(intake: Intake, row: Row, kind: DeadlineKind, before: datetime | None) -> None:
    after: datetime | None = row[COLUMN_OF[kind]]
    event = "deadline_set" if before is None else "deadline_withdrawn" if after is None else "deadline_moved"
    intake.note(
        event,
        cycle=row["siklus"],
        period=row["kode"],
        kind=kind.value,
        before=before.isoformat() if before else None,
        after=after.isoformat() if after else None,
    )


def _deadline(intake: Intake, period_id: int, kind: DeadlineKind, due_at: datetime) -> dict[str, Any]:
    return {
        "period_id": period_id,
        "agency_id": None,
        "kind": kind,
        "due_at": due_at,
        "reason": "",
        "is_sample": intake.is_sample,
        "decided_at": intake.now,
        "superseded_at": None,
    }


async def _deadlines(session: AsyncSession) -> Deadlines:
    statement = select(col(Deadline.id), col(Deadline.period_id), col(Deadline.kind), col(Deadline.due_at)).where(
        col(Deadline.superseded_at).is_(None), col(Deadline.agency_id).is_(None)
    )
    return {(row.period_id, row.kind): (row.id, row.due_at) for row in await read(session, statement)}


async def dump(outlet: Outlet) -> list[list[str]]:
    """Periods with the deadlines in force for all agencies; dispensations are not exported."""
    due = await _deadlines(outlet.session)
    statement: Columns = select(
        col(Period.id),
        col(Cycle.code).label("cycle"),
        col(Period.code),
        col(Period.name),
        col(Period.starts_on),
        col(Period.ends_on),
        col(Period.opens_on),
    ).join(Cycle, col(Cycle.id) == col(Period.cycle_id))
    lines = []
    for row in await read(outlet.session, statement):
        days = [day_text(day) for day in (row.starts_on, row.ends_on, row.opens_on)]
        times = [outlet.moment(due[row.id, kind][1]) if (row.id, kind) in due else "" for kind in COLUMN_OF]
        lines.append([row.cycle, row.code, row.name, *days, *times])
    return sorted(lines)


TABLE = Table(
    name="periode",
    columns=(
        Column("siklus", cells.code),
        Column("kode", cells.code),
        Column("nama", cells.text),
        Column("mulai", cells.day),
        Column("selesai", cells.day),
        Column("buka", cells.day, is_required=False),
        Column("batas_lapor", cells.deadline, is_required=False),
        Column("batas_publikasi", cells.deadline, is_required=False),
    ),
    key=("siklus", "kode"),
    store=store,
    dump=dump,
)
