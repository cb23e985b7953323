"""`sigap run` and `sigap demo`: programs that go on until they are told to stop."""

from __future__ import annotations

import asyncio
import signal
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Annotated

import typer

from bot import app
from bot.cli.opening import opened, run
from bot.config import Mode
from bot.demo import run_demo
from bot.logs import configure_logs
from bot.startup import spare_what_stays

DEMO_LOG_LEVEL = "WARNING"
"""The chat page shows what happens; the terminal only what goes wrong."""

Port = Annotated[int, typer.Option(min=1, max=65535, help="Port of the chat page and of the simulated Bot API.")]


def run_bot(
    only: Annotated[app.Part | None, typer.Option(help="Run one half alone, for several processes.")] = None,
) -> None:
    """Run the bot: inbound updates, planner, sender."""
    run(_run, only)


def demo(
    port: Port = 8765,
    browser: Annotated[bool, typer.Option("--browser/--no-browser", help="Open the chat page.")] = True,
) -> None:
    """Run the bot on the built-in simulator, with the real registry and sample data."""
    run(_demo, port, browser)


async def _run(only: app.Part | None) -> None:
    async with opened() as work:
        work.settings.require_for_run()
        with stopping() as stop:
            async with app.started(work.settings, work.sessions, work.clock, app.Wires.to_telegram()) as running:
                _announce(running)
                spare_what_stays()
                await app.run(running, stop, only)


def _announce(running: app.Running) -> None:
    host, port = running.settings.listen
    how = "webhook" if running.settings.mode is Mode.WEBHOOK else "polling"
    name = running.application.bot.username
    typer.echo(f"@{name} berjalan ({how}); http://{host}:{port}/healthz. Ctrl+C menghentikan. / is running.", err=True)


async def _demo(port: int, browser: bool) -> None:
    configure_logs(level=DEMO_LOG_LEVEL, as_json=False, secrets=())
    with stopping() as stop:
        await run_demo(port, stop, open_browser=browser, announce=lambda line: typer.echo(line))


@contextmanager
def stopping() -> Iterator[asyncio.Event]:
    """An event that SIGINT and SIGTERM set, so that what is in hand is finished; a second signal ends at once."""
    stop, loop = asyncio.Event(), asyncio.get_running_loop()
    kinds = (signal.SIGINT, signal.SIGTERM)
    before = {kind: signal.getsignal(kind) for kind in kinds}

    def begin_to_stop() -> None:
        stop.set()
        for kind in kinds:
            loop.remove_signal_handler(kind)
            signal.signal(kind, signal.SIG_DFL)

    for kind in kinds:
        loop.add_signal_handler(kind, begin_to_stop)
    try:
        yield stop
    finally:
        for kind, handler in before.items():
            loop.remove_signal_handler(kind)
            signal.signal(kind, handler)
