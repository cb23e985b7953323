"""A table as a file holds it, before its columns are known."""

from dataclasses import dataclass, field

from bot.services.tables.files.cells import Cell

Line = tuple[int, list[Cell]]
"""The number of a row, as a spreadsheet shows it, and its cells."""


@dataclass(frozen=True)
class RawTable:
    """Lines of one CSV file or sheet; the first of them is the header.

    `formulas` names cells of a workbook that hold one: number of the row, index of the column.
    """

    file: str
    name: str
    lines: list[Line] = field(repr=False)
    formulas: tuple[tuple[int, int], ...] = ()
