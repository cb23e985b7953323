"""A worker as `sigap run --only worker` runs it: the real planner, sender and reaper, with a trap around them."""

from __future__ import annotations

import asyncio
import logging
import resource
import signal
import time
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

import structlog
from telegram.ext import ExtBot

from bot.deps import Deps, SystemClock
from bot.services.directory import Directory
from bot.services.outbox import BATCH
from bot.services.rates import Limits
from bot.texts.catalog import Texts
from bot.transport import AiohttpWire, Timeouts, WireRequest
from db.engine import open_database
from scheduler import build_scheduler
from scheduler.sender import Sender
from scheduler.spool import Spool
from tests.faults.points import Trap, TrappedSessions, TrappedWire
from tests.faults.telegram import TOKEN
from tests.faults.world import KEY
from tests.reminder_world import WIB

TEXTS = Texts()
"""Read once, before workers are forked off."""


LEASE = timedelta(seconds=4)
"""Short, so that what a dead worker held is free again while the others still work."""


@dataclass(frozen=True)
class SharedClock:
    """One time for several processes: `start` at the moment `epoch` of this machine."""

    start: datetime
    epoch: float

    def now(self) -> datetime:
        return self.start + timedelta(seconds=time.time() - self.epoch)


@dataclass(frozen=True)
class Order:
    """What one worker is to do: on which database and Telegram, at what time, and where it is to die."""

    address: str
    api_url: str
    clock: SharedClock
    folder: Path  # for what could not be recorded, and for the diary of calls
    point: str = ""
    hits: int = 1
    in_flight: int = BATCH
    send_rate: float = 10_000.0
    tick_seconds: float = 0.5
    read_timeout: float = 5.0
    lease: timedelta = LEASE
    largest_file: int = 0  # bytes above which no file may grow; 0: no limit

    @property
    def diary(self) -> Path:
        return self.folder / "calls"


def run(order: Order) -> None:
    """Work until SIGTERM, or until the trap closes."""
    if order.largest_file:
        resource.setrlimit(resource.RLIMIT_FSIZE, (order.largest_file, resource.RLIM_INFINITY))
    be_quiet()
    asyncio.run(_work(order))


def be_quiet() -> None:
    """Log nothing: what goes wrong on purpose would fill the screen."""
    logging.disable(logging.CRITICAL)
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.CRITICAL))


async def _work(order: Order) -> None:
    stop = asyncio.Event()
    asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, stop.set)
    trap = Trap(order.point, order.hits)
    sessions = TrappedSessions(open_database(order.address, (KEY,)), trap)
    deps = Deps(sessions=sessions, clock=order.clock, texts=TEXTS, directory=Directory(), zone=WIB)
    request = WireRequest(TrappedWire(AiohttpWire(), trap, order.diary), Timeouts(read=order.read_timeout))
    bot: ExtBot[None] = ExtBot(TOKEN, base_url=f"{order.api_url}/bot", request=request, get_updates_request=request)
    async with request:  # the bot itself would ask for its name first, which no message needs
        sender = Sender(
            deps,
            bot,
            Limits(rate=order.send_rate),
            in_flight=order.in_flight,
            lease=order.lease,
            spool=Spool(order.folder),
        )
        scheduler = build_scheduler(deps, sender, tick_seconds=order.tick_seconds)
        scheduler.start()
        for name in ("plan", "send", "reap"):
            scheduler.modify_job(name, next_run_time=SystemClock().now())  # nobody lives long enough to wait for it
        await stop.wait()
        scheduler.pause()
        await sender.drain()
        scheduler.shutdown(wait=False)
    await sessions.close()
