"""What storing rows takes: the session, the moment, what codes mean, and where problems go."""

from __future__ import annotations

from collections.abc import Hashable
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from sqlmodel.ext.asyncio.session import AsyncSession

from bot.services.tables.problems import CYCLES, Findings, Reason, Spot
from bot.services.tables.references import CUT_SHORT, AgencyEntry, References, dotted
from bot.services.tables.spec import Row

UNKNOWN = Reason("{cell} tidak dikenal.", "{cell} is not known.")
UNKNOWN_CYCLE = Reason(
    "siklus {cell} tidak dikenal; siklus baru dibuat oleh tabel periode.",
    "the cycle {cell} is not known; a new cycle is made by the table periode.",
)
CODE_CUT_SHORT = Reason(
    "{cell} tidak dikenal; tampaknya lembar kerja menghapus angka nol di belakang, seperti 11.10 menjadi 11.1.",
    "{cell} is not known; a spreadsheet seems to have cut off a zero at its end, such as 11.10 to 11.1.",
)
NOT_ASSIGNED = Reason(
    "aksi {cell} tidak ditugaskan kepada instansi ini; tambahkan di tabel penugasan.",
    "the action {cell} is not assigned to this agency; add it to the table penugasan.",
)


@dataclass(frozen=True)
class Intake:
    """One import while its rows are stored, table by table."""

    session: AsyncSession
    now: datetime
    zone: ZoneInfo
    findings: Findings
    references: References
    is_sample: bool = False
    audit: list[dict[str, Any]] = field(default_factory=list)

    @property
    def today(self) -> date:
        """The day of the import in its zone."""
        return self.now.astimezone(self.zone).date()

    def refuse(self, row: Row, column: str | None, reason: Reason) -> None:
        """Report a row, and remember its key so that rows that refer to it are not reported as well."""
        cell = None if column is None else row.table.column(column).shown(row[column])
        self.findings.add(row.spot.at(column), reason, cell)
        self.findings.doubt(row.table.name, tuple(row[name] for name in row.table.key))

    def note(self, event: str, **detail: Any) -> None:
        """Put a decision on record; codes only, no names of persons."""
        entry = {"at": self.now, "actor_id": None, "actor": "operator", "event": event, "detail": detail}
        self.audit.append(entry)

    def agency(self, row: Row, column: str = "kode_instansi") -> AgencyEntry | None:
        """The agency that a row names; None after the problem was reported."""
        code: str = row[column]
        found = self.references.find_agency(code)
        spellings = {code, dotted(code), code.replace(".", "")}
        if found is None and not any(self._is_doubtful("instansi", spelling) for spelling in spellings):
            self.refuse(row, column, CODE_CUT_SHORT if CUT_SHORT.fullmatch(code) else UNKNOWN)
        return found

    def cycle(self, row: Row) -> int | None:
        """The key of the cycle that a row names; None after the problem was reported."""
        found = self.references.cycles.get(row["siklus"])
        if found is None and not self._is_doubtful(CYCLES, row["siklus"]):
            self.refuse(row, "siklus", UNKNOWN_CYCLE)
        return found

    def period(self, row: Row) -> int | None:
        """The key of the period in the cycle of a row; None after the problem was reported."""
        key = (row["siklus"], row["kode_periode"])
        found = self.references.periods.get(key)
        if found is None and not self._is_doubtful("periode", *key):
            self.refuse(row, "kode_periode", UNKNOWN)
        return found

    def action(self, row: Row, column: str = "kode_aksi") -> int | None:
        """The key of the action in the cycle of a row; None after the problem was reported."""
        key = (row["siklus"], row[column])
        found = self.references.actions.get(key)
        if found is None and not self._is_doubtful("aksi", *key):
            self.refuse(row, column, UNKNOWN)
        return found

    def duty(self, row: Row) -> tuple[int, int] | None:
        """The keys of assignment and period that a row names; None after everything wrong was reported."""
        agency = self.agency(row)
        if self.cycle(row) is None:
            return None
        action, period = self.action(row), self.period(row)
        if agency is None or action is None or period is None:
            return None
        assignment = self.references.assignments.get((agency.id, action))
        if assignment is not None:
            return assignment, period
        if not self._is_doubtful("penugasan", row["siklus"], row["kode_aksi"], row["kode_instansi"]):
            self.refuse(row, "kode_aksi", NOT_ASSIGNED)
        return None

    def _is_doubtful(self, table: str, *key: Hashable) -> bool:
        return self.findings.is_doubtful(table, key)


class Seen:
    """The keys met so far in a table, to find rows that say the same thing twice."""

    def __init__(self, intake: Intake) -> None:
        self._intake = intake
        self._spots: dict[Hashable, Spot] = {}

    def again(self, row: Row, key: Hashable) -> bool:
        """Whether an earlier row has the key; if so, it is reported."""
        first = self._spots.setdefault(key, row.spot)
        if first is row.spot:
            return False
        self._intake.refuse(row, None, _duplicate_of(first))
        return True


def _duplicate_of(first: Spot) -> Reason:
    return Reason(
        f"baris ini mengulang {first.indonesian}; hapus salah satunya.",
        f"this row repeats {first.english}; delete one of them.",
    )
