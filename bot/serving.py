"""Answers on a port until told to stop: what the bot's own HTTP side and the simulator share."""

from __future__ import annotations

import asyncio
import socket
import sys
from collections.abc import Callable, Coroutine, Iterator
from contextlib import contextmanager
from typing import Any, TypeVar

import uvicorn
from starlette.applications import Starlette
from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

from bot.domain.errors import Refusal

STOP = "stop"
"""Where the state of an app that is served keeps the event that ends it."""

LARGEST_HEAD = 64 * 1024
"""Bytes in which a head must come to its end."""

Result = TypeVar("Result")


class BoundedProtocol(HttpToolsProtocol):
    """Speaks HTTP by the parser in C, which by itself takes a head of any size."""

    _open_head = 0

    def data_received(self, data: bytes) -> None:
        """Take what arrives; whoever does not come to the end of a head is cut off."""
        self._open_head += len(data)
        if self._open_head > LARGEST_HEAD + len(data):
            self.transport.close()
            return
        super().data_received(data)

    def on_headers_complete(self) -> None:
        """Begin with the request; its body is up to the app."""
        self._open_head = -sys.maxsize
        super().on_headers_complete()

    def on_message_complete(self) -> None:
        """Be ready for the next head on this connection."""
        self._open_head = 0
        super().on_message_complete()


class Server(uvicorn.Server):
    """A server that leaves the signals of the process to the program that it is part of."""

    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        yield


async def serve(
    app: Starlette,
    host: str,
    port: int,
    stop: asyncio.Event,
    *,
    ready: Callable[[int], None] | None = None,
    lifespan: bool = False,
    http: type[asyncio.Protocol] | None = None,
    patience: int = 5,
    setting: str = "LISTEN",
) -> None:
    """Answer on a port until told to stop; raises Refusal when the port cannot be had.

    ready: is told the port, which port 0 leaves to the system; http: how connections are spoken with; patience:
    seconds that an answer in the making is given at the end; setting: what the refusal names.
    """
    setattr(app.state, STOP, stop)
    config = uvicorn.Config(
        app,
        http=http or BoundedProtocol,
        log_config=None,
        access_log=False,
        proxy_headers=False,
        lifespan="on" if lifespan else "off",
        server_header=False,
        ws="none",
        timeout_graceful_shutdown=patience,
    )
    server = Server(config)
    with _listen(host, port, setting) as listener:
        async with asyncio.TaskGroup() as group:
            group.create_task(server.serve(sockets=[listener]))
            if ready is not None:
                ready(listener.getsockname()[1])
            await stop.wait()
            server.should_exit = True


async def unless_stopped(app: Starlette, work: Coroutine[Any, Any, Result]) -> Result | None:
    """Wait for something that may take long; None when the server is told to stop before that."""
    stop: asyncio.Event | None = getattr(app.state, STOP, None)
    if stop is None:
        return await work
    working, stopping = asyncio.ensure_future(work), asyncio.ensure_future(stop.wait())
    try:
        await asyncio.wait({working, stopping}, return_when=asyncio.FIRST_COMPLETED)
        return working.result() if working.done() else None
    finally:
        working.cancel()
        stopping.cancel()
        await asyncio.gather(working, stopping, return_exceptions=True)


def _listen(host: str, port: int, setting: str) -> socket.socket:
    """Take the port before uvicorn does: it would end the whole process when that fails.

    The protocol is named because asyncio sets TCP_NODELAY only then; without it each answer waits 40 ms.
    """
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    listener = socket.socket(family, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    try:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind((host, port))
        listener.listen(128)
    except OSError as error:
        listener.close()
        raise Refusal(
            f"{setting} {host}:{port} tidak dapat dipakai ({error.strerror}). / {setting} {host}:{port} cannot be used."
        ) from error
    return listener
