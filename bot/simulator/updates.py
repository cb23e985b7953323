"""The queue of updates: numbers, lifetimes, what the bot asked for, and who fetches them."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from random import Random
from typing import Any

from bot.simulator.api import update_kinds

FIRST_ID, LAST_ID = 2_000_001, 2**30
IDLE_WEEK = timedelta(days=7)
MOST_QUEUED = 100_000
LIFETIMES: Mapping[str, timedelta] = {
    "callback_query": timedelta(seconds=150),
    "inline_query": timedelta(seconds=30),
    "chosen_inline_result": timedelta(seconds=600),
}
"""Where an update does not live for the usual 24 hours (C)."""
USUAL_LIFETIME = timedelta(hours=24)
NOT_BY_DEFAULT = frozenset({"chat_member", "message_reaction", "message_reaction_count"})


@dataclass(frozen=True, eq=False)
class Queued:
    """An update that waits. `lane` names the queue within which a webhook keeps the order."""

    id: int
    kind: str
    body: Mapping[str, Any]
    created_at: datetime
    expires_at: datetime
    lane: str
    parallel: bool = False  # may overtake others of its lane on the way to a webhook

    def json(self) -> dict[str, Any]:
        """The update as the bot receives it."""
        return {"update_id": self.id, **self.body}


@dataclass
class Webhook:
    """Where updates are sent to, and what became of it."""

    url: str
    secret: str | None = None
    max_connections: int = 40
    ip_address: str | None = None
    has_certificate: bool = False
    last_error_at: datetime | None = None
    last_error: str | None = None


@dataclass
class Updates:
    """All updates of one bot. Filters when an update is made, forgets when it expires or is confirmed."""

    random: Random
    waiting: deque[Queued] = field(default_factory=deque)
    allowed: frozenset[str] | None = None
    webhook: Webhook | None = None
    poll_number: int = 0
    ended_by: str = "conflict_poller"
    webhook_set_at: datetime | None = None
    held_back: Queued | None = None
    _next_id: int = 0
    _last_at: datetime | None = None

    def wants(self, kind: str) -> bool:
        """Whether the bot asked for this kind; by default for all but three."""
        return kind in self.allowed if self.allowed is not None else kind not in NOT_BY_DEFAULT

    def allow(self, names: Iterable[Any]) -> None:
        """Take a new setting; none, or only unknown names, means the default (C)."""
        known = frozenset(name for name in names if isinstance(name, str)) & update_kinds()
        self.allowed = known or None

    def make(self, kind: str, body: Mapping[str, Any], now: datetime, lane: str) -> Queued:
        """Number an update; the number is random again after an idle week (T)."""
        if self._last_at is None or now - self._last_at > IDLE_WEEK:
            self._next_id = self.random.randrange(FIRST_ID, LAST_ID)
        self._last_at = now
        made = Queued(self._next_id, kind, body, now, now + LIFETIMES.get(kind, USUAL_LIFETIME), lane)
        self._next_id += 1
        return made

    def put(self, update: Queued) -> None:
        """Append; beyond the limit the oldest is lost."""
        self.waiting.append(update)
        if len(self.waiting) > MOST_QUEUED:
            self.waiting.popleft()

    def expire(self, now: datetime) -> None:
        """Forget what is too old. Lifetimes differ, so the whole queue is looked at."""
        if any(update.expires_at <= now for update in self.waiting):
            self.waiting = deque(update for update in self.waiting if update.expires_at > now)

    def fetch(self, offset: int, limit: int, now: datetime) -> list[Queued]:
        """Confirm all below `offset` (a negative one keeps the last N) and return what waits, oldest first.

        Smaller numbers may be newer after an idle week, so confirming goes by place in the queue.
        """
        self.expire(now)
        if offset < 0:
            while len(self.waiting) > -offset:
                self.waiting.popleft()
        elif offset > 0 and any(update.id < offset for update in self.waiting):
            last = max(at for at, update in enumerate(self.waiting) if update.id < offset)
            for _ in range(last + 1):
                self.waiting.popleft()
        return list(self.waiting)[:limit]

    def done(self, update: Queued) -> None:
        """Forget one update that a webhook has taken."""
        self.waiting = deque(other for other in self.waiting if other is not update)

    def end_polls(self, why: str) -> int:
        """End every poll that is held and return the number of the next one."""
        self.poll_number += 1
        self.ended_by = why
        return self.poll_number
