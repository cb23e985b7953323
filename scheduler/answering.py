"""Lets answers go out at the shared rate, before what is planned; asked to wait, it waits once and tells everybody."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine
from datetime import datetime, timedelta
from typing import Any

import structlog
from telegram._utils.types import JSONDict  # python-telegram-bot is pinned exactly
from telegram.error import RetryAfter
from telegram.ext import BaseRateLimiter

from bot.deps import Clock, Deps
from bot.services import handling, rates
from bot.services.ranks import Rank
from bot.services.rates import DEFAULTS, Limits
from bot.services.settlement import UNRECORDABLE
from scheduler.clock import agree, pace_clock
from scheduler.delivery import seconds_asked

log = structlog.get_logger(__name__)

COUNTED = ("send", "copy", "forward", "edit")
"""How the names of methods begin whose calls Telegram counts as messages."""
PATIENCE = timedelta(seconds=10)
"""An answer that would have to wait for longer is given up: who asked will ask again."""
USABLE = timedelta(seconds=1)
"""A reserved slot that passed longer ago is taken anew: after a pause all that were reserved would be used at once."""

Answer = bool | JSONDict | list[JSONDict]


class AnswerLimiter(BaseRateLimiter[None]):
    """Takes a slot for each answer; those that ask at the same time share one transaction.

    The sender of planned messages does not pass here: it takes its slots when it claims. Nor does who claims updates:
    with `reserve`, a step for an open transaction, it takes a slot for each answer that will be asked for.
    """

    def __init__(self, deps: Deps, limits: Limits = DEFAULTS, *, clock: Clock | None = None) -> None:
        self._deps, self._limits, self._clock = deps, limits, clock or pace_clock(deps.clock)
        self.reserve = rates.answer_slots(limits, self._clock.now)

    async def initialize(self) -> None:
        """Nothing to get ready."""

    async def shutdown(self) -> None:
        """Nothing to let go of."""

    async def process_request(
        self,
        callback: Callable[..., Coroutine[Any, Any, Answer]],
        args: Any,
        kwargs: dict[str, Any],
        endpoint: str,
        data: dict[str, Any],
        rate_limit_args: None,
    ) -> Answer:
        """Make a call at its slot; a refusal for haste was certainly no message, so it is made once more."""
        chat = data.get("chat_id")
        if not endpoint.startswith(COUNTED) or not isinstance(chat, int):
            return await callback(*args, **kwargs)
        await self._wait(chat)
        try:
            return await callback(*args, **kwargs)
        except RetryAfter as error:
            asked = seconds_asked(error)
            await self._close(chat, asked)
            if asked > PATIENCE:
                raise
            await asyncio.sleep(asked.total_seconds())
            return await callback(*args, **kwargs)

    async def _wait(self, chat: int) -> None:
        slot = await self._slot(chat)
        if (early := (slot - self._clock.now()).total_seconds()) > 0:
            await asyncio.sleep(early)

    async def _slot(self, chat: int) -> datetime:
        hand = handling.current()
        reserved = hand.take_slot(chat) if hand is not None else None
        if reserved is not None and reserved > self._clock.now() - USABLE:
            return reserved
        try:
            await agree(self._deps)
            return await self._deps.sessions.shared.ask(self.reserve, chat, rank=Rank.PACE)
        except UNRECORDABLE as error:  # an answer without a slot is better than none
            log.warning("answers_not_paced", error=type(error).__name__)
            return self._clock.now()

    async def _close(self, chat: int, asked: timedelta) -> None:
        now = self._clock.now()
        log.warning("told_to_wait", seconds=asked.total_seconds())
        try:
            async with self._deps.sessions.begin() as session:
                await rates.close(session, [chat], now=now, until=now + asked)
        except UNRECORDABLE as error:
            log.warning("wait_not_shared", error=type(error).__name__)
