"""`sigap simulator`: the Bot API simulator and its chat page alone, for any bot that can be given another address."""

from __future__ import annotations

from typing import Annotated

import typer

from bot.cli.opening import run
from bot.cli.running import stopping
from bot.deps import MovableClock, SystemClock
from bot.domain.errors import Refusal
from bot.simulator.core import Simulator
from bot.simulator.server import build_server, serve

HOST = "127.0.0.1"

Port = Annotated[int, typer.Option(min=1, max=65535, help="Port of the chat page and of the Bot API.")]
Token = Annotated[str, typer.Option(help="The token that the bot has to use; never a real one.")]


def simulator(port: Port = 8765, token: Token = "123456:demo") -> None:
    """Run the simulated Bot API and its chat page alone."""
    run(_run, port, token)


async def _run(port: int, token: str) -> None:
    number, _, secret = token.partition(":")
    if not (number.isdigit() and secret) or number.startswith("0") or len(token) > 80:
        raise Refusal(
            "Token harus berbentuk 123456:rahasia, paling panjang 80 huruf. / "
            "A token looks like 123456:secret and has at most 80 characters."
        )

    def announce(bound: int) -> None:
        typer.echo(f"Halaman obrolan / Chat page: http://{HOST}:{bound}/")
        typer.echo(f"Bot API: http://{HOST}:{bound}/bot{token}/getMe")

    app = build_server(Simulator(token, MovableClock(SystemClock().now(), speed=1.0)))
    with stopping() as stop:
        await serve(app, HOST, port, stop, ready=announce)
