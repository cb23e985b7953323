"""Makes the call that does what a queued row asks for, and says what became of it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Protocol, cast

import structlog
from telegram import InputFile
from telegram.constants import ParseMode
from telegram.error import TelegramError

from bot.deps import Bot
from bot.services.outbox import Held
from bot.services.settlement import Outcome, Result
from bot.transport_errors import Ambiguous
from bot.views.message import Act, Message
from scheduler.calls import Call, call_of
from scheduler.delivery import Judgement, Verdict, judge, judge_change, result_of

log = structlog.get_logger(__name__)


class Caller(Protocol):
    """Calls a method of the Bot API and returns its bare result, as `bot.transport.WireRequest` does."""

    @property
    def read_timeout(self) -> float:
        """Seconds that an answer may take."""
        ...

    async def call(
        self, url: str, parameters: Mapping[str, object], *, read_timeout: float, files: Mapping[str, InputFile] = ...
    ) -> Any:
        """Return the result; raises TelegramError."""
        ...


class Poster:
    """Sends by the bot's own means of transport, past the objects of the library: these cost more than all the rest."""

    def __init__(self, bot: Bot, *, is_paid: bool = False) -> None:
        self._caller, self._base_url = cast(Caller, bot.request), bot.base_url
        self._more = {"allow_paid_broadcast": True} if is_paid else {}

    async def post(self, held: Held, act: Act) -> tuple[Result, Judgement | None]:
        """Send or change a message; where Telegram cannot read our markup, once more without it."""
        try:
            return await self._done(held, act, ParseMode.HTML), None
        except TelegramError as error:
            judgement = self._judge(error, act)
            if judgement.verdict is not Verdict.PLAIN:
                return result_of(error, judgement, held.attempts), judgement
            log.error("markup_refused", reference=held.reference, error=error.message)
        try:
            return await self._done(held, act, None), None
        except TelegramError as error:
            judgement = self._judge(error, act)
            return result_of(error, judgement, held.attempts), judgement

    def _judge(self, error: TelegramError, act: Act) -> Judgement:
        return judge(error) if isinstance(act, Message) else judge_change(error)

    async def _done(self, held: Held, act: Act, parse_mode: ParseMode | None) -> Result:
        call = call_of(held, act, parse_mode)
        answer = await self._call(call)
        if not isinstance(act, Message):
            return Result(Outcome.DELIVERED, message_id=act.message_id)
        if not isinstance(answer, dict) or not isinstance(answer.get("message_id"), int):
            raise Ambiguous("the answer names no message")
        return Result(Outcome.DELIVERED, message_id=answer["message_id"])

    async def _call(self, call: Call) -> Any:
        parameters = call.parameters | (self._more if call.method.startswith("send") else {})
        return await self._caller.call(
            f"{self._base_url}/{call.method}",
            parameters,
            read_timeout=self._caller.read_timeout,
            files=call.files,
        )
