"""Long lists in one message: eight rows a page, turned in place."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TypeVar

from bot.views.callback_data import CallbackData
from bot.views.message import Button

ROWS_A_PAGE = 8
Row = TypeVar("Row")


@dataclass(frozen=True)
class Page:
    """A page of a list, and how many there are."""

    number: int
    pages: int

    def turns(self, to: Callable[[int], CallbackData]) -> tuple[Button, ...]:
        """The buttons to the pages before and after. to: what opens the page of a number."""
        back = [Button(f"‹ {self.number}/{self.pages}", to(self.number - 1))] if self.number else []
        on = [Button(f"{self.number + 2}/{self.pages} ›", to(self.number + 1))] if self.number + 1 < self.pages else []
        return (*back, *on)

    def cut(self, rows: Sequence[Row]) -> Sequence[Row]:
        """The rows of this page."""
        return rows[self.number * ROWS_A_PAGE : (self.number + 1) * ROWS_A_PAGE]


def page_of(number: int, rows: Sequence[object]) -> Page:
    """The page of a number, the nearest there is where a button is older than the list."""
    pages = max(1, -(-len(rows) // ROWS_A_PAGE))
    return Page(min(max(number, 0), pages - 1), pages)
