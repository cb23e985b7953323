"""How much one person may send: what goes beyond is answered once with a request to wait, then not at all."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import IntEnum, StrEnum

from sqlmodel.ext.asyncio.session import AsyncSession

from db.queries.inbox import count_traffic


class Budget(IntEnum):
    """What an update of a person counts towards; ids of persons are positive, so a sign tells the two apart."""

    SPOKEN = 1
    TYPED = -1  # inline queries: one for nearly every letter that is typed


@dataclass(frozen=True)
class FloodLimit:
    """So many updates of one person within the window, and so many that wait to be handled, for either budget.

    What goes beyond `typed` is dropped without a warning: Telegram shows none, and the next letter asks again.
    """

    updates: int = 20
    window: timedelta = timedelta(minutes=1)
    waiting: int = 40
    typed: int = 120

    def most(self, sender: int) -> int:
        """How many updates a sender, signed by its budget, may cause within the window."""
        return self.updates if sender * Budget.SPOKEN > 0 else self.typed


class Verdict(StrEnum):
    """What to do with an update."""

    TAKE = "take"
    WARN = "warn"
    DROP = "drop"


@dataclass
class Traffic:
    """What one person sent within the window, warnings apart, and how much of theirs waits."""

    taken: int = 0
    warned: int = 0
    waiting: int = 0


@dataclass
class Gate:
    """Decides on one batch of updates after the other; without a limit it takes all."""

    limit: FloodLimit | None = None
    traffic: dict[int, Traffic] = field(default_factory=dict)

    def judge(self, sender: int | None) -> Verdict:
        """Decide on the next update of a sender; what nobody sent is taken."""
        if self.limit is None or sender is None:
            return Verdict.TAKE
        seen = self.traffic.get(sender, Traffic())
        if seen.waiting >= self.limit.waiting:
            return Verdict.DROP
        if seen.taken < self.limit.most(sender):
            return Verdict.TAKE
        return Verdict.DROP if seen.warned or sender * Budget.TYPED > 0 else Verdict.WARN

    def let_in(self, sender: int | None, verdict: Verdict) -> None:
        """Count an update that was stored."""
        if sender is None:
            return
        seen = self.traffic.setdefault(sender, Traffic())
        seen.waiting += 1
        if verdict is Verdict.WARN:
            seen.warned += 1
        else:
            seen.taken += 1


async def open_gate(session: AsyncSession, senders: Iterable[int | None], limit: FloodLimit, now: datetime) -> Gate:
    """A gate that knows what these people sent lately."""
    known = {sender for sender in senders if sender is not None}
    if not known:
        return Gate(limit)
    rows = await count_traffic(session, known, since=now - limit.window, now=now)
    return Gate(limit, {sender: Traffic(taken, warned, waiting) for sender, taken, warned, waiting in rows})
