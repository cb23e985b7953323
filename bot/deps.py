"""What every part of the bot is handed: the clock, and with it the dependencies of one running bot."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any, Protocol
from zoneinfo import ZoneInfo

from sqlmodel.ext.asyncio.session import AsyncSession
from telegram.ext import Application, CallbackContext, ExtBot

from bot.metrics import Metrics
from bot.pulse import Pulse
from bot.services.asking import Asker
from bot.services.directory import Directory
from bot.services.disk import OWN_FILES, free_bytes, is_low
from bot.services.leases import PLANNER
from bot.services.questions import Question
from bot.texts.catalog import Texts
from db.engine import Sessions


class Clock(Protocol):
    """Tells the time; read once at the edge and passed on as a value."""

    def now(self) -> datetime:
        """Return the present moment, aware, in UTC."""
        ...


class Caller(Protocol):
    """Calls a method of the Bot API and returns its bare result, as `bot.transport.WireRequest` does."""

    @property
    def read_timeout(self) -> float:
        """Seconds that an answer may take."""
        ...

    async def call(self, url: str, parameters: Mapping[str, object], *, read_timeout: float) -> Any:
        """Return the result; raises TelegramError."""
        ...

    async def call_encoded(self, url: str, body: bytes, *, read_timeout: float) -> Any:
        """Return the result for parameters that are JSON already; raises TelegramError."""
        ...


class SystemClock:
    """The time of this machine."""

    def now(self) -> datetime:
        return datetime.now(UTC)


class DatabaseClock:
    """The time of the database, carried on by a clock that nobody sets, so that replicas agree on any machine.

    Until it first hears from the database it tells the time of this machine. read: seconds of the steady clock.
    """

    def __init__(self, read: Callable[[], float] = time.monotonic) -> None:
        self.read = read
        self._moment, self._heard, self._has_heard = datetime.now(UTC), read(), False

    def now(self) -> datetime:
        return self._moment + timedelta(seconds=self.read() - self._heard)

    @property
    def age(self) -> timedelta:
        """How long ago it heard from the database; very long where it never did."""
        return timedelta(seconds=self.read() - self._heard) if self._has_heard else timedelta.max

    def follow(self, moment: datetime, asked: float) -> None:
        """Take over what the database answered; asked: what `read` told before the question, to halve the error."""
        self._moment, self._heard, self._has_heard = moment, (asked + self.read()) / 2, True


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


def leads_all(_name: str) -> bool:
    """A process that is alone holds every lease."""
    return True


@dataclass(frozen=True)
class Deps:
    """What one running bot works with; handed to every handler and job.

    leads: whether this process holds a lease now; metrics, pulse: where it leaves figures and signs of life; room:
    bytes that are free where a file lies, None where that cannot be told.
    """

    sessions: Sessions
    clock: Clock
    texts: Texts
    directory: Directory
    zone: ZoneInfo  # of national deadlines
    admin_ids: frozenset[int] = frozenset()
    leads: Callable[[str], bool] = leads_all
    metrics: Metrics = field(default_factory=Metrics)
    pulse: Pulse = field(default_factory=Pulse)
    room: Callable[[Path], int | None] = free_bytes

    def now(self) -> datetime:
        """The present moment, aware, in UTC; read it once for each update or tick."""
        return self.clock.now()

    def today(self) -> date:
        """The day in the national zone."""
        return self.now().astimezone(self.zone).date()

    def may_plan(self) -> bool:
        """Whether this process plans: it leads, and there is room to write down what it plans."""
        return self.leads(PLANNER) and not (self.sessions.file and self.is_disk_low())

    def is_disk_low(self) -> bool:
        """Whether the disk of the database file, or that of this process, is nearly full."""
        return is_low(self.room(self.sessions.file or OWN_FILES))

    async def question(self, session: AsyncSession, asker: Asker) -> Question:
        """What an answer depends on besides what was asked: rights, registry, the present moment."""
        now = self.now()
        registry = await self.directory.read(session, now.astimezone(self.zone).date())
        return Question(asker, registry, now, self.zone)


Bot = ExtBot[None]


class Context(CallbackContext[Bot, dict[Any, Any], dict[Any, Any], dict[Any, Any]]):
    """The context of one update, with the dependencies typed.

    `asker` is who was found behind the update when it arrived.
    """

    asker: Asker | None = None

    @property
    def deps(self) -> Deps:
        deps: Deps = self.application.bot_data[DEPS]
        return deps


DEPS = "deps"
App = Application[Bot, Context, dict[Any, Any], dict[Any, Any], dict[Any, Any], None]
"""The application as it is built here: no persistence, and no jobs but those of our own scheduler."""
