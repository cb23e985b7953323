"""A bot that breaks a rule of Telegram's fails the test it does so in: one deliberate violation of each class."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from contextlib import suppress

import pytest
from telegram import Bot
from telegram.error import TelegramError

from db.engine import Sessions
from tests.cast import SRI
from tests.stage import TOKEN, Stage, on_stage

Provocation = Callable[[Stage, Bot], Awaitable[object]]


async def refused(_stage: Stage, bot: Bot) -> None:
    await bot.send_message(SRI, "<b>tidak ditutup", parse_mode="HTML")


async def schema(_stage: Stage, bot: Bot) -> None:
    await bot.send_message(SRI, "Halo", api_kwargs={"chat": SRI})


async def rate(_stage: Stage, bot: Bot) -> None:
    for number in range(20):
        await bot.send_message(SRI, f"Pesan {number}")


async def unknown_method(_stage: Stage, bot: Bot) -> None:
    await bot.do_api_request("sendTelepathy", {"chat_id": SRI})


async def not_built(_stage: Stage, bot: Bot) -> None:
    await bot.send_game(SRI, "catur")


async def tap_unanswered(stage: Stage, _bot: Bot) -> None:
    """The tap is fetched and then forgotten."""
    stage.simulator.tap(SRI, stage.actor(SRI).messages[-1].id, "v1:none", forged=True)
    stage.simulator.call(TOKEN, "getUpdates", {"timeout": "0"})


@pytest.mark.parametrize("provoke", [refused, schema, rate, unknown_method, not_built, tap_unanswered])
async def test_a_journey_with_a_violation_fails(samples: Sessions, provoke: Provocation) -> None:
    kind = provoke.__name__  # type: ignore[attr-defined]
    with pytest.raises(AssertionError, match=f"kind='{kind}'"):
        async with on_stage(samples) as stage:
            await play(stage, provoke)


async def test_a_journey_may_provoke_a_violation_that_it_names(samples: Sessions) -> None:
    async with on_stage(samples) as stage:
        stage.allow_violations = frozenset({"refused"})
        await play(stage, refused)
    assert [found.kind for found in stage.simulator.violations()] == ["refused"]


async def play(stage: Stage, provoke: Provocation) -> None:
    """Let Sri begin, and the bot go wrong."""
    await stage.actor(SRI).says("/start")
    assert stage.running
    with suppress(TelegramError):
        await provoke(stage, stage.running.application.bot)
