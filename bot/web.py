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
from starlette.requests import ClientDisconnect, Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route
from starlette.types import Receive, Scope, Send

from bot.services.inbox import is_update

log = structlog.get_logger(__name__)

SECRET_HEADER = "X-Telegram-Bot-Api-Secret-Token"
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
    receive = _receiver(webhook)
    routes.append(Route(webhook.path, receive, methods=["POST"]))  # any other method is refused there
    return _Front(routes, webhook.path, receive)


class _Front(Starlette):
    """The app, with deliveries on a way of their own past its routing: they are most of what comes."""

    def __init__(self, routes: list[Route], path: str, receive: Callable[[Request], Awaitable[Response]]) -> None:
        super().__init__(routes=routes)
        self._path, self._receive = path, receive

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http" and scope["path"] == self._path and scope["method"] == "POST":
            answer = await self._receive(Request(scope, receive, send))
            await answer(scope, receive, send)
        else:
            await super().__call__(scope, receive, send)


def _answer(is_good: bool, state: Health) -> Response:
    body = {"status": "ok" if is_good else "failing", "failing": list(state.failing)}
    return JSONResponse(body, 200 if is_good else 503, {"Cache-Control": "no-store"})


def _receiver(webhook: WebhookSide) -> Callable[[Request], Awaitable[Response]]:
    secret = webhook.secret.encode()

    async def receive(request: Request) -> Response:
        try:
            _check_sender(request, secret)
            update = await _read_update(request)
            await webhook.accept([update])
        except Refused as refused:
            return Response(status_code=refused.status)
        except (SQLAlchemyError, OSError) as error:
            log.warning("webhook_not_stored", error=type(error).__name__)
            return Response(status_code=503)  # Telegram delivers it again
        return TAKEN

    return receive


def _check_sender(request: Request, secret: bytes) -> None:
    """Refuse whoever does not know the secret, before anything of the body is read."""
    given = request.headers.get(SECRET_HEADER)
    if given is None:
        raise Refused(401)
    if not hmac.compare_digest(given.encode("latin-1"), secret):
        raise Refused(403)


async def _read_update(request: Request) -> Mapping[str, Any]:
    media_type = request.headers.get("Content-Type", "").partition(";")[0].strip().lower()
    if media_type != "application/json":
        raise Refused(415)
    try:
        async with asyncio.timeout(BODY_SECONDS):
            update = json.loads(await _read_body(request))
    except (TimeoutError, ClientDisconnect):
        raise Refused(408) from None
    except (ValueError, RecursionError):
        raise Refused(400) from None
    if not is_update(update):
        raise Refused(400)
    found: Mapping[str, Any] = update
    return found


async def _read_body(request: Request) -> bytes:
    """Read no more than is allowed, whatever length was announced."""
    body = bytearray()
    async for chunk in request.stream():
        body += chunk
        if len(body) > LARGEST_BODY:
            raise Refused(413)
    return bytes(body)
