"""Serves an app on a free port while a test talks to it over HTTP."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from starlette.applications import Starlette

from bot.simulator.server import serve


@asynccontextmanager
async def served(app: Starlette) -> AsyncIterator[str]:
    """The address of the app; when the block ends the server is told to stop, and has stopped."""
    stop, port = asyncio.Event(), asyncio.get_running_loop().create_future()
    server = asyncio.ensure_future(serve(app, "127.0.0.1", 0, stop, ready=port.set_result))
    try:
        yield f"http://127.0.0.1:{await port}"
    finally:
        stop.set()
        await server
