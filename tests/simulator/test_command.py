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
import typer
from typer.testing import CliRunner

from bot.cli.simulator import simulator

COMMAND = "import typer; from bot.cli.simulator import simulator; typer.run(simulator)"


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port: int = listener.getsockname()[1]
        return port


def fetch(address: str) -> Any:
    with urlopen(address, timeout=10) as answer:
        return json.load(answer)


async def test_the_command_serves_until_it_is_told_to_stop() -> None:
    port = free_port()
    command = (sys.executable, "-c", COMMAND, "--port", str(port), "--token", "77:abc")
    process = await asyncio.create_subprocess_exec(*command, stdout=asyncio.subprocess.PIPE)
    assert process.stdout is not None
    async with asyncio.timeout(30):
        assert f"http://127.0.0.1:{port}/" in (await process.stdout.readline()).decode()
        await process.stdout.readline()
        found = await asyncio.to_thread(fetch, f"http://127.0.0.1:{port}/bot77:abc/getMe")
        process.send_signal(signal.SIGTERM)
        await process.communicate()
    assert (found["result"]["id"], process.returncode) == (77, 0)


@pytest.mark.parametrize("token", ["demo", "0123:x", ":x", "1:" + "x" * 80])
def test_a_token_that_is_none_is_refused_with_a_sentence(token: str) -> None:
    program = typer.Typer()
    program.command()(simulator)
    ended = CliRunner().invoke(program, ["--token", token])
    assert ended.exit_code == 1
    assert ended.stderr.startswith("Token harus berbentuk")
