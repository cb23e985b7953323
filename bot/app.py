"""The composition root: settings become dependencies, an application, a scheduler and an HTTP side."""

from __future__ import annotations

import asyncio
import secrets
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass
from enum import StrEnum
from functools import partial
from urllib.parse import urlsplit

import structlog
from telegram.error import InvalidToken, NetworkError, TelegramError
from telegram.ext import ApplicationBuilder, ContextTypes

from bot.config import Mode, Settings
from bot.deps import DEPS, App, Clock, Context, Deps, MovableClock
from bot.domain.errors import Refusal
from bot.health import examine, scrape
from bot.inbound import InboundWorker, Reserve
from bot.leading import Leader
from bot.measuring import MeasuredWire
from bot.polling import ALLOWED_UPDATES, POLL_SECONDS, Poller
from bot.services.directory import Directory
from bot.services.floods import FloodLimit
from bot.services.leases import HOUSEKEEPING, PLANNER, POLLER
from bot.services.rates import Limits
from bot.serving import serve
from bot.texts.catalog import Texts
from bot.transport import AiohttpWire, Wire, WireRequest
from bot.web import Health, WebhookSide, build_web
from db.engine import Sessions
from handlers import quick, register
from handlers.menu import publish_menu
from scheduler import ticking
from scheduler.answering import AnswerLimiter
from scheduler.clock import keep_time, listen, shared_clock

log = structlog.get_logger(__name__)

TICK_SECONDS = 30
LOOKS_SECONDS = 10.0
"""How often the inbox is looked at, at the very least."""
FLOOD_LIMIT = FloodLimit()


class Part(StrEnum):
    """The halves of the bot that can run apart."""

    INBOUND = "inbound"
    WORKER = "worker"


@dataclass(frozen=True)
class Wires:
    """Where calls go: one wire for calls, one for the long poll, which would otherwise hold them up."""

    calls: Wire
    updates: Wire

    @classmethod
    def to_telegram(cls) -> Wires:
        """Real ones, over HTTP."""
        return cls(AiohttpWire(), AiohttpWire(connections=2))

    async def close(self) -> None:
        """Let go of every connection; closing twice is harmless."""
        await self.calls.close()
        await self.updates.close()


@dataclass(frozen=True)
class Running:
    """A started bot: its application, the worker through which every update goes, and what it may do alone."""

    settings: Settings
    deps: Deps
    application: App
    worker: InboundWorker
    polling: WireRequest
    leader: Leader


def build_deps(settings: Settings, sessions: Sessions, clock: Clock, leader: Leader) -> Deps:
    """What every handler and job works with."""
    return Deps(
        sessions=sessions,
        clock=clock,
        texts=Texts(),
        directory=Directory(),
        zone=settings.zone,
        admin_ids=settings.admin_ids,
        leads=leader.leads,
    )


def build_application(deps: Deps, settings: Settings, wires: Wires) -> App:
    """The application with its routing table, not yet started."""
    builder = (
        ApplicationBuilder()
        .token(settings.token)
        .base_url(f"{settings.api_url}/bot")
        .base_file_url(f"{settings.api_url}/file/bot")
        .request(WireRequest(MeasuredWire(wires.calls, deps.metrics)))
        .get_updates_request(WireRequest(wires.updates))
        .context_types(ContextTypes(context=Context))
        .updater(None)
        .job_queue(None)
    )
    if not isinstance(deps.clock, MovableClock):  # nobody floods a simulated world
        builder = builder.rate_limiter(AnswerLimiter(deps, limits_of(settings)))
    application: App = builder.build()
    application.bot_data[DEPS] = deps
    register(application)
    return application


def _reserve_of(application: App) -> Reserve | None:
    """What takes slots for answers; None where nothing limits them."""
    limiter = application.bot.rate_limiter
    return limiter.reserve if isinstance(limiter, AnswerLimiter) else None


def limits_of(settings: Settings) -> Limits:
    """How fast this set-up may send, over all its replicas."""
    return Limits(rate=settings.send_rate, is_paid=settings.paid_broadcast)


@asynccontextmanager
async def started(
    settings: Settings, sessions: Sessions, clock: Clock, wires: Wires, *, limit: FloodLimit | None = FLOOD_LIMIT
) -> AsyncIterator[Running]:
    """A bot that knows its own name and can be handed updates; the database is ready already.

    limit: how much one person may send.
    """
    clock = shared_clock(clock, is_one_machine=sessions.is_sqlite)
    leader = Leader(sessions, secrets.token_hex(8))
    deps = build_deps(settings, sessions, clock, leader)
    application = build_application(deps, settings, wires)
    try:
        with refusing():
            await application.initialize()
        await _publish(application)
        worker = InboundWorker(
            sessions,
            clock,
            application.process_update,
            application.bot,
            quick=partial(quick.answer, application),
            limit=limit,
            reserve=_reserve_of(application),
            owner=leader.owner,
            metrics=deps.metrics,
            pulse=deps.pulse,
        )
        yield Running(settings, deps, application, worker, WireRequest(wires.updates), leader)
    finally:
        await application.shutdown()
        await wires.close()  # an application that never began does not close them


@contextmanager
def refusing() -> Iterator[None]:
    """Turn what keeps a bot from starting into a sentence for the operator."""
    try:
        yield
    except InvalidToken as error:
        raise Refusal(
            "Telegram menolak token ini: periksa TELEGRAM_BOT_TOKEN. / Telegram refuses the token."
        ) from error
    except NetworkError as error:
        raise Refusal(
            "Telegram tidak terjangkau: periksa jaringan dan TELEGRAM_API_URL. / Telegram cannot be reached."
        ) from error


async def run(
    running: Running,
    stop: asyncio.Event,
    only: Part | None = None,
    *,
    tick_seconds: float = TICK_SECONDS,
    has_http: bool = True,
) -> None:
    """Receive and send until told to stop; `only` runs one half, for several processes on one database.

    Told to stop, it finishes what is in hand, then lets go of its leases.
    """
    receives, sends, over = only is not Part.WORKER, only is not Part.INBOUND, asyncio.Event()
    webhook = receives and running.settings.mode is Mode.WEBHOOK
    expected = _expected(polls=receives and not webhook, receives=receives, sends=sends, tick_seconds=tick_seconds)
    for part, seconds in expected.items():
        running.deps.pulse.expect(part, seconds)
    names = ((POLLER,) if receives and not webhook else ()) + ((PLANNER, HOUSEKEEPING) if sends else ())
    await listen(running.deps)  # the first update is handled at the right time already
    async with asyncio.TaskGroup() as around:
        around.create_task(running.leader.run(names, over))
        try:
            async with asyncio.TaskGroup() as tasks:
                if has_http:
                    tasks.create_task(_listen(running, stop, webhook))
                if sends:
                    tasks.create_task(_tick(running, stop, tick_seconds))
                if receives:
                    tasks.create_task(keep_time(running.deps, stop))
                    tasks.create_task(running.worker.run(stop))
                    tasks.create_task(_receive(running, stop))
        finally:
            over.set()


def _expected(*, polls: bool, receives: bool, sends: bool, tick_seconds: float) -> dict[str, float]:
    """The parts that must give a sign of life, each with its interval in seconds."""
    parts = {
        "poll": (polls, float(POLL_SECONDS)),
        "inbox": (receives, LOOKS_SECONDS),
        "plan": (sends, tick_seconds),
        "send": (sends, tick_seconds),
        "reap": (sends, tick_seconds),
    }
    return {part: seconds for part, (is_expected, seconds) in parts.items() if is_expected}


async def _publish(application: App) -> None:
    """Set the menu; a failure of that is no reason not to start."""
    try:
        await publish_menu(application)
    except TelegramError as error:
        log.warning("menu_not_published", error=str(error))


async def _tick(running: Running, stop: asyncio.Event, seconds: float) -> None:
    limits = limits_of(running.settings)
    async with ticking(running.deps, running.application.bot, limits, tick_seconds=seconds):
        await stop.wait()


async def _listen(running: Running, stop: asyncio.Event, has_webhook: bool) -> None:
    """Serve health, and the webhook where updates come in by one."""
    settings = running.settings
    path = urlsplit(settings.webhook_url).path
    side = WebhookSide(path, settings.webhook_secret, running.worker.accept) if has_webhook else None

    async def health() -> Health:
        return await examine(running.deps)

    async def metrics() -> bytes:
        return await scrape(running.deps)

    await serve(build_web(webhook=side, health=health, metrics=metrics), *settings.listen, stop)


async def _receive(running: Running, stop: asyncio.Event) -> None:
    """Register the webhook, or take it away and poll."""
    bot, settings = running.application.bot, running.settings
    with refusing():
        if settings.mode is Mode.WEBHOOK:
            await bot.set_webhook(
                settings.webhook_url, secret_token=settings.webhook_secret, allowed_updates=list(ALLOWED_UPDATES)
            )
            return
        await bot.delete_webhook()
    poller = Poller(
        running.polling,
        bot.base_url,
        running.worker.accept,
        may_poll=lambda: running.leader.leads(POLLER),
        pulse=running.deps.pulse,
    )
    await poller.run(stop)
