"""Time in, Telegram out: a ticker in memory. All that matters between two ticks is in the database."""

from __future__ import annotations

from datetime import UTC
from functools import partial

from apscheduler.schedulers.asyncio import AsyncIOScheduler

from bot.deps import Bot, Deps
from scheduler import jobs
from scheduler.sender import Pace, Sender

SEND_RATE = 25.0
SEND_SECONDS = 1.0
TIDY_SECONDS = 3600.0


def build_scheduler(
    deps: Deps, bot: Bot, *, send_rate: float = SEND_RATE, tick_seconds: float = 30.0
) -> AsyncIOScheduler:
    """The ticker, not yet started. send_rate: messages a second; tick_seconds: between two looks at the plan.

    Nothing is kept in it: whatever a stopped process missed, the next tick finds in the database.
    """
    sender = Sender(deps, bot, Pace(send_rate))
    ticks: tuple[tuple[str, jobs.Job, float], ...] = (
        ("plan", partial(jobs.plan_and_send, deps, sender), tick_seconds),
        ("send", sender.run, min(SEND_SECONDS, tick_seconds)),
        ("reap", partial(jobs.reap, deps), tick_seconds),
        ("tidy", partial(jobs.tidy, deps), TIDY_SECONDS),
    )
    scheduler = AsyncIOScheduler(
        timezone=UTC, job_defaults={"coalesce": True, "max_instances": 1, "misfire_grace_time": None}
    )
    for name, job, seconds in ticks:
        scheduler.add_job(jobs.guarded(name, job), "interval", seconds=seconds, id=name)
    return scheduler


async def run_once(deps: Deps, bot: Bot, *, send_rate: float = SEND_RATE) -> None:
    """Do at once all that is due now: plan, send until nothing waits, reap. Errors are raised, not logged."""
    await jobs.plan(deps)
    await Sender(deps, bot, Pace(send_rate)).run()
    await jobs.reap(deps)
