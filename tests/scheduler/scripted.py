"""A Bot API whose answers a test writes beforehand; everything up to the encoded request is the real thing."""

from __future__ import annotations

import asyncio
import json
from collections import deque
from collections.abc import Callable
from email.parser import BytesParser
from typing import Any

from bot.transport import Timeouts


class Stuck:
    """A call that hangs until it is told to go on."""

    def __init__(self) -> None:
        self.reached, self.go_on = asyncio.Event(), asyncio.Event()

    async def hang(self) -> None:
        """Say that the call came, and wait."""
        self.reached.set()
        await self.go_on.wait()


Answer = tuple[int, dict[str, Any]] | BaseException | Stuck | Callable[[], None]


def refused(code: int, description: str, **parameters: Any) -> tuple[int, dict[str, Any]]:
    """A refusal as Telegram writes it."""
    envelope: dict[str, Any] = {"ok": False, "error_code": code, "description": description}
    return code, envelope | ({"parameters": parameters} if parameters else {})


class ScriptedWire:
    """Answers each call with the next thing of the script and, when that is used up, by delivering."""

    def __init__(self, *script: Answer) -> None:
        self.script: deque[Answer] = deque(script)
        self.sent: list[dict[str, str]] = []

    async def open(self) -> None:
        """Nothing to open."""

    async def close(self) -> None:
        """Nothing to close."""

    async def post(self, url: str, body: bytes, content_type: str, timeouts: Timeouts) -> tuple[int, bytes]:
        if url.endswith("/getMe"):
            return self._ok({"id": 1, "is_bot": True, "first_name": "Sigap", "username": "sigap_bot"})
        self.sent.append(_as_texts(json.loads(body)) if "json" in content_type else _parts(body, content_type))
        answer = self.script.popleft() if self.script else None
        if isinstance(answer, BaseException):
            raise answer
        if isinstance(answer, tuple):
            return answer[0], json.dumps(answer[1]).encode()
        if isinstance(answer, Stuck):
            await answer.hang()
        elif answer is not None:
            answer()
        chat = {"id": int(self.sent[-1]["chat_id"]), "type": "private"}
        return self._ok({"message_id": 100 + len(self.sent), "date": 1784682000, "chat": chat, "text": "…"})

    @staticmethod
    def _ok(result: dict[str, Any]) -> tuple[int, bytes]:
        return 200, json.dumps({"ok": True, "result": result}).encode()


def _as_texts(parameters: dict[str, Any]) -> dict[str, str]:
    """The parameters as Telegram's server keeps them: what is no text as the JSON that it came in."""
    return {name: value if isinstance(value, str) else json.dumps(value) for name, value in parameters.items()}


def _parts(body: bytes, content_type: str) -> dict[str, str]:
    """The texts of a call that carries files; of a file only its name is kept."""
    message = BytesParser().parsebytes(b"Content-Type: " + content_type.encode() + b"\r\n\r\n" + body)
    found = {}
    for part in message.get_payload():
        name, content = part.get_param("name", header="content-disposition"), part.get_payload(decode=True)
        found[name] = part.get_filename() or content.decode()
    return found
