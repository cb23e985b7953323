"""`make bench`: every benchmark in one run, as a table; names on the command line choose some."""

from __future__ import annotations

import importlib
import platform
import sys
from os import cpu_count

from benchmarks.figures import Figure

MODULES = (
    "status",
    "plan",
    "import_tables",
    "understanding",
    "simulator",
    "webhook",
    "fanout",
    "announcement",
    "charts",
)


def main(chosen: list[str]) -> None:
    """Run the benchmarks one after the other and print their figures."""
    print(f"Python {platform.python_version()}, {platform.machine()}, {cpu_count()} cores\n")
    print(f"{'':58}{'measured':>12}  {'bound':>10}")
    for name in chosen or MODULES:
        module = importlib.import_module(f"benchmarks.{name}")
        print(f"\n{module.NAME}")
        for figure in module.measure():
            print(_row(figure))


def _row(figure: Figure) -> str:
    bound = f"{figure.limit:g} {figure.unit}" if figure.limit is not None else ""
    return f"  {figure.label:<56}{figure.value:>8.4g} {figure.unit:<4}{bound:>10}"


if __name__ == "__main__":
    main(sys.argv[1:])
