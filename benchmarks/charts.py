"""Charts: how long one takes once the compiler is warm, and how long the event loop waits meanwhile."""

from __future__ import annotations

import asyncio
import tempfile
import time
from collections.abc import Awaitable
from dataclasses import replace
from pathlib import Path
from statistics import median

from benchmarks.figures import Figure
from bot.demo import START, demo_settings, load_samples
from bot.domain.scopes import Scope
from bot.services.comparisons import trend
from bot.services.directory import Directory
from bot.services.recaps import recap
from bot.startup import prepare
from bot.texts.catalog import SOURCE, Texts
from bot.views.charts.bars import render_recap_chart
from bot.views.charts.course import render_course_chart
from bot.views.charts.drawing import draw_chart
from bot.views.charts.specs import ChartSpec
from db.engine import open_database

NAME = "Charts"
WARM_UP, ROUNDS = 3, 20
LONGEST_MS = 200.0
AGENCY, PROVINCE, PERIOD = "33.23", "33", "B18"
BEAT_SECONDS = 0.001


def measure() -> list[Figure]:
    """Milliseconds for each picture, none of them drawn before, and the longest pause of the event loop."""
    return asyncio.run(_measure())


async def _measure() -> list[Figure]:
    figures, longest = [], 0.0
    for name, spec in await _specs():
        for turn in range(WARM_UP):
            await draw_chart(_another(spec, turn))
        spent, worked, pauses = [], [], []
        for turn in range(WARM_UP, WARM_UP + ROUNDS):
            begun = time.process_time()
            took, pause = await _watch(draw_chart(_another(spec, turn)))
            worked.append((time.process_time() - begun) * 1000)
            spent.append(took)
            pauses.append(pause)
        again, _ = await _watch(draw_chart(_another(spec, WARM_UP + ROUNDS - 1)))
        longest = max(longest, *spent)
        figures += [
            Figure(f"{name}, median, at most", median(spent), "ms", LONGEST_MS),
            Figure(f"{name}, CPU of it, median", median(worked), "ms"),
            Figure(f"{name}, asked for again", again, "ms"),
            Figure(f"{name}, loop stalls, longest", max(pauses), "ms"),
        ]
    naps = [await _watch(asyncio.sleep(longest / 1000)) for _ in range(ROUNDS)]
    return [*figures, Figure("with nothing drawn, loop stalls, longest", max(pause for _, pause in naps), "ms")]


async def _watch(work: Awaitable[object]) -> tuple[float, float]:
    """Milliseconds that the work took, and the longest that the loop was late for a beat meanwhile."""
    done, longest = asyncio.Event(), 0.0

    async def beat() -> None:
        nonlocal longest
        last = time.perf_counter()
        while not done.is_set():
            await asyncio.sleep(BEAT_SECONDS)
            now = time.perf_counter()
            longest, last = max(longest, now - last - BEAT_SECONDS), now

    async with asyncio.TaskGroup() as tasks:
        tasks.create_task(beat())
        begun = time.perf_counter()
        await work
        took = time.perf_counter() - begun
        done.set()
    return took * 1000, longest * 1000


def _another(spec: ChartSpec, turn: int) -> ChartSpec:
    """The same chart with other words, so that it is drawn and not remembered."""
    return replace(spec, subtitle=f"{spec.subtitle} · {turn}")


async def _specs() -> list[tuple[str, ChartSpec]]:
    """An agency with six actions over eight periods, and a province with 36 agencies, from the sample data."""
    settings, texts, today = demo_settings(), Texts(), START.date()
    with tempfile.TemporaryDirectory() as folder:
        sessions = open_database(f"sqlite:///{Path(folder)}/sigap.db", settings.data_keys)
        await prepare(sessions, now=START)
        async with sessions.begin() as session:
            await load_samples(session, now=START)
        async with sessions() as session:
            registry = await Directory().read(session, today)
            by_code = {agency.code: agency for agency in registry.agencies.values()}
            period = next(period for period in reversed(registry.periods) if period.code == PERIOD)
            axis = [other for other in registry.periods if other.cycle_id == period.cycle_id]
            course = await trend(session, agency=by_code[AGENCY], period=period, periods=axis, today=today)
            province = await recap(
                session,
                scope=Scope(by_code[PROVINCE]),
                period=period,
                agencies=registry.agencies,
                periods=axis,
                now=START,
                zone=settings.zone,
            )
        await sessions.close()
    drawn = (render_course_chart(course, axis, texts, SOURCE, today=today), render_recap_chart(province, texts, SOURCE))
    names = ("agency, 6 actions", "province, 36 agencies")
    return [(name, picture.spec) for name, picture in zip(names, drawn, strict=True) if picture is not None]
