"""A simulator whose clock stands still, and a short way to call it."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from bot.deps import MovableClock
from bot.simulator.api import UploadedFile, methods
from bot.simulator.core import Simulator
from bot.simulator.schema import problems
from tests.simulator.browser import some_chromium

TOKEN = "123456:demo"
NOW = datetime(2026, 7, 13, 2, 0, tzinfo=UTC)
SRI, BAYU, RATNA, YOSEF = 1001, 1002, 1003, 1004
GROUP = -1001000000001
REPORTING = 2  # a topic of the sample group


@dataclass
class Caller:
    """Calls the simulator as a client does: everything is text, nested values are JSON."""

    simulator: Simulator

    def __call__(self, method: str, /, files: dict[str, UploadedFile] | None = None, **params: Any) -> dict[str, Any]:
        """The body of the answer."""
        written = {name: value if isinstance(value, str) else json.dumps(value) for name, value in params.items()}
        status, envelope = self.simulator.call(TOKEN, method, written, files)
        assert status == envelope.get("error_code", 200)
        return envelope

    def ok(self, method: str, /, files: dict[str, UploadedFile] | None = None, **params: Any) -> Any:
        """The result of a call that must succeed, and must fit its documented type."""
        envelope = self(method, files, **params)
        assert envelope["ok"], envelope
        assert problems(methods()[method.lower()].returns, envelope["result"], method) == []
        return envelope["result"]

    def refused(self, method: str, /, files: dict[str, UploadedFile] | None = None, **params: Any) -> str:
        """Code and text of a call that must be refused."""
        envelope = self(method, files, **params)
        assert not envelope["ok"], envelope
        return f"{envelope['error_code']} {envelope['description']}"

    def updates(self, **params: Any) -> list[dict[str, Any]]:
        """What waits for the bot; all of it is confirmed."""
        found: list[dict[str, Any]] = self.ok("getUpdates", **params)
        if found:
            self.ok("getUpdates", offset=found[-1]["update_id"] + 1)
        return found

    def wait(self, **span: float) -> None:
        """Let time pass."""
        self.simulator.move_clock(self.simulator.now() + timedelta(**span))


@pytest.fixture
def simulator() -> Simulator:
    """The sample world on the morning of 13 July 2026; Sri has pressed start, nobody else has."""
    made = Simulator(TOKEN, MovableClock(NOW))
    made.say(SRI, "/start")
    made.updates.waiting.clear()
    return made


@pytest.fixture
def call(simulator: Simulator) -> Caller:
    """Calls the simulator."""
    return Caller(simulator)


@pytest.fixture(scope="session")
def devtools(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A headless Chromium for all tests of the page; each gets a tab with its own storage."""
    with some_chromium(tmp_path_factory.mktemp("chromium")) as address:
        yield address
