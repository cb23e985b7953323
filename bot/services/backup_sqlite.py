"""Backup and restore of SQLite, through its backup API alone: a copied live file lacks what is in its log."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from datetime import datetime
from pathlib import Path
from shutil import copyfile

from sqlalchemy import create_engine

from bot.domain.errors import Refusal
from bot.services.backup import (
    SQLITE_HEAD,
    Copy,
    aside,
    check_replaceable,
    check_revision,
    check_seal,
    in_use,
    marks,
    seal,
)
from db.schema import scripts

PATIENCE_SECONDS = 30.0


def back_up(database: Path, target: Path) -> Copy:
    """Copy a database that others may be writing to; raises Refusal."""
    if not database.is_file():
        raise Refusal(f"{database} belum ada. / {database} does not exist yet.")
    if target.exists() and target.samefile(database):
        raise Refusal("Itu basis datanya sendiri. / That is the database itself.")
    check_replaceable(target)
    with _part_of(target) as part:
        try:
            # Read only, so that this process never checkpoints beside the bot.
            with closing(sqlite3.connect(f"{database.absolute().as_uri()}?mode=ro", uri=True)) as source:
                _copy(source, part)
        except sqlite3.DatabaseError as error:
            raise _unreadable(database, error) from error
        return seal(part, target)


def restore(database: Path, source: Path, *, now: datetime) -> Path | None:
    """Replace a database by a copy, with the marks of a restore in it; raises Refusal and then changes nothing.

    Returns where what was there before is kept, None if there was nothing.
    """
    check_seal(source, SQLITE_HEAD)
    database.parent.mkdir(parents=True, exist_ok=True)
    with _part_of(database) as part:
        copyfile(source, part)
        _prepare(part, now)
        kept = None
        with closing(_alone(database)) as target, closing(sqlite3.connect(part)) as prepared:
            if _has_tables(target):
                kept = aside(source, now)
                with _part_of(kept) as saved:
                    _copy(target, saved)
                    seal(saved, kept)
            prepared.backup(target)
    return kept


def _prepare(path: Path, now: datetime) -> None:
    """Examine a copy and mark it."""
    try:
        with closing(sqlite3.connect(path)) as connection:
            _check(connection)
            row = connection.execute("SELECT version_num FROM alembic_version").fetchone()
        check_revision(row[0] if row else None, scripts())
    except sqlite3.DatabaseError as error:
        raise _unreadable(path, error) from error
    engine = create_engine(f"sqlite:///{path}")
    with engine.begin() as marking:
        for statement in marks(now):
            marking.execute(statement)
    engine.dispose()


def _alone(database: Path) -> sqlite3.Connection:
    """Open a database that nobody else has open, and keep it so; raises Refusal."""
    connection = sqlite3.connect(database, timeout=1.0, isolation_level=None)
    try:
        connection.execute("PRAGMA locking_mode=EXCLUSIVE")
        # Leaving the write-ahead log takes the file for oneself: it fails while anybody has it open.
        connection.execute("PRAGMA journal_mode=DELETE")
        connection.execute("BEGIN EXCLUSIVE")
        connection.execute("COMMIT")
    except sqlite3.OperationalError as error:
        connection.close()
        raise in_use() from error
    except sqlite3.DatabaseError as error:
        connection.close()
        raise _unreadable(database, error) from error
    return connection


def _copy(source: sqlite3.Connection, path: Path) -> None:
    """Copy in one step, which is one snapshot however much is written meanwhile, into a file without a log."""
    with closing(sqlite3.connect(path, timeout=PATIENCE_SECONDS)) as copy:
        source.backup(copy)
        copy.execute("PRAGMA journal_mode=DELETE")
        _check(copy)


def _check(connection: sqlite3.Connection) -> None:
    found = connection.execute("PRAGMA integrity_check").fetchone()
    if found != ("ok",):
        raise sqlite3.DatabaseError(str(found))


def _has_tables(connection: sqlite3.Connection) -> bool:
    return connection.execute("SELECT 1 FROM sqlite_master LIMIT 1").fetchone() is not None


@contextmanager
def _part_of(target: Path) -> Iterator[Path]:
    """A file beside the target, for its owner alone, which is gone afterwards unless it was given its place."""
    part = target.with_name(f"{target.name}.part")
    part.unlink(missing_ok=True)
    try:
        os.close(os.open(part, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))
        yield part
    except OSError as error:
        raise Refusal(f"{target} tidak dapat ditulis ({error.strerror}). / {target} cannot be written.") from error
    finally:
        with suppress(OSError):
            part.unlink(missing_ok=True)


def _unreadable(path: Path, error: Exception) -> Refusal:
    return Refusal(
        f"{path} bukan basis data SQLite yang utuh ({type(error).__name__}): pindahkan dulu. / "
        f"{path} is no sound SQLite database: move it away first."
    )
