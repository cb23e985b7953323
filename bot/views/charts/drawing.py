"""Draws charts as PNG: offline, with the shipped font alone, beside the event loop and never twice the same."""

from __future__ import annotations

import asyncio
from concurrent.futures import ThreadPoolExecutor
from functools import cache, lru_cache
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING

from bot.views.charts.specs import ChartSpec, to_json

if TYPE_CHECKING:
    from typst import Compiler

FOLDER = Path(__file__).parent
TEMPLATE, FONTS = FOLDER / "chart.typ", FOLDER / "fonts"
PIXELS_AN_INCH = 72.0
"""One pixel for each unit of the template, which is 1,080 of them wide."""
KEPT = 64
"""Pictures kept in memory, about a quarter of a megabyte each."""


@cache
def are_available() -> bool:
    """Whether the extra that draws is installed; without it no button offers a chart."""
    return find_spec("typst") is not None


async def draw_chart(spec: ChartSpec) -> bytes:
    """Draw a chart as PNG. The same content is drawn once; ImportError where the extra is not installed.

    One thread draws at a time: drawing leaves the interpreter free, so the event loop goes on, and a crowd that asks
    for charts takes no more than one processor from everybody else.
    """
    return await asyncio.get_running_loop().run_in_executor(_thread(), _draw, to_json(spec))


@lru_cache(maxsize=KEPT)
def _draw(chart: str) -> bytes:
    drawn = _compiler().compile(format="png", ppi=PIXELS_AN_INCH, sys_inputs={"chart": chart})
    assert isinstance(drawn, bytes), "a chart is one page"
    return drawn


@cache
def _compiler() -> Compiler:
    """The compiler with the template, made once; it stays in the thread that draws."""
    from typst import Compiler, Fonts

    fonts = Fonts(include_system_fonts=False, font_paths=[FONTS])
    return Compiler(TEMPLATE, root=FOLDER, font_paths=fonts, ignore_system_fonts=True)


@cache
def _thread() -> ThreadPoolExecutor:
    return ThreadPoolExecutor(max_workers=1, thread_name_prefix="charts")
