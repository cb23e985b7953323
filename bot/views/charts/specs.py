"""What a chart shows, in words and figures ready to be drawn; the template decides how it looks."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from typing import ClassVar
from unicodedata import category, normalize

from bot.views.message import Message, Rows

LATIN_END = 0x250
PICTURES = frozenset({"So", "Sk", "Cs", "Co", "Cn", "Mn", "Cf"})
"""Kinds of characters beyond Latin that are left out: emoji with what changes their colour, and what has no shape."""


@dataclass(frozen=True)
class LegendEntry:
    """A look, by the name that the template knows it under, and what it means."""

    look: str
    words: str


@dataclass(frozen=True)
class CountRow:
    """One of the counted facts, with a value for each period."""

    name: str
    values: tuple[str, ...]


@dataclass(frozen=True)
class Mark:
    """One action in one period. look: verified, unverified, returned, gap (no figure), none (nothing owed) or ahead.

    percent and target are 0..100, None where there is none: an absent figure is a gap, never a bar of height 0.
    """

    look: str
    percent: float | None = None
    target: float | None = None


@dataclass(frozen=True)
class Panel:
    """One action over the periods; `latest` is its newest figure in words."""

    title: str
    latest: str
    marks: tuple[Mark, ...]


@dataclass(frozen=True)
class Share:
    """A part of a bar, 0..1 of its whole."""

    look: str
    share: float


@dataclass(frozen=True)
class BarRow:
    """One agency or province: what was reported and what was verified as bars, the mean as a figure."""

    name: str
    reported: tuple[Share, ...]
    verified: tuple[Share, ...]
    reported_text: str
    verified_text: str
    mean: str


@dataclass(frozen=True)
class CourseChart:
    """An agency over the periods of a cycle: counted facts as a table, a small chart for each action."""

    kind: ClassVar[str] = "course"
    title: str
    subtitle: str
    legend: tuple[LegendEntry, ...]
    period_word: str
    periods: tuple[str, ...]
    counts: tuple[CountRow, ...]
    panels: tuple[Panel, ...]
    note: str
    source: str


@dataclass(frozen=True)
class BarChart:
    """Agencies of a province, or provinces, below each other in the order of their codes, never a ranking."""

    kind: ClassVar[str] = "bars"
    title: str
    subtitle: str
    legend: tuple[LegendEntry, ...]
    columns: tuple[str, str, str, str, str]
    rows: tuple[BarRow, ...]
    note: str
    source: str


ChartSpec = CourseChart | BarChart


@dataclass(frozen=True)
class Picture:
    """A chart with the caption that tells the same in words, in Telegram's HTML, and where all of it is told."""

    spec: ChartSpec
    caption: str
    rows: Rows = ()

    @property
    def message(self) -> Message:
        """What stands under the picture."""
        return Message(self.caption, self.rows)


def to_json(spec: ChartSpec) -> str:
    """The chart as the template reads it, without the pictures in names, for which the shipped font has no shapes."""
    written = normalize("NFC", json.dumps({"kind": spec.kind, **asdict(spec)}, ensure_ascii=False))
    return "".join(sign for sign in written if ord(sign) < LATIN_END or category(sign) not in PICTURES)
