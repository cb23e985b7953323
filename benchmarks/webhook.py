"""A whole /status in webhook mode beside what other programs spend on answering always the same."""

from __future__ import annotations

import asyncio
import os
import socket
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median

from cryptography.fernet import Fernet

from benchmarks.exchange import Exchange
from benchmarks.figures import Figure
from benchmarks.webhook_world import build
from bot.demo import START
from db.engine import open_database

NAME = "Webhook: CPU for each update that is answered over HTTP (all on the event loop of asyncio)"
ROOT = Path(__file__).parent
PEERS = ROOT.parent / ".venv" / "peers" / "bin" / "python"
TOKEN, PATH, ECHO = "123456:bench", "/hook-of-the-benchmark", "Terima kasih, pesan Anda sudah kami terima."
SECRET = "s" * 40
IN_FLIGHT, WARM_UP, ROUNDS = 32, 2, 5
A_REGION = 3
"""Persons of each region, of whom one asks."""
TIMES = 100
OF_PTB, GROWTH = 0.35, 1.2
TICKS = os.sysconf("SC_CLK_TCK")
OURS, LARGE, NAMED = "Sigap: a whole /status", "Sigap, 59,500 agencies", "Sigap: /status with a name and a period"
FLOOR, AIOGRAM, PTB = "bare aiohttp hook, one call", "aiogram 3, constant echo", "python-telegram-bot, constant echo"


@dataclass
class Program:
    """One program under load: where it listens, its process, and what its rounds took in milliseconds."""

    port: int
    process: subprocess.Popen[str]
    text: str = "/status"
    spent: list[float] = field(default_factory=list)
    waits: list[float] = field(default_factory=list)

    def used(self) -> float:
        """Seconds of the processor so far, in the program and in the kernel for it."""
        fields = Path(f"/proc/{self.process.pid}/stat").read_text().rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) / TICKS


def measure() -> list[Figure]:
    """Milliseconds of CPU and of waiting for each update; the programs take turns, so that noise meets all alike."""
    with tempfile.TemporaryDirectory() as folder:
        found = asyncio.run(_measure(Path(folder)))
    cpu = {name: median(program.spent) for name, program in found.items()}
    wait = {name: median(program.waits) for name, program in found.items()}
    return [
        *(Figure(name, cpu[name], "ms") for name in (FLOOR, AIOGRAM, PTB, OURS, NAMED)),
        Figure("Sigap's /status, of aiogram's echo, at most", cpu[OURS] / cpu[AIOGRAM], "", 1.0),
        Figure("Sigap's /status, of python-telegram-bot's, at most", cpu[OURS] / cpu[PTB], "", OF_PTB),
        *(Figure(f"p50 with 32 in flight, {name}", wait[name], "ms") for name in (FLOOR, AIOGRAM, PTB, OURS, LARGE)),
        Figure("p50 of /status, agencies times 100, at most", wait[LARGE] / wait[OURS], "", GROWTH),
    ]


async def _measure(folder: Path) -> dict[str, Program]:
    async with Exchange(SECRET, PATH) as exchange:
        with ExitStack() as stack:
            people, programs = await _start(folder, exchange.address, stack)
            for turn in range(WARM_UP + ROUNDS):
                for program in programs.values():
                    before = program.used()
                    load = await exchange.deliver(program.port, people, program.text, IN_FLIGHT)
                    if turn >= WARM_UP:
                        program.spent.append(1000 * (program.used() - before) / len(people))
                        program.waits.append(1000 * median(load.waits))
    return programs


async def _start(folder: Path, api: str, stack: ExitStack) -> tuple[Sequence[int], dict[str, Program]]:
    """Every program with its database, if it has one, ready to be delivered to."""
    people: Sequence[int] = ()
    programs = {}
    arguments = (api, TOKEN, PATH, SECRET, ECHO)
    for name, peer in ((FLOOR, "floor"), (AIOGRAM, "echo_aiogram"), (PTB, "echo_ptb")):
        programs[name] = await _started([str(PEERS), str(ROOT / "peers" / f"{peer}.py"), *arguments], {}, stack)
    for name, times in ((OURS, 1), (LARGE, TIMES)):
        address, key = f"sqlite:///{folder}/{times}.db", Fernet.generate_key().decode()
        sessions = open_database(address, (key,))
        people = (await build(sessions, now=START, times=times))[::A_REGION]
        await sessions.close()
        port = _free_port()
        environment = {
            "TELEGRAM_BOT_TOKEN": TOKEN,
            "TELEGRAM_API_URL": api,
            "DATABASE_URL": address,
            "DATA_KEY": key,
            "BOT_MODE": "webhook",
            "WEBHOOK_URL": f"http://127.0.0.1:{port}{PATH}",
            "WEBHOOK_SECRET": SECRET,
            "LISTEN": f"127.0.0.1:{port}",
            "PAID_BROADCAST": "true",  # nobody waits for Telegram's limits
            "SEND_RATE": "1000",
        }
        command = [sys.executable, "-m", "benchmarks.peers.sigap", START.isoformat()]
        programs[name] = await _started(command, environment, stack)
    programs[NAMED] = Program(programs[OURS].port, programs[OURS].process, "/status kab temanggung tw 6")
    return people, programs


async def _started(command: Sequence[str], environment: Mapping[str, str], stack: ExitStack) -> Program:
    process = stack.enter_context(_running(command, environment))
    port = int(await asyncio.to_thread(process.stdout.readline))  # type: ignore[union-attr]
    for _ in range(600):
        try:
            _, writer = await asyncio.open_connection("127.0.0.1", port)
            writer.close()
            break
        except OSError:
            await asyncio.sleep(0.1)
    return Program(port, process)


@contextmanager
def _running(command: Sequence[str], environment: Mapping[str, str]) -> Iterator[subprocess.Popen[str]]:
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=os.environ | environment) as process:
        try:
            yield process
        finally:
            process.kill()


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
    return port
