"""Cells: what each column accepts, from text and from the cells of a workbook."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

from bot.domain.duties import ReportState
from bot.domain.roles import AgencyKind
from bot.services.tables.contents.agencies import short_name
from bot.services.tables.files import cells
from bot.services.tables.files.cells import Cell, Parser
from bot.services.tables.files.rows import letters_of
from bot.services.tables.problems import BadCell
from bot.services.tables.references import dotted
from tests.services.desk import ZONE

INFINITE = float("inf")


@pytest.mark.parametrize(
    ("parse", "cell", "value"),
    [
        (cells.text, "Temanggung", "Temanggung"),
        (cells.text, 100.0, "100"),
        (cells.text, 68.57, "68.57"),
        (cells.text, 7, "7"),
        (cells.code, "33.10", "33.10"),
        (cells.word_of(ReportState), "Lapor", ReportState.REPORTED),
        (cells.aliases, " A  B |C||A B", ("A B", "C")),
        (cells.day, "2026-07-03", date(2026, 7, 3)),
        (cells.day, date(2026, 7, 3), date(2026, 7, 3)),
        (cells.day, datetime(2026, 7, 3, 12, 0), date(2026, 7, 3)),  # noqa: DTZ001 - cells have no zone
        (cells.moment, "2026-07-03T14:30", datetime(2026, 7, 3, 7, 30, tzinfo=UTC)),
        (cells.moment, "2026-07-03 14:30:15", datetime(2026, 7, 3, 7, 30, 15, tzinfo=UTC)),
        (cells.moment, "2026-07-03T14:30:00+09:00", datetime(2026, 7, 3, 5, 30, tzinfo=UTC)),
        (cells.moment, "2026-07-03T14:30:00Z", datetime(2026, 7, 3, 14, 30, tzinfo=UTC)),
        (cells.moment, date(2026, 7, 3), datetime(2026, 7, 2, 17, 0, tzinfo=UTC)),
        (cells.deadline, "2026-07-03", datetime(2026, 7, 3, 16, 59, tzinfo=UTC)),
        (cells.deadline, date(2026, 7, 3), datetime(2026, 7, 3, 16, 59, tzinfo=UTC)),
        (cells.deadline, "2026-07-03T12:00", datetime(2026, 7, 3, 5, 0, tzinfo=UTC)),
        (cells.percent, "68.57", Decimal("68.57")),
        (cells.percent, "68,5", Decimal("68.50")),
        (cells.percent, "0", Decimal("0.00")),
        (cells.percent, "100", Decimal("100.00")),
        (cells.percent, 68.57000000000001, Decimal("68.57")),
        (cells.percent, 100, Decimal("100.00")),
        (cells.telegram_id, "1001", 1001),
        (cells.telegram_id, 1001.0, 1001),
        (cells.link, "https://contoh.go.id/a?b=c", "https://contoh.go.id/a?b=c"),
        (cells.zone_name, "Asia/Jayapura", "Asia/Jayapura"),
    ],
)
def test_a_cell_becomes_a_value(parse: Parser, cell: Cell, value: object) -> None:
    assert parse(cell, ZONE) == value


@pytest.mark.parametrize(
    ("parse", "cell"),
    [
        (cells.text, True),
        (cells.text, date(2026, 7, 3)),
        (cells.code, 33.1),
        (cells.code, True),
        (cells.day, "20260703"),
        (cells.day, "2026-W27-5"),
        (cells.day, "03/07/2026"),
        (cells.day, 46000.0),
        (cells.day, "9999-12-31"),
        (cells.moment, "0001-01-01T00:00:00+14:00"),
        (cells.moment, 46000.5),
        (cells.moment, "14:30"),
        (cells.percent, "100.01"),
        (cells.percent, "1.005"),
        (cells.percent, "1,000.5"),
        (cells.percent, "٥"),
        (cells.percent, 0.6857),
        (cells.percent, INFINITE),
        (cells.percent, float("nan")),
        (cells.percent, True),
        (cells.telegram_id, "0"),
        (cells.telegram_id, "٥"),
        (cells.telegram_id, INFINITE),
        (cells.telegram_id, True),
        (cells.telegram_id, str(2**52)),
        (cells.link, "ftp://contoh.go.id"),
        (cells.link, "https://[::1"),
        (cells.link, "https://contoh.go.id/a b"),
        (cells.link, "//contoh.go.id"),
        (cells.zone_name, "../../etc/passwd"),
        (cells.zone_name, "asia/jakarta"),
    ],
)
def test_a_cell_that_is_something_else_is_refused(parse: Parser, cell: Cell) -> None:
    with pytest.raises(BadCell):
        parse(cell, ZONE)


@pytest.mark.parametrize(
    ("name", "kind", "short"),
    [
        ("Kabupaten Temanggung", AgencyKind.REGENCY, "Temanggung"),
        ("kab. Temanggung", AgencyKind.REGENCY, "Temanggung"),
        ("Lima Puluh Kota", AgencyKind.REGENCY, "Lima Puluh Kota"),
        ("Kotabaru", AgencyKind.REGENCY, "Kotabaru"),
        ("Kota Baru", AgencyKind.REGENCY, "Kota Baru"),
        ("Kota Magelang", AgencyKind.CITY, "Magelang"),
        ("Kotamobagu", AgencyKind.CITY, "Kotamobagu"),
        ("Provinsi Jawa Tengah", AgencyKind.PROVINCE, "Jawa Tengah"),
        ("Kementerian Sosial", AgencyKind.MINISTRY, "Sosial"),
        ("Kota Tua", AgencyKind.INSTITUTION, "Kota Tua"),
        ("Kota", AgencyKind.CITY, "Kota"),
    ],
)
def test_only_the_word_for_the_kind_is_cut_from_a_name(name: str, kind: AgencyKind, short: str) -> None:
    assert short_name(name, kind) == short


@pytest.mark.parametrize(
    ("code", "written"), [("1110", "11.10"), ("11.10", "11.10"), ("11", "11"), ("KL-001", "KL-001")]
)
def test_a_code_without_its_dot_gets_it(code: str, written: str) -> None:
    assert dotted(code) == written


@pytest.mark.parametrize(("place", "letters"), [(0, "A"), (25, "Z"), (26, "AA"), (701, "ZZ"), (702, "AAA")])
def test_columns_are_called_as_spreadsheets_call_them(place: int, letters: str) -> None:
    assert letters_of(place) == letters
