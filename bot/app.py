"""The composition root: settings become dependencies, an application, a scheduler and an HTTP side."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass
from enum import StrEnum
from urllib.parse import urlsplit

import structlog
from sqlalchemy.exc import SQLAlchemyError
from telegram.error import InvalidToken, NetworkError, TelegramError
from telegram.ext import ApplicationBuilder, ContextTypes

from bot.config import Mode, Settings
from bot.deps import DEPS, App, Clock, Context, Deps
from bot.domain.errors import Refusal
from bot.inbound import ALLOWED_UPDATES, InboundWorker, Poller
from bot.services.directory import Directory
from bot.serving import serve
from bot.texts.catalog import Texts
from bot.transport import AiohttpWire, Wire, WireRequest
from bot.web import Health, WebhookSide, build_web
from db.engine import Sessions
from db.schema import is_current
from handlers import register
from handlers.menu import publish_menu
from scheduler import build_scheduler

log = structlog.get_logger(__name__)

TICK_SECONDS = 30


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


@dataclass(frozen=True)
class Running:
    """A started bot: its application, and the worker through which every update goes."""

    settings: Settings
    deps: Deps
    application: App
    worker: InboundWorker
    polling: WireRequest


def build_deps(settings: Settings, sessions: Sessions, clock: Clock) -> Deps:
    """What every handler and job works with."""
    return Deps(
        sessions=sessions,
        clock=clock,
        texts=Texts(),
        directory=Directory(),
        zone=settings.zone,
        admin_ids=settings.admin_ids,
    )


def build_application(deps: Deps, settings: Settings, wires: Wires) -> App:
    """The application with its routing table, not yet started."""
    application: App = (
        ApplicationBuilder()
        .token(settings.token)
        .base_url(f"{settings.api_url}/bot")
        .base_file_url(f"{settings.api_url}/file/bot")
        .request(WireRequest(wires.calls))
        .get_updates_request(WireRequest(wires.updates))
        .context_types(ContextTypes(context=Context))
        .updater(None)
        .job_queue(None)
        .build()
    )
    application.bot_data[DEPS] = deps
    register(application)
    return application


@asynccontextmanager
async def started(settings: Settings, sessions: Sessions, clock: Clock, wires: Wires) -> AsyncIterator[Running]:
    """A bot that knows its own name and can be handed updates; the database is ready already."""
    deps = build_deps(settings, sessions, clock)
    application = build_application(deps, settings, wires)
    with refusing():
        await application.initialize()
    try:
        await _publish(application)
        worker = InboundWorker(sessions, clock, application.process_update, application.bot)
        yield Running(settings, deps, application, worker, WireRequest(wires.updates))
    finally:
        await application.shutdown()


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
    """Receive and send until told to stop; `only` runs one half, for several processes on one database."""
    receives = only is not Part.WORKER
    async with asyncio.TaskGroup() as tasks:
        if has_http:
            tasks.create_task(_listen(running, stop, receives and running.settings.mode is Mode.WEBHOOK))
        if only is not Part.INBOUND:
            tasks.create_task(_tick(running, stop, tick_seconds))
        if receives:
            tasks.create_task(running.worker.run(stop))
            tasks.create_task(_receive(running, stop))


async def _publish(application: App) -> None:
    """Set the menu; a failure of that is no reason not to start."""
    try:
        await publish_menu(application)
    except TelegramError as error:
        log.warning("menu_not_published", error=str(error))


async def _tick(running: Running, stop: asyncio.Event, seconds: float) -> None:
    scheduler = build_scheduler(
        running.deps, running.application.bot, send_rate=running.settings.send_rate, tick_seconds=seconds
    )
    scheduler.start()
    try:
        await stop.wait()
    finally:
        scheduler.shutdown(wait=False)


async def _listen(running: Running, stop: asyncio.Event, has_webhook: bool) -> None:
    """Serve health, and the webhook where updates come in by one."""
    settings = running.settings
    path = urlsplit(settings.webhook_url).path
    side = WebhookSide(path, settings.webhook_secret, running.worker.accept) if has_webhook else None

    async def health() -> Health:
        return await _examine(running.deps.sessions)

    await serve(build_web(webhook=side, health=health), *settings.listen, stop)


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
    await Poller(running.polling, bot.base_url, running.worker.accept).run(stop)


async def _examine(sessions: Sessions) -> Health:
    """Alive while this answers; ready while the database does, with the schema of this program."""
    try:
        current = await is_current(sessions)
    except (SQLAlchemyError, OSError):
        return Health(is_alive=True, is_ready=False, failing=("database",))
    return Health(is_alive=True, is_ready=current, failing=() if current else ("schema",))
