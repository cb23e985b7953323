"""How long an import of 10,000 rows of `capaian` takes, and how much memory: CSV, workbook, and a second time."""

from __future__ import annotations

import asyncio
import csv
import multiprocessing
import tempfile
import time
from collections.abc import Callable, Coroutine
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from benchmarks.figures import Figure
from benchmarks.memory import peak_mib
from bot.services import registry
from bot.services.tables import export_tables, import_tables
from db.engine import Sessions, open_database
from db.schema import migrate
from db.seed.loader import read_seed

NAME = "Import"
NOW, ZONE = datetime(2026, 7, 13, 2, 0, tzinfo=UTC), ZoneInfo("Asia/Jakarta")
AGENCIES, ACTIONS = 250, ("A1", "A2", "A3", "A4", "A5")
PERIODS = ("B03", "B06", "B09", "B12", "B15", "B18", "B21", "B24")
MOST_SECONDS, MOST_MEMORY = 10.0, 300.0
HEADER = (
    "siklus,kode_aksi,kode_instansi,kode_periode,status_lapor,waktu_lapor,status_verifikasi,capaian_persen,kendala,"
    "sumber,per_tanggal"
)

Work = Callable[[Sessions, Path], Coroutine[Any, Any, float]]


def measure() -> list[Figure]:
    """Seconds and MiB, each kind of import in a process of its own; less is better."""
    seed, _ = _in_child(_seed)
    first, memory = _in_child(_import_csv)
    again, _ = _in_child(_import_again)
    workbook, workbook_memory = _in_child(_import_workbook)
    return [
        Figure("filling an empty database with the registry", seed, "s"),
        Figure("10,000 rows as CSV, at most", first, "s", MOST_SECONDS),
        Figure("10,000 rows as CSV, peak memory, at most", memory, "MiB", MOST_MEMORY),
        Figure("the same 10,000 rows again, at most", again, "s", MOST_SECONDS),
        Figure("an exported workbook with them, at most", workbook, "s", MOST_SECONDS),
        Figure("the workbook, peak memory, at most", workbook_memory, "MiB", MOST_MEMORY),
    ]


def _in_child(work: Work) -> tuple[float, float]:
    """Seconds that the work took, and the peak memory of the process in MiB."""
    with multiprocessing.get_context("spawn").Pool(1) as pool:
        return pool.apply(_run, (work,))


def _run(work: Work) -> tuple[float, float]:
    with tempfile.TemporaryDirectory() as folder:
        seconds = asyncio.run(_on_fresh_database(work, Path(folder)))
    return seconds, peak_mib()


async def _on_fresh_database(work: Work, folder: Path) -> float:
    sessions = open_database(f"sqlite:///{folder}/sigap.db")
    await migrate(sessions)
    seconds = await work(sessions, folder)
    await sessions.close()
    return seconds


async def _seed(sessions: Sessions, folder: Path) -> float:
    started = time.perf_counter()
    async with sessions.begin() as session:
        await registry.seed(session, now=NOW)
    return time.perf_counter() - started


async def _import_csv(sessions: Sessions, folder: Path) -> float:
    await _seed(sessions, folder)
    tables = _write_tables(folder)
    await _take(sessions, tables[:1])
    return await _take(sessions, tables[1:])


async def _import_again(sessions: Sessions, folder: Path) -> float:
    await _import_csv(sessions, folder)
    return await _take(sessions, [folder / "capaian.csv"])


async def _import_workbook(sessions: Sessions, folder: Path) -> float:
    await _import_csv(sessions, folder)
    async with sessions() as session:
        await export_tables(session, path=folder / "buku.xlsx", now=NOW, zone=ZONE)
    return await _take(sessions, [folder / "buku.xlsx"])


async def _take(sessions: Sessions, paths: list[Path]) -> float:
    started = time.perf_counter()
    async with sessions.begin() as session:
        await import_tables(session, paths=paths, now=NOW, zone=ZONE)
    return time.perf_counter() - started


def _write_tables(folder: Path) -> list[Path]:
    """The assignments, and 10,000 rows about them."""
    codes = _codes()[:AGENCIES]
    assigned = [("2019-2020", action, code) for code in codes for action in ACTIONS]
    facts = ("lapor", "2019-07-05T10:00", "diverifikasi", "68,57", "", "jaga.id", "2019-07-10")
    reported = [(*row, period, *facts) for row in assigned for period in PERIODS]
    return [
        _write(folder / "penugasan.csv", "siklus,kode_aksi,kode_instansi", assigned),
        _write(folder / "capaian.csv", HEADER, reported),
    ]


def _codes() -> list[str]:
    """Codes of kabupaten and kota that never changed."""
    return [line["key"] for line in read_seed("agencies") if line["key"][:2].isdigit() and line["key"] < "91"]


def _write(path: Path, header: str, rows: list[tuple[str, ...]]) -> Path:
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(header.split(","))
        writer.writerows(rows)
    return path
