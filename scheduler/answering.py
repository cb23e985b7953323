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
from bot.domain.pacing import NO_TIME
from bot.services import handling
from bot.services.rates import DEFAULTS, AnswerSlots, Limits
from bot.services.settlement import UNRECORDABLE
from scheduler.clock import agree, pace_clock
from scheduler.closing import Closing
from scheduler.delivery import seconds_asked

log = structlog.get_logger(__name__)

COUNTED = ("send", "copy", "forward", "edit")
"""How the names of methods begin whose calls Telegram counts as messages."""
PATIENCE = timedelta(seconds=10)
"""An answer that would have to wait for longer is given up: who asked will ask again."""
USABLE = timedelta(seconds=0.05)
"""A reserved slot that passed longer ago is taken anew: many that are late at once are more than Telegram takes."""

Answer = bool | JSONDict | list[JSONDict]


class AnswerLimiter(BaseRateLimiter[None]):
    """Takes a slot for each answer; those that ask at the same time share one transaction.

    The sender of planned messages does not pass here: it takes its slots when it claims. Nor does who claims updates:
    with `reserve`, a step for an open transaction, it takes a slot for each answer that will be asked for.
    """

    def __init__(self, deps: Deps, limits: Limits = DEFAULTS, *, clock: Clock | None = None) -> None:
        self._deps, self._clock = deps, clock or pace_clock(deps.clock)
        self._slots, self._closing = AnswerSlots(limits, self._clock.now), Closing(deps, self._clock)
        self.reserve = self._slots.reserve

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
            with handling.aside():  # it is no effect of the update, which is not done yet
                await self._closing.close([chat], asked)
            if asked > PATIENCE:
                raise
            await asyncio.sleep(asked.total_seconds())
            return await callback(*args, **kwargs)

    async def _wait(self, chat: int) -> None:
        """Wait for the slot; raises RetryAfter where that would take too long."""
        early = await self._slot(chat) - self._clock.now()
        if early > PATIENCE:
            raise RetryAfter(early)
        if early > NO_TIME:
            await asyncio.sleep(early.total_seconds())

    async def _slot(self, chat: int) -> datetime:
        hand = handling.current()
        reserved = hand.take_slot(chat) if hand is not None else None
        if reserved is not None and reserved > self._clock.now() - USABLE and self._closing.known() is None:
            return reserved
        try:
            await agree(self._deps)
            return await self._deps.sessions.pacing.ask(self._slots.take, chat)
        except UNRECORDABLE as error:  # an answer without a slot is better than none
            log.warning("answers_not_paced", error=type(error).__name__)
            return self._clock.now()
