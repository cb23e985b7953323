"""A bare Bot API and a closed-loop load of webhook deliveries in one place, which sees when an answer comes."""

from __future__ import annotations

import asyncio
import json
import re
from abc import ABC, abstractmethod
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import count
from time import perf_counter
from typing import Any

CHAT = re.compile(rb'chat_id=(\d+)|"chat_id": ?"?(\d+)|name="chat_id"(?:\r\n[^\r\n]+)*\r\n\r\n(\d+)')
LENGTH = re.compile(rb"\r\ncontent-length: ?(\d+)", re.IGNORECASE)
PATIENCE, CLOSED = 120.0, b"closed"


def _answer(result: Any) -> bytes:
    body = json.dumps({"ok": True, "result": result}).encode()
    return b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n%s" % (len(body), body)


MESSAGE = _answer({"message_id": 7, "date": 1_784_682_000, "chat": {"id": 1, "type": "private"}, "text": "…"})
ME = _answer({"id": 1, "is_bot": True, "first_name": "Sigap", "username": "sigap_bot"})
TRUE = _answer(True)


class _Framed(asyncio.Protocol, ABC):
    """Cuts a stream of HTTP messages of known length into heads and bodies."""

    def __init__(self) -> None:
        self._buffer = b""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self.transport = transport

    def data_received(self, data: bytes) -> None:
        self._buffer += data
        while (end := self._buffer.find(b"\r\n\r\n")) >= 0:
            head = self._buffer[: end + 2]
            length = LENGTH.search(head)
            total = end + 4 + (int(length[1]) if length else 0)
            if len(self._buffer) < total:
                return
            body, self._buffer = self._buffer[end + 4 : total], self._buffer[total:]
            self.received(head, body)

    @abstractmethod
    def received(self, head: bytes, body: bytes) -> None:
        """Take one message."""


class _Api(_Framed):
    """Answers every call at once with fixed bytes, and tells who was sent a message."""

    def __init__(self, told: Callable[[int], None]) -> None:
        super().__init__()
        self._told = told

    def received(self, head: bytes, body: bytes) -> None:
        method = head[: head.index(b"\r\n")].split()[1].rpartition(b"/")[2]
        self.transport.write(MESSAGE if method == b"sendMessage" else ME if method == b"getMe" else TRUE)
        if method == b"sendMessage" and (chat := CHAT.search(body)):
            self._told(int(next(filter(None, chat.groups()))))


class _Client(_Framed):
    """One connection on which updates are delivered, one after the other."""

    def __init__(self) -> None:
        super().__init__()
        self._status: asyncio.Future[bytes] | None = None
        self._is_closed = False

    async def post(self, request: bytes) -> bytes:
        """Return the status of the answer, or CLOSED."""
        if self._is_closed:
            return CLOSED
        self._status = asyncio.get_running_loop().create_future()
        self.transport.write(request)
        return await self._status

    def received(self, head: bytes, body: bytes) -> None:
        self._tell(head[9:12])

    def connection_lost(self, _error: Exception | None) -> None:
        self._is_closed = True
        self._tell(CLOSED)

    def _tell(self, status: bytes) -> None:
        if self._status is not None and not self._status.done():
            self._status.set_result(status)


async def _connected(port: int) -> _Client:
    _, client = await asyncio.get_running_loop().create_connection(_Client, "127.0.0.1", port)
    return client


@dataclass
class Load:
    """What one round of deliveries took: seconds until each answer, and in all."""

    seconds: float
    waits: list[float]


@dataclass
class Exchange:
    """The Bot API at `address`, once entered, and whoever delivers to a webhook."""

    secret: str
    path: str
    address: str = ""
    _numbers: Iterator[int] = field(default_factory=lambda: count(1))
    _waiting: dict[int, asyncio.Future[None]] = field(default_factory=dict)

    async def __aenter__(self) -> Exchange:
        self._server = await asyncio.get_running_loop().create_server(lambda: _Api(self._told), "127.0.0.1", 0)
        self.address = f"http://127.0.0.1:{self._server.sockets[0].getsockname()[1]}"
        return self

    async def __aexit__(self, *_: object) -> None:
        self._server.close()

    def _told(self, chat: int) -> None:
        waiting = self._waiting.get(chat)
        if waiting is not None and not waiting.done():
            waiting.set_result(None)

    async def deliver(self, port: int, people: Sequence[int], text: str, in_flight: int) -> Load:
        """Let each person say the text once; the next begins when one has their answer and the 200."""
        waits: list[float] = []
        queue = iter(people)
        began = perf_counter()
        async with asyncio.timeout(PATIENCE + len(people) / 20), asyncio.TaskGroup() as group:
            for _ in range(in_flight):
                group.create_task(self._talk(port, queue, text, waits))
        return Load(perf_counter() - began, waits)

    async def _talk(self, port: int, people: Iterator[int], text: str, waits: list[float]) -> None:
        client = await _connected(port)
        for person in people:
            answered = self._waiting[person] = asyncio.get_running_loop().create_future()
            request, began = self._request(person, text), perf_counter()
            while (status := await client.post(request)) == CLOSED:  # it was kept open for long enough
                client = await _connected(port)
            assert status == b"200", status
            await answered
            waits.append(perf_counter() - began)
        client.transport.close()

    def _request(self, person: int, text: str) -> bytes:
        number = next(self._numbers)
        user = {"id": person, "first_name": "Sri", "is_bot": False, "language_code": "id"}
        message: dict[str, Any] = {
            "message_id": number,
            "date": 1_784_682_000,
            "chat": {"id": person, "type": "private", "first_name": "Sri"},
            "from": user,
            "text": text,
        }
        if text.startswith("/"):
            length = len(text.split()[0])
            message["entities"] = [{"type": "bot_command", "offset": 0, "length": length}]
        body = json.dumps({"update_id": number, "message": message}).encode()
        head = (
            f"POST {self.path} HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/json\r\n"
            f"X-Telegram-Bot-Api-Secret-Token: {self.secret}\r\nContent-Length: {len(body)}\r\n\r\n"
        )
        return head.encode() + body
