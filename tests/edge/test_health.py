"""Health and figures: what a monitor sees when all is well, when a part is stuck, and when the database is away."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import httpx
import pytest

from bot.deps import Deps, MovableClock
from bot.health import examine, scrape
from bot.measuring import MeasuredWire
from bot.metrics import Metrics
from bot.pulse import Pulse
from bot.services import inbox
from bot.services.directory import Directory
from bot.texts.catalog import Texts
from bot.transport import Timeouts
from bot.web import build_web
from db.engine import Sessions, open_database
from tests.edge.updates import saying

NOW = datetime(2026, 7, 13, 2, 0, tzinfo=UTC)
TOKEN = "123456:secret-part"


class Ticking:
    def __init__(self) -> None:
        self.seconds = 0.0

    def read(self) -> float:
        return self.seconds


def deps_of(sessions: Sessions, pulse: Pulse | None = None, now: datetime = NOW) -> Deps:
    return Deps(sessions, MovableClock(now), Texts(), Directory(), ZoneInfo("Asia/Jakarta"), pulse=pulse or Pulse())


async def test_a_stuck_part_turns_health_red_within_three_intervals_and_back(sqlite_sessions: Sessions) -> None:
    time = Ticking()
    pulse = Pulse(time.read)
    pulse.expect("plan", 30)
    deps = deps_of(sqlite_sessions, pulse)
    assert (await examine(deps)).is_alive
    time.seconds = 91
    health = await examine(deps)
    assert (health.is_alive, health.failing) == (False, ("plan",))
    pulse.beat("plan")
    assert (await examine(deps)).is_alive


async def test_a_disk_that_is_nearly_full_turns_health_red_and_stops_nothing_but_planning(
    sqlite_sessions: Sessions,
) -> None:
    free = [200_000_000]
    deps = replace(deps_of(sqlite_sessions), room=lambda _path: free[0])
    assert ((await examine(deps)).failing, deps.may_plan()) == ((), True)
    free[0] -= 1
    health = await examine(deps)
    assert ((health.has_room, health.failing, deps.may_plan())) == (False, ("disk",), False)
    app = build_web(webhook=None, health=lambda: examine(deps))
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app=app), base_url="http://bot") as client:
        answers = [await client.get(path) for path in ("/healthz", "/readyz")]
    assert [answer.status_code for answer in answers] == [503, 200]
    assert b"disk" in answers[0].content


async def test_where_the_room_cannot_be_told_nothing_is_stopped(sqlite_sessions: Sessions) -> None:
    deps = replace(deps_of(sqlite_sessions), room=lambda _path: None)
    assert ((await examine(deps)).has_room, deps.may_plan()) == (True, True)


async def test_a_database_elsewhere_leaves_the_own_disk_to_be_watched_and_is_planned_into() -> None:
    away = open_database("postgresql://nobody:nothing@127.0.0.1:1/none")
    deps = replace(deps_of(away), room=lambda _path: 0)
    health = await examine(deps)
    await away.close()
    assert ((health.has_room, health.failing, deps.may_plan())) == (False, ("disk", "database"), True)


async def test_without_a_database_it_is_alive_and_not_ready_and_still_tells_its_own_figures() -> None:
    away = open_database("postgresql://nobody:nothing@127.0.0.1:1/none")
    health, figures = await examine(deps_of(away)), (await scrape(deps_of(away))).decode()
    await away.close()
    assert (health.is_alive, health.is_ready, health.failing) == (True, False, ("database",))
    assert "sigap_database_up 0.0" in figures
    assert "sigap_build_info{" in figures


async def test_the_figures_tell_what_waits_and_for_how_long_and_nothing_about_persons(sessions: Sessions) -> None:
    async with sessions.begin() as session:
        await inbox.store(session, raws=[saying(7, "rahasia", 987654321), saying(8)], now=NOW)
    deps = deps_of(sessions, now=NOW + timedelta(seconds=90))
    deps.metrics.updates.labels("handled").inc()
    text = (await scrape(deps)).decode()
    assert "sigap_inbox_waiting 2.0" in text
    assert "sigap_inbox_oldest_seconds 90.0" in text
    assert 'sigap_outbox_messages{state="queued"} 0.0' in text
    assert 'sigap_updates_total{outcome="handled"} 1.0' in text
    assert "987654321" not in text
    assert "rahasia" not in text


class AnsweringWire:
    """Answers with a status, or breaks."""

    def __init__(self, *statuses: int | Exception) -> None:
        self.statuses = list(statuses)

    async def open(self) -> None:
        pass

    async def close(self) -> None:
        pass

    async def post(self, url: str, body: bytes, content_type: str, timeouts: Timeouts) -> tuple[int, bytes]:
        status = self.statuses.pop(0)
        if isinstance(status, Exception):
            raise status
        return status, b"{}"


async def test_calls_are_counted_by_outcome_and_the_token_is_not_kept() -> None:
    metrics = Metrics()
    wire = MeasuredWire(AnsweringWire(200, 429, 403, 502, TimeoutError()), metrics)
    url = f"https://api.telegram.invalid/bot{TOKEN}/sendMessage"
    for _ in range(4):
        await wire.post(url, b"", "", Timeouts())
    with pytest.raises(TimeoutError):
        await wire.post(url, b"", "", Timeouts())
    text = metrics.text().decode()
    for outcome, number in (("ok", 1), ("throttled", 1), ("refused", 1), ("broken", 2)):
        assert f'sigap_telegram_calls_total{{method="sendMessage",outcome="{outcome}"}} {number}.0' in text
    assert "secret-part" not in text


async def test_metrics_are_served_as_text(sqlite_sessions: Sessions) -> None:
    deps = deps_of(sqlite_sessions)

    async def health() -> object:
        return await examine(deps)

    async def metrics() -> bytes:
        return await scrape(deps)

    app = build_web(webhook=None, health=health, metrics=metrics)  # type: ignore[arg-type]
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app=app), base_url="http://bot") as client:
        answer = await client.get("/metrics")
    assert (answer.status_code, answer.headers["content-type"].split(";")[0]) == (200, "text/plain")
    assert b"# HELP sigap_outbox_messages" in answer.content
