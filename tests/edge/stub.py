"""A server that plays what networks and gateways do to a call."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager

Play = Callable[["Exchange"], Awaitable[None]]


class Exchange:
    """One connection: read the request that comes, or do not."""

    def __init__(self, server: StubServer, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.server = server
        self._reader = reader
        self._writer = writer

    async def read(self) -> bytes:
        """Read one request, remember it, and return its body."""
        head = await self._reader.readuntil(b"\r\n\r\n")
        size = next(
            (int(line.split(b":")[1]) for line in head.lower().split(b"\r\n") if line.startswith(b"content-length")), 0
        )
        body = await self._reader.readexactly(size)
        self.server.requests.append((head.decode(), body))
        self.server.reached.set()
        return body

    def write(self, raw: bytes) -> None:
        self._writer.write(raw)

    def answer(self, status: int, body: bytes, headers: str = "") -> None:
        """Send a whole answer."""
        self.write(f"HTTP/1.1 {status} X\r\nContent-Length: {len(body)}\r\n{headers}\r\n".encode() + body)

    def reset(self) -> None:
        """Cut the connection without a goodbye."""
        self._writer.transport.abort()


class StubServer:
    """Plays one thing to everybody who connects, until told otherwise."""

    def __init__(self, play: Play) -> None:
        self.play = play
        self.requests: list[tuple[str, bytes]] = []
        self.reached = asyncio.Event()
        self.port = 0
        self._released = asyncio.Event()

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    async def stall(self) -> None:
        """Hold a connection until the test is over."""
        await self._released.wait()

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            await self.play(Exchange(self, reader, writer))
        except (asyncio.IncompleteReadError, ConnectionError):
            pass
        finally:
            writer.close()

    @asynccontextmanager
    async def listening(self) -> AsyncIterator[StubServer]:
        """Listen on a free port while the block runs."""
        server = await asyncio.start_server(self._serve, "127.0.0.1", 0)
        self.port = server.sockets[0].getsockname()[1]
        try:
            yield self
        finally:
            self._released.set()
            server.close()
            await server.wait_closed()
