"""How fast a bot may send: overall, per chat and per group, on the simulator's clock."""

from __future__ import annotations

import math
from collections import deque
from dataclasses import dataclass, field
from datetime import datetime, timedelta

OVERALL, PAID_OVERALL = 30.0, 1000.0
"""Messages a second over all chats, without and with paid broadcast (D)."""
PER_CHAT, CHAT_BURST = 1.0, 5.0
"""Messages a second in one chat, and how many may come at once; the burst is our guess (S)."""
GROUP_LIMIT, GROUP_WINDOW = 20, timedelta(minutes=1)


@dataclass
class _Bucket:
    """Fills at `rate` a second up to `size`; every message takes one."""

    rate: float
    size: float
    level: float
    at: datetime

    def wait(self, now: datetime, count: int) -> float:
        """Seconds until `count` messages may go."""
        elapsed = max(0.0, (now - self.at).total_seconds())
        self.level, self.at = min(self.size, self.level + elapsed * self.rate), now
        return max(0.0, (min(count, self.size) - self.level) / self.rate)


@dataclass
class Rates:
    """Keeps count of what was sent. `enforced` switches all limits off; `paid_broadcast` allows paying for speed."""

    enforced: bool = True
    paid_broadcast: bool = False
    _overall: _Bucket | None = None
    _paid: _Bucket | None = None
    _chats: dict[int, _Bucket] = field(default_factory=dict)
    _groups: dict[int, deque[datetime]] = field(default_factory=dict)

    def take(self, chat_id: int, now: datetime, count: int = 1, *, is_group: bool, paid: bool = False) -> int:
        """Count messages to a chat; returns 0, or the whole seconds to wait when one limit is passed."""
        if not self.enforced:
            return 0
        overall = self._all(now, paid)
        chat = self._chats.setdefault(chat_id, _Bucket(PER_CHAT, CHAT_BURST, CHAT_BURST, now))
        waits = [overall.wait(now, count), chat.wait(now, count)]
        sent = self._recent(chat_id, now) if is_group else deque()
        if len(sent) + count > GROUP_LIMIT and sent:
            over = len(sent) + count - GROUP_LIMIT
            waits.append((sent[min(over, len(sent)) - 1] + GROUP_WINDOW - now).total_seconds())
        longest = max(waits)
        if longest > 1e-9:
            return max(1, math.ceil(longest))
        overall.level -= count
        chat.level -= count
        if is_group:
            sent.extend([now] * count)
        return 0

    def person_acted(self, chat_id: int) -> None:
        """Count a second as passed for a chat in which a person did something.

        Nobody writes faster than that, so conversations may be played while the clock stands still.
        """
        for bucket in (self._chats.get(chat_id), self._overall):
            if bucket is not None:
                bucket.level = min(bucket.size, bucket.level + bucket.rate)

    def _all(self, now: datetime, paid: bool) -> _Bucket:
        if paid:
            self._paid = self._paid or _Bucket(PAID_OVERALL, PAID_OVERALL, PAID_OVERALL, now)
            return self._paid
        self._overall = self._overall or _Bucket(OVERALL, OVERALL, OVERALL, now)
        return self._overall

    def _recent(self, chat_id: int, now: datetime) -> deque[datetime]:
        sent = self._groups.setdefault(chat_id, deque())
        while sent and (sent[0] + GROUP_WINDOW <= now or sent[0] > now):
            sent.popleft()
        return sent
