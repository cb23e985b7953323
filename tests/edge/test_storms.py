"""The inbox in bad weather: duplicates, disorder, several replicas, and updates that are no updates."""

from __future__ import annotations

import asyncio
import random
from collections import Counter, defaultdict
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime
from typing import Any

import pytest
from sqlmodel import col, select
from structlog.testing import capture_logs
from telegram import Bot, Update

from bot.deps import MovableClock
from bot.inbound import InboundWorker
from bot.services.audit import SIGAP, record
from bot.transport import WireRequest
from db.engine import Sessions
from db.models import AuditEntry, InboxUpdate
from tests.cast import SRI, YOSEF
from tests.edge.updates import ScriptedWire, mutated, saying
from tests.stage import Stage

NOW = datetime(2026, 7, 13, 2, 0, tzinfo=UTC)
SEED, SOON = 2026, 60.0
UPDATES, CHATS = 150, 12


async def waits(sessions: Sessions) -> bool:
    async with sessions() as session:
        rows = await session.exec(select(InboxUpdate.update_id).where(col(InboxUpdate.handled_at).is_(None)).limit(1))
        return rows.first() is not None


async def test_two_replicas_do_everything_once_in_order_under_duplicates_and_disorder(sessions: Sessions) -> None:
    dice, stop, order = random.Random(SEED), asyncio.Event(), defaultdict[int, list[int]](list)

    async def process(update: Update) -> None:
        assert update.effective_chat is not None
        async with sessions.begin() as session:
            record(session, "effect", by=SIGAP, now=NOW, update=update.update_id)
            order[update.effective_chat.id].append(update.update_id)

    workers = [worker_of(sessions, process, owner) for owner in ("one", "another")]
    raws = [saying(number, str(number), 1 + number % CHATS) for number in range(UPDATES)]
    async with asyncio.timeout(SOON), asyncio.TaskGroup() as group:
        for worker in workers:
            group.create_task(worker.run(stop))
        for start in range(0, UPDATES, 10):
            batch = raws[start : start + 10]
            await dice.choice(workers).accept([*batch, dice.choice(raws[: start + 10])])
            await dice.choice(workers).accept(batch)
        while await waits(sessions):  # noqa: ASYNC110 - a table tells nobody that it changed
            await asyncio.sleep(0.02)
        stop.set()
    async with sessions() as session:
        rows = (await session.exec(select(AuditEntry))).all()
    assert Counter(row.detail["update"] for row in rows) == Counter(range(UPDATES))
    assert [numbers for numbers in order.values() if numbers != sorted(numbers)] == []


def worker_of(sessions: Sessions, process: Callable[[Update], Awaitable[None]], owner: str) -> InboundWorker:
    bot = Bot("123456:demo", request=WireRequest(ScriptedWire()), get_updates_request=WireRequest(ScriptedWire()))
    return InboundWorker(sessions, MovableClock(NOW), process, bot, owner=owner)


async def test_mutated_updates_stop_nothing_and_every_good_one_is_answered(stage: Stage) -> None:
    dice, number = random.Random(SEED), 1
    sri = stage.actor(SRI)
    patterns = [saying(1, "status"), saying(1, "/start"), tapping(1)]
    assert stage.running is not None
    stage.allow_violations = frozenset({"refused"})  # it answers chats that no mutation ever created
    application = stage.running.application
    worker = InboundWorker(stage.sessions, stage.running.deps.clock, application.process_update, application.bot)
    stage.simulator.rates.enforced = False
    for _ in range(6):
        raws = []
        for _ in range(25):
            number += 1
            raws.append(mutated(dice.choice(patterns) | {"update_id": number}, dice))
        with capture_logs():  # printed, the tracebacks would take minutes
            await take(stage, raws, worker)
        before = len(sri.texts)
        await sri.says("status")
        assert len(sri.texts) == before + 1
        assert sri.last.startswith("Kabupaten Temanggung")
    async with stage.sessions() as session:
        rows = (await session.exec(select(InboxUpdate))).all()
    assert [row.update_id for row in rows if row.handled_at is None] == []


@pytest.mark.parametrize("words", ["/help", "/status"])
async def test_a_flood_is_answered_with_one_request_to_wait_and_others_are_served(stage: Stage, words: str) -> None:
    assert stage.running is not None
    stage.simulator.rates.enforced = False
    for _ in range(30):
        stage.simulator.say(SRI, words)
    stage.simulator.say(YOSEF, words)
    await take(stage, stage._fetch(), stage.running.worker)
    texts = stage.actor(SRI).texts
    assert len(texts) == 21
    assert [number for number, text in enumerate(texts) if text.startswith("Mohon tunggu sebentar")] == [20]
    assert len(stage.actor(YOSEF).texts) == 1


async def take(stage: Stage, raws: list[dict[str, Any]], worker: InboundWorker) -> None:
    """Hand updates to a worker, and wait until none waits."""
    stop = asyncio.Event()
    async with asyncio.timeout(SOON), asyncio.TaskGroup() as group:
        await worker.accept(raws)
        group.create_task(worker.run(stop))
        while await waits(stage.sessions):  # noqa: ASYNC110
            await asyncio.sleep(0.02)
        stop.set()


def tapping(number: int) -> dict[str, Any]:
    """A press on a button under a message of the bot."""
    message = saying(number)["message"]
    return {
        "update_id": number,
        "callback_query": {
            "id": "1",
            "chat_instance": "1",
            "from": message["from"],
            "data": "v1:status:1",
            "message": message,
        },
    }
