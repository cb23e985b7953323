"""Fan-out: durable messages a second against a bare stub, and a round of reminders at the rate that Telegram allows."""

from __future__ import annotations

import asyncio
import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from pathlib import Path
from statistics import median

from cryptography.fernet import Fernet

from benchmarks.fanout_peers import send_alone, send_limited
from benchmarks.fanout_stub import Stub
from benchmarks.fanout_work import fill, send_all, send_some
from benchmarks.figures import Figure
from bot.logs import configure_logs
from tests.faults.databases import PostgresServer, postgres_server

NAME = "Fan-out"
UNLIMITED, OF_PEER, ROUND = 5_000, 1_000, 1_626
"""Messages without limits, ours and of the peer, and of one round: three persons in each of the 542 regions."""
FEW, MANY = 2_000, 200_000
TIMES = 3
"""Runs without limits; the one in the middle counts."""
RATE, TELEGRAMS, NO_LIMIT = 25.0, 30.0, 100_000.0
LEAST_SPEED, LONGEST, GROWTH = 1_000.0, 1.03, 16.0

Found = dict[str, float]


def measure() -> list[Figure]:
    """Each run in a process of its own, with the stub in another."""
    with postgres_server() as server:
        return [*_unlimited(server), *_rounds(), *_memory()]


def _unlimited(server: PostgresServer) -> list[Figure]:
    with Stub() as stub:
        sqlite = [_ours(stub, UNLIMITED, NO_LIMIT) for _ in range(TIMES)]
        postgres = [_ours(stub, UNLIMITED, NO_LIMIT, server) for _ in range(TIMES)]
        alone = [_finish(_start("alone", stub.address, OF_PEER)) for _ in range(TIMES)]
        limiter = [_finish(_start("limiter", stub.address, OF_PEER, 0)) for _ in range(TIMES)]
    return [
        Figure("durable messages a second on SQLite, above", _middle(sqlite, "speed"), "1/s", LEAST_SPEED),
        Figure("time of the processor for each", 1000 * _middle(sqlite, "processor") / UNLIMITED, "ms"),
        Figure("durable messages a second on PostgreSQL", _middle(postgres, "speed"), "1/s"),
        Figure("time of our processor for each", 1000 * _middle(postgres, "processor") / UNLIMITED, "ms"),
        Figure("python-telegram-bot alone, nothing kept", _middle(alone, "speed"), "1/s"),
        Figure("time of the processor for each", 1000 * _middle(alone, "processor") / OF_PEER, "ms"),
        Figure("with its AIORateLimiter, limits lifted", _middle(limiter, "speed"), "1/s"),
    ]


def _rounds() -> list[Figure]:
    """Ours alone; the peer's two at the same time, since each only waits for its next slot."""
    with ExitStack() as stack:
        stubs = [stack.enter_context(Stub(is_limited=True)) for _ in range(3)]
        ours = _ours(stubs[0], ROUND, RATE)
        peers = [
            _start("limiter", stub.address, ROUND, rate)
            for stub, rate in zip(stubs[1:], (RATE, TELEGRAMS), strict=True)
        ]
        same, fastest = (_finish(process) for process in peers)
        refused = [stub.refused() for stub in stubs]
    least, least_of_all = (ROUND - 1) / RATE, (ROUND - 1) / TELEGRAMS
    return [
        Figure("a round of 1,626 at 25/s, of the least time, below", ours["seconds"] / least, "", LONGEST),
        Figure("refusals for haste (429) in it", refused[0], "", 0),
        Figure("AIORateLimiter at 25/s, of the least time", same["seconds"] / least, ""),
        Figure("refusals for haste (429) in it", refused[1], ""),
        Figure("AIORateLimiter at 30/s, of the least time at 30/s", fastest["seconds"] / least_of_all, ""),
        Figure("refusals for haste (429) in it", refused[2], ""),
        Figure("messages that it gave up", fastest["given up"], ""),
    ]


def _memory() -> list[Figure]:
    few, many = (_waiting(number)["memory"] for number in (FEW, MANY))
    return [
        Figure("memory with 2,000 messages waiting", few, "MiB"),
        Figure("more of it with 200,000, below", many - few, "MiB", GROWTH),
    ]


def _ours(stub: Stub, number: int, rate: float, server: PostgresServer | None = None) -> Found:
    with _folder() as folder:
        database = f"sqlite:///{folder / 'fanout.db'}" if server is None else server.make().address
        return _finish(_start("ours", stub.address, database, number, rate))


def _waiting(number: int) -> Found:
    """The memory of a process that sends from a queue of this length, which another process has filled."""
    with _folder() as folder:
        database, key = f"sqlite:///{folder / 'fanout.db'}", Fernet.generate_key().decode()
        _finish(_start("fill", database, number, key))
        return _finish(_start("some", database, key))


def _middle(runs: Sequence[Found], name: str) -> float:
    return median(run[name] for run in runs)


@contextmanager
def _folder() -> Iterator[Path]:
    with tempfile.TemporaryDirectory(prefix="sigap-fanout-") as folder:
        yield Path(folder)


def _start(what: str, *more: object) -> subprocess.Popen[str]:
    command = [sys.executable, "-m", "benchmarks.fanout", what, *map(str, more)]
    return subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=os.environ | {"LOG_LEVEL": "ERROR"})


def _finish(process: subprocess.Popen[str]) -> Found:
    found: Found = json.loads(process.communicate()[0].splitlines()[-1])
    return found


def main(what: str, *more: str) -> None:
    """One part of the benchmark in this process; its figures go to standard output."""
    configure_logs(level="ERROR", as_json=False, secrets=())
    found: Found = {}
    match what, *more:
        case "ours", stub, database, number, rate:
            found = asyncio.run(send_all(stub, database, int(number), float(rate)))
        case "alone", stub, number:
            found = asyncio.run(send_alone(stub, int(number)))
        case "limiter", stub, number, rate:
            found = asyncio.run(send_limited(stub, int(number), float(rate)))
        case "fill", database, number, key:
            asyncio.run(fill(database, int(number), key))
        case "some", database, key:
            found = asyncio.run(send_some(database, key))
    sys.stdout.write(json.dumps(found) + "\n")


if __name__ == "__main__":
    main(*sys.argv[1:])
