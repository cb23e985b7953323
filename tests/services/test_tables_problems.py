"""Import of bad tables: every bad row is named by file, row, column and reason, and nothing is stored."""

from __future__ import annotations

import pytest

from bot.services.tables import ImportRefused
from bot.services.tables.problems import Problem, Spot, summary
from tests.services.desk import Desk

ASSIGNED = "2019-2020,A2,33.23"
FACT = "2019-2020,A2,33.23,B06"


@pytest.fixture
def assigned(desk: Desk) -> Desk:
    """A desk on which one assignment lies."""
    desk.write("penugasan", ASSIGNED)
    return desk


BAD_ROWS = [
    ("instansi", "99,negara,Uji,,Asia/Jakarta,", "jenis", '"negara" must be one of'),
    ("instansi", "99,provinsi,,,Asia/Jakarta,", "nama", "must not be empty"),
    ("instansi", "99,provinsi,Uji,,WIB,", "zona_waktu", '"WIB" is not an IANA time zone'),
    ("instansi", "99.01,kabupaten,Uji,99,Asia/Jakarta,", "kode_induk", '"99" is not known'),
    ("instansi", "99.01,kabupaten,Uji,,Asia/Jakarta,", "kode_induk", "must name the code of its province"),
    ("instansi", "99.01,kabupaten,Uji,33.23,Asia/Jakarta,", "kode_induk", "cannot be the parent"),
    ("instansi", "99,provinsi,Uji,33,Asia/Jakarta,", "kode_induk", "cannot be the parent"),
    ("instansi", "11.1,kabupaten,Uji,11,Asia/Jakarta,", "kode", "cut off a zero"),
    ("instansi", "33.23,provinsi,Temanggung,,Asia/Jakarta,", "jenis", "a code is always the same agency"),
    ("instansi", "KPK,koordinator,KPK,,Asia/Jakarta,", "jenis", "for the code SETNAS alone"),
    ("instansi", "SETNAS,lembaga,Setnas,,Asia/Jakarta,", "jenis", "for the code SETNAS alone"),
    ("instansi", "91.01,kabupaten,Merauke Baru,91,Asia/Jayapura,", "nama", "this code was replaced"),
    ("instansi", "91.01,kabupaten,Merauke,92,Asia/Jayapura,", "kode_induk", "this code was replaced"),
    ("periode", "2019-2020,B06,TW II,1 April 2019,2019-06-30,,,", "mulai", '"1 April 2019" is not a date'),
    ("periode", "2019-2020,B06,TW II,2019-04-31,2019-06-30,,,", "mulai", "is not a date"),
    ("periode", "2019-2020,B06,TW II,2019-07-01,2019-06-30,,,", "selesai", "earlier than the start"),
    ("periode", "2019-2020,B06,TW II,1019-04-01,2019-06-30,,,", "mulai", "between 1990 and 2100"),
    ("periode", "2019-2020,B06,TW II,2019-04-01,2019-06-30,,besok,", "batas_lapor", "is not an ISO 8601 time"),
    ("aksi", "2027-2028,A1,,Judul,", "siklus", "a new cycle is made by the table periode"),
    ("aksi", "2019-2020,A1,,,", "judul", "must not be empty"),
    ("aksi", "2019-2020,A1,,Judul,A1", "kode_induk", "cannot be its own parent"),
    ("aksi", "2019-2020,A1,,Judul,A99", "kode_induk", '"A99" is not known'),
    ("penugasan", "2019-2020,A99,33.23", "kode_aksi", '"A99" is not known'),
    ("penugasan", "2019-2020,A2,33.99", "kode_instansi", '"33.99" is not known'),
    ("penugasan", "2019-2020,A2,11.1", "kode_instansi", "cut off a zero"),
    ("target", f"{FACT},", "target", "must not be empty"),
    ("target", "2019-2020,A2,33.23,B99,sepuluh", "kode_periode", '"B99" is not known'),
    ("target", "2019-2020,A3,33.23,B06,sepuluh", "kode_aksi", "is not assigned to this agency"),
    ("capaian", f"{FACT},belum,,diverifikasi,,,,", "status_verifikasi", "cannot have been verified"),
    ("capaian", f"{FACT},sudah,,belum,,,,", "status_lapor", '"sudah" must be one of: belum, lapor, nihil, kendala'),
    ("capaian", f"{FACT},lapor,,belum,101,,,", "capaian_persen", "is not a percentage from 0 to 100"),
    ("capaian", f"{FACT},lapor,,belum,1.234,,,", "capaian_persen", "is not a percentage"),
    ("capaian", f"{FACT},lapor,,belum,68%,,,", "capaian_persen", "is not a percentage"),
    ("capaian", f"{FACT},lapor,,belum,-5,,,", "capaian_persen", "begins like a formula"),
    ("capaian", f"{FACT},lapor,kemarin,belum,,,,", "waktu_lapor", "is not an ISO 8601 time"),
    ("capaian", f"{FACT},lapor,,belum,,=HYPERLINK(1),,", "kendala", "begins like a formula"),
    ("capaian", f"{FACT},lapor,,belum,, @SUM(1),,", "kendala", "begins like a formula"),
    ("capaian", f"{FACT},lapor,,belum,,\t1,,", "kendala", "begins like a formula"),
    ("capaian", f"{FACT},lapor,,belum,,a\x1bb,,", "kendala", "control characters"),
    ("capaian", f"{FACT},lapor,,belum,,{'a' * 32_769},,", "kendala", "longer than 32767 characters"),
    ("focal_point", "33.23,kepala,Budi,", "peran", "must be one of"),
    ("focal_point", "33.23,setnas_admin,Budi,", "peran", "there is no seat of this role"),
    ("focal_point", "33.23,korwil,Budi,", "peran", "there is no seat of this role"),
    ("focal_point", "SETNAS,inspektorat,Budi,", "peran", "there is no seat of this role"),
    ("focal_point", "33.23,humas,Budi,@budi", "telegram_id", "begins like a formula"),
    ("focal_point", "33.23,humas,Budi,12.5", "telegram_id", "is not the id of a Telegram user"),
    ("focal_point", "33.23,humas,Budi,99999999999999999999", "telegram_id", "is not the id of a Telegram user"),
    ("publikasi", f"{FACT},2019-07-25,Situs,javascript:alert(1)", "tautan", "is not a complete http"),
    ("publikasi", f"{FACT},2019-07-25,Situs,https://", "tautan", "is not a complete http"),
    ("publikasi", f"{FACT},,Situs,https://contoh.go.id", "tanggal", "must not be empty"),
    ("hari_libur", "2026-08-03,,", "nama", "must not be empty"),
    ("hari_libur", "2026-08-03,Hari jadi,KL-001", "kode_wilayah", "is no region"),
]


@pytest.mark.parametrize(("table", "line", "column", "reason"), BAD_ROWS)
async def test_a_bad_row_is_named_by_file_row_column_and_reason(
    assigned: Desk, table: str, line: str, column: str, reason: str
) -> None:
    if table == "penugasan":
        assigned.write("penugasan", line)
    else:
        assigned.write(table, line)
    (problem,) = await assigned.refused()
    assert problem.startswith(f"{table}.csv baris 2, kolom {column}: ")
    assert f" / {table}.csv row 2, column {column}: " in problem
    assert reason in problem


async def test_rows_are_counted_as_a_spreadsheet_shows_them(assigned: Desk) -> None:
    assigned.write("target", f'{FACT},"baris satu', 'baris dua"', "", "2019-2020,A2,33.23,B99,sepuluh")
    (problem,) = await assigned.refused()
    assert "target.csv row 4, column kode_periode" in problem


async def test_all_that_is_wrong_is_told_at_once(assigned: Desk) -> None:
    assigned.write("target", "2019-2020,A99,33.99,B99,", "2019-2020,A2,33.23,B98,satu")
    assigned.write("hari_libur", "kemarin,,")
    found = [problem.partition(":")[0] for problem in await assigned.refused()]
    assert found == [
        "hari_libur.csv baris 2, kolom tanggal",
        "hari_libur.csv baris 2, kolom nama",
        "target.csv baris 2, kolom target",
        "target.csv baris 3, kolom kode_periode",
    ]


async def test_every_unknown_code_of_a_row_is_named(assigned: Desk) -> None:
    assigned.write("target", "2019-2020,A99,33.99,B99,satu")
    found = {problem.partition(":")[0].partition("kolom ")[2] for problem in await assigned.refused()}
    assert found == {"kode_aksi", "kode_instansi", "kode_periode"}


async def test_rows_that_refer_to_a_refused_row_are_not_reported_as_well(assigned: Desk) -> None:
    assigned.write("instansi", "99,provinsi,Uji,,WIB,", "9901,kabupaten,Uji,99,Asia/Jakarta,")
    assigned.write("penugasan", "2019-2020,A2,99", "2019-2020,A2,99.01")
    assigned.write("target", "2019-2020,A2,99,B06,satu", "2019-2020,A2,99.01,B06,satu")
    assert len(await assigned.refused()) == 1


async def test_rows_that_refer_to_an_unreadable_table_are_not_reported_as_well(assigned: Desk) -> None:
    assigned.write_bytes("periode.csv", b"siklus,kode\n2031-2032,B03\n")
    assigned.write("aksi", "2031-2032,A1,,Judul,")
    assert all("periode.csv" in problem for problem in await assigned.refused())


@pytest.mark.parametrize(
    ("table", "line"),
    [
        ("penugasan", ASSIGNED),
        ("target", f"{FACT},satu"),
        ("capaian", f"{FACT},lapor,,belum,,,,"),
        ("periode", "2019-2020,B06,TW II,2019-04-01,2019-06-30,,,"),
        ("aksi", "2019-2020,A1,,Judul,"),
        ("instansi", "33,provinsi,Jawa Tengah,,Asia/Jakarta,"),
        ("focal_point", "33.23,humas,Budi,1002"),
        ("publikasi", f"{FACT},2019-07-25,Situs,https://contoh.go.id"),
        ("hari_libur", "2026-08-03,Hari jadi,33"),
    ],
)
async def test_a_row_that_is_there_twice_is_named_with_the_first_one(assigned: Desk, table: str, line: str) -> None:
    assigned.write(table, line, line)
    (problem,) = await assigned.refused()
    assert problem.startswith(f"{table}.csv baris 3: baris ini mengulang {table}.csv baris 2")


async def test_a_row_repeated_in_another_file_and_spelling_is_found(assigned: Desk) -> None:
    assigned.write_bytes("lain/penugasan.csv", b"siklus,kode_aksi,kode_instansi\n2019-2020,A2,3323\n")
    (problem,) = await assigned.refused(assigned.folder / "penugasan.csv", assigned.folder / "lain")
    assert "this row repeats" in problem


async def test_an_action_cannot_lie_under_a_sub_action(assigned: Desk) -> None:
    assigned.write("aksi", "2019-2020,B1,,Satu,", "2019-2020,B2,,Dua,B1", "2019-2020,B3,,Tiga,B2")
    (problem,) = await assigned.refused()
    assert '"B2" is a sub-action itself' in problem


async def test_one_telegram_id_cannot_have_two_names(assigned: Desk) -> None:
    assigned.write("focal_point", "33.23,humas,Budi,1002", "33.24,humas,Sri,1002")
    (problem,) = await assigned.refused()
    assert "another name" in problem


@pytest.mark.parametrize(
    "line",
    [
        "33.23,Sri Wahyuni,humas,",
        "33.23,humas,,Sri Wahyuni",
        "Sri Wahyuni,humas,,",
        "33.23,humas,=Sri Wahyuni,",
        "33.23,korwil,Sri Wahyuni,",
        "33.23,humas,Sri Wahyuni,1,2",
    ],
)
async def test_no_sentence_repeats_the_name_of_a_person(assigned: Desk, line: str) -> None:
    assigned.write("focal_point", line)
    assert not any("Sri" in problem for problem in await assigned.refused())


async def test_hostile_cells_are_shortened_and_cleaned_in_sentences(assigned: Desk) -> None:
    assigned.write("hari_libur", f"\u202e\u200b{'9' * 10_000},Hari,")
    (problem,) = await assigned.refused()
    assert len(problem) < 400
    assert "\u202e" not in problem


def test_a_long_list_is_cut_but_counted() -> None:
    problems = tuple(Problem(Spot("a.csv", row, "kode"), "salah.", "wrong.") for row in range(2, 2_002))
    lines = summary(problems).splitlines()
    assert len(lines) == 52
    assert "1950 more problems" in lines[-2]
    assert "Import refused: 2000 problems, no row was stored." in lines[-1]


async def test_the_refusal_is_a_sentence_in_both_languages(assigned: Desk) -> None:
    assigned.write("hari_libur", "kemarin,Hari,")
    with pytest.raises(ImportRefused, match="tidak ada baris yang disimpan") as caught:
        await assigned.take()
    assert "no row was stored" in str(caught.value)
