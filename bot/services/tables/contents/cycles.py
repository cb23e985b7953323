"""Cycles, which no table of their own states: they are made by their periods and reach over them."""

from __future__ import annotations

from datetime import date
from typing import Any

from sqlalchemy import select
from sqlmodel import col
from sqlmodel.ext.asyncio.session import AsyncSession

from bot.services.tables.intake import Intake
from bot.services.tables.references import read
from bot.services.tables.spec import Row
from db.models import Cycle, Programme
from db.queries.bulk import insert_with_ids, update_rows
from db.seed.loader import PROGRAMME_CODE, PROGRAMME_NAME


async def store_cycles(intake: Intake, rows: list[Row]) -> None:
    """Make the cycles that rows of `periode` name first, and let known ones reach over their new periods."""
    spans: dict[str, tuple[date, date]] = {}
    for row in rows:
        first, last = spans.get(row["siklus"], (row["mulai"], row["selesai"]))
        spans[row["siklus"]] = min(first, row["mulai"]), max(last, row["selesai"])
    cycles = intake.references.cycles
    new = {code: span for code, span in spans.items() if code not in cycles}
    await _extend(intake, {cycles[code]: span for code, span in spans.items() if code in cycles})
    if not new:
        return
    programme_id, name = await _programme(intake.session)
    values = [
        {"programme_id": programme_id, "code": code, "name": f"{name} {code}", "starts_on": first, "ends_on": last}
        for code, (first, last) in new.items()
    ]
    cycles.update(zip(new, await insert_with_ids(intake.session, Cycle, values), strict=True))
    for code in new:
        intake.note("cycle_added", cycle=code)


async def _extend(intake: Intake, spans: dict[int, tuple[date, date]]) -> None:
    updates: list[dict[str, Any]] = []
    for row in await read(intake.session, select(col(Cycle.id), col(Cycle.starts_on), col(Cycle.ends_on))):
        first, last = spans.get(row.id, (row.starts_on, row.ends_on))
        reach = min(first, row.starts_on), max(last, row.ends_on)
        if reach != (row.starts_on, row.ends_on):
            updates.append({"id": row.id, "starts_on": reach[0], "ends_on": reach[1]})
    await update_rows(intake.session, Cycle, updates)


async def _programme(session: AsyncSession) -> tuple[int, str]:
    """The programme of imported cycles, made when it is missing."""
    statement = select(col(Programme.id), col(Programme.name)).where(col(Programme.code) == PROGRAMME_CODE)
    for row in await read(session, statement):
        return row.id, row.name
    ids = await insert_with_ids(session, Programme, [{"code": PROGRAMME_CODE, "name": PROGRAMME_NAME}])
    return ids[0], PROGRAMME_NAME
