"""Export: what is written, and that importing it again changes nothing, in both forms and on both databases."""

from __future__ import annotations

import csv
import stat
import zipfile
from datetime import date, timedelta
from decimal import Decimal
from itertools import product
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from python_calamine import CalamineWorkbook
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from bot.domain.duties import ReportState, VerificationState
from bot.domain.errors import Refusal
from bot.services.tables.files.guards import guard, tidy, unguard
from bot.services.tables.problems import BadCell
from db.engine import Sessions
from db.models import (
    Achievement,
    AuditEntry,
    Cycle,
    FocalPoint,
    Holiday,
    Occupancy,
    OutboxMessage,
    Period,
    Publication,
    Seat,
    Submission,
    Target,
    Verification,
)
from tests.services.desk import HEADERS, NOW, Desk, fill, open_desk

HOSTILE = [
    '=cmd|" /C calc"!A0',
    "+1",
    "-1 dari 3",
    "@SUM(A1)",
    "\t=1",
    "'=1",
    "''+1",
    "'biasa",
    '<b>A & B</b>; "kutip", koma',
    "baris satu\r\nbaris dua\n",
    "  tepi  ",
    "_x0041_ \u202e\u200b 😀",
    "ada\x1b[31m warna",
    "1.10",
    "TRUE",
    "a" * 10_000,
]
"""Texts as people might write them to the bot."""


async def _stain(session: AsyncSession) -> None:
    """Store hostile texts past any import, one for each duty about which nothing is known yet."""
    assignments = (await session.exec(select(Submission.assignment_id))).all()
    cycle_id = (await session.exec(select(Cycle.id).where(Cycle.code == "2019-2020"))).one()
    statement = select(Period.id).where(Period.cycle_id == cycle_id, col(Period.code).not_in(["B06", "B12"]))
    duties = product(assignments, (await session.exec(statement)).all())
    for number, (text, (assignment_id, period_id)) in enumerate(zip(HOSTILE, duties, strict=False)):
        key = {"assignment_id": assignment_id, "period_id": period_id}
        session.add(Submission(**key, state=ReportState.OBSTACLE, note=text, source=text, recorded_at=NOW))
        session.add(Target(**key, text=text, decided_at=NOW))
        session.add(Publication(**key, published_on=NOW.date(), medium=text, link="https://contoh.go.id/1"))
        session.add(Holiday(day=date(2027, 1, 1) + timedelta(days=number), name=text))


async def _add_facts_of_three_sources(session: AsyncSession) -> None:
    assignment_id = (await session.exec(select(Submission.assignment_id))).all()[1]
    period_id = (await session.exec(select(Period.id).where(Period.code == "B12"))).first()
    key = {"assignment_id": assignment_id, "period_id": period_id, "recorded_at": NOW}
    session.add(Submission(**key, state=ReportState.REPORTED, source="bot", as_of=date(2019, 9, 1)))
    session.add(Verification(**key, state=VerificationState.RETURNED, source="Setnas", as_of=date(2019, 9, 5)))
    session.add(Achievement(**key, percent=Decimal("12.30"), source="jaga.id", as_of=date(2019, 9, 9)))


async def _seat_persons_hard_to_tell_apart(session: AsyncSession) -> None:
    seat = (await session.exec(select(Seat))).first()
    assert seat is not None
    for name in (None, None, "Budi", "Budi"):
        person = FocalPoint(name=name, created_at=NOW)
        session.add(person)
        await session.flush()
        session.add(Occupancy(seat_id=seat.id or 0, focal_point_id=person.id or 0, starts_at=NOW))


async def _busy(sessions: Sessions, folder: Path) -> Desk:
    """A desk over a database that holds a bit of everything."""
    desk = await open_desk(sessions, folder)
    fill(desk)
    await desk.take()
    desk.write("target", "2019-2020,A2,33.23,B06,Data 12 izin dibuka")
    desk.write("instansi", "12.74,kota,Balai Baru,12,Asia/Jakarta,")
    await desk.take(desk.folder / "target.csv", desk.folder / "instansi.csv")
    async with sessions.begin() as session:
        await _stain(session)
        await _add_facts_of_three_sources(session)
        await _seat_persons_hard_to_tell_apart(session)
    return desk


async def _audit_and_outbox(sessions: Sessions) -> tuple[int, int]:
    async with sessions() as session:
        entries = (await session.exec(select(AuditEntry))).all()
        return len(entries), len((await session.exec(select(OutboxMessage))).all())


@pytest.mark.parametrize("target", ["keluar", "keluar.xlsx"])
async def test_import_of_an_export_changes_nothing(sessions: Sessions, tmp_path: Path, target: str) -> None:
    desk = await _busy(sessions, tmp_path / "meja")
    before = await _audit_and_outbox(sessions)
    counts = await desk.export(tmp_path / target)
    assert all(counts.values())
    result = await desk.take(tmp_path / target)
    assert {name: count.rows for name, count in result.tables.items()} == counts
    assert (result.created, result.changed) == (0, 0)
    assert await _audit_and_outbox(sessions) == before


@pytest.mark.parametrize("target", ["keluar", "keluar.xlsx"])
async def test_an_export_rebuilds_an_empty_database(sqlite_sessions: Sessions, tmp_path: Path, target: str) -> None:
    desk = Desk(sqlite_sessions, tmp_path / "meja")
    desk.write("instansi", "33,provinsi,Jawa Tengah,,Asia/Jakarta,", "3323,kabupaten,Temanggung,33,Asia/Jakarta,Tmg")
    desk.write("periode", "2019-2020,B06,TW II,2019-04-01,2019-06-30,,2019-07-15,")
    desk.write("aksi", "2019-2020,A2,Fokus,Judul,")
    desk.write("penugasan", "2019-2020,A2,33.23")
    desk.write("capaian", "2019-2020,A2,33.23,B06,lapor,2019-07-10T09:30,belum,68.5,,jaga.id,2019-07-20")
    first = await desk.take()
    await desk.export(tmp_path / target)
    second = await desk.take(tmp_path / target)
    assert (first.created, second.created, second.changed) == (6, 0, 0)


async def test_every_table_is_written_with_its_header(desk: Desk, tmp_path: Path) -> None:
    await desk.export(tmp_path / "keluar")
    headers = {path.stem: path.read_text().partition("\n")[0] for path in (tmp_path / "keluar").iterdir()}
    assert headers == HEADERS


async def test_former_codes_and_moved_deadlines_are_history_and_stay_behind(desk: Desk, tmp_path: Path) -> None:
    for day in ("2019-07-15", "2019-07-20"):
        desk.write("periode", f"2019-2020,B06,TW II,2019-04-01,2019-06-30,,{day},")
        await desk.take()
    await desk.export(tmp_path / "keluar")
    agencies = (tmp_path / "keluar" / "instansi.csv").read_text()
    periods = (tmp_path / "keluar" / "periode.csv").read_text()
    assert "93.01,kabupaten,Merauke,93," in agencies
    assert "91.01" not in agencies
    assert "2019-07-20T23:59:00+07:00" in periods
    assert "2019-07-15" not in periods


async def test_codes_are_those_of_the_day(desk: Desk, tmp_path: Path) -> None:
    desk.write("penugasan", "2019-2020,A2,93.01")
    await desk.take()
    desk.now = desk.now.replace(year=2020)
    await desk.export(tmp_path / "keluar")
    assert "2019-2020,A2,91.01" in (tmp_path / "keluar" / "penugasan.csv").read_text()
    assert (await desk.take(tmp_path / "keluar")).changed == 0


async def test_only_who_exported_may_read_the_files(desk: Desk, tmp_path: Path) -> None:
    await desk.export(tmp_path / "keluar")
    await desk.export(tmp_path / "keluar.xlsx")
    files = [*(tmp_path / "keluar").iterdir(), tmp_path / "keluar.xlsx"]
    assert {stat.S_IMODE(path.stat().st_mode) for path in files} == {0o600}


async def test_a_workbook_holds_texts_alone_under_a_fixed_header(sqlite_sessions: Sessions, tmp_path: Path) -> None:
    desk = await _busy(sqlite_sessions, tmp_path / "meja")
    await desk.export(tmp_path / "keluar.xlsx")
    with CalamineWorkbook.from_path(tmp_path / "keluar.xlsx") as book:
        assert book.sheet_names == list(HEADERS)
        cells = [cell for name in book.sheet_names for row in book.get_sheet_by_name(name).to_python() for cell in row]
    assert {type(cell) for cell in cells} == {str}
    with zipfile.ZipFile(tmp_path / "keluar.xlsx") as archive:
        sheet = archive.read("xl/worksheets/sheet6.xml")
    assert b"<f>" not in sheet
    assert b'state="frozen"' in sheet


async def test_no_cell_of_a_csv_file_begins_like_a_formula(sqlite_sessions: Sessions, tmp_path: Path) -> None:
    desk = await _busy(sqlite_sessions, tmp_path / "meja")
    await desk.export(tmp_path / "keluar")
    for path in (tmp_path / "keluar").iterdir():
        with path.open(newline="") as file:
            assert not [cell for line in csv.reader(file) for cell in line if cell.startswith(tuple("=+-@\t\r"))]


async def test_a_place_that_cannot_be_written_is_refused_with_a_sentence(desk: Desk, tmp_path: Path) -> None:
    (tmp_path / "berkas").write_text("")
    with pytest.raises(Refusal, match="Cannot write"):
        await desk.export(tmp_path / "berkas")


@given(st.text())
def test_a_guarded_text_comes_back_and_never_begins_like_a_formula(text: str) -> None:
    tidied = tidy(text)
    guarded = guard(tidied)
    assert not guarded.startswith(tuple("=+-@\t\r\0"))
    assert unguard(guarded) == tidied


@given(st.sampled_from("=+-@"), st.text(), st.sampled_from(["", " ", "\t", "\n"]))
def test_a_text_that_begins_like_a_formula_is_refused(first: str, rest: str, before: str) -> None:
    with pytest.raises(BadCell):
        unguard(before + first + rest)
