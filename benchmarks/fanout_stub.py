"""A bare Bot API for the fan-out: it answers at once or, limited, as often as Telegram's limits allow."""

from __future__ import annotations

import asyncio
import re
import subprocess
import sys
from dataclasses import dataclass, field
from urllib.request import urlopen

from bot.deps import SystemClock
from bot.simulator.rates import Rates

ME = b'{"ok":true,"result":{"id":1,"is_bot":true,"first_name":"Sigap","username":"sigap_bot"}}'
SENT = (
    b'{"ok":true,"result":{"message_id":%d,"date":1784682000,"text":"Pengingat",'
    b'"chat":{"id":1001,"first_name":"Warga","type":"private"}}}'
)
REFUSED = (
    b'{"ok":false,"error_code":429,"description":"Too Many Requests: retry after %d","parameters":{"retry_after":%d}}'
)
HEAD = b"HTTP/1.1 %d OK\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n"
LENGTH = re.compile(rb"content-length: *(\d+)", re.IGNORECASE)
CHAT = re.compile(rb'chat_id"?[=:] *(-?\d+)')
"""The chat of a call, in a form as in JSON."""


@dataclass
class Counter:
    """What the stub has answered so far, over all connections."""

    is_limited: bool
    rates: Rates = field(default_factory=lambda: Rates(enforced=True))
    clock: SystemClock = field(default_factory=SystemClock)
    sent: int = 0
    refused: int = 0

    def answer(self, head: bytes, body: bytes) -> bytes:
        """The whole answer to one request."""
        path = head[: head.index(b"\r\n")]
        if b"/refused" in path:
            return _with_head(200, b"%d" % self.refused)
        if b"/getMe" in path:
            return _with_head(200, ME)
        if self.is_limited and (wait := self._wait(body)):
            self.refused += 1
            return _with_head(429, REFUSED % (wait, wait))
        self.sent += 1
        return _with_head(200, SENT % self.sent)

    def _wait(self, body: bytes) -> int:
        found = CHAT.search(body)
        assert found is not None, body
        chat = int(found[1])
        return self.rates.take(chat, self.clock.now(), is_group=chat < 0)


def _with_head(status: int, body: bytes) -> bytes:
    return HEAD % (status, len(body)) + body


class Connection(asyncio.Protocol):
    """One connection that is kept; nothing of HTTP is read beyond what the clients here write."""

    def __init__(self, counter: Counter) -> None:
        self._counter, self._rest = counter, b""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.WriteTransport)
        self._transport = transport

    def data_received(self, data: bytes) -> None:
        self._rest += data
        while (end := self._rest.find(b"\r\n\r\n")) >= 0:
            head = self._rest[:end]
            found = LENGTH.search(head)
            stop = end + 4 + (int(found[1]) if found else 0)
            if len(self._rest) < stop:
                return
            body, self._rest = self._rest[end + 4 : stop], self._rest[stop:]
            self._transport.write(self._counter.answer(head, body))


async def serve(is_limited: bool) -> None:
    """Answer until the process is ended; the address goes to standard output."""
    counter = Counter(is_limited)
    server = await asyncio.get_running_loop().create_server(lambda: Connection(counter), "127.0.0.1", 0)
    sys.stdout.write(f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}\n")
    sys.stdout.flush()
    await server.serve_forever()


@dataclass
class Stub:
    """The stub in a process of its own."""

    is_limited: bool = False

    def __enter__(self) -> Stub:
        command = [sys.executable, "-m", "benchmarks.fanout_stub", "limited" if self.is_limited else "free"]
        self._process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
        assert self._process.stdout is not None
        self.address = self._process.stdout.readline().strip()
        return self

    def __exit__(self, *_: object) -> None:
        self._process.terminate()
        self._process.communicate()

    def refused(self) -> int:
        """How many calls it has refused for haste."""
        with urlopen(f"{self.address}/refused") as answer:
            return int(answer.read())


if __name__ == "__main__":
    asyncio.run(serve(sys.argv[1] == "limited"))
