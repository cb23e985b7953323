"""Answers to people while a broadcast goes out, within Telegram's limits (T5)."""

from __future__ import annotations

import asyncio
import signal
import time
from datetime import datetime, timedelta
from random import Random
from statistics import quantiles

from bot.app import Wires, run, started
from bot.config import Settings
from db.engine import open_database
from tests.faults.databases import Database, pause
from tests.faults.figures import Figure, at_most, exactly, noted
from tests.faults.kills import staged
from tests.faults.network import wait_until_drained
from tests.faults.play import PATIENCE_SECONDS
from tests.faults.telegram import FORK, TOKEN
from tests.faults.worker import Order, be_quiet
from tests.faults.world import KEY, telegram_ids

QUESTION, PAUSE_SECONDS = "/bantuan", 0.2
MOST_SECONDS = 2.0
NEVER = timedelta(minutes=9)


def run_bot(order: Order) -> None:
    """Run the whole bot, as `sigap run` does, until SIGTERM."""
    be_quiet()
    asyncio.run(_run(order))


async def _run(order: Order) -> None:
    stop = asyncio.Event()
    asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, stop.set)
    settings = Settings(token=TOKEN, api_url=order.api_url, data_keys=(KEY,), send_rate=order.send_rate)
    sessions = open_database(order.address, (KEY,))
    async with started(settings, sessions, order.clock, Wires.to_telegram()) as running:
        await run(running, stop, tick_seconds=0.5, has_http=False)
    await sessions.close()


def replies(database: Database, people: int, askers: int, random: Random, *, rate: float = 25.0) -> list[Figure]:
    """Broadcast to everybody, and let others ask meanwhile.

    On SQLite: with PostgreSQL a whole bot goes by the clock of the server, on which nothing may be due at this hour.
    """
    name = f"questions during a broadcast, {database.kind}"
    with staged(name, database, people, random, send_rate=rate, has_limits=True, strangers=askers) as play:
        bot = FORK.Process(target=run_bot, args=(play.order,), daemon=True)
        bot.start()
        asked: dict[int, datetime] = {}
        until = time.monotonic() + PATIENCE_SECONDS
        while bot.is_alive() and not play.telegram.sent() and time.monotonic() < until:
            pause(PAUSE_SECONDS)
        for key in telegram_ids(people + askers)[people:]:
            asked[key] = datetime.fromisoformat(play.telegram.control("/sim/clock", {})["now"])
            play.telegram.control("/sim/send", {"user_id": key, "chat_id": key, "text": QUESTION})
            pause(PAUSE_SECONDS)
        during = not play.is_drained
        wait_until_drained(play, 60 + people / rate)
        pause(2 * MOST_SECONDS)
        bot.terminate()
        bot.join()
        sent = play.telegram.sent()
    waits = [
        min((call.at - since for call in sent if call.chat_id == key and call.is_accepted), default=NEVER)
        for key, since in asked.items()
    ]
    seconds = sorted(wait.total_seconds() for wait in waits)
    return [
        exactly(name, "still broadcasting when the last one asked", during, 1),
        at_most(name, "seconds to the answer, 95th percentile", round(quantiles(seconds, n=20)[-1], 2), MOST_SECONDS),
        noted(name, "seconds to the answer, median", round(seconds[len(seconds) // 2], 2)),
        exactly(name, "answers missing", sum(wait == NEVER for wait in waits), 0),
        exactly(name, "429", sum(call.status == 429 for call in sent), 0),
        exactly(name, "reached by the broadcast", len({c.chat_id for c in sent if c.is_accepted} - set(asked)), people),
    ]
