"""Databases for every test: each one fresh, migrated, on SQLite and on PostgreSQL."""

import asyncio
import gc
from base64 import urlsafe_b64encode
from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from shutil import copyfile

import pytest

from db.engine import Sessions
from tests.databases import make_empty, opened, postgres_database, postgres_server
from tests.samples import make_sample
from tests.stage import Stage, on_stage

KEY = urlsafe_b64encode(b"a key for tests alone".ljust(32, b".")).decode()


def pytest_collection_finish() -> None:
    """What was imported until here stays for good: looking through it for garbage again and again is wasted."""
    gc.freeze()


@pytest.fixture(scope="session")
def postgres_address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a PostgreSQL server, without a database name."""
    with postgres_server(tmp_path_factory.mktemp("run")) as address:
        yield address


@pytest.fixture(params=["sqlite", "postgresql"])
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """The address of an empty database of each kind."""
    if request.param == "sqlite":
        yield f"sqlite:///{tmp_path}/sigap.db"
        return
    with postgres_database(request.getfixturevalue("postgres_address")) as address:
        yield address


@pytest.fixture(scope="session")
def empty_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A migrated SQLite file, made once; copy it, never write to it."""
    path = tmp_path_factory.mktemp("empty") / "sigap.db"
    asyncio.run(make_empty(f"sqlite:///{path}", KEY))
    return path


@pytest.fixture(scope="session")
def empty_postgres(postgres_address: str) -> Iterator[str]:
    """The address of a migrated PostgreSQL database, made once; copy it, never connect to it."""
    with postgres_database(postgres_address) as address:
        asyncio.run(make_empty(address, KEY))
        yield address


@pytest.fixture(params=["sqlite", "postgresql"])
def migrated_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """The address of a migrated database of each kind, with nothing in it."""
    if request.param == "sqlite":
        copyfile(request.getfixturevalue("empty_file"), tmp_path / "sigap.db")
        yield f"sqlite:///{tmp_path}/sigap.db"
        return
    template = request.getfixturevalue("empty_postgres")
    with postgres_database(request.getfixturevalue("postgres_address"), template) as address:
        yield address


@pytest.fixture
async def sessions(migrated_url: str) -> AsyncIterator[Sessions]:
    """An open, migrated, empty database of each kind."""
    async with opened(migrated_url, KEY) as sessions:
        yield sessions


@pytest.fixture
async def sqlite_sessions(empty_file: Path, tmp_path: Path) -> AsyncIterator[Sessions]:
    """An open, migrated, empty SQLite database, for tests in which the kind of database plays no part."""
    copyfile(empty_file, tmp_path / "sigap.db")
    async with opened(f"sqlite:///{tmp_path}/sigap.db", KEY) as sessions:
        yield sessions


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
    async with opened(f"sqlite:///{tmp_path}/sigap.db", KEY) as sessions:
        yield sessions


@pytest.fixture
async def stage(samples: Sessions) -> AsyncIterator[Stage]:
    """A whole bot on the simulator, with registry and samples, on Monday, 13 July 2026."""
    async with on_stage(samples) as opened:
        yield opened
