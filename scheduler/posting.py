"""Makes the call that sends a message, and says what became of it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Protocol, cast

import structlog
from telegram.constants import ParseMode
from telegram.error import TelegramError

from bot.deps import Bot
from bot.services.outbox import Held
from bot.services.settlement import Outcome, Result
from bot.transport_errors import Ambiguous
from bot.views.message import Message, keyboard_of
from scheduler.delivery import Judgement, Verdict, judge, result_of

log = structlog.get_logger(__name__)

NO_PREVIEW = {"is_disabled": True}


class Caller(Protocol):
    """Calls a method of the Bot API and returns its bare result, as `bot.transport.WireRequest` does."""

    @property
    def read_timeout(self) -> float:
        """Seconds that an answer may take."""
        ...

    async def call(self, url: str, parameters: Mapping[str, object], *, read_timeout: float) -> Any:
        """Return the result; raises TelegramError."""
        ...


class Poster:
    """Sends by the bot's own means of transport, past the objects of the library: these cost more than all the rest."""

    def __init__(self, bot: Bot, *, is_paid: bool = False) -> None:
        self._caller, self._url = cast(Caller, bot.request), f"{bot.base_url}/sendMessage"
        self._more = {"allow_paid_broadcast": True} if is_paid else {}

    async def post(self, held: Held, message: Message) -> tuple[Result, Judgement | None]:
        """Send; where Telegram cannot read our markup, once more without it."""
        try:
            return await self._delivered(held, message, ParseMode.HTML), None
        except TelegramError as error:
            judgement = judge(error)
            if judgement.verdict is not Verdict.PLAIN:
                return result_of(error, judgement, held.attempts), judgement
            log.error("markup_refused", reference=held.reference, error=error.message)
        try:
            return await self._delivered(held, message, None), None
        except TelegramError as error:
            judgement = judge(error)
            return result_of(error, judgement, held.attempts), judgement

    async def _delivered(self, held: Held, message: Message, parse_mode: str | None) -> Result:
        parameters: dict[str, object] = {
            "chat_id": held.telegram_id,
            "text": message.text if parse_mode else message.plain,
            "link_preview_options": NO_PREVIEW,
            **self._more,
        }
        if parse_mode is not None:
            parameters["parse_mode"] = parse_mode
        if (keyboard := keyboard_of(message)) is not None:
            parameters["reply_markup"] = keyboard
        if held.thread_id is not None:
            parameters["message_thread_id"] = held.thread_id
        sent = await self._caller.call(self._url, parameters, read_timeout=self._caller.read_timeout)
        if not isinstance(sent, dict) or not isinstance(sent.get("message_id"), int):
            raise Ambiguous("the answer names no message")
        return Result(Outcome.DELIVERED, message_id=sent["message_id"])
