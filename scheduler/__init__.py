"""Time in, Telegram out: a ticker in memory. All that matters between two ticks is in the database."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC
from functools import partial
from pathlib import Path

from apscheduler.schedulers.asyncio import AsyncIOScheduler

from bot.deps import Bot, Deps
from bot.services.rates import DEFAULTS, Limits
from scheduler import jobs
from scheduler.sender import Sender
from scheduler.spool import Spool

SEND_SECONDS, FOLLOW_SECONDS = 1.0, 15.0
TIDY_SECONDS = 3600.0
SPOOL = Path("var/spool")


def build_scheduler(deps: Deps, sender: Sender, *, tick_seconds: float = 30.0) -> AsyncIOScheduler:
    """The ticker, not yet started. tick_seconds: between two looks at the plan.

    Nothing is kept in it: whatever a stopped process missed, the next tick finds in the database.
    """
    ticks: tuple[tuple[str, jobs.Job, float], ...] = (
        ("plan", partial(jobs.plan_and_send, deps, sender), tick_seconds),
        ("send", sender.run, min(SEND_SECONDS, tick_seconds)),
        ("groups", partial(jobs.keep_groups, deps), tick_seconds),
        ("announcements", partial(jobs.follow_announcements, deps), min(FOLLOW_SECONDS, tick_seconds)),
        ("reap", partial(jobs.reap, deps, sender), tick_seconds),
        ("tidy", partial(jobs.tidy, deps), TIDY_SECONDS),
    )
    scheduler = AsyncIOScheduler(
        timezone=UTC, job_defaults={"coalesce": True, "max_instances": 1, "misfire_grace_time": None}
    )
    for name, job, seconds in ticks:
        scheduler.add_job(jobs.guarded(name, job, deps.pulse), "interval", seconds=seconds, id=name)
    return scheduler


@asynccontextmanager
async def ticking(
    deps: Deps, bot: Bot, limits: Limits = DEFAULTS, *, tick_seconds: float = 30.0, spool: Path | None = None
) -> AsyncIterator[AsyncIOScheduler]:
    """Plan, send, reap and tidy while the block runs; at its end finish what is under way and claim nothing more.

    spool: the folder for results that the database could not take.
    """
    sender = Sender(deps, bot, limits, in_flight=limits.in_flight, spool=Spool(spool or spool_of(deps)))
    scheduler = build_scheduler(deps, sender, tick_seconds=tick_seconds)
    scheduler.start()
    try:
        yield scheduler
    finally:
        scheduler.pause()  # a shutdown alone would cut short what is under way
        await sender.drain()
        scheduler.shutdown(wait=False)


def spool_of(deps: Deps) -> Path:
    """Where results wait by default: beside the SQLite file, or in `var` of the working directory."""
    file = deps.sessions.writer.url.database
    return Path(file).parent / SPOOL.name if deps.sessions.is_sqlite and file else SPOOL


async def run_once(deps: Deps, bot: Bot, limits: Limits = DEFAULTS) -> None:
    """Do at once all that is due now: plan, send until nothing waits, reap. Errors are raised, not logged."""
    await jobs.plan(deps)
    await jobs.keep_groups(deps)
    await jobs.follow_announcements(deps)
    sender = Sender(deps, bot, limits)
    await sender.run()
    await jobs.reap(deps, sender)
