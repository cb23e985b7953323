"""An announcement to everybody and to 60 groups under Telegram's limits, with persons who ask meanwhile."""

from __future__ import annotations

import asyncio
import json
import subprocess
import sys
import tempfile
import time
from datetime import UTC, datetime
from statistics import quantiles

from cryptography.fernet import Fernet

from benchmarks.announcement_world import GROUPS, fill
from benchmarks.figures import Figure
from bot.app import Running, Wires, run, started
from bot.config import Settings
from bot.deps import MovableClock
from bot.logs import configure_logs
from bot.services import announcements
from bot.services.audit import OPERATOR
from bot.services.recipients import World
from bot.simulator.core import Simulator
from bot.simulator.wire import SimulatorWire
from bot.startup import prepare
from db.engine import open_database
from scheduler import run_once

NAME = "Announcement"
NOW = datetime(2026, 7, 13, 2, 0, tzinfo=UTC)
"""A Monday at 09.00 WIB, 11.00 WIT: nobody's hours hold anything up."""
TOKEN, QUESTION = "123456:bench", "status kab temanggung"
ASKERS, PAUSE_SECONDS, LOOK_SECONDS, PATIENCE_SECONDS = 60, 1.0, 0.02, 30.0
SLOWEST = 2.0


def measure() -> list[Figure]:
    """In a process of its own, with a simulator that enforces the limits inside it."""
    command = [sys.executable, "-m", "benchmarks.announcement"]
    ran = subprocess.run(command, stdout=subprocess.PIPE, text=True, check=True)
    found: dict[str, float] = json.loads(ran.stdout.splitlines()[-1])
    return [
        Figure("persons and groups that it was sent to", found["sent"], ""),
        Figure("seconds until the last one had it", found["seconds"], "s"),
        Figure("refusals for haste (429) of everything sent", found["refused"], "", 0),
        Figure("other rules of Telegram broken", found["violations"], "", 0),
        Figure("answers to questions meanwhile, 95th percentile, below", found["p95"], "s", SLOWEST),
        Figure("the same, median", found["median"], "s"),
        Figure("questions without an answer", found["missing"], "", 0),
    ]


async def play() -> dict[str, float]:
    """Announce, ask, and wait until all is sent."""
    clock = MovableClock(NOW, speed=1.0)
    simulator = Simulator(TOKEN, clock)
    with tempfile.TemporaryDirectory(prefix="sigap-announcement-") as folder:
        sessions = open_database(f"sqlite:///{folder}/sigap.db", (Fernet.generate_key().decode(),))
        await prepare(sessions, now=NOW)
        people, asking = await fill(sessions, simulator, ASKERS, NOW)
        _drop_updates(simulator)
        wires = Wires(SimulatorWire(simulator), SimulatorWire(simulator))
        async with started(Settings(token=TOKEN), sessions, clock, wires) as running:
            await run_once(running.deps, running.application.bot)  # from here on the planner counts
            found = await _announce(running, simulator, people + GROUPS, asking)
        await sessions.close()
    return found


def _drop_updates(simulator: Simulator) -> None:
    """What everybody said so far needs no answer."""
    offset = 0
    while True:
        _, answer = simulator.call(TOKEN, "getUpdates", {"offset": str(offset), "timeout": "0"})
        if not answer["result"]:
            return
        offset = answer["result"][-1]["update_id"] + 1


async def _announce(running: Running, simulator: Simulator, number: int, asking: list[int]) -> dict[str, float]:
    stop, waits = asyncio.Event(), []
    async with asyncio.TaskGroup() as tasks:
        tasks.create_task(run(running, stop, has_http=False))
        began = time.perf_counter()
        key = await _submit(running)
        for person in asking:
            waits.append(await _ask(simulator, person))
            await asyncio.sleep(PAUSE_SECONDS)
        sent = await _wait(running, key, number)
        seconds = time.perf_counter() - began
        stop.set()
    answered = sorted(wait for wait in waits if wait is not None)
    calls = [call for call in simulator.journal.calls if call.method != "getUpdates"]
    return {
        "sent": sent,
        "seconds": seconds,
        "refused": sum(call.status == 429 for call in calls),
        "violations": len([one for one in simulator.violations() if one.kind != "rate"]),
        "p95": quantiles(answered, n=20)[-1],
        "median": answered[len(answered) // 2],
        "missing": len(waits) - len(answered),
    }


async def _submit(running: Running) -> int:
    deps = running.deps
    async with deps.sessions.begin() as session:
        registry = await deps.directory.read(session, deps.today())
        world = World(registry.agencies, registry.periods, deps.today(), deps.zone)
        made = await announcements.draft(session, text="Rapat <b>besok</b>", audience="", by=OPERATOR, now=deps.now())
        await announcements.submit(session, announcement=made, world=world, by=OPERATOR, now=deps.now(), is_alone=True)
    assert made.id is not None
    return made.id


async def _ask(simulator: Simulator, person: int) -> float | None:
    """Seconds until the bot answers; None where it does not."""
    chat, began = simulator.world.chat_of(person), time.perf_counter()
    simulator.say(person, QUESTION)
    before = len(chat.messages)
    while (passed := time.perf_counter() - began) < PATIENCE_SECONDS:
        if len(chat.messages) > before:
            return passed
        await asyncio.sleep(LOOK_SECONDS)
    return None


async def _wait(running: Running, key: int, number: int) -> int:
    """Until nothing of it waits any more; how many have it."""
    while True:
        async with running.deps.sessions() as session:
            counts = (await announcements.read_progress(session, [key]))[key]
        sent = counts.get(announcements.OutboxState.SENT, 0)
        if sent >= number or sent == sum(counts.values()):
            return sent
        await asyncio.sleep(PAUSE_SECONDS)


if __name__ == "__main__":
    configure_logs(level="ERROR", as_json=False, secrets=())
    sys.stdout.write(json.dumps(asyncio.run(play())) + "\n")
