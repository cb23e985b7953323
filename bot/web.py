"""The HTTP side: health for whoever watches the bot, and the webhook for Telegram."""

from __future__ import annotations

import asyncio
import hmac
import json
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import structlog
from prometheus_client import CONTENT_TYPE_LATEST
from sqlalchemy.exc import SQLAlchemyError
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route
from starlette.types import ASGIApp, Receive, Scope, Send

from bot.services.inbox import is_update

log = structlog.get_logger(__name__)

SECRET_HEADER = b"x-telegram-bot-api-secret-token"
"""As it arrives here: names of headers come in small letters."""
LARGEST_BODY = 64 * 1024
BODY_SECONDS = 10.0
TAKEN = Response(status_code=200)
"""What nearly every delivery is answered, made once."""


@dataclass(frozen=True)
class Health:
    """What is wrong, by name; a bot that is alive may still not be ready, such as before it has started.

    has_room: whether the disk has room; without it questions are still answered and results recorded.
    """

    is_alive: bool
    is_ready: bool
    failing: tuple[str, ...] = ()
    has_room: bool = True


@dataclass(frozen=True)
class WebhookSide:
    """Where Telegram delivers, the secret that proves it, and what takes the updates in.

    accept: returns once they are committed; raises what the database raises.
    """

    path: str
    secret: str
    accept: Callable[[Sequence[Mapping[str, Any]]], Awaitable[int]]


AskHealth = Callable[[], Awaitable[Health]]
AskMetrics = Callable[[], Awaitable[bytes]]


class Refused(Exception):
    """A delivery that is not taken, with the status to answer; nobody is told why."""

    def __init__(self, status: int) -> None:
        super().__init__(status)
        self.status = status


def build_web(*, webhook: WebhookSide | None, health: AskHealth, metrics: AskMetrics | None = None) -> Starlette:
    """Build the HTTP side; without a webhook only health and, where there are any, metrics are answered."""

    async def healthz(_request: Request) -> Response:
        state = await health()
        return _answer(state.is_alive and state.has_room, state)

    async def readyz(_request: Request) -> Response:
        state = await health()
        return _answer(state.is_alive and state.is_ready, state)

    async def figures(_request: Request) -> Response:
        assert metrics is not None
        return Response(await metrics(), 200, {"Cache-Control": "no-store"}, CONTENT_TYPE_LATEST)

    routes = [Route("/healthz", healthz), Route("/readyz", readyz)]
    if metrics is not None:
        routes.append(Route("/metrics", figures))
    if webhook is None:
        return Starlette(routes=routes)
    deliveries = _Deliveries(webhook)
    routes.append(Route(webhook.path, deliveries, methods=["POST"]))  # any other method is refused there
    return _Front(routes, webhook.path, deliveries)


class _Front(Starlette):
    """The app, with deliveries on a way of their own past its routing: they are most of what comes."""

    def __init__(self, routes: list[Route], path: str, deliveries: ASGIApp) -> None:
        super().__init__(routes=routes)
        self._path, self._deliveries = path, deliveries

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        is_delivery = scope["type"] == "http" and scope["path"] == self._path and scope["method"] == "POST"
        await (self._deliveries if is_delivery else super().__call__)(scope, receive, send)


def _answer(is_good: bool, state: Health) -> Response:
    body = {"status": "ok" if is_good else "failing", "failing": list(state.failing)}
    return JSONResponse(body, 200 if is_good else 503, {"Cache-Control": "no-store"})


class _Deliveries:
    """Takes updates in, each from the bare request: they are most of what comes."""

    def __init__(self, webhook: WebhookSide) -> None:
        self._secret, self._accept = webhook.secret.encode(), webhook.accept

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        await (await self._take(scope, receive))(scope, receive, send)

    async def _take(self, scope: Scope, receive: Receive) -> Response:
        try:
            _check_sender(scope, self._secret)
            await self._accept([await _read_update(scope, receive)])
        except Refused as refused:
            return Response(status_code=refused.status)
        except (SQLAlchemyError, OSError) as error:
            log.warning("webhook_not_stored", error=type(error).__name__)
            return Response(status_code=503)  # Telegram delivers it again
        return TAKEN


def _header(scope: Scope, name: bytes) -> bytes | None:
    found: bytes | None = next((value for key, value in scope["headers"] if key == name), None)
    return found


def _check_sender(scope: Scope, secret: bytes) -> None:
    """Refuse whoever does not know the secret, before anything of the body is read."""
    given = _header(scope, SECRET_HEADER)
    if given is None:
        raise Refused(401)
    if not hmac.compare_digest(given, secret):
        raise Refused(403)


async def _read_update(scope: Scope, receive: Receive) -> Mapping[str, Any]:
    media_type = (_header(scope, b"content-type") or b"").partition(b";")[0].strip().lower()
    if media_type != b"application/json":
        raise Refused(415)
    try:
        async with asyncio.timeout(BODY_SECONDS):
            update = json.loads(await _read_body(receive))
    except TimeoutError:
        raise Refused(408) from None
    except (ValueError, RecursionError):
        raise Refused(400) from None
    if not is_update(update):
        raise Refused(400)
    found: Mapping[str, Any] = update
    return found


async def _read_body(receive: Receive) -> bytes:
    """Read no more than is allowed, whatever length was announced."""
    body, is_whole = bytearray(), False
    while not is_whole:
        part = await receive()
        if part["type"] == "http.disconnect":
            raise Refused(408)
        body += part.get("body", b"")
        if len(body) > LARGEST_BODY:
            raise Refused(413)
        is_whole = not part.get("more_body", False)
    return bytes(body)
