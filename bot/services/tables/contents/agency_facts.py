"""What rows of `instansi` change: kinds and zones in place, names and parents by a new version, aliases."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from sqlalchemy import select
from sqlmodel import col

from bot.domain.roles import AgencyKind
from bot.services.tables.intake import Intake
from bot.services.tables.problems import Reason
from bot.services.tables.references import AgencyEntry, Version, read
from bot.services.tables.spec import Row
from db.models import Agency, AgencyAlias, AgencyVersion
from db.queries.bulk import delete_rows, insert_rows, update_rows

ONE_DAY = timedelta(days=1)

FORMER_PARENT = Reason(
    "kode ini sudah diganti; induknya hanya dapat diubah dengan kode yang berlaku sekarang.",
    "this code was replaced; its parent can only be changed under the code of today.",
)


@dataclass
class Stated:
    """An agency as a row states it."""

    row: Row
    code: str
    name: str
    entry: AgencyEntry | None
    parent_id: int | None = None

    @property
    def kind(self) -> AgencyKind:
        """The kind that the row states."""
        kind: AgencyKind = self.row["jenis"]
        return kind


async def store_agencies(intake: Intake, known: Sequence[Stated]) -> set[int]:
    """Update kind and zone; an agency that gets another name is no sample any more."""
    updates: list[dict[str, Any]] = []
    changed = set()
    for one in known:
        entry = one.entry
        assert entry is not None
        is_sample = entry.is_sample and entry.version_on(intake.today).name == one.name
        now = (one.kind, one.row["zona_waktu"], is_sample)
        if now != (entry.kind, entry.time_zone, entry.is_sample):
            updates.append({"id": entry.id, "kind": now[0], "time_zone": now[1], "is_sample": now[2]})
            changed.add(id(one))
            entry.kind = one.kind
    await update_rows(intake.session, Agency, updates)
    return changed


async def store_versions(intake: Intake, stated: Sequence[Stated]) -> set[int]:
    """Give agencies whose name or parent is another one a new version from today on; returns whose changed."""
    writes = _Versions()
    changed = set()
    for one in stated:
        assert one.entry is not None
        version = one.entry.version_of(one.code, intake.today)
        if version.id is None:
            writes.insert(one, None, None)
        elif (version.name, version.parent_id) != (one.name, one.parent_id):
            if version is not one.entry.version_on(intake.today):
                intake.refuse(one.row, "kode_induk", FORMER_PARENT)
                continue
            writes.replace(one, version, intake.today)
            changed.add(id(one))
    await update_rows(intake.session, AgencyVersion, writes.closed)
    await update_rows(intake.session, AgencyVersion, writes.corrected)
    await insert_rows(intake.session, AgencyVersion, writes.inserted)
    return changed


@dataclass(frozen=True)
class _Versions:
    """Writes to the versions: those that end yesterday, those of today that are corrected, new ones."""

    closed: list[dict[str, Any]] = field(default_factory=list)
    corrected: list[dict[str, Any]] = field(default_factory=list)
    inserted: list[dict[str, Any]] = field(default_factory=list)

    def insert(self, one: Stated, valid_from: date | None, valid_to: date | None) -> None:
        assert one.entry is not None
        self.inserted.append(
            {
                "agency_id": one.entry.id,
                "code": one.code,
                "name": one.name,
                "parent_id": one.parent_id,
                "valid_from": valid_from,
                "valid_to": valid_to,
            }
        )

    def replace(self, one: Stated, version: Version, today: date) -> None:
        """Let the version end yesterday and another one go on; one that began today is corrected."""
        if version.valid_from == today:
            self.corrected.append({"id": version.id, "name": one.name, "parent_id": one.parent_id})
            return
        self.closed.append({"id": version.id, "valid_to": today - ONE_DAY})
        self.insert(one, today, version.valid_to)


async def store_aliases(intake: Intake, stated: Sequence[Stated]) -> set[int]:
    """Make the aliases those of the rows; an empty cell leaves them as they are. Returns whose changed."""
    known: dict[int, dict[str, int]] = {}
    columns = select(col(AgencyAlias.id), col(AgencyAlias.agency_id), col(AgencyAlias.alias))
    for row in await read(intake.session, columns):
        known.setdefault(row.agency_id, {})[row.alias] = row.id
    inserted: list[dict[str, Any]] = []
    deleted: list[int] = []
    changed = set()
    for one in stated:
        assert one.entry is not None
        wanted, present = one.row["alias"], known.get(one.entry.id, {})
        if not wanted or set(wanted) == set(present):
            continue
        changed.add(id(one))
        inserted += [{"agency_id": one.entry.id, "alias": alias} for alias in wanted if alias not in present]
        deleted += [row_id for alias, row_id in present.items() if alias not in wanted]
    await delete_rows(intake.session, AgencyAlias, deleted)
    await insert_rows(intake.session, AgencyAlias, inserted)
    return changed
