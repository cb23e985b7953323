"""What the clock sets off: plan, send, reap, tidy up. A job that fails is logged and runs again at its next tick."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

import structlog

from bot.deps import Deps
from bot.services import inbox, outbox, retention
from bot.services.reminders import Planned, plan_due
from scheduler.sender import Sender

log = structlog.get_logger(__name__)

Job = Callable[[], Awaitable[object]]


async def plan(deps: Deps) -> Planned:
    """Queue the reminders whose moment has come."""
    async with deps.sessions.begin() as session:
        planned = await plan_due(session, now=deps.now(), zone=deps.zone)
    if planned != Planned():
        log.info("planned", queued=planned.enqueued, expired=planned.expired, unreachable=planned.unreachable)
    return planned


async def plan_and_send(deps: Deps, sender: Sender) -> None:
    """Queue what has come due, and let it leave at once."""
    if (await plan(deps)).enqueued:
        await sender.run()


async def reap(deps: Deps) -> None:
    """Free leases that ran out, flag attempts without a result, write off what is too late."""
    async with deps.sessions.begin() as session:
        reaped = await outbox.reap(session, now=deps.now())
    if reaped.unknown:
        log.warning("attempts_unknown", number=reaped.unknown)


async def tidy(deps: Deps) -> None:
    """Erase what has served: updates, and personal texts that are older than the privacy notice promises."""
    now = deps.now()
    async with deps.sessions.begin() as session:
        await inbox.purge(session, before=now - inbox.RETENTION)
        await retention.forget_old(session, now=now)


def guarded(name: str, job: Job) -> Job:
    """The job as the scheduler runs it: nothing that goes wrong in it ends the ticking."""

    async def tick() -> None:
        try:
            await job()
        except Exception:
            log.exception("tick_failed", tick=name)

    return tick
