"""Sends what is due: claim, look again, intend, send, settle. No transaction is open while Telegram is asked."""

from __future__ import annotations

import asyncio
import secrets
import time
from dataclasses import dataclass, field
from datetime import datetime, timedelta

import structlog
from telegram import LinkPreviewOptions
from telegram.constants import ParseMode
from telegram.error import TelegramError

from bot.deps import Bot, Deps
from bot.services import outbox
from bot.services.chats import close_chat, migrate_chat
from bot.services.outbox import LEASE, Claim, Held, Outcome, Result, Withheld
from bot.services.reminder_content import prepare
from bot.views.message import Message
from bot.views.reminder import plain, render_reminder
from scheduler.delivery import Judgement, Verdict, judge, result_of

log = structlog.get_logger(__name__)

NO_PREVIEW = LinkPreviewOptions(is_disabled=True)
PAUSE = timedelta(minutes=5)
"""How long nothing is sent after the token was refused."""


@dataclass
class Pace:
    """Spaces calls out: so many a second in all, and one a second to each chat. Counts in this process alone."""

    rate: float
    per_chat: float = 1.0
    _next: float = 0.0
    _next_of: dict[int, float] = field(default_factory=dict)

    async def wait(self, chat_key: int) -> None:
        """Return when a message to the chat may leave."""
        now = time.monotonic()
        self._next_of = {chat: moment for chat, moment in self._next_of.items() if moment > now}
        moment = max(now, self._next, self._next_of.get(chat_key, 0.0))
        self._next = max(now, self._next) + 1 / self.rate
        self._next_of[chat_key] = moment + 1 / self.per_chat
        await asyncio.sleep(moment - now)


@dataclass(frozen=True)
class Prepared:
    """A message on whose sending everything is decided and written down."""

    held: Held
    message: Message
    attempt_id: str


class Sender:
    """One sender; several may work on one database, since each message is leased to one of them."""

    def __init__(self, deps: Deps, bot: Bot, pace: Pace) -> None:
        self._deps, self._bot, self._pace = deps, bot, pace
        self._owner = secrets.token_hex(8)
        self._turn = asyncio.Lock()
        self._paused_until: datetime | None = None

    async def run(self) -> int:
        """Send until nothing is due; returns how many messages were looked at. Calls do not overlap."""
        seen = 0
        async with self._turn:
            while batch := await self._claim():
                seen += len(batch)
                claimed_at = time.monotonic()
                ended = await asyncio.gather(
                    *(self._deliver(claim, claimed_at) for claim in batch), return_exceptions=True
                )
                for error in ended:  # all others are settled by now; the lease frees or flags this one
                    if error is not None:
                        raise error
        return seen

    async def _claim(self) -> list[Claim]:
        now, sessions = self._deps.now(), self._deps.sessions
        if self._paused_until is not None and now < self._paused_until:
            return []
        async with sessions() as session:  # most looks find nothing: those need no writer
            if not await outbox.is_any_due(session, now=now):
                return []
        async with sessions.begin() as session:
            return await outbox.claim(session, owner=self._owner, now=now)

    async def _deliver(self, claim: Claim, claimed_at: float) -> None:
        await self._pace.wait(claim.chat_key)
        prepared = await self._prepare(claim)
        if prepared is None:
            return
        if time.monotonic() - claimed_at >= LEASE.total_seconds():  # this process was stopped in between
            result, judgement = Result(Outcome.NOT_SENT, counts=False), None
        else:
            result, judgement = await self._send(prepared)
        await self._settle(prepared, result, judgement)

    async def _prepare(self, claim: Claim) -> Prepared | None:
        """Look at the message again, render it, and write down the intent to send it; None if it does not leave."""
        deps, now = self._deps, self._deps.now()
        async with deps.sessions.begin() as session:
            held = await outbox.hold(session, claim, owner=self._owner, now=now)
            if held is None:
                return None
            content = await prepare(session, held, now=now, zone=deps.zone)
            if isinstance(content, Withheld):
                await outbox.withhold(session, held, content)
                log.info("message_withheld", reference=held.reference, reason=content.reason)
                return None
            message = render_reminder(content, deps.texts, zone=deps.zone)
            return Prepared(held, message, await outbox.intend(session, held, text=message.text, now=now))

    async def _send(self, prepared: Prepared) -> tuple[Result, Judgement | None]:
        """Send; where Telegram cannot read our markup, once more without it."""
        try:
            return Result(Outcome.DELIVERED, message_id=await self._post(prepared, ParseMode.HTML)), None
        except TelegramError as error:
            judgement = judge(error)
            if judgement.verdict is not Verdict.PLAIN:
                return result_of(error, judgement, prepared.held.attempts), judgement
            log.error("markup_refused", reference=prepared.held.reference, error=error.message)
        try:
            return Result(Outcome.DELIVERED, message_id=await self._post(prepared, None)), None
        except TelegramError as error:
            judgement = judge(error)
            return result_of(error, judgement, prepared.held.attempts), judgement

    async def _post(self, prepared: Prepared, parse_mode: str | None) -> int:
        held, message = prepared.held, prepared.message
        sent = await self._bot.send_message(
            held.telegram_id,
            message.text if parse_mode else plain(message.text),
            parse_mode=parse_mode,
            reply_markup=message.markup,
            message_thread_id=held.thread_id,
            link_preview_options=NO_PREVIEW,
        )
        return sent.message_id

    async def _settle(self, prepared: Prepared, result: Result, judgement: Judgement | None) -> None:
        """Record the result, with what it means for the chat, in one transaction."""
        held, now = prepared.held, self._deps.now()
        async with self._deps.sessions.begin() as session:
            await outbox.settle(session, attempt_id=prepared.attempt_id, result=result, now=now)
            if judgement is not None and judgement.verdict is Verdict.CLOSE:
                await close_chat(session, telegram_id=held.telegram_id, reason=judgement.reason, now=now)
            if judgement is not None and judgement.new_id is not None:
                await migrate_chat(session, old_id=held.telegram_id, new_id=judgement.new_id, now=now)
        log.info("message_settled", reference=held.reference, outcome=result.outcome, reason=result.reason)
        if judgement is not None:
            self._raise_alarm(judgement, held, now)

    def _raise_alarm(self, judgement: Judgement, held: Held, now: datetime) -> None:
        """Tell the operator of what no retry will mend."""
        if judgement.verdict is Verdict.HALT:
            self._paused_until = now + PAUSE
            log.critical("token_refused", paused_until=self._paused_until.isoformat())
        if judgement.verdict in {Verdict.PARK, Verdict.GIVE_UP}:
            log.error("message_refused", reference=held.reference, verdict=judgement.verdict, reason=judgement.reason)
