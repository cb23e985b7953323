"""Disks that fill up: nothing is planned on the last of it, nothing is lost without any (T9)."""

from __future__ import annotations

import asyncio
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import replace
from pathlib import Path
from random import Random

import httpx

from bot.deps import Deps, SystemClock
from bot.health import examine
from bot.services.directory import Directory
from bot.services.disk import FLOOR_BYTES
from bot.web import build_web
from db.engine import open_database
from tests.faults.databases import Sqlite, postgres_in, small_disk
from tests.faults.figures import Figure, exactly, noted
from tests.faults.kills import UNHURRIED, staged
from tests.faults.play import Play
from tests.faults.worker import TEXTS
from tests.faults.world import KEY
from tests.reminder_world import WIB

HEADROOM = 40_000
"""Bytes that a file may still grow when the disk is full."""
STARVED_GLANCES = 10
"""How long that lasts, in quarters of a second."""
CHUNK = 1_000_000
DISK_MEGABYTES = 256
"""The disk that is filled to the brim."""


def disk_full(database: Sqlite, people: int, random: Random) -> list[Figure]:
    """Let files not grow while messages are planned, and again while they are sent; then give them room."""
    name = "no file may grow, SQLite"
    with staged(name, database, people, random) as play:
        survived = _starve(play, database)
        _send_some(play)
        play.kill_all()
        survived += _starve(play, database)
        sound = _is_sound(database)
        play.finish()
        return [
            *play.judge(),
            exactly(name, "workers still alive on the full disk", survived, 2),
            exactly(name, "database sound", sound, 1),
        ]


def _starve(play: Play, database: Sqlite) -> int:
    """Work for a while where no file can grow much; returns whether the worker survived that."""
    files = [path.stat().st_size for path in database.path.parent.glob(f"{database.path.name}*")]
    play.start(replace(play.order, largest_file=max(files) + HEADROOM))
    _glance(play)
    alive = len(play.workers)
    play.kill_all()
    return alive


def _glance(play: Play) -> None:
    for _ in range(STARVED_GLANCES):
        play.look()


def _send_some(play: Play) -> None:
    play.start()
    while not play.telegram.sent():
        play.look()


def _is_sound(database: Sqlite) -> bool:
    return database.ask("PRAGMA integrity_check") == [("ok",)]


def brim_sqlite(people: int, random: Random) -> list[Figure]:
    """Fill a disk nearly, then to the last byte while messages are sent, and give it room again."""
    name = "disk filled to the brim, SQLite"
    with small_disk(DISK_MEGABYTES) as folder:
        if folder is None:
            return [_unplayed(name)]
        database = Sqlite(folder / "sigap.db")
        with staged(name, database, people, random, send_rate=UNHURRIED) as play:
            with _filled(folder, FLOOR_BYTES // 2):
                play.start()
                _glance(play)
                low = _status(database), database.ask("SELECT count(*) FROM outbox_message")[0][0]
            green = _status(database)
            _send_some(play)
            workers = len(play.workers)
            with _filled(folder, 0):
                _glance(play)
                red, alive = _status(database), len(play.workers)
            play.stop_all()
            play.finish()
            return [
                *play.judge(unknown=0),
                exactly(name, "messages planned with less than 200 MB left", low[1], 0),
                exactly(name, "answer of /healthz with less than 200 MB left", low[0], httpx.codes.SERVICE_UNAVAILABLE),
                exactly(name, "answer of /healthz with room", green, httpx.codes.OK),
                exactly(name, "answer of /healthz with no room at all", red, httpx.codes.SERVICE_UNAVAILABLE),
                exactly(name, "workers that ended on the full disk", workers - alive, 0),
                exactly(name, "database sound", _is_sound(database), 1),
            ]


def brim_postgres(people: int, random: Random) -> list[Figure]:
    """Fill the disk of a server to the last byte while messages are sent; start it again should it have given up."""
    name = "disk filled to the brim, PostgreSQL"
    with small_disk(DISK_MEGABYTES) as disk:
        if disk is None:
            return [_unplayed(name)]
        with (
            postgres_in(disk / "data") as server,
            staged(name, server.make(), people, random, send_rate=UNHURRIED) as play,
        ):
            _send_some(play)
            workers = len(play.workers)
            with _filled(disk, 0):
                _glance(play)
                sent = len(play.telegram.sent())
                _glance(play)
                still, alive = len(play.telegram.sent()) - sent, len(play.workers)
            server.restart()
            play.finish()
            return [
                *play.judge(unknown=play.order.in_flight),
                exactly(name, "workers that ended on the full disk", workers - alive, 0),
                noted(name, "still sent after a while without room", still),
            ]


def _unplayed(name: str) -> Figure:
    return noted(f"{name}: NOT PLAYED, only root may mount a small disk", "played", 0)


@contextmanager
def _filled(folder: Path, left: int) -> Iterator[None]:
    """Take all room of a disk but so many bytes while the block lasts."""
    ballast = folder / "ballast"
    with ballast.open("wb", buffering=0) as file:
        os.posix_fallocate(file.fileno(), 0, shutil.disk_usage(folder).free - left - CHUNK)
        file.seek(0, os.SEEK_END)
        with suppress(OSError):  # others write meanwhile, so the last bytes are taken one piece after the other
            while shutil.disk_usage(folder).free > left:
                file.write(bytes(CHUNK))
    try:
        yield
    finally:
        ballast.unlink()


def _status(database: Sqlite) -> int:
    """What /healthz of a bot on this database answers."""
    return asyncio.run(_ask(database))


async def _ask(database: Sqlite) -> int:
    sessions = open_database(database.address, (KEY,))
    deps = Deps(sessions=sessions, clock=SystemClock(), texts=TEXTS, directory=Directory(), zone=WIB)
    app = build_web(webhook=None, health=lambda: examine(deps))
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app=app), base_url="http://bot") as client:
        status = (await client.get("/healthz")).status_code
    await sessions.close()
    return status
