"""What the tests of the edge share: logging as it was before, and a working directory of their own."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from pathlib import Path

import pytest
import structlog

from bot.logs import OWN_PACKAGES, RedactingHandler

LIBRARIES = ("httpx", "httpcore", "aiohttp.access", "telegram", "telegram.ext.Application", "asyncio", "sqlalchemy")


@pytest.fixture
def logging_as_before() -> Iterator[None]:
    """Undo what configuring the logs did to this process."""
    root, names = logging.getLogger(), (*OWN_PACKAGES, *LIBRARIES)
    levels = {name: logging.getLogger(name).level for name in names}
    level = root.level
    yield
    logging.captureWarnings(False)
    for handler in [found for found in root.handlers if isinstance(found, RedactingHandler)]:
        root.removeHandler(handler)
    root.setLevel(level)
    for name, before in levels.items():
        logging.getLogger(name).setLevel(before)
    structlog.reset_defaults()


@pytest.fixture
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, logging_as_before: None) -> Path:
    """An empty working directory, in an environment without any of our variables."""
    for name in ("TELEGRAM_BOT_TOKEN", "DATABASE_URL", "WEBHOOK_SECRET", "DATA_KEY"):
        monkeypatch.delenv(name, raising=False)
        monkeypatch.delenv(f"{name}_FILE", raising=False)
    monkeypatch.delenv("LOG_LEVEL", raising=False)
    monkeypatch.chdir(tmp_path)
    return tmp_path
