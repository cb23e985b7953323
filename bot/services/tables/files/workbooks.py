"""XLSX workbooks: a sheet is a table; values come from the cells, never from formulas."""

from datetime import date, datetime, time
from io import BytesIO

from python_calamine import CalamineError, CalamineWorkbook

from bot.services.tables.files.archives import NOT_A_WORKBOOK, SheetScan, scan_workbook
from bot.services.tables.files.cells import Cell
from bot.services.tables.files.raw import Line, RawTable
from bot.services.tables.limits import Limits
from bot.services.tables.problems import BadFile


def read_workbook(content: bytes, label: str, limits: Limits) -> list[RawTable]:
    """The sheets of a workbook, named "book.xlsx/sheet"; raises BadFile."""
    scans = scan_workbook(content, limits)
    try:
        with CalamineWorkbook.from_filelike(BytesIO(content)) as book:
            return [_sheet(book, name, label, scans.get(name)) for name in book.sheet_names]
    except (CalamineError, ValueError, OSError):
        raise BadFile(NOT_A_WORKBOOK) from None


def _sheet(book: CalamineWorkbook, name: str, label: str, scan: SheetScan | None) -> RawTable:
    lines: list[Line] = []
    if scan is not None and scan.cells:  # a sheet that only draws a chart has no cells
        for number, row in enumerate(book.get_sheet_by_name(name).to_python(skip_empty_area=False), start=1):
            if any(cell != "" for cell in row):
                lines.append((number, [_cell(cell) for cell in row]))
    formulas = tuple(scan.formulas) if scan else ()
    return RawTable(f"{label}/{name}", name, lines, formulas)


def _cell(cell: object) -> Cell:
    return cell if isinstance(cell, str | int | float | bool | date | datetime | time) else str(cell)
