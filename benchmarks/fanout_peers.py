"""The peer of the fan-out: python-telegram-bot's own client, alone and behind its own rate limiter."""

from __future__ import annotations

import asyncio
import time
from typing import Any

from telegram.error import RetryAfter
from telegram.ext import AIORateLimiter, BaseRateLimiter, ExtBot

from benchmarks.fanout_work import TEXT, TOKEN

AT_ONCE = 200
"""Calls under way; more of them wait for a connection until that is an error."""
RETRIES = 5
"""How often the limiter repeats what was refused for haste; of itself it gives up at once."""


async def send_alone(stub: str, number: int) -> dict[str, float]:
    """As it comes; its messages lie in memory, and nothing of them is written down."""
    return await _send(stub, number, None)


async def send_limited(stub: str, number: int, rate: float) -> dict[str, float]:
    """Behind its rate limiter, at a rate for all chats; 0 lifts every limit."""
    per_group = 20 if rate else 0
    limiter = AIORateLimiter(overall_max_rate=rate, group_max_rate=per_group, max_retries=RETRIES)
    return await _send(stub, number, limiter)


async def _send(stub: str, number: int, limiter: BaseRateLimiter[Any] | None) -> dict[str, float]:
    bot: ExtBot[Any] = ExtBot(TOKEN, base_url=f"{stub}/bot", rate_limiter=limiter)
    waiting, given_up = iter(range(number)), 0

    async def work() -> None:
        nonlocal given_up
        for n in waiting:
            try:
                await bot.send_message(1_000 + n, TEXT, parse_mode="HTML")
            except RetryAfter:
                given_up += 1

    async with bot:
        began, processor = time.perf_counter(), time.process_time()
        await asyncio.gather(*(work() for _ in range(AT_ONCE)))
        seconds, processor = time.perf_counter() - began, time.process_time() - processor
    return {"speed": number / seconds, "seconds": seconds, "processor": processor, "given up": given_up}
