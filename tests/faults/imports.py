"""Large tables with bad rows, and imports that die on the way: all or nothing, every bad row named (T12)."""

from __future__ import annotations

import csv
import json
import os
import signal
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import islice, product
from pathlib import Path
from random import Random
from subprocess import Popen
from tempfile import TemporaryDirectory

from tests.faults.databases import Database, pause
from tests.faults.figures import Figure, exactly, noted

ROOT = Path(__file__).parents[2]
CYCLE, ACTIONS = "2031-2032", 20
BAD_SHARE = 0.2
FIRST_KILL, LAST_KILL = 0.4, 0.98
"""When an import is killed, as a share of the time that one took which was left alone; first it has to start."""

Row = dict[str, str]
HEADERS = {
    "periode": "siklus kode nama mulai selesai buka batas_lapor batas_publikasi",
    "hari_libur": "tanggal nama kode_wilayah",
    "aksi": "siklus kode fokus judul kode_induk",
    "penugasan": "siklus kode_aksi kode_instansi",
    "capaian": "siklus kode_aksi kode_instansi kode_periode status_lapor waktu_lapor status_verifikasi "
    "capaian_persen kendala sumber per_tanggal",
}
BAD: Sequence[tuple[str, Row]] = (
    ("siklus", {"siklus": "2039-2040"}),
    ("kode_aksi", {"kode_aksi": "A99"}),
    ("kode_instansi", {"kode_instansi": "97.97"}),
    ("kode_instansi", {"kode_instansi": "11.1"}),
    ("kode_periode", {"kode_periode": "B99"}),
    ("kode_periode", {"kode_periode": ""}),
    ("status_lapor", {"status_lapor": "sudah"}),
    ("status_lapor", {"status_lapor": ""}),
    ("status_verifikasi", {"status_lapor": "belum", "status_verifikasi": "diverifikasi"}),
    ("waktu_lapor", {"waktu_lapor": "kemarin"}),
    ("capaian_persen", {"capaian_persen": "101"}),
    ("capaian_persen", {"capaian_persen": "68%"}),
    ("kendala", {"kendala": "=HYPERLINK(1)"}),
    ("sumber", {"sumber": "a\x1bb"}),
    ("per_tanggal", {"per_tanggal": "2031-02-30"}),
)
"""Fifteen ways in which a row is bad, each with the column that must be named."""

STORED = """
SELECT count(*) FROM {table} f JOIN period p ON p.id = f.period_id WHERE p.code = '{period}' AND p.name = '{cycle}'
"""
CODES = "SELECT code FROM agency_version WHERE valid_to IS NULL AND code LIKE '__.__' ORDER BY code"


@dataclass(frozen=True)
class Ended:
    """How one import ended: exit code, what it printed, seconds by the clock and of the processor, memory in MiB."""

    code: int
    printed: bytes
    seconds: float
    busy: float
    memory: float

    def noted(self, name: str, what: str) -> list[Figure]:
        """How long it took, and how much memory it had at most."""
        return [
            noted(name, f"{what}, seconds", round(self.seconds, 1)),
            noted(name, f"{what}, seconds of the processor", round(self.busy, 1)),
            noted(name, f"{what}, MiB of memory", round(self.memory)),
        ]


def imports(database: Database, rows: int, kills: int, random: Random) -> list[Figure]:
    """Import a table in which a fifth of the rows is bad, then good ones, killed so many times at any moment."""
    name = f"import of {rows} rows, {database.kind}"
    with TemporaryDirectory(prefix="sigap-imports-") as folder:
        desk = _Desk(Path(folder), database, rows)
        desk.prepare(kills + 2)
        figures = _refused(name, desk, random)
        whole = desk.run(desk.write(1))
        states = [
            desk.killed(number, whole.seconds * random.uniform(FIRST_KILL, LAST_KILL)) for number in range(2, kills + 2)
        ]
        figures += [
            exactly(name, "rows stored by an import that was left alone", min(desk.stored(1)), rows),
            *whole.noted(name, "stored"),
            exactly(
                name, "killed imports, in part stored", sum(set(state) not in ({0}, {rows}) for state in states), 0
            ),
            noted(name, "killed imports", sum(set(state) == {0} for state in states)),
        ]
        again = desk.run(desk.write(2))
        return [*figures, exactly(name, "exit code of an import after a killed one", again.code, 0)]


def _refused(name: str, desk: _Desk, random: Random) -> list[Figure]:
    """Import bad rows and compare what is named with what is wrong."""
    wrong: dict[int, str] = {}

    def spoil(number: int, row: Row) -> Row:
        if number not in chosen:
            return row
        column, change = BAD[chosen[number] % len(BAD)]
        wrong[number] = column
        return row | change

    picked = random.sample(range(desk.rows), round(desk.rows * BAD_SHARE))
    chosen = {number: kind for kind, number in enumerate(picked)}
    end = desk.run(desk.write(0, spoil))
    named = {(error["row"], error["column"]) for error in json.loads(end.printed)["errors"]}
    expected = {(number + 2, column) for number, column in wrong.items()}
    return [
        exactly(name, "bad rows, each named with its column", len(named & expected), len(picked)),
        exactly(name, "good rows named", len({row for row, _ in named} - {row for row, _ in expected}), 0),
        exactly(name, "stored of the table with bad rows", max(desk.stored(0)), 0),
        *end.noted(name, "refused"),
    ]


class _Desk:
    """A folder with tables, and the command that imports them into a database."""

    def __init__(self, folder: Path, database: Database, rows: int) -> None:
        self.folder, self.database, self.rows = folder, database, rows
        self.duties: list[tuple[str, str]] = []

    def prepare(self, periods: int) -> None:
        """Import periods, actions and assignments, one for each row to come."""
        self._run_well(["import", str(self._table("hari_libur", [("2031-08-04", "Contoh", "")]))])
        codes = [code for (code,) in self.database.ask(CODES)]
        actions = [f"A{number}" for number in range(1, max(ACTIONS, -(-self.rows // len(codes))) + 1)]
        self.duties = list(islice(product(codes, actions), self.rows))
        base = self.folder / "base"
        base.mkdir()
        span = "2031-01-01", "2031-03-31", "", "", ""
        self._table("periode", [(CYCLE, f"B{n:02}", CYCLE, *span) for n in range(1, periods + 1)], base)
        self._table("aksi", [(CYCLE, action, "", f"Aksi contoh {action}", "") for action in actions], base)
        self._table("penugasan", [(CYCLE, action, code) for code, action in self.duties], base)
        self._run_well(["import", str(base)])

    def _run_well(self, arguments: list[str]) -> None:
        end = self._sigap(arguments)
        assert end.code == 0, (self.folder / "errors").read_text()

    def write(self, number: int, spoil: Callable[[int, Row], Row] = lambda _, row: row) -> Path:
        """Write the achievements of a period, by its number."""
        names = HEADERS["capaian"].split()
        fact = ("lapor", "2031-04-05", "diverifikasi", "68,57", "", "Contoh", "2031-04-06")
        period = f"B{number + 1:02}"
        rows = (
            spoil(place, dict(zip(names, (CYCLE, action, code, period, *fact), strict=True)))
            for place, (code, action) in enumerate(self.duties)
        )
        folder = self.folder / period
        folder.mkdir(exist_ok=True)
        return self._table("capaian", [list(row.values()) for row in rows], folder)

    def _table(self, name: str, rows: Sequence[Sequence[str]], folder: Path | None = None) -> Path:
        path = (folder or self.folder) / f"{name}.csv"
        with path.open("w", encoding="utf-8", newline="") as file:
            writer = csv.writer(file)
            writer.writerow(HEADERS[name].split())
            writer.writerows(rows)
        return path

    def stored(self, number: int) -> list[int]:
        """How many facts of each kind a period has."""
        questions = (
            STORED.format(table=table, period=f"B{number + 1:02}", cycle=CYCLE)
            for table in ("submission", "verification", "achievement")
        )
        return [int(self.database.ask(question)[0][0]) for question in questions]

    def run(self, path: Path) -> Ended:
        """Import one table."""
        return self._sigap(["import", str(path), "--json"])

    def killed(self, number: int, after: float) -> list[int]:
        """Import the achievements of a period and kill that after so many seconds; returns what is stored."""
        self._sigap(["import", str(self.write(number)), "--json"], after)
        return self.stored(number)

    def _sigap(self, arguments: list[str], kill_after: float | None = None) -> Ended:
        """Run the command as an operator would."""
        surroundings = os.environ | {"DATABASE_URL": self.database.address, "PYTHONPATH": str(ROOT)}
        began = time.monotonic()
        output = self.folder / "output"
        command = [sys.executable, "-m", "bot", *arguments]
        with output.open("wb") as out, (self.folder / "errors").open("wb") as errors:
            process = Popen(command, cwd=self.folder, env=surroundings, stdout=out, stderr=errors)
            if kill_after is not None:
                pause(kill_after)
                os.kill(process.pid, signal.SIGKILL)
            _, status, usage = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
        seconds, busy = time.monotonic() - began, usage.ru_utime + usage.ru_stime
        return Ended(process.returncode, output.read_bytes(), seconds, busy, usage.ru_maxrss / 1024)
