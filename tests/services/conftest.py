"""A desk over the shipped registry, which is made once and copied for each test."""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path
from shutil import copyfile

import pytest

from bot.services.registry import seed
from db.engine import open_database
from db.schema import migrate
from tests.conftest import KEY
from tests.databases import opened
from tests.services.desk import NOW, Desk


@pytest.fixture(scope="session")
def registry_database(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An SQLite file with the shipped registry alone; copy it, never write to it."""
    path = tmp_path_factory.mktemp("registry") / "sigap.db"
    asyncio.run(_make(path))
    return path


async def _make(path: Path) -> None:
    sessions = open_database(f"sqlite:///{path}", (KEY,))
    await migrate(sessions)
    async with sessions.begin() as session:
        await seed(session, now=NOW)
    await sessions.close()


@pytest.fixture
async def desk(registry_database: Path, tmp_path: Path) -> AsyncIterator[Desk]:
    """An operator's desk over a registry of one's own."""
    copyfile(registry_database, tmp_path / "sigap.db")
    async with opened(f"sqlite:///{tmp_path}/sigap.db", KEY) as sessions:
        yield Desk(sessions, tmp_path / "meja")
