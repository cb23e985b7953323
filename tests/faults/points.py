"""Where a worker can be killed: between the steps of a message, by composition around sessions and wire."""

from __future__ import annotations

import json
import os
import signal
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs

from sqlalchemy import Connection, event
from sqlmodel.ext.asyncio.session import AsyncSession

from bot.transport import Timeouts, Wire
from db.engine import Sessions

POINTS = {
    "before_plan": "during the insert of the plan, before its commit",
    "before_claim": "before the commit of a claim",
    "after_claim": "after the commit of a claim",
    "before_intent": "before the commit of an intent",
    "after_intent": "after the commit of an intent",
    "before_post": "right before the call",
    "after_post": "after Telegram accepted, before the answer is read",
    "before_settle": "after the answer, before its commit",
    "after_settle": "after the commit of a result",
}
"""The crash points, in the order in which a message passes them."""

RECEIVING = ("before_store", "after_store", "before_confirm", "before_effect", "after_effect")
"""The crash points of an update: around its storing, its acknowledgement and its handling."""

STEPS = "steps"


@dataclass
class Trap:
    """Kills this process when a point is reached for the n-th time; without a point it never does."""

    point: str = ""
    hits: int = 1

    def reach(self, point: str) -> None:
        """Note that a point was reached."""
        if point == self.point:
            self.hits -= 1
            if self.hits <= 0:
                os.kill(os.getpid(), signal.SIGKILL)


class TrappedSessions(Sessions):
    """Sessions that tell a trap what is about to be, and was, committed."""

    def __init__(self, inner: Sessions, trap: Trap) -> None:
        super().__init__(inner.readers, inner.writer)
        self._trap = trap
        event.listen(inner.writer.sync_engine, "before_cursor_execute", _note)

    @asynccontextmanager
    async def begin(self) -> AsyncIterator[AsyncSession]:
        step = ""
        async with super().begin() as session:
            info = (await session.connection()).sync_connection.info  # type: ignore[union-attr]
            info[STEPS] = set()
            yield session
            await session.flush()
            step = _step_of(info[STEPS])
            self._trap.reach(f"before_{step}")
        self._trap.reach(f"after_{step}")


@dataclass(frozen=True)
class Entry:
    """One call as its worker saw it: when it left, when it was answered, and with what."""

    chat_id: int
    began: float
    ended: float
    status: int
    retry_after: float


def read_diary(path: Path) -> list[Entry]:
    """What all workers wrote down."""
    rows = (line.split() for line in path.read_text().splitlines()) if path.exists() else ()
    return [Entry(int(row[0]), float(row[1]), float(row[2]), int(row[3]), float(row[4])) for row in rows]


def _note(connection: Connection, _cursor: Any, statement: str, parameters: Any, _context: Any, _many: bool) -> None:
    """Remember what a statement does to messages and attempts."""
    steps = connection.info.setdefault(STEPS, set())
    head = " ".join(statement.split()[:3]).upper().replace('"', "")
    if head.startswith("UPDATE OUTBOX_MESSAGE") and "leased" in _flat(parameters):
        steps.add("claim")
    for table in ("OUTBOX_MESSAGE", "SEND_ATTEMPT", "INBOX_UPDATE", "AUDIT_ENTRY"):
        if head.startswith(f"INSERT INTO {table}"):
            steps.add(f"insert {table}")
        if head.startswith(f"UPDATE {table}"):
            steps.add(f"update {table}")


def _step_of(steps: set[str]) -> str:
    """The name of the step that a transaction was."""
    names = {
        "insert SEND_ATTEMPT": "intent",
        "update SEND_ATTEMPT": "settle",
        "insert OUTBOX_MESSAGE": "plan",
        "claim": "claim",
        "insert AUDIT_ENTRY": "effect",
        "insert INBOX_UPDATE": "store",
    }
    return next((name for mark, name in names.items() if mark in steps), "other")


def _flat(parameters: Any) -> set[Any]:
    if isinstance(parameters, dict):
        parameters = list(parameters.values())
    if isinstance(parameters, list | tuple):
        return {item for part in parameters for item in _flat(part)}
    return {parameters}


class TrappedWire:
    """A wire that tells a trap before a message goes out, and after it was taken, and keeps a diary of the calls."""

    def __init__(self, inner: Wire, trap: Trap, diary: Path) -> None:
        self._inner, self._trap, self._diary = inner, trap, diary

    async def open(self) -> None:
        await self._inner.open()

    async def close(self) -> None:
        await self._inner.close()

    async def post(self, url: str, body: bytes, content_type: str, timeouts: Timeouts) -> tuple[int, bytes]:
        is_message = url.endswith("/sendMessage")
        if url.endswith("/getUpdates") and b"offset" in body:
            self._trap.reach("before_confirm")
        if not is_message:
            return await self._inner.post(url, body, content_type, timeouts)
        self._trap.reach("before_post")
        began = time.time()
        answer = await self._inner.post(url, body, content_type, timeouts)
        self._trap.reach("after_post")
        self._note(_chat_of(body, content_type), began, *answer)
        return answer

    def _note(self, chat: int, began: float, status: int, answer: bytes) -> None:
        """Write down a call: several processes append to one file, a line at a time."""
        after = json.loads(answer).get("parameters", {}).get("retry_after", 0) if status == 429 else 0
        line = f"{chat} {began} {time.time()} {status} {after}\n"
        descriptor = os.open(self._diary, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
        os.write(descriptor, line.encode())
        os.close(descriptor)


def _chat_of(body: bytes, content_type: str) -> int:
    """Whom a call writes to."""
    if "json" in content_type:
        return int(json.loads(body)["chat_id"])
    return int(parse_qs(body.decode())["chat_id"][0])
