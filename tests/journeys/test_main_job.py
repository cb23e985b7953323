"""The main job from end to end: import, invitation, enrolment, status, reminders in three zones, restart."""

from collections.abc import AsyncIterator
from datetime import datetime
from pathlib import Path

import pytest

from bot.config import JAKARTA
from bot.domain.roles import Role
from bot.services.audit import OPERATOR
from bot.services.invitations import invite
from bot.services.tables import import_tables
from bot.simulator.world import Person
from bot.startup import prepare
from db.engine import Sessions, open_database
from db.queries.agencies import find_agency
from tests.cast import GROUP, MONDAY, SRI, YOSEF
from tests.conftest import KEY
from tests.stage import Stage, on_stage

ANDI = 1005
"""Inspektorat of Kota Makassar, where it is an hour later than in Jakarta."""

SEATS = {SRI: "33.23", ANDI: "73.71", YOSEF: "91.71"}
ACTIONS = ("7.2", "9.1")
FACTS = (
    "siklus,kode_aksi,kode_instansi,kode_periode,status_lapor,waktu_lapor,status_verifikasi,"
    "capaian_persen,kendala,sumber,per_tanggal"
)
FILES = {
    "periode": [
        "siklus,kode,nama,mulai,selesai,buka,batas_lapor,batas_publikasi",
        "2025-2026,B06,TW II,2025-04-01,2025-06-30,2025-07-07,2025-07-31,2025-08-15",
        "2025-2026,B18,TW VI,2026-04-01,2026-06-30,2026-07-06,2026-07-31,2026-08-14",
    ],
    "aksi": [
        "siklus,kode,fokus,judul,kode_induk",
        "2025-2026,7.2,Keuangan Negara,Katalog elektronik,",
        "2025-2026,9.1,Reformasi Birokrasi,Penguatan APIP,",
    ],
    "penugasan": [
        "siklus,kode_aksi,kode_instansi",
        *(f"2025-2026,{action},{code}" for action in ACTIONS for code in SEATS.values()),
    ],
    "capaian": [
        FACTS,
        *(f"2025-2026,{action},{code},B06,lapor,2025-07-20T09:00,diverifikasi,90,,rekap,2025-08-01"
          for action in ACTIONS for code in SEATS.values()),
        "2025-2026,7.2,33.23,B18,lapor,2026-07-08T10:00,diverifikasi,\"68,57\",,rekap,2026-07-10",
    ],
}  # fmt: skip


def wib(day: int, hour: int, minute: int = 0) -> datetime:
    """A moment of July 2026 in Jakarta."""
    return datetime(2026, 7, day, hour, minute, tzinfo=JAKARTA)


@pytest.fixture
async def empty(database_url: str) -> AsyncIterator[Sessions]:
    """A database of each kind that holds the shipped registry and nothing else."""
    sessions = open_database(database_url, (KEY,))
    await prepare(sessions, now=MONDAY)
    yield sessions
    await sessions.close()


async def bring_in(stage: Stage, folder: Path, **tables: list[str]) -> None:
    """Write tables into files and import them, as an operator would."""
    write(folder, tables)
    async with stage.sessions.begin() as session:
        await import_tables(session, paths=[folder], now=stage.clock.now(), zone=JAKARTA)


def write(folder: Path, tables: dict[str, list[str]]) -> None:
    """One CSV file for each table."""
    folder.mkdir()
    for name, lines in tables.items():
        (folder / f"{name}.csv").write_text("\n".join(lines) + "\n", encoding="utf-8")


async def enrol(stage: Stage, user_id: int, code: str, name: str) -> str:
    """Invite a person into the seat of the Inspektorat, and let them open the link."""
    async with stage.sessions.begin() as session:
        agency = await find_agency(session, code, MONDAY.date())
        assert agency is not None
        made = await invite(
            session, agency=agency, role=Role.INSPECTORATE, by=OPERATOR, now=stage.clock.now(), name=name
        )
    assert made is not None
    return await stage.actor(user_id).says(f"/start {made.code}")


async def test_the_main_job_from_import_to_an_old_button_after_a_restart(empty: Sessions, tmp_path: Path) -> None:
    async with on_stage(empty) as stage:
        stage.simulator.add_person(Person(ANDI, "Andi", "Mappanyukki", None, "id"), GROUP)
        await bring_in(stage, tmp_path / "first", **FILES)
        await everybody_enrols(stage)
        await sri_asks(stage)
        await reminders_arrive_in_three_zones(stage)
        await a_report_voids_the_next_rung(stage, tmp_path)
        await an_old_button_works_after_a_restart(stage)
        assert stage.simulator.violations(final=True) == []


async def everybody_enrols(stage: Stage) -> None:
    greeting = await enrol(stage, SRI, "33.23", "Sri Wahyuni")
    assert "Sri Wahyuni" in greeting
    assert "Inspektorat Kabupaten Temanggung" in greeting
    assert "WIB" in greeting
    assert "1 kewajiban masih terbuka" in greeting
    assert {"Lihat status", "Atur jam pengingat", "Bantuan"} <= set(stage.actor(SRI).buttons)
    assert "WITA" in await enrol(stage, ANDI, "73.71", "Andi Mappanyukki")
    assert "WIT)" in await enrol(stage, YOSEF, "91.71", "Yosef Wanggai")


async def sri_asks(stage: Stage) -> None:
    sri = stage.actor(SRI)
    own = await sri.says("/status")
    assert own.startswith("Kabupaten Temanggung · TW VI (B18)")
    assert "7.2 Katalog elektronik: 68,57% · sudah lapor · terverifikasi" in own
    assert "9.1 Penguatan APIP: belum ada angka · belum lapor" in own
    assert "14 hari kerja" in own
    assert "Sumber: rekap, per 10 Juli 2026" in own
    typo = await sri.says("status kab temangung b06")
    assert typo.startswith("Kabupaten Temanggung · TW II (B06)")
    assert "dibaca sebagai Kabupaten Temanggung" in typo
    await sri.says("magelang")
    assert sri.buttons == ["Kabupaten Magelang", "Kota Magelang"]
    assert (await sri.taps("Kota Magelang")).startswith("Kota Magelang")


async def reminders_arrive_in_three_zones(stage: Stage) -> None:
    """08.00 in Jayapura is 06.00 in Jakarta, in Makassar it is 07.00; each person gets one message a rung."""
    people = {user_id: stage.actor(user_id) for user_id in (YOSEF, ANDI, SRI)}
    for day, rung in ((17, "H-14"), (24, "H-7"), (28, "H-3"), (30, "H-1"), (31, "H-0")):
        for hour, due in ((6, YOSEF), (7, ANDI), (8, SRI)):
            before = {user_id: len(actor.messages) for user_id, actor in people.items()}
            await stage.travel(wib(day, hour - 1, 59))
            assert {user_id: len(actor.messages) for user_id, actor in people.items()} == before
            await stage.travel(wib(day, hour))
            await stage.travel(wib(day, hour, 1))
            got = {user_id for user_id, actor in people.items() if len(actor.messages) > before[user_id]}
            assert got == {due}
            assert len(people[due].messages) == before[due] + 1
            assert f"Pengingat {rung}" in people[due].last
            assert "9.1 Penguatan APIP" in people[due].last
    assert "Sabtu pukul 01.59 WIT" in stage.actor(YOSEF).last


async def a_report_voids_the_next_rung(stage: Stage, tmp_path: Path) -> None:
    """Temanggung reports on the evening of the deadline; on Monday only the others are told that theirs is past."""
    report = "2025-2026,9.1,33.23,B18,lapor,2026-07-31T20:00,belum,75,,rekap,2026-07-31"
    await stage.travel(wib(31, 21))
    await bring_in(stage, tmp_path / "second", capaian=[FACTS, report])
    told = len(stage.actor(SRI).messages)
    await stage.travel(datetime(2026, 8, 3, 8, 30, tzinfo=JAKARTA))
    assert len(stage.actor(SRI).messages) == told
    assert "Batas waktu telah lewat" in stage.actor(ANDI).last


async def an_old_button_works_after_a_restart(stage: Stage) -> None:
    """The greeting of three weeks ago still leads to the settings, in its own place; so does a reminder's receipt."""
    await stage.restart()
    sri = stage.actor(SRI)
    count = len(sri.messages)
    await sri.taps("Atur jam pengingat")
    assert len(sri.messages) == count
    assert "Selamat" not in sri.texts[0]
    await sri.taps("Sudah dibaca")
    assert len(sri.messages) == count
