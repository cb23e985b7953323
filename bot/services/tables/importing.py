"""Import of tables: all or nothing, every bad row named, and a second time it changes nothing."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from sqlmodel.ext.asyncio.session import AsyncSession

from bot.services.tables.contents.catalogue import TABLES
from bot.services.tables.files.raw import RawTable
from bot.services.tables.files.rows import parse_rows
from bot.services.tables.files.sources import read_sources
from bot.services.tables.intake import Intake
from bot.services.tables.limits import COMMAND_LINE, Limits
from bot.services.tables.problems import Findings, Reason, Spot
from bot.services.tables.references import load_references
from bot.services.tables.spec import Count, Row
from db.models import AuditEntry
from db.queries.bulk import insert_rows
from db.queries.revisions import REGISTRY, raise_revision
from db.schema import hold_lock

IN_MEMORY = frozenset({"instansi", "periode", "aksi"})
"""Tables that a running bot keeps in memory and must read again when they change."""

UNKNOWN_TABLE = Reason(
    f"tidak ada tabel dengan nama {{cell}}; tabel yang dikenal: {', '.join(TABLES)}.",
    f"there is no table of the name {{cell}}; the tables are: {', '.join(TABLES)}.",
)


@dataclass(frozen=True)
class ImportResult:
    """What an import did, or would do, by table."""

    tables: dict[str, Count] = field(default_factory=dict)
    is_dry_run: bool = False

    @property
    def created(self) -> int:
        """New rows of all tables."""
        return sum(count.created for count in self.tables.values())

    @property
    def changed(self) -> int:
        """Rows of all tables that changed something known."""
        return sum(count.changed for count in self.tables.values())


async def import_tables(
    session: AsyncSession,
    *,
    paths: Sequence[Path],
    now: datetime,
    zone: ZoneInfo,
    dry_run: bool = False,
    limits: Limits = COMMAND_LINE,
    is_sample: bool = False,
) -> ImportResult:
    """Store the tables in CSV files, folders and workbooks (interface.md, "Tables for import and export").

    zone: that of times without an offset. is_sample: mark new agencies and deadlines as samples.
    Raises ImportRefused, which names everything wrong with file, row and column; nothing is stored then, nor in
    a dry run. Of two imports at once the second waits for the first.
    """
    findings = Findings()
    raw = await asyncio.to_thread(read_sources, paths, limits, findings)
    rows = _parse(raw, zone, limits, findings)
    await hold_lock(session)
    savepoint = await session.begin_nested()
    try:
        intake = Intake(session, now, zone, findings, await load_references(session), is_sample)
        counts = {name: await TABLES[name].store(intake, rows[name]) for name in TABLES if name in rows}
        findings.raise_if_any()
        await _record(intake, counts)
    except BaseException:
        await savepoint.rollback()
        raise
    if dry_run:
        await savepoint.rollback()
    else:
        await savepoint.commit()
    return ImportResult(counts, dry_run)


def _parse(raw: Sequence[RawTable], zone: ZoneInfo, limits: Limits, findings: Findings) -> dict[str, list[Row]]:
    rows: dict[str, list[Row]] = {}
    for source in raw:
        table = TABLES.get(source.name.strip().lower())
        if table is None:
            findings.add(Spot(source.file), UNKNOWN_TABLE, source.name)
            continue
        found = parse_rows(table, source, zone=zone, limits=limits, findings=findings)
        rows.setdefault(table.name, []).extend(found)
    return rows


async def _record(intake: Intake, counts: dict[str, Count]) -> None:
    """Put on record what changed, and tell running bots."""
    changed = {name: count for name, count in counts.items() if count.created or count.changed}
    if not changed:
        return
    intake.note(
        "tables_imported",
        tables={name: {"created": count.created, "changed": count.changed} for name, count in changed.items()},
    )
    await insert_rows(intake.session, AuditEntry, intake.audit)
    if IN_MEMORY & changed.keys():
        await raise_revision(intake.session, REGISTRY)
