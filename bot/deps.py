"""What every part of the bot is handed: the clock, and with it the dependencies of one running bot."""

from __future__ import annotations

import time
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Protocol


class Clock(Protocol):
    """Tells the time; read once at the edge and passed on as a value."""

    def now(self) -> datetime:
        """Return the present moment, aware, in UTC."""
        ...


class SystemClock:
    """The time of this machine."""

    def now(self) -> datetime:
        return datetime.now(UTC)


@dataclass
class MovableClock:
    """A clock for the simulator and for tests: it can be set, stopped and sped up.

    `speed` is simulated seconds for each real second; 0 stops the clock.
    """

    start: datetime
    speed: float = 0.0
    _anchor: float = field(default_factory=time.monotonic, repr=False)

    def now(self) -> datetime:
        elapsed = (time.monotonic() - self._anchor) * self.speed
        return self.start + timedelta(seconds=elapsed)

    def move_to(self, moment: datetime) -> None:
        """Set the clock to an aware moment; it goes on at the same speed from there."""
        self.start, self._anchor = moment.astimezone(UTC), time.monotonic()

    def run_at(self, speed: float) -> None:
        """Change the speed without moving the present moment."""
        self.move_to(self.now())
        self.speed = speed
