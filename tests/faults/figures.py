"""What a run of the harness found, and whether that is what was promised."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class Figure:
    """One figure: what was played, what was measured, the bound it has to keep (None: nothing was promised)."""

    scenario: str
    what: str
    value: float
    least: float | None = None
    most: float | None = None

    @property
    def holds(self) -> bool:
        return (self.least is None or self.value >= self.least) and (self.most is None or self.value <= self.most)

    @property
    def bound(self) -> str:
        if self.least is not None and self.least == self.most:
            return f"{self.least:g}"
        words = (("≥", self.least), ("≤", self.most))
        return " ".join(f"{sign} {bound:g}" for sign, bound in words if bound is not None)


def exactly(scenario: str, what: str, value: float, wanted: float) -> Figure:
    """A figure that has to be just this."""
    return Figure(scenario, what, value, wanted, wanted)


def at_most(scenario: str, what: str, value: float, most: float) -> Figure:
    """A figure with an upper bound."""
    return Figure(scenario, what, value, None, most)


def at_least(scenario: str, what: str, value: float, least: float) -> Figure:
    """A figure with a lower bound."""
    return Figure(scenario, what, value, least, None)


def noted(scenario: str, what: str, value: float) -> Figure:
    """A figure without a promise, to judge the others by."""
    return Figure(scenario, what, value)


def table(figures: Sequence[Figure]) -> str:
    """The figures as a table in Markdown."""
    lines = ["| scenario | figure | measured | promised | |", "|---|---|---:|---|---|"]
    for figure in figures:
        mark = "" if not figure.bound else "holds" if figure.holds else "**BROKEN**"
        lines.append(f"| {figure.scenario} | {figure.what} | {figure.value:g} | {figure.bound} | {mark} |")
    return "\n".join(lines)
