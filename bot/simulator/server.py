"""The simulator over HTTP on one port: the Bot API, files, control, and the chat page."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from importlib.resources import files
from typing import Any

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route
from uvicorn.protocols.http.h11_impl import H11Protocol

from bot import serving
from bot.simulator.control import Reset, Travel, control_routes
from bot.simulator.core import Simulator
from bot.simulator.decoding import Request as BotRequest
from bot.simulator.decoding import decode_request
from bot.simulator.faults import TransportFault
from bot.simulator.polling import answer
from bot.simulator.refusals import Refused, refuse
from bot.simulator.webhooks import Delivery

LARGEST_BODY = 60 * 10**6
STALL_SECONDS = 35.0
VERBS = ["GET", "POST", "PUT", "DELETE", "PATCH"]
POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data: blob:; connect-src 'self'; "
    "font-src 'self'; media-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)
PAGE_HEADERS = {
    "Content-Security-Policy": POLICY,
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cache-Control": "no-cache",
}
PAGE_TYPES = {
    "html": "text/html; charset=utf-8",
    "js": "text/javascript; charset=utf-8",
    "css": "text/css; charset=utf-8",
    "svg": "image/svg+xml",
    "png": "image/png",
    "woff2": "font/woff2",
}


def build_server(simulator: Simulator, *, reset: Reset | None = None, travel: Travel | None = None) -> Starlette:
    """Build the HTTP side.

    reset: starts the host over; without it the simulator's own world begins anew.
    travel: moves the clock to a moment, in case the host has work to do on the way.
    Webhooks are delivered while the app's lifespan lasts.
    """

    async def bot_api(request: Request) -> Response:
        return await _bot_api(simulator, request)

    async def file(request: Request) -> Response:
        return _file(simulator, request)

    routes = [
        Route("/", _index),
        Route("/page/{name}", _page),
        *control_routes(simulator, reset, travel),
        Route("/file/bot{token}/{path:path}", file),
        Route("/bot{rest:path}", bot_api, methods=VERBS),
    ]
    return Starlette(routes=routes, lifespan=_delivering(simulator))


def _delivering(simulator: Simulator) -> Callable[[Starlette], AbstractAsyncContextManager[None]]:
    @asynccontextmanager
    async def lifespan(_app: Starlette) -> AsyncIterator[None]:
        async with asyncio.TaskGroup() as group:
            delivery = group.create_task(Delivery(simulator).run())
            yield
            delivery.cancel()

    return lifespan


async def _bot_api(simulator: Simulator, request: Request) -> Response:
    try:
        body = await _body(request)
    except Refused as refused:
        return _json(refused.code, refused.envelope())
    path = f"{request.url.path}?{request.url.query}"
    call: BotRequest | None = decode_request(path, body, request.headers.get("content-type", ""))
    if call is None:
        missing = refuse("not_found")
        return _json(missing.code, missing.envelope())
    try:
        if call.method.lower() != "getupdates":
            return _json(*await answer(simulator, call))
        found = await serving.unless_stopped(request.app, answer(simulator, call))
    except TransportFault as fault:
        return await _broken(fault, request)
    return _json(*found or (200, {"ok": True, "result": []}))


async def _body(request: Request) -> bytes:
    """Read the body, up to what Telegram's front takes."""
    pieces, size = [], 0
    async for piece in request.stream():
        size += len(piece)
        if size > LARGEST_BODY:
            raise refuse("upload_big")
        pieces.append(piece)
    return b"".join(pieces)


def _json(status: int, envelope: dict[str, Any]) -> Response:
    seconds = envelope.get("parameters", {}).get("retry_after")
    headers = {"Retry-After": str(seconds)} if seconds else None
    return Response(json.dumps(envelope), status, headers, "application/json")


async def _broken(fault: TransportFault, request: Request) -> Response:
    """Break the connection in the way that the fault says."""
    if fault.kind == "bad_json":
        return Response(b'{"ok":true,"result":', 200, media_type="application/json")
    if fault.kind == "error_502":
        return Response("<html><head><title>502 Bad Gateway</title></head></html>", 502, media_type="text/html")
    if fault.kind == "error_504":
        return Response(b"", 504)
    if fault.kind == "stall":
        await serving.unless_stopped(request.app, asyncio.sleep(STALL_SECONDS))
        return _json(fault.status, fault.envelope)
    whole = json.dumps(fault.envelope).encode()
    transport = request.scope.get("state", {}).get("transport")
    if fault.kind == "cut" or transport is None:
        # Fewer bytes than promised: the server closes the connection after them.
        return CutResponse(whole[: len(whole) // 2], len(whole) + 1)
    transport.abort()
    return Response(b"")


class CutResponse(Response):
    """Promises more bytes than it sends."""

    def __init__(self, content: bytes, promised: int) -> None:
        super().__init__(content, media_type="application/json")
        self.headers["content-length"] = str(promised)


def _file(simulator: Simulator, request: Request) -> Response:
    """Hand out a file by the path that getFile told."""
    if request.path_params["token"] != simulator.token:
        return _json(404, refuse("not_found").envelope())
    path = request.path_params["path"]
    found = next((file for file in simulator.world.files.values() if file.path == path), None)
    if found is None:
        return _json(404, refuse("not_found").envelope())
    headers = {"X-Content-Type-Options": "nosniff", "Content-Security-Policy": "default-src 'none'; sandbox"}
    return Response(found.content, 200, headers, found.mime_type)


async def _index(_request: Request) -> Response:
    return _asset("index.html")


async def _page(request: Request) -> Response:
    return _asset(request.path_params["name"])


def _asset(name: str) -> Response:
    """One file of the page; nothing outside its folder can be named."""
    kind = PAGE_TYPES.get(name.rsplit(".", 1)[-1])
    found = files("bot.simulator").joinpath("page", name)
    if kind is None or "/" in name or "\\" in name or not found.is_file():
        return Response("Tidak ada. / Not found.", 404, media_type="text/plain; charset=utf-8")
    return Response(found.read_bytes(), 200, PAGE_HEADERS, kind)


class OpenProtocol(H11Protocol):
    """Lets a request reach its own connection, so that a fault can cut it."""

    def connection_made(self, transport: Any) -> None:
        super().connection_made(transport)
        self.app_state = {**self.app_state, "transport": transport}


async def serve(
    app: Starlette, host: str, port: int, stop: asyncio.Event, *, ready: Callable[[int], None] | None = None
) -> None:
    """Answer on a port until told to stop; `ready` is told the port, which port 0 leaves to the system.

    Raises Refusal when the port cannot be had.
    """
    await serving.serve(
        app, host, port, stop, ready=ready, lifespan=True, http=OpenProtocol, patience=1, setting="Alamat"
    )
