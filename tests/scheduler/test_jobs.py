"""The ticker: what runs, that nothing stops it, and that it keeps nothing."""

import asyncio
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from apscheduler.events import EVENT_JOB_EXECUTED, JobExecutionEvent
from sqlmodel import select
from structlog.testing import capture_logs

from bot.health import examine
from bot.pulse import Pulse
from db.models import InboxUpdate, OutboxState
from scheduler import build_scheduler, jobs, run_once, spool_of, ticking
from tests.reminder_world import H_7
from tests.scheduler.conftest import FAST, Post


async def test_run_once_plans_sends_and_reaps(post: Post) -> None:
    post.pass_by(timedelta(days=2))  # H-3, on Friday
    await run_once(post.deps, post.bot, FAST)
    states = [(row.payload["notices"][0]["rung"], row.state) for row in await post.rows()]
    assert states == [("H-7", OutboxState.SUPPRESSED), ("H-3", OutboxState.SENT)]
    assert len(post.wire.sent) == 1


async def test_what_expired_in_the_queue_is_written_off(post: Post) -> None:
    post.pass_by(timedelta(days=8))
    await jobs.reap(post.deps, post.sender)
    assert (await post.row()).state is OutboxState.EXPIRED


async def test_handled_updates_are_erased_in_time(post: Post) -> None:
    async with post.deps.sessions.begin() as session:
        session.add(InboxUpdate(update_id=1, raw="{}", received_at=H_7, handled_at=H_7))
    await jobs.tidy(post.deps)
    post.pass_by(timedelta(days=8))
    await jobs.tidy(post.deps)
    async with post.deps.sessions() as session:
        assert (await session.exec(select(InboxUpdate))).all() == []


async def test_a_tick_that_fails_is_logged_and_the_next_one_runs() -> None:
    failures = ["database is gone", "", ""]

    async def job() -> None:
        if failure := failures.pop(0):
            raise RuntimeError(failure)

    pulse = Pulse()
    tick = jobs.guarded("plan", job, pulse)
    with capture_logs() as logged:
        await tick()
        await tick()
    assert failures == [""]
    assert [(entry["event"], entry["tick"]) for entry in logged] == [("tick_failed", "plan")]


async def test_ticks_that_fail_for_three_intervals_turn_health_red_and_one_that_succeeds_turns_it_green(
    post: Post,
) -> None:
    seconds, outcome = [0.0], [RuntimeError("database is gone")]

    async def job() -> None:
        if outcome:
            raise outcome[0]

    deps = replace(post.deps, pulse=Pulse(lambda: seconds[0]))
    deps.pulse.expect("plan", 30)
    tick, seen = jobs.guarded("plan", job, deps.pulse), []
    with capture_logs():
        for seconds[0] in (30, 60, 90, 120):
            await tick()
            seen.append((await examine(deps)).is_alive)
        outcome.clear()
        await tick()
    assert seen == [True, True, True, False]
    assert (await examine(deps)).is_alive


async def test_without_room_on_the_disk_nothing_is_planned_and_what_waits_is_sent_and_recorded(post: Post) -> None:
    full = replace(post.deps, room=lambda _path: 1)
    await post.sender.run()
    post.pass_by(timedelta(days=2))
    await jobs.plan_and_send(full, post.sender)
    assert [row.state for row in await post.rows()] == [OutboxState.SENT]
    await jobs.plan_and_send(post.deps, post.sender)  # there is room again: the newest rung is not lost
    assert [row.state for row in await post.rows()] == [OutboxState.SENT] * 2


@pytest.fixture
def ticks(post: Post) -> dict[str, object]:
    """The jobs of the scheduler by name."""
    scheduler = build_scheduler(post.deps, post.sender, tick_seconds=30)
    return {job.id: job for job in scheduler.get_jobs()}


async def test_the_scheduler_has_a_handful_of_ticks_and_no_job_for_each_reminder(ticks: dict[str, object]) -> None:
    assert set(ticks) == {"plan", "send", "groups", "announcements", "reap", "tidy"}


async def test_the_scheduler_starts_sends_and_stops(post: Post) -> None:
    ended = asyncio.Event()

    def note(event: JobExecutionEvent) -> None:
        if event.job_id == "send":
            ended.set()

    async with ticking(post.deps, post.bot, FAST, tick_seconds=0.02) as scheduler, asyncio.timeout(60):
        scheduler.add_listener(note, EVENT_JOB_EXECUTED)
        await ended.wait()
    assert len(post.wire.sent) == 1


async def test_results_wait_beside_the_database(post: Post) -> None:
    assert spool_of(post.deps).parent == Path(str(post.deps.sessions.writer.url.database)).parent


async def test_only_who_leads_plans_and_tidies(post: Post) -> None:
    idle = replace(post.deps, leads=lambda _name: False)
    post.pass_by(timedelta(days=2))
    await jobs.plan_and_send(idle, post.sender)
    await jobs.tidy(idle)
    assert len(await post.rows()) == 1
