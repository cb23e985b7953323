"""Receivers that die around storing, acknowledging and handling: each effect once, in the order of its chat (T10)."""

from __future__ import annotations

import asyncio
import signal
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import replace
from multiprocessing.connection import wait
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory

from telegram import Update
from telegram.ext import ExtBot

from bot.inbound import CRASHED, InboundWorker
from bot.polling import Poller
from bot.services import audit
from bot.transport import AiohttpWire, WireRequest
from db.engine import open_database
from db.schema import migrate
from tests.faults.databases import Database
from tests.faults.figures import Figure, exactly, noted
from tests.faults.play import clock
from tests.faults.points import RECEIVING, Trap, TrappedSessions, TrappedWire
from tests.faults.telegram import FORK, TOKEN, Telegram, telegram
from tests.faults.worker import Order, be_quiet
from tests.faults.world import KEY, telegram_ids
from tests.reminder_world import H_7

MOST_PEOPLE, UPDATES_OF_ONE = 40, 12
"""At most so many people write, and each at least so much, since what was tried before is tried again one by one."""
CLAIM_SECONDS = 2.0
MOST_HITS = {"before_effect": 12, "after_effect": 12}
USUAL_HITS = 1
TWICE = 0.1
"""The share of updates that come a second time."""
LONGEST_SECONDS, GLANCES = 30.0, 1200


def run(order: Order) -> None:
    """Receive until SIGTERM, or until the trap closes."""
    be_quiet()
    asyncio.run(_receive(order))


async def _receive(order: Order) -> None:
    """Poll and handle as the bot does; the effect of an update is a row that bears its text."""
    stop, trap = asyncio.Event(), Trap(order.point, order.hits)
    asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, stop.set)
    sessions = TrappedSessions(open_database(order.address, (KEY,)), trap)
    request = WireRequest(TrappedWire(AiohttpWire(), trap, order.diary))
    bot: ExtBot[None] = ExtBot(TOKEN, base_url=f"{order.api_url}/bot", request=request, get_updates_request=request)

    async def process(update: Update) -> None:
        assert update.effective_message is not None
        async with sessions.begin() as session:
            text = update.effective_message.text or ""
            audit.record(session, text, by=audit.SIGAP, now=order.clock.now())

    async with bot, asyncio.TaskGroup() as group:
        worker = InboundWorker(sessions, order.clock, process, bot, claim_seconds=CLAIM_SECONDS)
        group.create_task(worker.run(stop))
        group.create_task(Poller(request, bot.base_url, worker.accept, first_pause=0.1).run(stop))
    await sessions.close()


def receivers(database: Database, updates: int, kills: int, random: Random) -> list[Figure]:
    """Let people write, and kill the receiver at each of its points so many times."""
    asyncio.run(_migrate(database.address))
    name = f"receiver killed at 5 points, {database.kind}"
    people = min(MOST_PEOPLE, updates // UPDATES_OF_ONE)
    with telegram(people, H_7) as there, TemporaryDirectory(prefix="sigap-receiver-") as folder:
        there.control("/sim/fault", {"kind": "update_twice", "share": TWICE, "times": 10**9})
        order = Order(database.address, there.url, clock(), Path(folder))
        points = [point for point in RECEIVING for _ in range(kills)]
        random.shuffle(points)
        texts, killed = iter(range(updates)), 0
        for point in points:
            _write(there, people, texts, -(-updates // len(points)))
            killed += _run_into(
                replace(order, point=point, hits=random.randint(1, MOST_HITS.get(point, USUAL_HITS))), LONGEST_SECONDS
            )
        _write(there, people, texts, updates)
        _finish(database, order, updates)
    return [*_account(name, database, people, updates), exactly(name, "receivers killed", killed, len(points))]


async def _migrate(address: str) -> None:
    sessions = open_database(address, (KEY,))
    await migrate(sessions)
    await sessions.close()


def _write(there: Telegram, people: int, texts: Iterable[int], number: int) -> None:
    """Have people write so many of the texts that are left; each is a number, and the number tells who wrote it."""
    for _, text in zip(range(number), texts, strict=False):  # the other way round zip would swallow one
        person = telegram_ids(people)[text % people]
        there.control("/sim/send", {"user_id": person, "chat_id": person, "text": str(text)})


def _run_into(order: Order, seconds: float) -> bool:
    """Run one receiver into its trap; returns whether it died of it rather than of our impatience."""
    process = FORK.Process(target=run, args=(order,), daemon=True)
    process.start()
    died = bool(wait([process.sentinel], seconds))
    process.kill()
    process.join()
    return died


def _finish(database: Database, order: Order, updates: int) -> None:
    process = FORK.Process(target=run, args=(order,), daemon=True)
    process.start()
    for _ in range(GLANCES):
        wait([process.sentinel], 0.25)
        stored, waiting = database.ask("SELECT count(*), count(*) - count(handled_at) FROM inbox_update")[0]
        if stored >= updates and not waiting:
            break
    process.terminate()
    process.join()


def _account(name: str, database: Database, people: int, updates: int) -> list[Figure]:
    effects = [int(row[0]) for row in database.ask("SELECT event FROM audit_entry ORDER BY id")]
    failed = database.ask(f"SELECT count(*) FROM inbox_update WHERE error = '{CRASHED}'")[0][0]
    of_chat: dict[int, list[int]] = defaultdict(list)
    for text in effects:
        of_chat[text % people].append(text)
    return [
        exactly(name, "updates neither done nor given up", updates - len(set(effects)) - failed, 0),
        exactly(name, "effects twice", len(effects) - len(set(effects)), 0),
        exactly(name, "chats out of order", sum(found != sorted(found) for found in of_chat.values()), 0),
        noted(name, "given up, since receiver after receiver died with them in hand", failed),
    ]
