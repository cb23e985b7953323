"""How fast messages may leave: a bucket per limit says when the next one may, decided from numbers alone."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta

NO_TIME = timedelta(0)
SET_BACK = timedelta(seconds=5)
"""From this on a clock was set back; less is how far the clocks of two machines may differ."""


@dataclass(frozen=True)
class Bucket:
    """One limit (GCRA). free_at: when the next message may leave at the even rate.

    closed_until: Telegram asked to wait, so nothing leaves before. moved_at: the clock at the last change.
    """

    free_at: datetime
    moved_at: datetime
    closed_until: datetime | None = None

    @classmethod
    def fresh(cls, now: datetime) -> "Bucket":
        """A bucket from which nothing was taken yet."""
        return cls(free_at=now, moved_at=now)

    def at(self, now: datetime) -> "Bucket":
        """The bucket as it stands now; a clock that was set back takes it along, so that nobody waits for hours."""
        back = self.moved_at - now if self.moved_at - now >= SET_BACK else NO_TIME
        closed = self.closed_until - back if self.closed_until is not None else None
        return Bucket(self.free_at - back, now, closed if closed is None or closed > now else None)

    def next_slot(self, now: datetime, early: timedelta = NO_TIME) -> datetime:
        """When one message may leave; early: how far it may run ahead of the even rate."""
        return max(now, self.free_at - early, self.closed_until or now)

    def take(self, now: datetime, spacing: timedelta, early: timedelta = NO_TIME) -> "tuple[datetime, Bucket]":
        """The slot of one message, and the bucket after it. spacing: that of the even rate."""
        slot = self.next_slot(now, early)
        return slot, replace(self, free_at=max(self.free_at, slot) + spacing, moved_at=now)

    def close(self, now: datetime, until: datetime) -> "Bucket":
        """The bucket once Telegram has asked to wait."""
        return replace(self, closed_until=max(until, self.closed_until or until), moved_at=now)

    def room(self, now: datetime, spacing: timedelta, ahead: timedelta) -> int:
        """How many slots lie between now and `ahead` of it; at least one where the next is within."""
        slot = self.next_slot(now)
        return 0 if slot > now + ahead else int((now + ahead - slot) / spacing) + 1
