"""Updates as Telegram sends them, and a wire that plays a script of polls."""

from __future__ import annotations

import asyncio
import json
import random
from typing import Any

from bot.transport import Timeouts


def saying(number: int, words: str = "Halo", chat: int = 1001) -> dict[str, Any]:
    return {
        "update_id": number,
        "message": {
            "message_id": number,
            "date": 1,
            "chat": {"id": chat, "type": "private"},
            "from": {"id": chat, "first_name": "Sri", "is_bot": False},
            "text": words,
        },
    }


class ScriptedWire:
    """Answers polls from a list; when that is used up it holds the last one for ever."""

    def __init__(self, *script: object) -> None:
        self.script = list(script)
        self.polls: list[dict[str, Any]] = []
        self.used_up = asyncio.Event()

    async def open(self) -> None:
        pass

    async def close(self) -> None:
        pass

    async def post(self, url: str, body: bytes, content_type: str, timeouts: Timeouts) -> tuple[int, bytes]:
        self.polls.append(json.loads(body))
        if not self.script:
            self.used_up.set()
            await asyncio.Event().wait()
        step = self.script.pop(0)
        if isinstance(step, BaseException):
            raise step
        if isinstance(step, tuple):
            status, description = step
            return status, json.dumps({"ok": False, "description": description}).encode()
        return 200, json.dumps({"ok": True, "result": step}).encode()


JUNK: tuple[Any, ...] = (
    None,
    True,
    -1,
    0,
    2**63,
    2**80,
    1e300,
    "",
    "x" * 5_000,
    "\ud83d",
    "\x00",
    [],
    {},
    [[]],
    {"id": {}},
)
"""What a mutation puts in the place of a value."""


def mutated(raw: dict[str, Any], dice: random.Random) -> dict[str, Any]:
    """A copy with one to four of its values replaced, dropped or doubled; it keeps its own number."""
    copy: dict[str, Any] = json.loads(json.dumps(raw))
    for _ in range(dice.randint(1, 4)):
        holder: Any = copy
        while True:
            keys = [key for key in (holder if isinstance(holder, dict) else range(len(holder))) if key != "update_id"]
            if not keys:
                break
            key = dice.choice(keys)
            if isinstance(holder[key], dict | list) and holder[key] and dice.random() < 0.75:
                holder = holder[key]
                continue
            _damage(holder, key, dice)
            break
    return copy


def _damage(holder: Any, key: Any, dice: random.Random) -> None:
    kind = dice.randrange(4)
    if kind == 0:
        del holder[key]
    elif kind == 1 and isinstance(holder, dict):
        holder[str(key) + "_"] = holder[key]
    else:
        holder[key] = dice.choice(JUNK)
