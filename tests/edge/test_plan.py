"""`sigap plan`, `status` and `announce` from the command line, over agencies that a script brought itself."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from cryptography.fernet import Fernet
from typer.testing import CliRunner, Result

from bot.cli.announce import announce
from bot.cli.opening import command_group
from bot.cli.plan import plan
from bot.cli.status import status
from bot.cli.tables import import_

TABLES = {
    "instansi": """kode,jenis,nama,kode_induk,zona_waktu,alias
88,provinsi,Uji Raya,,Asia/Jakarta,
88.01,kabupaten,Uji Barat,88,Asia/Jakarta,
88.02,kabupaten,Uji Timur,88,Asia/Jayapura,
""",
    "periode": """siklus,kode,nama,mulai,selesai,buka,batas_lapor,batas_publikasi
2027-2028,B03,TW I,2027-01-01,2027-03-31,,2026-07-15,
""",
    "aksi": "siklus,kode,fokus,judul,kode_induk\n2027-2028,X1,Uji,Satu data,\n",
    "penugasan": "siklus,kode_aksi,kode_instansi\n2027-2028,X1,88.01\n2027-2028,X1,88.02\n",
    "focal_point": """kode_instansi,peran,nama,telegram_id
88.01,inspektorat,Barat,501
88.02,inspektorat,Timur,502
88.02,pimpinan,Pemimpin,503
88,korwil,Korwil,504
""",
}
KEY = Fernet.generate_key().decode()

app = command_group("plan")
app.command("import")(import_)
app.command("plan")(plan)
app.command("status")(status)
app.command("announce")(announce)


def sigap(*arguments: str) -> Result:
    return CliRunner().invoke(app, list(arguments), env={"DATA_KEY": KEY})


@pytest.fixture
def own_tables(place: Path) -> Path:
    """A database with two agencies in two zones that owe one report."""
    folder = place / "tables"
    folder.mkdir()
    for name, text in TABLES.items():
        (folder / f"{name}.csv").write_text(text)
    assert sigap("import", str(folder)).exit_code == 0
    return folder


def planned(first: str, last: str, *arguments: str) -> list[dict[str, Any]]:
    result = sigap("plan", "--from", first, "--to", last, "--json", *arguments)
    assert result.exit_code == 0, result.output
    rows: list[dict[str, Any]] = json.loads(result.stdout)
    return rows


def told(rows: list[dict[str, Any]]) -> list[tuple[str, str, str, str]]:
    return [(row["agency"], row["person"], row["rung"], row["send_at"]) for row in rows]


def test_each_reminder_bears_the_offset_of_its_agency(own_tables: Path) -> None:
    assert told(planned("2026-07-15", "2026-07-15")) == [
        ("88.02", "Timur", "H-0", "2026-07-15T08:00:00+09:00"),
        ("88.01", "Barat", "H-0", "2026-07-15T08:00:00+07:00"),
    ]


def test_a_copy_about_one_agency_names_that_agency_and_one_about_more_the_seat(own_tables: Path) -> None:
    third, seventh = planned("2026-07-20", "2026-07-20"), planned("2026-07-22", "2026-07-22")  # 18 July is a Saturday
    assert ("88.01", "Korwil", "H+3", "2026-07-20T08:00:00+07:00") in told(third)
    assert ("88", "Korwil", "H+7", "2026-07-22T08:00:00+07:00") in told(seventh)
    (copy,) = [row for row in seventh if row["person"] == "Korwil"]
    assert copy["agencies"] == ["88.01", "88.02"]
    assert copy["roles"] == ["korwil"]


def test_a_plan_of_one_agency_is_about_that_agency_alone(own_tables: Path) -> None:
    rows = planned("2026-07-22", "2026-07-22", "--agency", "88.02")
    assert {(row["agency"], row["person"]) for row in rows} == {("88.02", "Timur"), ("88.02", "Korwil")}
    assert {row["send_at"][-6:] for row in rows} == {"+09:00"}


def test_the_status_of_an_own_agency_in_an_own_cycle_is_found(own_tables: Path) -> None:
    result = sigap("status", "88.02", "--period", "B03", "--json")
    assert result.exit_code == 0, result.output
    found = json.loads(result.stdout)
    assert (found["agency"]["code"], found["period"]["cycle"], found["open"]) == ("88.02", "2027-2028", 1)


def test_an_announcement_is_counted_before_it_is_made(own_tables: Path) -> None:
    counted = sigap("announce", "--text", "Rapat & <rakor>", "--audience", "wilayah=88", "--dry-run", "--json")
    assert json.loads(counted.stdout) == {"id": None, "people": 0, "groups": 0, "unreachable": 4}
    made = json.loads(
        sigap("announce", "--text", "Rapat", "--audience", "belum=B03,peran=inspektorat", "--json").stdout
    )
    assert made == {"id": 1, "people": 0, "groups": 0, "unreachable": 2}


NONSENSE = (
    ("--text", "  "),
    ("--text", "x" * 4000),
    ("--text", "x", "--audience", "warga=88"),
    ("--text", "x", "--at", "besok"),
    ("--text", "x", "--at", "2020-01-01"),
    ("--text-file", "tidak-ada.txt"),
)


def test_an_announcement_that_makes_no_sense_is_refused_with_a_sentence(own_tables: Path) -> None:
    for arguments in NONSENSE:
        refused = sigap("announce", *arguments)
        assert (refused.exit_code, refused.stdout) == (1, ""), arguments
        assert " / " in refused.stderr, arguments
