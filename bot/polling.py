"""Long polling: updates are fetched by one replica, and acknowledged after they were stored."""

from __future__ import annotations

import asyncio
import random
from collections.abc import Awaitable, Callable, Mapping, Sequence
from typing import Any

import structlog
from telegram.error import Conflict, InvalidToken, RetryAfter

from bot.deps import Caller
from bot.pulse import Pulse, pause
from bot.services import inbox

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
STAND_BY_SECONDS = 1.0
BEAT = "poll"
"""The name under which a poll that was answered, or a turn of standing by, is noted."""

Accept = Callable[[Sequence[Mapping[str, Any]]], Awaitable[int]]


class Poller:
    """Fetches updates by long polling; the offset moves only after what came before it was committed."""

    def __init__(
        self,
        request: Caller,
        base_url: str,
        accept: Accept,
        *,
        may_poll: Callable[[], bool] = lambda: True,
        pulse: Pulse | None = None,
        first_pause: float = FIRST_PAUSE_SECONDS,
        stand_by: float = STAND_BY_SECONDS,
    ) -> None:
        """may_poll: whether this replica is the one that polls now; the others look again after `stand_by` seconds."""
        self._request = request
        self._may_poll = may_poll
        self._pulse = pulse or Pulse()
        self._first_pause, self._stand_by = first_pause, stand_by
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
            if not self._may_poll():
                self._pulse.beat(BEAT)
                await pause(stop, self._stand_by)
                continue
            try:
                raws = await self._fetch()
                if not stop.is_set():
                    await self._take(raws)
                self._failures = 0
                self._pulse.beat(BEAT)
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
        await pause(stop, seconds)


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
