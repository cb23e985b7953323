"""CPU of a whole status answer: a person's sentence in, the rendered message accepted by the simulator out."""

from __future__ import annotations

import asyncio
import tempfile
import time
from pathlib import Path

from telegram import Update

from benchmarks.figures import Figure
from bot.app import Wires, started
from bot.config import Settings
from bot.demo import START, TOKEN, demo_settings, load_samples
from bot.deps import MovableClock
from bot.simulator.core import Simulator
from bot.simulator.wire import SimulatorWire
from bot.startup import prepare
from db.engine import Sessions, open_database

NAME = "Status answer"
ROUNDS, WARM_UP = 200, 20
MOST_CPU_MS = 20.0
PERSON = 1001


def measure() -> list[Figure]:
    """Milliseconds of CPU for each answer, simulator included; less is better."""
    settings = demo_settings()
    with tempfile.TemporaryDirectory() as folder:
        return asyncio.run(_measure(settings, Path(folder)))


async def _measure(settings: Settings, folder: Path) -> list[Figure]:
    sessions = open_database(f"sqlite:///{folder}/sigap.db", settings.data_keys)
    await prepare(sessions, now=START)
    async with sessions.begin() as session:
        await load_samples(session, now=START)
    by_command = await _answer_often(settings, sessions, "/status")
    by_sentence = await _answer_often(settings, sessions, "kab temangung tw2 sdh brp?")
    await sessions.close()
    return [
        Figure("/status, update to accepted answer, at most", by_command, "ms", MOST_CPU_MS),
        Figure("a sentence with a typo, likewise, at most", by_sentence, "ms", MOST_CPU_MS),
    ]


async def _answer_often(settings: Settings, sessions: Sessions, text: str) -> float:
    clock = MovableClock(START)
    simulator = Simulator(TOKEN, clock)
    wires = Wires(SimulatorWire(simulator), SimulatorWire(simulator))
    simulator.rates.enforced = False
    async with started(settings, sessions, clock, wires) as running:
        bot, process = running.application.bot, running.application.process_update
        spent = 0.0
        for turn in range(WARM_UP + ROUNDS):
            simulator.say(PERSON, text)
            _, answer = simulator.call(TOKEN, "getUpdates", {"timeout": "0"})
            raw = answer["result"][-1]
            simulator.call(TOKEN, "getUpdates", {"offset": str(raw["update_id"] + 1), "timeout": "0"})
            begun = time.process_time()
            await process(Update.de_json(raw, bot))
            spent += time.process_time() - begun if turn >= WARM_UP else 0.0
    return spent / ROUNDS * 1000
