"""`publikasi`: where and when achievements were published."""

from __future__ import annotations

from datetime import date
from typing import Any

from sqlalchemy import select
from sqlmodel.ext.asyncio.session import AsyncSession

from bot.services.tables.contents.duties import COLUMNS, KEY, Duty, in_order, load_names
from bot.services.tables.files import cells
from bot.services.tables.files.guards import tidy
from bot.services.tables.intake import Intake, Seen
from bot.services.tables.outlet import Outlet
from bot.services.tables.references import read
from bot.services.tables.spec import Column, Count, Row, Table
from db.models import Publication
from db.queries.bulk import insert_rows, table_of, update_rows

Key = tuple[Duty, str]
"""A duty and the link: one achievement may be published in many places."""


async def store(intake: Intake, rows: list[Row]) -> Count:
    """Add publications; date and medium of a known link are corrected in place."""
    seen = Seen(intake)
    known = await _load(intake.session)
    inserted: list[dict[str, Any]] = []
    updated: list[dict[str, Any]] = []
    for row in rows:
        duty = intake.duty(row)
        if duty is None or seen.again(row, key := (duty, row["tautan"])):
            continue
        publication_id, before = known.get(key, (None, None))
        if before == (row["tanggal"], row["media"]):
            continue
        values = {"published_on": row["tanggal"], "medium": row["media"]}
        if publication_id is not None:
            updated.append({"id": publication_id, **values})
        else:
            assignment_id, period_id = duty
            inserted.append({"assignment_id": assignment_id, "period_id": period_id, "link": row["tautan"], **values})
    await update_rows(intake.session, Publication, updated)
    await insert_rows(intake.session, Publication, inserted)
    return Count(len(rows), len(inserted), len(updated))


async def _load(session: AsyncSession) -> dict[Key, tuple[int, tuple[date, str]]]:
    return {
        ((row.assignment_id, row.period_id), row.link): (row.id, (row.published_on, tidy(row.medium)))
        for row in await read(session, select(table_of(Publication)))
    }


async def dump(outlet: Outlet) -> list[list[str]]:
    """All publications."""
    names = await load_names(outlet)
    lines = [
        [*names(duty), published_on.isoformat(), medium, link]
        for (duty, link), (_, (published_on, medium)) in (await _load(outlet.session)).items()
    ]
    return sorted(lines, key=in_order)


TABLE = Table(
    name="publikasi",
    columns=(
        *COLUMNS,
        Column("tanggal", cells.day),
        Column("media", cells.text, is_required=False, empty=""),
        Column("tautan", cells.link),
    ),
    key=(*KEY, "tautan"),
    store=store,
    dump=dump,
)
