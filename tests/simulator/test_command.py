"""`sigap simulator` as an operator runs it."""

from __future__ import annotations

import asyncio
import json
import signal
import socket
import sys
from typing import Any
from urllib.request import urlopen

import pytest

COMMAND = "import typer; from bot.cli.simulator import simulator; typer.run(simulator)"


async def start(*arguments: str) -> asyncio.subprocess.Process:
    pipe = asyncio.subprocess.PIPE
    return await asyncio.create_subprocess_exec(sys.executable, "-c", COMMAND, *arguments, stdout=pipe, stderr=pipe)


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port: int = listener.getsockname()[1]
        return port


def fetch(address: str) -> Any:
    with urlopen(address, timeout=10) as answer:
        return json.load(answer)


async def test_the_command_serves_until_it_is_told_to_stop() -> None:
    port = free_port()
    process = await start("--port", str(port), "--token", "77:abc")
    assert process.stdout is not None
    async with asyncio.timeout(30):
        assert f"http://127.0.0.1:{port}/" in (await process.stdout.readline()).decode()
        await process.stdout.readline()
        found = await asyncio.to_thread(fetch, f"http://127.0.0.1:{port}/bot77:abc/getMe")
        process.send_signal(signal.SIGTERM)
        await process.communicate()
    assert (found["result"]["id"], process.returncode) == (77, 0)


@pytest.mark.parametrize("token", ["demo", "0123:x", ":x", "1:" + "x" * 80])
async def test_a_token_that_is_none_is_refused_with_a_sentence(token: str) -> None:
    process = await start("--token", token)
    _, errors = await process.communicate()
    assert process.returncode == 1
    assert errors.decode().startswith("Token harus berbentuk")
