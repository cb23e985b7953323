"""Disks that fill up, and copies that are made while everybody writes (T9, T13)."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory

from bot.services import backup_sqlite
from bot.services.backup_postgres import Postgres as PostgresCopies
from db.engine import driver_url
from tests.faults.databases import Database, Sqlite
from tests.faults.figures import Figure, exactly
from tests.faults.kills import staged
from tests.faults.play import Play

HEADROOM = 40_000
"""Bytes that a file may still grow when the disk is full."""
STARVED_GLANCES = 10
"""How long that lasts, in quarters of a second."""


def disk_full(database: Sqlite, people: int, random: Random) -> list[Figure]:
    """Let the disk be full while messages are planned, and again while they are sent; then give it room."""
    name = "disk full, SQLite"
    with staged(name, database, people, random) as play:
        survived = _starve(play, database)
        play.start()
        while not play.telegram.sent():
            play.look()
        play.kill_all()
        survived += _starve(play, database)
        sound = database.ask("PRAGMA integrity_check") == [("ok",)]
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
    for _ in range(STARVED_GLANCES):
        play.look()
    alive = len(play.workers)
    play.kill_all()
    return alive


def backups(database: Database, people: int, times: int, random: Random) -> list[Figure]:
    """Make copies while a worker sends, then restore the last one and send on: nothing may leave again."""
    name = f"{times} backups under load, {database.kind}"
    with staged(name, database, people, random) as play, TemporaryDirectory(prefix="sigap-copies-") as folder:
        play.start()
        copies = [_copy(database, Path(folder) / f"copy{number}") for number in range(times)]
        intact = sum(_is_intact(copy) for copy in copies)
        _wait(play)
        play.kill_all()
        play.finish()
        before = play.telegram.sent()
        late = play.order.clock.now() + timedelta(hours=1)
        _restore(database, copies[times // 2], late)
        later = replace(play.order.clock, start=play.order.clock.start + timedelta(hours=1))
        play.order = replace(play.order, clock=later)
        play.start()
        for _ in range(12):
            play.look(0.25)
        play.kill_all()
        return [
            exactly(name, "copies that are whole", intact, times),
            exactly(name, "messages delivered before the restore", sum(c.is_accepted for c in before), people),
            exactly(name, "messages sent after the restore", len(play.telegram.sent()) - len(before), 0),
            exactly(name, "open after the restore", _open(database), 0),
        ]


def _wait(play: Play) -> None:
    for _ in range(400):
        if play.is_drained:
            return
        play.look()


def _open(database: Database) -> int:
    question = "SELECT count(*) FROM outbox_message WHERE state IN ('queued', 'leased', 'sending')"
    return int(database.ask(question)[0][0])


def _copy(database: Database, target: Path) -> Path:
    if isinstance(database, Sqlite):
        return backup_sqlite.back_up(database.path, target).path
    return PostgresCopies(driver_url(database.address)).back_up(target).path


def _is_intact(copy: Path) -> bool:
    """A copy of PostgreSQL was read through when it was made."""
    if copy.read_bytes()[:5] == b"PGDMP":
        return True
    with closing(sqlite3.connect(copy)) as connection:
        torn = connection.execute(TORN).fetchone()
        return torn == (0,) and connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)


TORN = """
SELECT count(*) FROM outbox_message o
WHERE attempt_id IS NOT NULL AND NOT EXISTS (SELECT 1 FROM send_attempt s WHERE s.attempt_id = o.attempt_id)
"""
"""Messages whose attempt, which is committed with them, is not there."""


def _restore(database: Database, copy: Path, now: datetime) -> None:
    if isinstance(database, Sqlite):
        backup_sqlite.restore(database.path, copy, now=now)
    else:
        PostgresCopies(driver_url(database.address)).restore(copy, now=now)
