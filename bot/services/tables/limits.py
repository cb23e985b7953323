"""How much an import may bring: one preset for the command line, one for files that come through the chat."""

from dataclasses import dataclass

MIB = 1024 * 1024


@dataclass(frozen=True)
class Limits:
    """Bounds of one import; sizes in bytes, `ratio` is unzipped size to zipped size."""

    file_size: int
    unzipped_size: int
    ratio: int
    members: int  # of one workbook
    rows: int  # of one table in one file
    columns: int
    cell_length: int  # characters


SPREADSHEET_CELL = 32_767
"""The longest text that a cell of a workbook can hold."""

COMMAND_LINE = Limits(
    file_size=64 * MIB,
    unzipped_size=512 * MIB,
    ratio=100,
    members=40,
    rows=1_000_000,
    columns=40,
    cell_length=SPREADSHEET_CELL,
)
"""Wide enough for whatever an export writes."""

CHAT = Limits(
    file_size=2 * MIB,
    unzipped_size=30 * MIB,
    ratio=100,
    members=20,
    rows=10_000,
    columns=40,
    cell_length=4_096,
)
