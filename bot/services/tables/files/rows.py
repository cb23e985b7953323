"""From raw tables to rows: headers are matched, cells become values, everything wrong is reported."""

from collections import Counter
from collections.abc import Sequence
from typing import Any
from zoneinfo import ZoneInfo

from bot.services.tables.files.cells import Cell
from bot.services.tables.files.guards import unguard
from bot.services.tables.files.raw import Line, RawTable
from bot.services.tables.limits import Limits
from bot.services.tables.problems import BadCell, Findings, Reason, Spot
from bot.services.tables.spec import Column, Row, Table

Header = list[tuple[Column, int]]
"""Each column of the table with its place in the lines."""

EMPTY = Reason("sel ini tidak boleh kosong.", "this cell must not be empty.")
FORMULA = Reason("sel ini berisi rumus; tempelkan sebagai nilai.", "this cell holds a formula; paste it as a value.")
NO_HEADER = Reason("lembar ini kosong; baris kepala pun tidak ada.", "this sheet is empty, it lacks even a header.")


def parse_rows(table: Table, raw: RawTable, *, zone: ZoneInfo, limits: Limits, findings: Findings) -> list[Row]:
    """The rows of a raw table that hold what their columns ask for; the others are reported."""
    header = _match_header(table, raw, limits, findings)
    if header is None:
        findings.doubt_all(table.name)
        return []
    refused = _report_formulas(raw, findings)
    width = len(raw.lines[0][1])
    rows = []
    for number, cells in raw.lines[1:]:
        spot = Spot(raw.file, number)
        if all(_is_blank(cell) for cell in cells):
            continue
        if len(cells) != width:
            findings.add(spot, _ragged(len(cells), width))
            continue
        row = _parse_row(table, spot, [(column, cells[place]) for column, place in header], zone, limits, findings)
        if row is None:
            continue
        if number in refused:
            findings.doubt(table.name, tuple(row[name] for name in table.key))
            continue
        rows.append(row)
    return rows


def _parse_row(
    table: Table, spot: Spot, cells: list[tuple[Column, Cell]], zone: ZoneInfo, limits: Limits, findings: Findings
) -> Row | None:
    values: dict[str, Any] = {}
    for column, cell in cells:
        try:
            values[column.name] = _value(column, cell, zone, limits.cell_length)
        except BadCell as problem:
            findings.add(spot.at(column.name), problem.reason, column.shown(cell))
    if len(values) == len(cells):
        return Row(table, spot, values)
    named = {column.name: str(cell).strip() for column, cell in cells}
    findings.doubt(table.name, tuple(values.get(name, named[name]) for name in table.key))
    return None


def _value(column: Column, cell: Cell, zone: ZoneInfo, longest: int) -> object:
    if isinstance(cell, str):
        if len(cell) > longest + 1:  # one for the quote that an export may have put before it
            raise BadCell(_too_long(longest))
        cell = unguard(cell)
    if cell is None or cell == "":
        if column.is_required:
            raise BadCell(EMPTY)
        return column.empty
    return column.parse(cell, zone)


def _match_header(table: Table, raw: RawTable, limits: Limits, findings: Findings) -> Header | None:
    """Find each column of the table in the header; None after everything wrong with it was reported."""
    if not raw.lines:
        findings.add(Spot(raw.file), NO_HEADER)
        return None
    number, cells = raw.lines[0]
    names = [str(cell or "").strip().lower() for cell in cells]
    reasons = [*_size_reasons(raw, len(names), limits), *_name_reasons(table, names, raw.lines[1:])]
    for reason, name in reasons:
        findings.add(Spot(raw.file, number), reason, name)
    return None if reasons else [(column, names.index(column.name)) for column in table.columns]


def _size_reasons(raw: RawTable, width: int, limits: Limits) -> list[tuple[Reason, str | None]]:
    reasons: list[tuple[Reason, str | None]] = []
    if width > limits.columns:
        reasons.append((_too_many("kolom", "columns", limits.columns), None))
    if len(raw.lines) - 1 > limits.rows:
        reasons.append((_too_many("baris", "rows", limits.rows), None))
    return reasons


def _name_reasons(table: Table, names: Sequence[str], lines: Sequence[Line]) -> list[tuple[Reason, str | None]]:
    counts = Counter(name for name in names if name)
    expected = ", ".join(table.names)
    reasons: list[tuple[Reason, str | None]] = [
        (_unknown_column(table.name, expected), name) for name in counts if name not in table.names
    ]
    reasons += [(_missing_column(name), None) for name in table.names if name not in counts]
    reasons += [(TWICE, name) for name, count in counts.items() if count > 1 and name in table.names]
    for place, name in enumerate(names):
        if not name and any(place < len(cells) and not _is_blank(cells[place]) for _, cells in lines):
            reasons.append((_unnamed(letters_of(place)), None))
    return reasons


def _report_formulas(raw: RawTable, findings: Findings) -> set[int]:
    """Report the cells that hold formulas; returns their rows."""
    names = raw.lines[0][1]
    for row, place in raw.formulas:
        name = str(names[place]) if place < len(names) else letters_of(place)
        findings.add(Spot(raw.file, row, name), FORMULA)
    return {row for row, _ in raw.formulas}


def letters_of(place: int) -> str:
    """What a spreadsheet calls the column at an index: 0 is A, 26 is AA."""
    letters = ""
    number = place + 1
    while number:
        number, rest = divmod(number - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return letters


def _is_blank(cell: Cell) -> bool:
    return cell is None or (isinstance(cell, str) and not cell.strip())


TWICE = Reason("kolom {cell} tertulis dua kali.", "the column {cell} is there twice.")


def _unknown_column(table: str, expected: str) -> Reason:
    return Reason(
        f"kolom {{cell}} tidak dikenal; kolom tabel {table}: {expected}.",
        f"the column {{cell}} is not known; the columns of {table} are: {expected}.",
    )


def _missing_column(name: str) -> Reason:
    return Reason(f'kolom "{name}" tidak ada.', f'the column "{name}" is missing.')


def _unnamed(letters: str) -> Reason:
    return Reason(f"kolom {letters} berisi data tetapi tidak bernama.", f"column {letters} holds data but has no name.")


def _too_many(indonesian: str, english: str, most: int) -> Reason:
    return Reason(f"paling banyak {most} {indonesian} dalam satu tabel.", f"a table has at most {most} {english}.")


def _too_long(longest: int) -> Reason:
    return Reason(f"sel ini lebih panjang dari {longest} karakter.", f"this cell is longer than {longest} characters.")


def _ragged(found: int, expected: int) -> Reason:
    return Reason(
        f"baris ini berisi {found} sel, padahal kepalanya {expected}; periksa koma dan tanda kutip.",
        f"this row has {found} cells, but the header has {expected}; check commas and quotes.",
    )
