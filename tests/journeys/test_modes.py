"""Both ways in: the bot polls, or Telegram delivers to its webhook; each answers over real HTTP."""

from __future__ import annotations

import asyncio
import socket

import aiohttp
import pytest

from bot.app import Wires, run, started
from bot.config import Mode, Settings
from bot.deps import MovableClock
from bot.domain.errors import Refusal
from bot.simulator.core import Simulator
from bot.simulator.server import build_server
from db.engine import Sessions
from tests.cast import MONDAY, SRI
from tests.conftest import KEY
from tests.served import served

TOKEN, SECRET = "123456:demo", "s" * 40
SOON = 60.0
"""Seconds after which a test that hangs is given up."""


def free_port() -> int:
    """A port that nobody listens on."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port: int = listener.getsockname()[1]
    return port


async def answer_to(simulator: Simulator, text: str) -> str:
    """What the bot answers to Sri, once it does."""
    changed, chat = asyncio.Event(), simulator.world.chat_of(SRI)
    stop_listening = simulator.changes.listen(changed.set)
    simulator.say(SRI, text)
    try:
        while not (answers := [said for said in chat.messages.values() if said.sender_id == simulator.bot.id]):
            changed.clear()
            await changed.wait()
    finally:
        stop_listening()
    return str(answers[-1].content["text"])


def settings_for(mode: Mode, api_url: str, port: int) -> Settings:
    return Settings(
        token=TOKEN,
        api_url=api_url,
        mode=mode,
        webhook_url=f"http://127.0.0.1:{port}/pintu-rahasia",
        webhook_secret=SECRET,
        listen=("127.0.0.1", port),
        data_keys=(KEY,),
    )


@pytest.mark.parametrize("mode", Mode)
async def test_the_bot_answers_in_both_modes(samples: Sessions, mode: Mode) -> None:
    clock = MovableClock(MONDAY)
    simulator, port, stop = Simulator(TOKEN, clock), free_port(), asyncio.Event()
    async with asyncio.timeout(SOON), served(build_server(simulator)) as address:
        settings = settings_for(mode, address, port)
        async with started(settings, samples, clock, Wires.to_telegram()) as running, asyncio.TaskGroup() as tasks:
            tasks.create_task(run(running, stop))
            answer = await answer_to(simulator, "status")
            refusals = await knock(port)
            stop.set()
    assert answer.startswith("Kabupaten Temanggung")
    assert refusals == ([401, 403] if mode is Mode.WEBHOOK else [404, 404])
    assert simulator.violations(final=True) == []


async def knock(port: int) -> list[int]:
    """Deliver an update without a secret, and with a wrong one."""
    address = f"http://127.0.0.1:{port}/pintu-rahasia"
    found = []
    async with aiohttp.ClientSession() as session:
        for headers in ({}, {"X-Telegram-Bot-Api-Secret-Token": "t" * 40}):
            async with session.post(address, json={"update_id": 1}, headers=headers) as answer:
                found.append(answer.status)
    return found


def test_webhook_mode_does_not_start_without_a_secret() -> None:
    settings = Settings.from_env(
        {
            "TELEGRAM_BOT_TOKEN": TOKEN,
            "DATA_KEY": KEY,
            "BOT_MODE": "webhook",
            "WEBHOOK_URL": "https://bot.example/pintu-rahasia",
        }
    )
    with pytest.raises(Refusal, match="WEBHOOK_SECRET"):
        settings.require_for_run()
