"""`target`: what an assignment aims at in a period; a changed target keeps the former one as history."""

from __future__ import annotations

from typing import Any

from sqlalchemy import select
from sqlmodel import col
from sqlmodel.ext.asyncio.session import AsyncSession

from bot.services.tables.contents.duties import COLUMNS, KEY, Duty, in_order, load_names
from bot.services.tables.files import cells
from bot.services.tables.files.guards import tidy
from bot.services.tables.intake import Intake, Seen
from bot.services.tables.outlet import Outlet
from bot.services.tables.references import read
from bot.services.tables.spec import Column, Count, Row, Table
from db.models import Target
from db.queries.bulk import insert_rows, update_rows


async def store(intake: Intake, rows: list[Row]) -> Count:
    """Add targets, and supersede those whose text changed."""
    seen = Seen(intake)
    known = await _in_force(intake.session)
    closed: list[dict[str, Any]] = []
    inserted: list[dict[str, Any]] = []
    for row in rows:
        duty = intake.duty(row)
        if duty is None or seen.again(row, duty):
            continue
        target_id, text = known.get(duty, (None, None))
        if text == row["target"]:
            continue
        if target_id is not None:
            closed.append({"id": target_id, "superseded_at": intake.now})
        inserted.append(_target(intake, duty, row["target"]))
    await update_rows(intake.session, Target, closed)
    await insert_rows(intake.session, Target, inserted)
    return Count(len(rows), len(inserted) - len(closed), len(closed))


def _target(intake: Intake, duty: Duty, text: str) -> dict[str, Any]:
    assignment_id, period_id = duty
    return {
        "assignment_id": assignment_id,
        "period_id": period_id,
        "text": text,
        "decided_at": intake.now,
        "superseded_at": None,
    }


async def _in_force(session: AsyncSession) -> dict[Duty, tuple[int, str]]:
    statement = select(col(Target.id), col(Target.assignment_id), col(Target.period_id), col(Target.text)).where(
        col(Target.superseded_at).is_(None)
    )
    return {(row.assignment_id, row.period_id): (row.id, tidy(row.text)) for row in await read(session, statement)}


async def dump(outlet: Outlet) -> list[list[str]]:
    """Targets in force."""
    names = await load_names(outlet)
    lines = [[*names(duty), text] for duty, (_, text) in (await _in_force(outlet.session)).items()]
    return sorted(lines, key=in_order)


TABLE = Table(name="target", columns=(*COLUMNS, Column("target", cells.text)), key=KEY, store=store, dump=dump)
