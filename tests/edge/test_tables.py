"""`sigap import` and `sigap export` from the command line."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from bot.cli.opening import command_group
from bot.cli.tables import export, import_

HEADER = "tanggal,nama,kode_wilayah\n"


@pytest.fixture
def runner() -> CliRunner:
    return CliRunner()


@pytest.fixture
def table(place: Path) -> Path:
    """A good table in the working directory."""
    path = place / "hari_libur.csv"
    path.write_text(HEADER + "2026-08-03,Hari jadi,33.23\n")
    return path


def command_line() -> Any:
    group = command_group("Sigap.")
    group.command("import")(import_)
    group.command("export")(export)
    return group


def test_an_import_tells_what_it_did(table: Path, runner: CliRunner) -> None:
    printed = runner.invoke(command_line(), ["import", str(table)])
    assert printed.exit_code == 0
    assert "hari_libur: 1 baru, 0 berubah, 0 tetap / 1 new, 0 changed, 0 unchanged" in printed.stdout


def test_a_dry_run_says_so_and_stores_nothing(table: Path, runner: CliRunner) -> None:
    for _ in range(2):
        printed = runner.invoke(command_line(), ["import", "--dry-run", str(table)])
        assert "1 new" in printed.stdout
        assert "Dry run: nothing was stored." in printed.stdout


def test_json_is_one_document(table: Path, runner: CliRunner) -> None:
    printed = runner.invoke(command_line(), ["import", "--json", str(table)])
    assert json.loads(printed.stdout) == {
        "ok": True,
        "dry_run": False,
        "tables": {"hari_libur": {"rows": 1, "created": 1, "changed": 0, "unchanged": 0}},
        "errors": [],
    }


def test_a_refused_import_names_the_row_on_standard_error(table: Path, runner: CliRunner) -> None:
    table.write_text(HEADER + "2026-08-03,Hari jadi,33.99\n")
    printed = runner.invoke(command_line(), ["import", str(table)])
    assert (printed.exit_code, printed.stdout) == (1, "")
    assert 'hari_libur.csv baris 2, kolom kode_wilayah: "33.99" tidak dikenal.' in printed.stderr
    assert "no row was stored" in printed.stderr


def test_a_refused_import_is_one_json_document_too(table: Path, runner: CliRunner) -> None:
    table.write_text(HEADER + "2026-08-03,Hari jadi,33.99\n")
    printed = runner.invoke(command_line(), ["import", "--json", str(table)])
    document = json.loads(printed.stdout)
    assert (printed.exit_code, document["ok"]) == (1, False)
    assert document["errors"] == [
        {
            "file": "hari_libur.csv",
            "row": 2,
            "column": "kode_wilayah",
            "reason": '"33.99" tidak dikenal.',
            "reason_en": '"33.99" is not known.',
        }
    ]


def test_without_a_data_key_only_persons_are_refused(place: Path, table: Path, runner: CliRunner) -> None:
    assert runner.invoke(command_line(), ["import", str(table)]).exit_code == 0
    people = place / "focal_point.csv"
    people.write_text("kode_instansi,peran,nama,telegram_id\n33.23,humas,Budi,\n")
    printed = runner.invoke(command_line(), ["import", str(people)])
    assert printed.exit_code == 1
    assert "sigap keygen" in printed.stderr


def test_an_export_is_counted_and_comes_back(table: Path, place: Path, runner: CliRunner) -> None:
    runner.invoke(command_line(), ["import", str(table)])
    printed = runner.invoke(command_line(), ["export", "--json", "keluar.xlsx"])
    assert json.loads(printed.stdout)["tables"]["hari_libur"] == 1
    assert "hari_libur: 1" in runner.invoke(command_line(), ["export", "keluar"]).stdout
    for path in ("keluar", "keluar.xlsx"):
        again = json.loads(runner.invoke(command_line(), ["import", "--json", path]).stdout)
        assert {(count["created"], count["changed"]) for count in again["tables"].values()} == {(0, 0)}


def test_a_path_that_is_not_there_is_a_sentence(place: Path, runner: CliRunner) -> None:
    printed = runner.invoke(command_line(), ["import", "tiada.csv"])
    assert printed.exit_code == 1
    assert "there is no such file" in printed.stderr


def test_an_import_without_a_path_is_a_usage_error(place: Path, runner: CliRunner) -> None:
    assert runner.invoke(command_line(), ["import"]).exit_code == 2
