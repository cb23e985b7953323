"""Files that are no tables, or that mean harm: encodings, shapes, formulas, archives that explode."""

from __future__ import annotations

import zipfile
from dataclasses import replace
from io import BytesIO

import pytest

from bot.services.tables import CHAT, COMMAND_LINE
from tests.services.desk import Desk

HEADER = b"tanggal,nama,kode_wilayah\n"
GOOD = HEADER + b"2026-08-03,Hari jadi,33.23\n"


@pytest.mark.parametrize(
    "content",
    [
        b"\xef\xbb\xbf" + GOOD,
        GOOD.replace(b"\n", b"\r\n"),
        GOOD.replace(b",", b";"),
        b"kode_wilayah, NAMA ,tanggal\n33.23,Hari jadi,2026-08-03\n",
        GOOD + b"\n,,\n",
        b"tanggal,nama,kode_wilayah,\n2026-08-03,Hari jadi,33.23,\n",
    ],
    ids=["bom", "windows lines", "semicolons", "other order", "blank lines", "empty last column"],
)
async def test_what_spreadsheets_write_is_read(desk: Desk, content: bytes) -> None:
    desk.write_bytes("hari_libur.csv", content)
    assert (await desk.take()).created == 1


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"", "is empty"),
        (b"\n \n", "is empty"),
        (GOOD.decode().encode("utf-16"), "UTF-16"),
        (GOOD.replace(b"jadi", "jad\u00ed".encode("latin-1")), "line 2 is not UTF-8"),
        (GOOD.replace(b"jadi", b"ja\0di"), "NUL bytes"),
        (HEADER.replace(b"nama,", b""), 'the column "nama" is missing'),
        (HEADER.replace(b"nama", b"nama,judul"), 'the column "judul" is not known'),
        (HEADER.replace(b"nama", b"nama,nama"), 'the column "nama" is there twice'),
        (HEADER + b"2026-08-03,Hari jadi\n", "this row has 2 cells, but the header has 3"),
        (HEADER + b"2026-08-03,Hari, jadi,\n", "this row has 4 cells"),
        (HEADER + b'2026-08-03,"Hari "jadi,\n', "quotes"),
        (HEADER + b'2026-08-03,"Hari jadi,\n', "quotes"),
        (HEADER.strip() + b",\n2026-08-03,Hari,,x\n", "column D holds data but has no name"),
        (b"x,".join([b""] * 60) + b"\n", "at most 40 columns"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
async def test_a_csv_file_that_is_no_table_is_refused(desk: Desk, content: bytes, reason: str) -> None:
    desk.write_bytes("hari_libur.csv", content)
    problems = await desk.refused()
    assert any(reason in problem for problem in problems)
    assert all(problem.startswith("hari_libur.csv") for problem in problems)


async def test_an_unknown_table_is_refused_and_the_known_ones_are_named(desk: Desk) -> None:
    desk.write_bytes("libur.csv", GOOD)
    (problem,) = await desk.refused()
    assert 'no table of the name "libur"' in problem
    assert "hari_libur" in problem


async def test_other_spreadsheets_are_refused_and_other_files_left_alone(desk: Desk) -> None:
    desk.write_bytes("hari_libur.csv", GOOD)
    desk.write_bytes("CATATAN.txt", b"x")
    desk.write_bytes(".hari_libur.csv", b"x")
    assert (await desk.take()).created == 1
    desk.write_bytes("capaian.ods", b"x")
    assert "only CSV, XLSX" in (await desk.refused())[0]


async def test_missing_and_empty_places_are_refused(desk: Desk) -> None:
    desk.folder.mkdir()
    assert "no CSV or XLSX file" in (await desk.refused())[0]
    assert "no such file" in (await desk.refused(desk.folder / "tiada.csv"))[0]


async def test_two_files_of_one_name_are_told_apart(desk: Desk) -> None:
    one = desk.write_bytes("a/hari_libur.csv", HEADER + b"x,Hari,\n")
    two = desk.write_bytes("b/hari_libur.csv", HEADER + b"x,Hari,\n")
    problems = await desk.refused(one, two)
    assert [str(one) in problems[0], str(two) in problems[1]] == [True, True]


async def test_a_table_without_rows_is_fine(desk: Desk) -> None:
    desk.write_bytes("hari_libur.csv", HEADER)
    assert (await desk.take()).created == 0


async def test_limits_of_the_chat_are_narrower(desk: Desk) -> None:
    desk.write_bytes("hari_libur.csv", HEADER + b"2026-08-03,Hari,\n" * 10_001)
    assert any("at most 10000 rows" in problem for problem in await desk.refused(limits=CHAT))
    desk.write_bytes("hari_libur.csv", HEADER + b"2026-08-03,Hari,\n" * 200_000)
    assert "larger than 2 MiB" in (await desk.refused(limits=CHAT))[0]


# Workbooks


async def test_a_numeric_code_is_refused_with_the_reason(desk: Desk) -> None:
    desk.write_workbook({"hari_libur": [["tanggal", "nama", "kode_wilayah"], ["2026-08-03", "Hari jadi", 33.1]]})
    (problem,) = await desk.refused()
    assert problem.startswith("buku.xlsx/hari_libur baris 2, kolom kode_wilayah: sel ini berisi angka")
    assert "turns 11.10 into 11.1" in problem


async def test_a_formula_in_a_workbook_is_named_by_its_cell(desk: Desk) -> None:
    desk.write_workbook({"hari_libur": [["tanggal", "nama", "kode_wilayah"], [], ["2026-08-03", "=1+1", "33.23"]]})
    (problem,) = await desk.refused()
    assert "buku.xlsx/hari_libur row 3, column nama: this cell holds a formula" in problem


async def test_an_unknown_sheet_is_refused(desk: Desk) -> None:
    desk.write_workbook({"Sheet1": [["a"]]})
    assert 'no table of the name "Sheet1"' in (await desk.refused())[0]


async def test_an_empty_sheet_is_refused(desk: Desk) -> None:
    desk.write_workbook({"hari_libur": []})
    assert "lacks even a header" in (await desk.refused())[0]


async def test_numbers_and_truth_values_are_no_names(desk: Desk) -> None:
    desk.write_workbook({"hari_libur": [["tanggal", "nama", "kode_wilayah"], [46237, True, ""]]})
    assert {problem.partition(":")[0] for problem in await desk.refused()} == {
        "buku.xlsx/hari_libur baris 2, kolom tanggal",
        "buku.xlsx/hari_libur baris 2, kolom nama",
    }


async def test_a_cell_far_away_is_refused_before_it_costs_memory(desk: Desk) -> None:
    far: list[list[str | int | float | bool]] = [
        ["tanggal", "nama", "kode_wilayah"],
        *[[] for _ in range(40_000)],
        ["x"],
    ]
    desk.write_workbook({"hari_libur": far})
    assert "lies too far from the table" in (await desk.refused())[0]


def _archive(members: dict[str, bytes]) -> bytes:
    buffer = BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return buffer.getvalue()


def _workbook_with(desk: Desk, member: str, content: bytes) -> bytes:
    """A good workbook in which one member is another one."""
    path = desk.write_workbook({"hari_libur": [["tanggal", "nama", "kode_wilayah"]]})
    with zipfile.ZipFile(path) as archive:
        members = {name: archive.read(name) for name in archive.namelist()}
    path.unlink()
    return _archive(members | {member: content})


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04 no archive", b"x" * 1000, _archive({"a": b"x"})])
async def test_what_is_no_workbook_is_refused(desk: Desk, content: bytes) -> None:
    desk.write_bytes("buku.xlsx", content)
    (problem,) = await desk.refused()
    assert problem.startswith("buku.xlsx: ")


async def test_an_archive_that_explodes_is_refused(desk: Desk) -> None:
    bomb = _workbook_with(desk, "xl/worksheets/sheet1.xml", b" " * 20_000_000)
    assert len(bomb) < 100_000
    desk.write_bytes("buku.xlsx", bomb)
    assert "too large once unpacked" in (await desk.refused())[0]


async def test_an_archive_that_lies_about_its_size_is_refused(desk: Desk) -> None:
    content = _workbook_with(desk, "xl/worksheets/sheet1.xml", b" " * 20_000_000)
    size = (20_000_000).to_bytes(4, "little")
    desk.write_bytes("buku.xlsx", content.replace(size, (900).to_bytes(4, "little")))
    assert "not an intact XLSX workbook" in (await desk.refused())[0]


async def test_an_archive_of_many_parts_is_refused(desk: Desk) -> None:
    desk.write_bytes("buku.xlsx", _archive({f"xl/{number}.xml": b"x" for number in range(41)}))
    assert "too many parts" in (await desk.refused())[0]


async def test_a_size_over_the_limit_is_refused(desk: Desk) -> None:
    desk.write_bytes("buku.xlsx", _workbook_with(desk, "xl/extra.bin", bytes(range(256)) * 4_000))
    tight = replace(COMMAND_LINE, unzipped_size=1_000_000)
    assert "too large once unpacked" in (await desk.refused(limits=tight))[0]


async def test_entities_of_xml_are_refused(desk: Desk) -> None:
    laughs = b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "aaaa">]><worksheet><sheetData/></worksheet>'
    desk.write_bytes("buku.xlsx", _workbook_with(desk, "xl/worksheets/sheet1.xml", laughs))
    assert "not an intact XLSX workbook" in (await desk.refused())[0]
