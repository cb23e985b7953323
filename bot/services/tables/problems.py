"""What is wrong with an import: where, and why, as whole sentences in Indonesian and English."""

from collections.abc import Hashable
from dataclasses import dataclass, field

from bot.domain.errors import Refusal

SHOWN_PROBLEMS = 50
SHOWN_CHARACTERS = 40
PERIODS, CYCLES = "periode", "siklus"


@dataclass(frozen=True)
class Reason:
    """Why something is refused; `{cell}` stands for what the cell holds, and starts the sentence."""

    indonesian: str
    english: str


@dataclass(frozen=True)
class Spot:
    """A place in an import; rows are counted from 1 with the header, as a spreadsheet shows them."""

    file: str
    row: int | None = None
    column: str | None = None

    def at(self, column: str | None) -> "Spot":
        """The cell of this row in a column."""
        return Spot(self.file, self.row, column)

    @property
    def indonesian(self) -> str:
        """Such as "capaian.csv baris 2, kolom sumber"."""
        return self._named("baris", "kolom")

    @property
    def english(self) -> str:
        """Such as "capaian.csv row 2, column sumber"."""
        return self._named("row", "column")

    def _named(self, row: str, column: str) -> str:
        text = self.file if self.row is None else f"{self.file} {row} {self.row}"
        return text if self.column is None else f"{text}, {column} {self.column}"


@dataclass(frozen=True)
class Problem:
    """One thing that must be corrected before anything is stored."""

    spot: Spot
    indonesian: str
    english: str

    def __str__(self) -> str:
        return f"{self.spot.indonesian}: {self.indonesian} / {self.spot.english}: {self.english}"


class BadCell(Exception):
    """A cell cannot be what its column asks for."""

    def __init__(self, reason: Reason) -> None:
        super().__init__(reason.english)
        self.reason = reason


class BadFile(Exception):
    """A file cannot be read as tables at all."""

    def __init__(self, reason: Reason) -> None:
        super().__init__(reason.english)
        self.reason = reason


class ImportRefused(Refusal):
    """The import has problems, and nothing of it was stored."""

    def __init__(self, problems: tuple[Problem, ...]) -> None:
        super().__init__(summary(problems))
        self.problems = problems


@dataclass
class Findings:
    """Collects the problems of an import, and what later rows may name although it was refused."""

    problems: list[Problem] = field(default_factory=list)
    _doubtful: set[tuple[str, Hashable]] = field(default_factory=set)

    def add(self, spot: Spot, reason: Reason, cell: str | None = None) -> None:
        """Note a problem; cell is what the cell holds, None when it must not be repeated."""
        indonesian, english = (quoted(cell), quoted(cell)) if cell is not None else UNQUOTED
        self.problems.append(
            Problem(
                spot,
                reason.indonesian.replace("{cell}", indonesian),
                reason.english.replace("{cell}", english),
            )
        )

    def doubt(self, table: str, key: Hashable) -> None:
        """Remember the key of a refused row, so that rows that refer to it are not reported as well."""
        self._doubtful.add((table, key))
        if table == PERIODS and isinstance(key, tuple):  # a period brings its cycle along
            self._doubtful.add((CYCLES, key[:1]))

    def doubt_all(self, table: str) -> None:
        """Remember that a table could not be read at all."""
        self._doubtful.add((table, None))
        if table == PERIODS:
            self._doubtful.add((CYCLES, None))

    def is_doubtful(self, table: str, key: Hashable) -> bool:
        """Whether the row of this key, or its whole table, was refused already."""
        return (table, key) in self._doubtful or (table, None) in self._doubtful

    def raise_if_any(self) -> None:
        """Raise ImportRefused if there are problems, in the order of files and rows."""
        if self.problems:
            ordered = sorted(self.problems, key=lambda problem: (problem.spot.file, problem.spot.row or 0))
            raise ImportRefused(tuple(ordered))


UNQUOTED = ("isi sel ini", "the content of this cell")


def quoted(cell: str) -> str:
    """Repeat a cell in a sentence: shortened, and without characters that would disturb a terminal."""
    text = "".join(character if character.isprintable() else "\N{REPLACEMENT CHARACTER}" for character in cell)
    return f'"{text}"' if len(text) <= SHOWN_CHARACTERS else f'"{text[:SHOWN_CHARACTERS]}…"'


def summary(problems: tuple[Problem, ...]) -> str:
    """Tell an operator all that is wrong, or the first part of it, and that nothing was stored."""
    lines = [str(problem) for problem in problems[:SHOWN_PROBLEMS]]
    if (rest := len(problems) - SHOWN_PROBLEMS) > 0:
        lines.append(f"… dan {rest} kesalahan lain. / … and {rest} more problems.")
    count = len(problems)
    lines.append(
        f"Impor ditolak: {count} kesalahan, tidak ada baris yang disimpan. / "
        f"Import refused: {count} problem{'s' if count > 1 else ''}, no row was stored."
    )
    return "\n".join(lines)
