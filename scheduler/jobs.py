"""What the clock sets off: plan, send, reap, tidy up. A job that fails is logged and runs again at its next tick."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

import structlog

from bot.deps import Deps
from bot.pulse import Pulse
from bot.services import inbox, rates, retention, settlement
from bot.services.announcement_following import plan_progress
from bot.services.boards import plan_boards
from bot.services.digests import plan_digests
from bot.services.leases import HOUSEKEEPING
from bot.services.reminders import Planned, plan_due
from scheduler.clock import agree, pace_clock
from scheduler.sender import Sender

log = structlog.get_logger(__name__)

Job = Callable[[], Awaitable[object]]


async def plan(deps: Deps) -> Planned:
    """Queue the reminders whose moment has come."""
    await agree(deps)
    async with deps.sessions.begin() as session:
        planned = await plan_due(session, now=deps.now(), zone=deps.zone)
    if planned != Planned():
        log.info("planned", queued=planned.enqueued, expired=planned.expired, unreachable=planned.unreachable)
    return planned


async def plan_and_send(deps: Deps, sender: Sender) -> None:
    """Queue what has come due, and let it leave at once. One replica is enough; two would do no harm."""
    planned = await plan(deps) if deps.may_plan() else Planned()
    deps.pulse.beat("plan")  # what it queued may take long to send
    if planned.enqueued:
        await sender.run()


async def keep_groups(deps: Deps) -> None:
    """Queue the boards that say something new, and the digests whose moment has come."""
    if not deps.may_plan():
        return
    now = deps.now()
    async with deps.sessions.begin() as session:
        registry = await deps.directory.read(session, deps.today())
        await plan_boards(session, registry=registry, now=now, zone=deps.zone)
        await plan_digests(session, registry=registry, now=now, zone=deps.zone)


async def follow_announcements(deps: Deps) -> None:
    """Queue the edits of messages that follow announcements."""
    if not deps.may_plan():
        return
    async with deps.sessions.begin() as session:
        registry = await deps.directory.read(session, deps.today())
        await plan_progress(session, agencies=registry.agencies, now=deps.now())


async def reap(deps: Deps, sender: Sender) -> None:
    """Free leases that ran out, flag attempts without a result, repeat what matters, write off what is too late.

    First comes what is known but could not be recorded.
    """
    await agree(deps)
    await sender.replay()
    async with deps.sessions.begin() as session:
        reaped = await settlement.reap(session, now=deps.now())
        repeated = await settlement.repeat_unclear(session, now=deps.now())
    if reaped.unknown or repeated:
        log.warning("attempts_unclear", number=reaped.unknown, repeated=repeated)


async def tidy(deps: Deps) -> None:
    """Erase what has served: updates, and personal texts that are older than the privacy notice promises."""
    if not deps.leads(HOUSEKEEPING):
        return
    now = deps.now()
    async with deps.sessions.begin() as session:
        await inbox.purge(session, before=now - inbox.RETENTION)
        await retention.forget_old(session, now=now)
        await rates.tidy(session, now=pace_clock(deps.clock).now())


def guarded(name: str, job: Job, pulse: Pulse) -> Job:
    """The job as the scheduler runs it: nothing that goes wrong in it ends the ticking; what goes well is a sign."""

    async def tick() -> None:
        try:
            await job()
            pulse.beat(name)
        except Exception:
            log.exception("tick_failed", tick=name)

    return tick
