"""Updates on their way in: from Telegram into the inbox, and from there, in order, to the handlers."""

from __future__ import annotations

import asyncio
import json
import random
from collections import defaultdict, deque
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

import structlog
from sqlalchemy.exc import SQLAlchemyError
from telegram import Bot, Update
from telegram.error import Conflict, InvalidToken, RetryAfter

from bot.deps import Clock
from bot.services import inbox
from bot.services.inbox import Waiting
from db.engine import Sessions

log = structlog.get_logger(__name__)

ALLOWED_UPDATES = (
    "message",
    "edited_message",
    "callback_query",
    "my_chat_member",
    "chat_member",
    "inline_query",
    "message_reaction",
)
"""Asked for by name: some of these do not come by themselves."""

POLL_SECONDS = 30
FIRST_PAUSE_SECONDS, LONGEST_PAUSE_SECONDS = 2.0, 60.0
LANES = 16
BACKLOG = 256
"""How many updates are held in memory; further ones wait in the database."""

RETRY_SECONDS = 1.0

Accept = Callable[[Sequence[Mapping[str, Any]]], Awaitable[int]]


class Caller(Protocol):
    """Calls a method of the Bot API and returns its bare result, as `bot.transport.WireRequest` does."""

    @property
    def read_timeout(self) -> float:
        """Seconds that an answer may take."""
        ...

    async def call(self, url: str, parameters: Mapping[str, object], *, read_timeout: float) -> Any:
        """Return the result; raises TelegramError."""
        ...


class Poller:
    """Fetches updates by long polling; the offset moves only after what came before it was committed."""

    def __init__(
        self, request: Caller, base_url: str, accept: Accept, *, first_pause: float = FIRST_PAUSE_SECONDS
    ) -> None:
        self._request = request
        self._first_pause = first_pause
        self._url = f"{base_url}/getUpdates"
        self._accept = accept
        self._offset: int | None = None
        self._failures = 0
        self._is_waiting = False

    async def run(self, stop: asyncio.Event) -> None:
        """Poll until told to stop, whatever goes wrong; then a poll is cut short, and a commit is not."""
        async with asyncio.TaskGroup() as group:
            polling = group.create_task(self._poll_until(stop))
            await stop.wait()
            if self._is_waiting:
                polling.cancel()

    async def _poll_until(self, stop: asyncio.Event) -> None:
        while not stop.is_set():
            try:
                raws = await self._fetch()
                if not stop.is_set():
                    await self._take(raws)
                self._failures = 0
            except Exception as error:
                self._failures += 1
                await self._pause(error, stop)

    async def _fetch(self) -> list[Any]:
        parameters: dict[str, object] = {"timeout": POLL_SECONDS, "allowed_updates": list(ALLOWED_UPDATES)}
        if self._offset is not None:
            parameters["offset"] = self._offset
        self._is_waiting = True
        try:
            found = await self._request.call(
                self._url, parameters, read_timeout=POLL_SECONDS + self._request.read_timeout
            )
        finally:
            self._is_waiting = False
        # Confirmed once is confirmed for good. Kept on, the offset would swallow what comes after an idle week, when
        # Telegram goes on from a random number.
        self._offset = None
        return found if isinstance(found, list) else []

    async def _take(self, raws: list[Any]) -> None:
        good = [raw for raw in raws if inbox.is_update(raw)]
        if len(good) < len(raws):
            log.warning("updates_without_number", count=len(raws) - len(good))
        if good:
            await self._accept(good)
            self._offset = max(raw["update_id"] for raw in good) + 1

    async def _pause(self, error: Exception, stop: asyncio.Event) -> None:
        """Wait before the next try, the longer the more tries failed; several bots never in step."""
        longest = min(self._first_pause * 2.0 ** min(self._failures - 1, 10), LONGEST_PAUSE_SECONDS)
        seconds = random.uniform(longest / 2, longest)
        if isinstance(error, RetryAfter):
            after = error.retry_after
            seconds = float(after if isinstance(after, int) else after.total_seconds())
        log.warning("polling_failed", error=repr(error), advice=_advice(error), retry_in=round(seconds, 1))
        await _wait(stop, seconds)


def _advice(error: Exception) -> str:
    """What an operator can do about it, in a sentence; nothing for what passes by itself."""
    if isinstance(error, Conflict):
        return (
            "Program lain memakai token yang sama, atau webhook masih terpasang: hentikan salah satunya. / "
            "Another program uses the same token, or a webhook is still set: stop one of them."
        )
    if isinstance(error, InvalidToken):
        return (
            "Token ditolak: periksa TELEGRAM_BOT_TOKEN dan TELEGRAM_API_URL. / "
            "The token was refused: check TELEGRAM_BOT_TOKEN and TELEGRAM_API_URL."
        )
    return ""


@dataclass(frozen=True)
class Parsed:
    """An update that is about to be handled, or the kind of error that makes that impossible.

    Those of one line are handled in order: all of one chat, or of one person where there is no chat.
    """

    update_id: int
    line: int
    update: Update | None
    error: str = ""


class InboundWorker:
    """Handles what lies in the inbox: in order within a chat, several chats at a time, each update on its own."""

    def __init__(
        self, sessions: Sessions, clock: Clock, process: Callable[[Update], Awaitable[None]], bot: Bot
    ) -> None:
        self._sessions = sessions
        self._clock = clock
        self._process = process
        self._bot = bot
        self._wake = asyncio.Event()
        self._taken: set[int] = set()
        self._queues: dict[int, deque[Parsed]] = defaultdict(deque)
        self._free = asyncio.Semaphore(LANES)
        self._is_behind = False  # more waits in the database than fits into memory

    async def accept(self, raws: Sequence[Mapping[str, Any]]) -> int:
        """Store updates, commit, then wake the worker; returns how many were new. Raises what the database raises."""
        async with self._sessions.begin() as session:
            fresh = await inbox.store(session, raws=raws, now=self._clock.now())
        self._wake.set()
        return fresh

    async def run(self, stop: asyncio.Event) -> None:
        """Handle what waits, then whatever arrives; told to stop, finish only what is in hand."""
        async with asyncio.TaskGroup() as group:
            group.create_task(self._wake_at(stop))
            while not stop.is_set():
                self._wake.clear()
                for waiting in await self._list(stop):
                    self._put_in_line(waiting, group, stop)
                await self._wake.wait()

    async def _wake_at(self, stop: asyncio.Event) -> None:
        await stop.wait()
        self._wake.set()

    async def _list(self, stop: asyncio.Event) -> list[Waiting]:
        """Read what fits into memory; while the database is away, try again and again."""
        room = BACKLOG - len(self._taken)
        while room and not stop.is_set():
            try:
                async with self._sessions() as session:
                    found = await inbox.list_waiting(session, limit=room, without=self._taken)
            except (SQLAlchemyError, OSError) as error:
                log.warning("inbox_unreadable", error=type(error).__name__)
                await _wait(stop, RETRY_SECONDS)
            else:
                self._is_behind = len(found) == room
                return found
        return []

    def _put_in_line(self, waiting: Waiting, group: asyncio.TaskGroup, stop: asyncio.Event) -> None:
        self._taken.add(waiting.update_id)
        parsed = self._parse(waiting)
        queue = self._queues[parsed.line]
        queue.append(parsed)
        if len(queue) == 1:  # the task of a line lives as long as its queue holds something
            group.create_task(self._drain(parsed.line, stop))

    def _parse(self, waiting: Waiting) -> Parsed:
        number = waiting.update_id
        try:
            update = Update.de_json(json.loads(waiting.raw), self._bot)
            place = update.effective_chat or update.effective_user
            return Parsed(number, place.id if place else number, update)
        except Exception as error:  # whatever a malformed update makes the library raise
            log.exception("update_unreadable", update_id=number)
            return Parsed(number, number, None, type(error).__name__)

    async def _drain(self, line: int, stop: asyncio.Event) -> None:
        queue = self._queues[line]
        while queue:
            async with self._free:
                if not stop.is_set():
                    await self._handle(queue[0], stop)
            self._taken.discard(queue.popleft().update_id)
        if not queue:
            del self._queues[line]
        if self._is_behind:
            self._wake.set()

    async def _handle(self, parsed: Parsed, stop: asyncio.Event) -> None:
        error = parsed.error
        try:
            if parsed.update is not None:
                await self._process(parsed.update)
        except Exception as failure:
            log.exception("update_failed", update_id=parsed.update_id)
            error = type(failure).__name__
        await self._mark(parsed.update_id, error, stop)

    async def _mark(self, update_id: int, error: str, stop: asyncio.Event) -> None:
        """Note that an update is done; while the database is away, keep trying rather than handle it twice."""
        while True:
            try:
                async with self._sessions.begin() as session:
                    await inbox.mark_handled(session, update_id=update_id, now=self._clock.now(), error=error)
                return
            except (SQLAlchemyError, OSError) as failure:
                log.warning("update_not_marked", update_id=update_id, error=type(failure).__name__)
                if await _wait(stop, RETRY_SECONDS):
                    return


async def _wait(stop: asyncio.Event, seconds: float) -> bool:
    """Wait; returns at once, and whether, it was told to stop."""
    try:
        async with asyncio.timeout(seconds):
            await stop.wait()
    except TimeoutError:
        return False
    return True
