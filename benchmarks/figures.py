"""What a benchmark measures: a figure with its unit and, where there is one, the bound that it must keep."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Figure:
    """One measured value. `limit` is the bound to keep, in the same unit; whether above or below is told by `label`."""

    label: str
    value: float
    unit: str
    limit: float | None = None
