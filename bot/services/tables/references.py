"""What codes mean: agencies, periods, actions and assignments by the codes that rows name."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from sqlalchemy import Row as DatabaseRow
from sqlalchemy import Select, select
from sqlmodel import col
from sqlmodel.ext.asyncio.session import AsyncSession

from bot.domain.roles import AgencyKind
from db.models import Action, Agency, AgencyVersion, Assignment, Cycle, Period
from db.queries.bulk import table_of

Columns = Select[*tuple[Any, ...]]
"""A selection of single columns."""

UNDOTTED = re.compile(r"\d{4}", re.ASCII)
CUT_SHORT = re.compile(r"\d{2}\.\d", re.ASCII)
"""What a spreadsheet makes of 11.10."""


def dotted(code: str) -> str:
    """The code of a kabupaten or kota as the registry writes it: 1110 is 11.10."""
    return f"{code[:2]}.{code[2:]}" if UNDOTTED.fullmatch(code) else code


@dataclass
class Version:
    """Code, name and parent of an agency from a day to a day, both included."""

    id: int | None
    code: str
    name: str
    parent_id: int | None
    valid_from: date | None = None
    valid_to: date | None = None

    def holds_on(self, day: date) -> bool:
        """Whether this is what the agency is called on the day."""
        return (self.valid_from or date.min) <= day <= (self.valid_to or date.max)


@dataclass
class AgencyEntry:
    """An agency with all its versions, the oldest first."""

    id: int
    kind: AgencyKind
    time_zone: str
    is_sample: bool = False
    versions: list[Version] = field(default_factory=list)

    def version_on(self, day: date) -> Version:
        """The version of the day; before the first one that, after the last one that."""
        later = [version for version in self.versions if version.holds_on(day) or (version.valid_from or day) > day]
        return later[0] if later else self.versions[-1]

    def version_of(self, code: str, day: date) -> Version:
        """The version of the day if it bears the code, else the last one that does."""
        today = self.version_on(day)
        return today if today.code == code else [version for version in self.versions if version.code == code][-1]


@dataclass
class References:
    """Keys by codes; rows that an import adds are found as well."""

    agencies: dict[int, AgencyEntry] = field(default_factory=dict)
    agency_codes: dict[str, int] = field(default_factory=dict)
    cycles: dict[str, int] = field(default_factory=dict)
    periods: dict[tuple[str, str], int] = field(default_factory=dict)
    actions: dict[tuple[str, str], int] = field(default_factory=dict)
    assignments: dict[tuple[int, int], int] = field(default_factory=dict)

    def spelling_of(self, code: str) -> str | None:
        """The code as the registry writes it, or None for one that it does not know."""
        return next((known for known in (code, dotted(code), code.upper()) if known in self.agency_codes), None)

    def find_agency(self, code: str) -> AgencyEntry | None:
        """The agency that bears the code or once bore it, since codes are never reused."""
        known = self.spelling_of(code)
        return None if known is None else self.agencies[self.agency_codes[known]]

    def add_agency(self, entry: AgencyEntry) -> None:
        """Let an agency be found by all of its codes."""
        self.agencies[entry.id] = entry
        for version in entry.versions:
            self.agency_codes[version.code] = entry.id


async def load_references(session: AsyncSession) -> References:
    """Read every code that rows may name."""
    references = References()
    for entry in await _agencies(session):
        references.add_agency(entry)
    references.cycles = {row.code: row.id for row in await read(session, select(col(Cycle.id), col(Cycle.code)))}
    references.periods = await _by_cycle(session, Period)
    references.actions = await _by_cycle(session, Action)
    references.assignments = await load_assignments(session)
    return references


async def load_assignments(session: AsyncSession) -> dict[tuple[int, int], int]:
    """Assignments by agency and action."""
    statement = select(col(Assignment.id), col(Assignment.agency_id), col(Assignment.action_id))
    return {(row.agency_id, row.action_id): row.id for row in await read(session, statement)}


async def read(session: AsyncSession, statement: Columns) -> list[DatabaseRow[Any]]:
    """Rows of single columns, past the unit of work."""
    return list((await (await session.connection()).execute(statement)).all())


async def _agencies(session: AsyncSession) -> list[AgencyEntry]:
    columns = select(col(Agency.id), col(Agency.kind), col(Agency.time_zone), col(Agency.is_sample))
    entries = {
        row.id: AgencyEntry(row.id, row.kind, row.time_zone, row.is_sample) for row in await read(session, columns)
    }
    rows = await read(session, select(table_of(AgencyVersion)))
    for row in sorted(rows, key=lambda row: row.valid_from or date.min):
        version = Version(row.id, row.code, row.name, row.parent_id, row.valid_from, row.valid_to)
        entries[row.agency_id].versions.append(version)
    return [entry for entry in entries.values() if entry.versions]


async def _by_cycle(session: AsyncSession, model: type[Period] | type[Action]) -> dict[tuple[str, str], int]:
    statement: Columns = select(col(model.id), col(model.code), col(Cycle.code).label("cycle")).join(
        Cycle, col(Cycle.id) == col(model.cycle_id)
    )
    return {(row.cycle, row.code): row.id for row in await read(session, statement)}
