"""How a program is told to stop: gently at first, at once the second time."""

from __future__ import annotations

import asyncio
import signal
import sys

import pytest

from bot.cli.running import stopping

STUBBORN = """
import asyncio
from bot.cli.running import stopping

async def main():
    with stopping() as stop:
        print("ready", flush=True)
        await stop.wait()
        print("stopping", flush=True)
        await asyncio.Event().wait()

asyncio.run(main())
"""


async def test_a_signal_asks_to_stop_and_the_handlers_are_put_back() -> None:
    before = signal.getsignal(signal.SIGTERM)
    with stopping() as stop:
        signal.raise_signal(signal.SIGTERM)
        async with asyncio.timeout(60):
            await stop.wait()
    assert signal.getsignal(signal.SIGTERM) is before


@pytest.mark.parametrize("second", [signal.SIGTERM, signal.SIGINT])
async def test_the_second_signal_ends_at_once_and_without_a_traceback(second: signal.Signals) -> None:
    pipe = asyncio.subprocess.PIPE
    process = await asyncio.create_subprocess_exec(sys.executable, "-c", STUBBORN, stdout=pipe, stderr=pipe)
    assert process.stdout is not None
    async with asyncio.timeout(60):
        assert await process.stdout.readline() == b"ready\n"
        process.send_signal(signal.SIGTERM)
        assert await process.stdout.readline() == b"stopping\n"
        process.send_signal(second)
        _, errors = await process.communicate()
    assert (process.returncode, errors) == (-second, b"")
