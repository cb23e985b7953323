"""Updates as no Telegram would send them, with good ones in between: the good ones are handled (T11)."""

from __future__ import annotations

import asyncio
import copy
from collections import Counter
from collections.abc import Iterator
from random import Random
from typing import Any

from telegram import Update
from telegram.ext import ExtBot

from bot.deps import MovableClock
from bot.inbound import InboundWorker
from bot.pulse import pause
from bot.services import inbox
from db.engine import open_database
from db.schema import migrate
from tests.faults.databases import Database
from tests.faults.figures import Figure, exactly, noted
from tests.faults.telegram import TOKEN
from tests.faults.world import KEY
from tests.reminder_world import H_7

FIRST_UPDATE, GOOD_EVERY, BATCH = 1_000, 10, 100
FIRST_PERSON, PEOPLE = 1_001, 997
WAITING, MOST_WAITING = "handled_at IS NULL", 1_000
"""So much may lie in the inbox before more is brought."""
PATIENCE_SECONDS, NEVER = 900.0, asyncio.Event()
JUNK: tuple[Any, ...] = (None, -1, 2**63, 1.5, True, "", "x" * 5_000, "\ud800", "\x00", [], {}, [[]], {"id": None})
SEEDS: tuple[dict[str, Any], ...] = (
    {
        "message": {
            "message_id": 5,
            "date": 1_784_682_000,
            "chat": {"id": 1001, "type": "private", "first_name": "Sri"},
            "from": {"id": 1001, "is_bot": False, "first_name": "Sri", "language_code": "id"},
            "text": "status kab semarang",
            "entities": [{"type": "bold", "offset": 0, "length": 6}],
        }
    },
    {
        "callback_query": {
            "id": "77",
            "from": {"id": 1001, "is_bot": False, "first_name": "Sri"},
            "chat_instance": "9",
            "data": "v1:menu",
            "message": {"message_id": 4, "date": 1_784_682_000, "chat": {"id": 1001, "type": "private"}, "text": "…"},
        }
    },
    {
        "my_chat_member": {
            "chat": {"id": -1001, "type": "supergroup", "title": "Grup"},
            "from": {"id": 1001, "is_bot": False, "first_name": "Sri"},
            "date": 1_784_682_000,
            "old_chat_member": {"status": "left", "user": {"id": 1, "is_bot": True, "first_name": "S"}},
            "new_chat_member": {"status": "member", "user": {"id": 1, "is_bot": True, "first_name": "S"}},
        }
    },
)


def mutated(number: int, random: Random) -> Iterator[dict[str, Any]]:
    """So many updates, each tenth of which is good; all bear a number of their own."""
    for update_id in range(FIRST_UPDATE, FIRST_UPDATE + number):
        is_good = update_id % GOOD_EVERY == 0
        raw = _by(FIRST_PERSON + update_id % PEOPLE, SEEDS[0] if is_good else random.choice(SEEDS))
        for _ in range(0 if is_good else random.randint(1, 3)):
            _mutate(raw, random)
        yield {**raw, "update_id": update_id}


def _by(person: int, value: Any) -> Any:
    """A copy in which somebody else writes: updates of one chat are handled one after the other."""
    if isinstance(value, dict):
        return {key: _by(person, part) for key, part in value.items()}
    return person if value == FIRST_PERSON else copy.deepcopy(value)


def _mutate(value: Any, random: Random) -> None:
    """Put junk somewhere below a value, or take something away."""
    while isinstance(value, dict | list) and value:
        keys = list(value) if isinstance(value, dict) else list(range(len(value)))
        key = random.choice(keys)
        if isinstance(value[key], dict | list) and value[key] and random.random() < 0.7:
            value = value[key]
        elif random.random() < 0.3:
            del value[key]
            return
        else:
            value[key] = copy.deepcopy(random.choice(JUNK))
            return


def poison(database: Database, number: int, random: Random) -> list[Figure]:
    """Take in mutated updates through inbox and worker, a batch at a time."""
    return asyncio.run(_poison(database, number, random))


def sorted_out(number: int, random: Random) -> list[Figure]:
    """Decide of mutated updates what is decided before they are stored, where an error would hit good ones too."""
    raised = astray = 0
    for raw in mutated(number, random):
        try:
            numbers = (inbox.lane_of(raw), inbox.sender_of(raw) or 0)
        except Exception:
            raised += 1
        else:
            astray += not inbox.is_update(raw) or max(map(abs, numbers)) > inbox.LARGEST_ID
    name = f"{number} mutated updates, before they are stored"
    return [exactly(name, "raised", raised, 0), exactly(name, "lanes that no column can hold", astray, 0)]


async def _poison(database: Database, number: int, random: Random) -> list[Figure]:
    sessions = open_database(database.address, (KEY,))
    await migrate(sessions)
    handled: Counter[int] = Counter()
    stop = asyncio.Event()

    async def process(update: Update) -> None:
        assert update.to_json()
        handled[update.update_id] += 1

    worker = InboundWorker(sessions, MovableClock(H_7), process, ExtBot(TOKEN))
    raws = list(mutated(number, random))
    async with asyncio.TaskGroup() as group:
        group.create_task(worker.run(stop))
        for start in range(0, number, BATCH):
            await worker.accept(raws[start : start + BATCH])
            if start % MOST_WAITING == 0:
                await _drain(database, MOST_WAITING)
        await _drain(database, 0)
        stop.set()
    left, errors = await _count(database, WAITING), await _count(database, "error <> ''")
    await sessions.close()
    good = [raw["update_id"] for raw in raws if raw["update_id"] % GOOD_EVERY == 0]
    name = f"{number} mutated updates, {database.kind}"
    return [
        exactly(name, "good ones handled once", sum(handled[key] == 1 for key in good), len(good)),
        exactly(name, "handled twice", sum(times > 1 for times in handled.values()), 0),
        exactly(name, "left in the inbox", left, 0),
        noted(name, "set aside as unreadable", errors),
    ]


async def _drain(database: Database, most: int) -> None:
    """Wait until no more than so many updates wait."""
    async with asyncio.timeout(PATIENCE_SECONDS):
        while await _count(database, WAITING) > most:
            await pause(NEVER, 0.1)


async def _count(database: Database, condition: str) -> int:
    answer = await asyncio.to_thread(database.ask, f"SELECT count(*) FROM inbox_update WHERE {condition}")
    return int(answer[0][0])
