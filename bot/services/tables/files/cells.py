"""From the content of a cell to a value: texts, codes, words of a list, dates, times, figures.

Each parser takes a cell that is not empty, and the zone of times without an offset; it raises BadCell.
"""

import re
from collections.abc import Callable
from datetime import UTC, date, datetime, time
from decimal import ROUND_HALF_UP, Decimal
from enum import StrEnum
from functools import cache
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo, available_timezones

from bot.domain.duties import end_of_day
from bot.services.tables.problems import BadCell, Reason

Cell = str | int | float | bool | date | datetime | time | None
Parser = Callable[[Cell, ZoneInfo], object]

FIRST_YEAR, LAST_YEAR = 1990, 2100
LARGEST_TELEGRAM_ID = 2**52
HUNDREDTH, TOLERANCE = Decimal("0.01"), Decimal("0.000001")
"""A number of a workbook is binary: 68.57 may come as 68.57000000000001."""

DAY = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)
PERCENT = re.compile(r"\d{1,3}([.,]\d{1,2})?", re.ASCII)

CODE_AS_NUMBER = Reason(
    "sel ini berisi angka, padahal kode harus teks; lembar kerja mengubah 11.10 menjadi 11.1. Ubah kolomnya ke teks.",
    "this cell is a number, but codes are text; a spreadsheet turns 11.10 into 11.1. Format the column as text.",
)
NOT_TEXT = Reason("sel ini harus berisi teks.", "this cell must hold text.")
NOT_A_DAY = Reason("{cell} bukan tanggal dengan bentuk 2026-07-03.", "{cell} is not a date of the form 2026-07-03.")
NOT_A_MOMENT = Reason(
    "{cell} bukan waktu ISO 8601 seperti 2026-07-03T14:30.", "{cell} is not an ISO 8601 time such as 2026-07-03T14:30."
)
YEAR_OUT_OF_RANGE = Reason(
    f"tahun dalam {{cell}} harus antara {FIRST_YEAR} dan {LAST_YEAR}.",
    f"the year in {{cell}} must lie between {FIRST_YEAR} and {LAST_YEAR}.",
)
NOT_A_PERCENTAGE = Reason(
    "{cell} bukan persentase dari 0 sampai 100 dengan paling banyak dua desimal, seperti 68,57.",
    "{cell} is not a percentage from 0 to 100 with at most two decimals, such as 68.57.",
)
NOT_A_TELEGRAM_ID = Reason(
    "{cell} bukan nomor pengguna Telegram, yaitu bilangan bulat positif.",
    "{cell} is not the id of a Telegram user, which is a positive whole number.",
)
NOT_A_LINK = Reason(
    "{cell} bukan tautan http:// atau https:// yang lengkap.", "{cell} is not a complete http:// or https:// link."
)
NOT_A_ZONE = Reason(
    "{cell} bukan zona waktu IANA seperti Asia/Jakarta.", "{cell} is not an IANA time zone such as Asia/Jakarta."
)


def text(cell: Cell, zone: ZoneInfo) -> str:
    """A free text; a plain number is taken as it reads."""
    if isinstance(cell, str):
        return cell
    if isinstance(cell, float):
        return str(int(cell)) if cell.is_integer() else str(cell)
    if isinstance(cell, int) and not isinstance(cell, bool):
        return str(cell)
    raise BadCell(NOT_TEXT)


def code(cell: Cell, zone: ZoneInfo) -> str:
    """A code, which is text even where it looks like a number."""
    if isinstance(cell, str):
        return cell
    raise BadCell(CODE_AS_NUMBER if isinstance(cell, int | float) else NOT_TEXT)


def word_of(kind: type[StrEnum]) -> Parser:
    """One of the words of a list, in any case."""
    allowed = ", ".join(word.value for word in kind)
    reason = Reason(f"{{cell}} harus salah satu dari: {allowed}.", f"{{cell}} must be one of: {allowed}.")

    def parse(cell: Cell, zone: ZoneInfo) -> StrEnum:
        try:
            return kind(str(cell).lower())
        except ValueError:
            raise BadCell(reason) from None

    return parse


def aliases(cell: Cell, zone: ZoneInfo) -> tuple[str, ...]:
    """Short names separated by `|`, each once."""
    names = (" ".join(name.split()) for name in text(cell, zone).split("|"))
    return tuple(dict.fromkeys(name for name in names if name))


def day(cell: Cell, zone: ZoneInfo) -> date:
    """A date; a date cell of a workbook is one already."""
    if isinstance(cell, datetime):
        return _plausible_day(cell.date())
    if isinstance(cell, date):
        return _plausible_day(cell)
    if not isinstance(cell, str) or not DAY.fullmatch(cell):
        raise BadCell(NOT_A_DAY)
    try:
        return _plausible_day(date.fromisoformat(cell))
    except ValueError:
        raise BadCell(NOT_A_DAY) from None


def moment(cell: Cell, zone: ZoneInfo) -> datetime:
    """A time, in UTC; without an offset it is one of the zone, a bare date is its first minute."""
    if isinstance(cell, date) and not isinstance(cell, datetime):
        cell = datetime.combine(cell, time())
    if isinstance(cell, str):
        try:
            cell = datetime.fromisoformat(cell)
        except ValueError:
            raise BadCell(NOT_A_MOMENT) from None
    if not isinstance(cell, datetime):
        raise BadCell(NOT_A_MOMENT)
    _plausible_day(cell.date())
    return (cell if cell.tzinfo else cell.replace(tzinfo=zone)).astimezone(UTC)


def deadline(cell: Cell, zone: ZoneInfo) -> datetime:
    """A deadline, in UTC; a bare date means 23.59 in the zone on that day (interface.md)."""
    if isinstance(cell, date) and not isinstance(cell, datetime):
        return end_of_day(_plausible_day(cell), zone).astimezone(UTC)
    if isinstance(cell, str) and DAY.fullmatch(cell):
        return end_of_day(day(cell, zone), zone).astimezone(UTC)
    return moment(cell, zone)


def percent(cell: Cell, zone: ZoneInfo) -> Decimal:
    """A percentage from 0 to 100 with two decimals at most."""
    if isinstance(cell, str) and PERCENT.fullmatch(cell):
        value = Decimal(cell.replace(",", "."))
    elif isinstance(cell, int | float) and not isinstance(cell, bool) and 0 <= cell <= 100:
        value = Decimal(str(cell))
    else:
        raise BadCell(NOT_A_PERCENTAGE)
    rounded = value.quantize(HUNDREDTH, ROUND_HALF_UP)
    if value > 100 or abs(rounded - value) > TOLERANCE:
        raise BadCell(NOT_A_PERCENTAGE)
    return rounded


def telegram_id(cell: Cell, zone: ZoneInfo) -> int:
    """The id of a Telegram user; as a number of a workbook it is exact up to the largest id there can be."""
    if isinstance(cell, float) and cell.is_integer():
        cell = int(cell)
    digits = str(cell)
    if isinstance(cell, bool) or not (digits.isascii() and digits.isdigit() and len(digits) <= 16):
        raise BadCell(NOT_A_TELEGRAM_ID)
    if not 0 < int(digits) < LARGEST_TELEGRAM_ID:
        raise BadCell(NOT_A_TELEGRAM_ID)
    return int(digits)


def link(cell: Cell, zone: ZoneInfo) -> str:
    """A web address."""
    address = text(cell, zone)
    try:
        parts = urlsplit(address)
        is_complete = parts.scheme in {"http", "https"} and bool(parts.hostname)
    except ValueError:
        is_complete = False
    if not is_complete or any(character.isspace() for character in address):
        raise BadCell(NOT_A_LINK)
    return address


def zone_name(cell: Cell, zone: ZoneInfo) -> str:
    """The name of a time zone."""
    name = text(cell, zone)
    if name not in _zones():
        raise BadCell(NOT_A_ZONE)
    return name


@cache
def _zones() -> set[str]:
    """Looked up once: it reads a whole folder of files."""
    return available_timezones()


def _plausible_day(value: date) -> date:
    if not FIRST_YEAR <= value.year <= LAST_YEAR:
        raise BadCell(YEAR_OUT_OF_RANGE)
    return value
