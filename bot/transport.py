"""Carries calls to the Bot API, and tells by every error whether the call may have been executed."""

from __future__ import annotations

import json
import math
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import IO, Any, Protocol

import aiohttp
from telegram import InputFile
from telegram.error import NetworkError, TelegramError
from telegram.request import BaseRequest, RequestData
from telegram.request._requestparameter import RequestParameter  # python-telegram-bot is pinned exactly

from bot.redact import redact
from bot.transport_errors import Ambiguous as Ambiguous
from bot.transport_errors import NotSent as NotSent

JSON = "application/json"
COMPACT = json.JSONEncoder(separators=(",", ":"))
NO_FILES: Mapping[str, InputFile] = {}
REFUSED_TOKEN = frozenset({401, 404})
IDLE_CONNECTION_SECONDS = 3.0
"""Shorter than any server keeps one: a call on a connection that is just being closed may or may not have arrived."""
SLOWEST_UPLINK = 64 * 1024
"""Bytes a second below which an upload is given up."""


@dataclass(frozen=True)
class Timeouts:
    """Seconds to wait in each step of one call; a long poll reads for longer."""

    connect: float = 10.0
    write: float = 10.0
    read: float = 35.0
    pool: float = 5.0


class Wire(Protocol):
    """Takes one POST to where it is answered: over HTTP, or straight into the simulator."""

    async def open(self) -> None:
        """Get ready; opening twice is harmless."""
        ...

    async def close(self) -> None:
        """Let go of every connection; closing twice is harmless."""
        ...

    async def post(self, url: str, body: bytes, content_type: str, timeouts: Timeouts) -> tuple[int, bytes]:
        """Return status and body of the answer.

        Raises whatever the means of transport raises; `classify` knows what that says of the call.
        """
        ...


# First match wins: ClientConnectorError is itself a ClientOSError, and both timeouts share a base.
CAUSES: tuple[tuple[type[BaseException], type[NetworkError]], ...] = (
    (aiohttp.ClientConnectorError, NotSent),  # DNS, refused, TLS
    (aiohttp.ConnectionTimeoutError, NotSent),  # no connection, or none free in the pool, in time
    (aiohttp.InvalidURL, NotSent),
    (aiohttp.NonHttpUrlClientError, NotSent),
    (BaseException, Ambiguous),  # read timeout, connection lost, half an answer, whatever comes next
)
"""What an error of the transport says of the call, by its cause."""


def classify(cause: BaseException) -> NetworkError:
    """Return the error to raise for a cause; `__cause__` and no address are part of it."""
    kind = next(kind for family, kind in CAUSES if isinstance(cause, family))
    error = kind(redact(f"{type(cause).__name__}: {cause}"))
    error.__cause__ = cause
    return error


class AiohttpWire:
    """The wire to a real Bot API; redirects and cookies are off, connections are reused.

    connections: at most; there are only as many as calls at once, which whoever calls keeps in bounds.
    """

    def __init__(self, connections: int = 256) -> None:
        self._connections = connections
        self._session: aiohttp.ClientSession | None = None

    async def open(self) -> None:
        """Make the session; its connector belongs to the running event loop."""
        if self._session is None:
            self._session = aiohttp.ClientSession(
                connector=aiohttp.TCPConnector(
                    limit=self._connections, keepalive_timeout=IDLE_CONNECTION_SECONDS, ttl_dns_cache=60
                ),
                cookie_jar=aiohttp.DummyCookieJar(),
            )

    async def close(self) -> None:
        """Close the session and its connections."""
        session, self._session = self._session, None
        if session is not None:
            await session.close()

    async def post(self, url: str, body: bytes, content_type: str, timeouts: Timeouts) -> tuple[int, bytes]:
        """POST and read the whole answer. Never another verb: aiohttp repeats those by itself."""
        if self._session is None:
            raise NotSent("The wire is not open")
        headers = {"Content-Type": content_type, "User-Agent": "sigap"}
        async with self._session.post(
            url, data=body, headers=headers, timeout=_limits(timeouts, _upload(body)), allow_redirects=False
        ) as answer:
            return answer.status, await answer.read()


def _upload(body: bytes) -> int:
    """Whole seconds that a body may take on a slow uplink, beyond the time for writing."""
    return math.ceil(len(body) / SLOWEST_UPLINK)


@lru_cache(maxsize=256)
def _limits(timeouts: Timeouts, upload: int) -> aiohttp.ClientTimeout:
    """Translate to aiohttp, which has no limit for writing; the total stands in for it."""
    waiting = timeouts.pool + timeouts.connect
    total = waiting + timeouts.write + upload + timeouts.read
    return aiohttp.ClientTimeout(total=total, connect=waiting, sock_connect=timeouts.connect, sock_read=timeouts.read)


class WireRequest(BaseRequest):
    """What python-telegram-bot calls through: encodes a call, hands it to a wire, judges what comes back."""

    def __init__(self, wire: Wire, timeouts: Timeouts | None = None) -> None:
        self._wire = wire
        self._timeouts = timeouts or Timeouts()

    @property
    def read_timeout(self) -> float:
        return self._timeouts.read

    async def initialize(self) -> None:
        await self._wire.open()

    async def shutdown(self) -> None:
        await self._wire.close()

    async def do_request(
        self,
        url: str,
        method: str,
        request_data: RequestData | None = None,
        read_timeout: object = BaseRequest.DEFAULT_NONE,
        write_timeout: object = BaseRequest.DEFAULT_NONE,
        connect_timeout: object = BaseRequest.DEFAULT_NONE,
        pool_timeout: object = BaseRequest.DEFAULT_NONE,
    ) -> tuple[int, bytes]:
        """Make one call, as a POST whatever the method, and return status and body.

        Raises NotSent or Ambiguous, with the original error as `__cause__`.
        """
        timeouts = _timeouts(self._timeouts, connect_timeout, write_timeout, read_timeout, pool_timeout)
        return await self._exchange(url, *encode(request_data), timeouts)

    async def _exchange(self, url: str, body: bytes, content_type: str, timeouts: Timeouts) -> tuple[int, bytes]:
        try:
            status, answer = await self._wire.post(url, body, content_type, timeouts)
        except TelegramError:
            raise
        except Exception as error:
            raise classify(error) from error
        _refuse_unreadable(status, answer)
        return status, answer

    async def call(
        self,
        url: str,
        parameters: Mapping[str, object],
        *,
        read_timeout: float,
        files: Mapping[str, InputFile] = NO_FILES,
    ) -> Any:
        """Call a method and return its bare result, for what the library parses before anyone can store it.

        Raises what the library raises for a refusal: it judges those, and only those.
        """
        return await self._call(url, *_encode_call(parameters, files), read_timeout)

    async def call_encoded(self, url: str, body: bytes, *, read_timeout: float) -> Any:
        """Call a method as above, with parameters that are JSON already."""
        return await self._call(url, body, JSON, read_timeout)

    async def _call(self, url: str, body: bytes, content_type: str, read_timeout: float) -> Any:
        timeouts = _timeouts(self._timeouts, None, None, read_timeout, None)
        status, answer = await self._exchange(url, body, content_type, timeouts)
        if not 200 <= status < 300:
            return await _Answered(status, answer).post(url)
        return self.parse_json_payload(answer)["result"]

    @staticmethod
    def parse_json_payload(payload: bytes) -> dict[str, Any]:
        """Decode an answer of the Bot API; raises Ambiguous when it is none."""
        try:
            answer = json.loads(payload)
        except (ValueError, RecursionError) as error:
            raise Ambiguous("The answer is no JSON") from error
        if not isinstance(answer, dict) or not (answer.get("ok") is False or "result" in answer):
            raise Ambiguous("The answer is none of the Bot API")
        if not isinstance(answer.get("parameters", {}), dict):
            raise Ambiguous("The answer has unreadable parameters")
        return answer


class _Answered(WireRequest):
    """A call that was answered already, for the library to raise what it makes of a refusal."""

    def __init__(self, status: int, answer: bytes) -> None:
        self._answer = status, answer

    async def do_request(self, *_arguments: object, **_options: object) -> tuple[int, bytes]:
        """Return what was answered."""
        return self._answer


def _encode_call(parameters: Mapping[str, object], files: Mapping[str, InputFile]) -> tuple[bytes, str]:
    if not files:
        given = {name: value for name, value in parameters.items() if value is not None}
        return COMPACT.encode(given).encode(), JSON
    values = [RequestParameter(name, value, None) for name, value in parameters.items()]
    return encode(RequestData(values + [RequestParameter(name, None, [file]) for name, file in files.items()]))


def _refuse_unreadable(status: int, answer: bytes) -> None:
    """Raise Ambiguous for an answer that does not come from the Bot API itself, such as a gateway's page.

    A 2xx is decoded by the caller anyway, and a refused token is refused by any page.
    """
    if status >= 500:
        raise Ambiguous(f"The server answered {status}")
    if not 200 <= status < 300 and status not in REFUSED_TOKEN:
        WireRequest.parse_json_payload(answer)


@lru_cache(maxsize=256)
def _timeouts(defaults: Timeouts, connect: object, write: object, read: object, pool: object) -> Timeouts:
    """What one call may take; few combinations ever occur."""
    return Timeouts(
        connect=_seconds(connect, defaults.connect),
        write=_seconds(write, defaults.write),
        read=_seconds(read, defaults.read),
        pool=_seconds(pool, defaults.pool),
    )


def _seconds(value: object, default: float) -> float:
    """Take a timeout of a call; none, or none given, is the default, since nothing waits for ever."""
    return float(value) if isinstance(value, int | float) else default


def encode(data: RequestData | None) -> tuple[bytes, str]:
    """Return body and content type of a call: JSON, or multipart when files are part of it.

    JSON, since a form escapes every second character of a text with tags, which takes longer than all the rest.
    """
    if data is None:
        return b"{}", JSON
    if not data.contains_files:
        return COMPACT.encode(data.parameters).encode(), JSON
    boundary = secrets.token_hex(16)
    parts = [_part(name, value.encode()) for name, value in data.json_parameters.items()]
    for name, (filename, content, media_type) in data.multipart_data.items():
        parts.append(_part(name, _bytes(content), f'; filename="{_quoted(filename)}"', media_type))
    body = b"".join(b"--%s\r\n%s\r\n" % (boundary.encode(), part) for part in parts)
    return body + b"--%s--\r\n" % boundary.encode(), f"multipart/form-data; boundary={boundary}"


def _part(name: str, content: bytes, disposition: str = "", media_type: str = "") -> bytes:
    head = f'Content-Disposition: form-data; name="{_quoted(name)}"{disposition}\r\n'
    if media_type:
        head += f"Content-Type: {media_type}\r\n"
    return head.encode() + b"\r\n" + content


def _quoted(text: str) -> str:
    """Quote a name as browsers do, so that no name can end its header."""
    return text.replace('"', "%22").replace("\r", "%0D").replace("\n", "%0A")


def _bytes(content: bytes | IO[bytes]) -> bytes:
    return content if isinstance(content, bytes) else content.read()
