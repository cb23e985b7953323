"""What a table is: its columns with their parsers, how its rows are stored, and how they come back out."""

from __future__ import annotations

import re
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from bot.services.tables.files.cells import Parser
from bot.services.tables.problems import Spot

if TYPE_CHECKING:
    from bot.services.tables.intake import Intake
    from bot.services.tables.outlet import Outlet

AGENCY_CODE = re.compile(r"\d{2}(\.?\d{1,2})?|[A-Z]{2,6}-\d{1,4}")


@dataclass(frozen=True)
class Column:
    """A column; `empty` is the value of an empty cell. Cells of a personal one are not repeated in sentences."""

    name: str
    parse: Parser
    is_required: bool = True
    empty: Any = None
    is_personal: bool = False

    def shown(self, cell: object) -> str | None:
        """The cell as a sentence may repeat it, None when it may not.

        Columns are easily swapped, so of a personal one only what looks like the code of an agency is repeated.
        """
        text = str(cell)
        return None if self.is_personal and not AGENCY_CODE.fullmatch(text) else text


@dataclass(frozen=True)
class Row:
    """A row whose cells are values; `spot` names its file and number."""

    table: Table
    spot: Spot
    values: dict[str, Any]

    def __getitem__(self, column: str) -> Any:
        return self.values[column]


@dataclass(frozen=True)
class Count:
    """What became of the rows of a table."""

    rows: int = 0
    created: int = 0
    changed: int = 0

    @property
    def unchanged(self) -> int:
        """Rows that said what was known already."""
        return self.rows - self.created - self.changed


Store = Callable[["Intake", list[Row]], Awaitable[Count]]
"""Store the rows of a table; those that cannot be are reported to the findings and left out."""

Dump = Callable[["Outlet"], Awaitable[Sequence[Sequence[str]]]]
"""All rows of a table as texts, in the order of its columns, sorted."""


@dataclass(frozen=True)
class Table:
    """A table of the contract (interface.md); `key` names the columns that rows of other tables refer to."""

    name: str
    columns: tuple[Column, ...]
    key: tuple[str, ...]
    store: Store
    dump: Dump

    @property
    def names(self) -> tuple[str, ...]:
        """The names of the columns, in the order of the contract."""
        return tuple(column.name for column in self.columns)

    def column(self, name: str) -> Column:
        """The column of a name, which must be there."""
        return next(column for column in self.columns if column.name == name)
