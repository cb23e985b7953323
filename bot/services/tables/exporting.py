"""Export of tables: what is in force today, in the form in which import takes it back."""

from __future__ import annotations

import asyncio
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from sqlmodel.ext.asyncio.session import AsyncSession

from bot.services.tables.contents.catalogue import TABLES
from bot.services.tables.files.writing import Sheet, write_tables
from bot.services.tables.outlet import Outlet
from bot.services.tables.references import load_references


async def export_tables(session: AsyncSession, *, path: Path, now: datetime, zone: ZoneInfo) -> dict[str, int]:
    """Write every table to a folder of CSV files or, when the path ends in .xlsx, to a workbook.

    Returns the number of rows by table. What was superseded (former codes and names, moved deadlines, older
    facts) and dispensations of single agencies are not exported; a backup holds them.
    """
    outlet = Outlet(session, now.astimezone(zone).date(), zone, await load_references(session))
    sheets: dict[str, Sheet] = {name: (table.names, await table.dump(outlet)) for name, table in TABLES.items()}
    await asyncio.to_thread(write_tables, path, sheets, now)
    return {name: len(lines) for name, (_, lines) in sheets.items()}
