"""Copies that are made while everybody writes, and what is sent after one was restored (T13)."""

from __future__ import annotations

import sqlite3
import time
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

COPY_SECONDS = {"SQLite": 0.5, "PostgreSQL": 2.0}
"""How long a copy may take on a busy machine; for so long there are messages to send."""


def backups(database: Database, people: int, times: int, random: Random) -> list[Figure]:
    """Make copies while a worker sends, then restore the last one and send on: nothing may leave again."""
    name = f"{times} backups under load, {database.kind}"
    rate = people / (times * COPY_SECONDS[database.kind])
    with (
        staged(name, database, people, random, send_rate=rate) as play,
        TemporaryDirectory(prefix="sigap-copies-") as folder,
    ):
        play.start()
        copies, loaded = [], 0
        for number in range(times):
            waits = not play.is_drained
            copies.append(_copy(database, Path(folder) / f"copy{number}"))
            loaded += waits and not play.is_drained
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
            exactly(name, "copies made while messages were sent", loaded, times),
            exactly(name, "messages delivered before the restore", sum(c.is_accepted for c in before), people),
            exactly(name, "messages sent after the restore", len(play.telegram.sent()) - len(before), 0),
            exactly(name, "open after the restore", _open(database), 0),
        ]


def _wait(play: Play) -> None:
    until = time.monotonic() + play.patience
    while not play.is_drained and time.monotonic() < until:
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
