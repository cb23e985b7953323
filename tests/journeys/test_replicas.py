"""Several processes on one database: one asks Telegram, each update is answered once, and the others take over."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest

from bot.app import Part, Running, Wires, run, started
from bot.config import Settings
from bot.deps import MovableClock
from bot.services.leases import PLANNER, POLLER
from bot.simulator.core import Simulator
from bot.simulator.wire import SimulatorWire
from db.engine import Sessions, open_database
from tests.cast import BAYU, MONDAY, SRI, YOSEF
from tests.conftest import KEY
from tests.samples import make_sample

TOKEN = "123456:demo"
SOON = 120.0
"""Seconds after which a test that hangs is given up."""
PEOPLE = (SRI, BAYU, YOSEF)


@pytest.fixture
async def replicas(database_url: str) -> AsyncIterator[list[Sessions]]:
    """Connections of two processes to one database with registry and samples."""
    await make_sample(database_url, KEY)
    opened = [open_database(database_url, (KEY,)) for _ in range(2)]
    yield opened
    for sessions in opened:
        await sessions.close()


class Answers:
    """What the bot has said to each person."""

    def __init__(self, simulator: Simulator) -> None:
        self.simulator, self.changed = simulator, asyncio.Event()
        simulator.changes.listen(self.changed.set)

    def of(self, person: int) -> list[str]:
        chat, bot_id = self.simulator.world.chat_of(person), self.simulator.bot.id
        return [str(said.content.get("text")) for said in chat.messages.values() if said.sender_id == bot_id]

    async def until(self, person: int, number: int) -> None:
        while len(self.of(person)) < number:
            self.changed.clear()
            await self.changed.wait()


@asynccontextmanager
async def replica(simulator: Simulator, sessions: Sessions, only: Part | None = None) -> AsyncIterator[Running]:
    """A running process; at the end of the block it stops as after SIGTERM."""
    wires = Wires(SimulatorWire(simulator), SimulatorWire(simulator))
    settings, stop = Settings(token=TOKEN), asyncio.Event()
    async with started(settings, sessions, simulator.clock, wires) as running, asyncio.TaskGroup() as tasks:
        tasks.create_task(run(running, stop, only, has_http=False))
        try:
            yield running
        finally:
            stop.set()


async def until_it_leads(running: Running, name: str) -> None:
    while not running.leader.leads(name):  # noqa: ASYNC110 - a lease tells nobody that it was taken
        await asyncio.sleep(0.02)


async def test_two_that_receive_answer_everybody_once_and_one_takes_over(replicas: list[Sessions]) -> None:
    simulator = Simulator(TOKEN, MovableClock(MONDAY))
    answers = Answers(simulator)
    async with asyncio.timeout(SOON), replica(simulator, replicas[1], Part.INBOUND) as second:
        async with replica(simulator, replicas[0], Part.INBOUND) as first:
            await asyncio.sleep(0)
            for _ in range(3):
                for person in PEOPLE:
                    simulator.say(person, "status")
            for person in PEOPLE:
                await answers.until(person, 3)
            assert sum(running.leader.leads(POLLER) for running in (first, second)) == 1
        await until_it_leads(second, POLLER)
        simulator.say(SRI, "status")
        await answers.until(SRI, 4)
    assert [len(answers.of(person)) for person in PEOPLE] == [4, 3, 3]
    assert simulator.violations(final=True) == []


async def test_the_halves_run_apart(replicas: list[Sessions]) -> None:
    simulator = Simulator(TOKEN, MovableClock(MONDAY))
    answers = Answers(simulator)
    async with (
        asyncio.timeout(SOON),
        replica(simulator, replicas[0], Part.INBOUND) as receiving,
        replica(simulator, replicas[1], Part.WORKER) as sending,
    ):
        await until_it_leads(sending, PLANNER)
        simulator.say(SRI, "status")
        await answers.until(SRI, 1)
        assert (receiving.leader.leads(PLANNER), sending.leader.leads(POLLER)) == (False, False)
    assert len(answers.of(SRI)) == 1
