"""Tables to files: a folder of CSV files, or a workbook of texts with a fixed header."""

import csv
import os
from collections.abc import Sequence
from datetime import datetime
from io import BytesIO
from pathlib import Path
from typing import IO

import xlsxwriter

from bot.domain.errors import Refusal
from bot.services.tables.files.guards import guard, tidy
from bot.services.tables.limits import SPREADSHEET_CELL

XLSX = ".xlsx"
PRIVATE_FILE, PRIVATE_FOLDER = 0o600, 0o700
"""Names of persons are in it, so only who wrote it may read it."""

COLUMN_WIDTH = 18

Sheet = tuple[Sequence[str], Sequence[Sequence[str]]]
"""The header and the lines of a table."""


def write_tables(path: Path, tables: dict[str, Sheet], now: datetime) -> None:
    """Write tables to a folder of CSV files or, when the path ends in .xlsx, to a workbook. Blocks."""
    try:
        if path.suffix.lower() == XLSX:
            _write_workbook(path, tables, now)
        else:
            _write_folder(path, tables)
    except OSError as error:
        raise Refusal(
            f"Tidak dapat menulis {path}: {error.strerror}. / Cannot write {path}: {error.strerror}."
        ) from error


def _write_folder(path: Path, tables: dict[str, Sheet]) -> None:
    path.mkdir(mode=PRIVATE_FOLDER, parents=True, exist_ok=True)
    for name, (header, lines) in tables.items():
        with open(path / f"{name}.csv", "w", encoding="utf-8", newline="", opener=_open_private) as file:
            writer = csv.writer(file, lineterminator="\n")
            writer.writerow(header)
            writer.writerows(_guarded(line) for line in lines)


def workbook_of(tables: dict[str, Sheet], now: datetime) -> bytes:
    """The content of a workbook of texts, for a file that is sent. Blocks."""
    content = BytesIO()
    _fill_workbook(content, tables, now)
    return content.getvalue()


def _write_workbook(path: Path, tables: dict[str, Sheet], now: datetime) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    with open(path, "wb", opener=_open_private) as file:
        _fill_workbook(file, tables, now)


def _fill_workbook(file: IO[bytes], tables: dict[str, Sheet], now: datetime) -> None:
    with xlsxwriter.Workbook(file, {"constant_memory": True}) as book:
        book.set_properties({"created": now})
        head = book.add_format({"bold": True})
        for name, (header, lines) in tables.items():
            sheet = book.add_worksheet(name)
            sheet.freeze_panes(1, 0)
            sheet.set_column(0, len(header) - 1, COLUMN_WIDTH)
            for place, cell in enumerate(header):
                sheet.write_string(0, place, cell, head)
            for number, line in enumerate(lines, start=1):
                for place, cell in enumerate(_guarded(line)):
                    if cell:
                        sheet.write_string(number, place, cell)


def _guarded(line: Sequence[str]) -> list[str]:
    cells = [guard(tidy(cell)) for cell in line]
    if any(len(cell) > SPREADSHEET_CELL for cell in cells):
        raise Refusal(
            f"Sebuah sel lebih panjang dari {SPREADSHEET_CELL} karakter. / "
            f"A cell is longer than {SPREADSHEET_CELL} characters."
        )
    return cells


def _open_private(path: str, flags: int) -> int:
    return os.open(path, flags, PRIVATE_FILE)
