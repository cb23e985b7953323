"""`hari_libur`: days off on top of the national calendar, of a region or everywhere."""

from __future__ import annotations

from datetime import date
from typing import Any

from sqlalchemy import select
from sqlmodel.ext.asyncio.session import AsyncSession

from bot.services.tables.files import cells
from bot.services.tables.files.guards import tidy
from bot.services.tables.intake import Intake, Seen
from bot.services.tables.outlet import Outlet
from bot.services.tables.problems import Reason
from bot.services.tables.references import read
from bot.services.tables.spec import Column, Count, Row, Table
from db.models import Holiday
from db.queries.bulk import insert_rows, table_of, update_rows

NO_REGION = Reason(
    "{cell} bukan wilayah; isi kode provinsi, kabupaten atau kota, atau kosongkan.",
    "{cell} is no region; give the code of a provinsi, kabupaten or kota, or leave it empty.",
)

Key = tuple[date, int | None]


async def store(intake: Intake, rows: list[Row]) -> Count:
    """Add days off; the name of a known one is corrected in place."""
    seen = Seen(intake)
    known = await _load(intake.session)
    inserted: list[dict[str, Any]] = []
    updated: list[dict[str, Any]] = []
    for row in rows:
        key = _key(intake, row)
        if key is None or seen.again(row, key):
            continue
        holiday_id, name = known.get(key, (None, None))
        if holiday_id is None:
            inserted.append({"day": key[0], "name": row["nama"], "agency_id": key[1]})
        elif name != row["nama"]:
            updated.append({"id": holiday_id, "name": row["nama"]})
    await update_rows(intake.session, Holiday, updated)
    await insert_rows(intake.session, Holiday, inserted)
    return Count(len(rows), len(inserted), len(updated))


def _key(intake: Intake, row: Row) -> Key | None:
    """The day and the key of the region; None after a problem was reported."""
    if not row["kode_wilayah"]:
        return row["tanggal"], None
    agency = intake.agency(row, "kode_wilayah")
    if agency is not None and not agency.kind.is_region:
        intake.refuse(row, "kode_wilayah", NO_REGION)
        return None
    return None if agency is None else (row["tanggal"], agency.id)


async def _load(session: AsyncSession) -> dict[Key, tuple[int, str]]:
    return {
        (row.day, row.agency_id): (row.id, tidy(row.name)) for row in await read(session, select(table_of(Holiday)))
    }


async def dump(outlet: Outlet) -> list[list[str]]:
    """All days off that were added."""
    return sorted(
        [day.isoformat(), name, "" if agency_id is None else outlet.code(agency_id)]
        for (day, agency_id), (_, name) in (await _load(outlet.session)).items()
    )


TABLE = Table(
    name="hari_libur",
    columns=(
        Column("tanggal", cells.day),
        Column("nama", cells.text),
        Column("kode_wilayah", cells.code, is_required=False, empty=""),
    ),
    key=("tanggal", "kode_wilayah"),
    store=store,
    dump=dump,
)
