"""What the fan-out sends: a queue of messages in a database, and the sender of the program that empties it."""

from __future__ import annotations

import asyncio
import json
import time
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from cryptography.fernet import Fernet
from telegram.ext import ExtBot

from benchmarks.memory import peak_mib
from bot.deps import Deps, MovableClock
from bot.services.directory import Directory
from bot.services.outbox import Held, NewMessage, enqueue
from bot.services.rates import Limits
from bot.startup import spare_what_stays
from bot.texts.catalog import Texts
from bot.transport import AiohttpWire, Timeouts, WireRequest
from bot.views.callback_data import Acknowledge
from bot.views.message import Button, Message
from db.engine import Sessions, open_database
from db.models import Chat, ChatState, OutboxState
from db.queries.bulk import insert_rows
from db.queries.soundness import count_by_state
from db.schema import migrate
from scheduler.sender import Sender, nowhere

TOKEN = "123456:bench"
TEXT = "<b>Pengingat H-3 · TW VI</b>\nYth. Bapak/Ibu Inspektorat Kabupaten Contoh\n" + "1. Aksi: belum lapor\n" * 8
NOW = datetime(2026, 7, 22, 1, 0, tzinfo=UTC)
SOME = 1_000
KIND = "uji"


async def fill(address: str, number: int, key: str) -> None:
    """As many chats with one message each."""
    sessions = open_database(address, (key,))
    await migrate(sessions)
    async with sessions.begin() as session:
        state = {"state": ChatState.OPEN, "state_reason": ""}
        await insert_rows(session, Chat, [{"id": n, "telegram_id": 1_000 + n, **state} for n in range(1, number + 1)])
    until = NOW + timedelta(days=1)
    for start in range(1, number + 1, 5_000):
        messages = [
            NewMessage(str(n), KIND, n, {"n": n}, NOW, NOW, until) for n in range(start, min(start + 5_000, number + 1))
        ]
        async with sessions.begin() as session:
            await enqueue(session, messages, now=NOW)
    await sessions.close()


async def send_all(stub: str, database: str, number: int, rate: float) -> dict[str, float]:
    """Claim, intent, call and result of every message, with every commit synced to the disk."""
    key = Fernet.generate_key().decode()
    await fill(database, number, key)
    sessions = open_database(database, (key,))
    request = WireRequest(AiohttpWire())
    bot: ExtBot[None] = ExtBot(TOKEN, base_url=f"{stub}/bot", request=request, get_updates_request=request)
    async with bot:
        sender = _sender(sessions, bot, Limits(rate=rate))
        spare_what_stays()
        began, processor = time.perf_counter(), time.process_time()
        await sender.run()
        seconds, processor = time.perf_counter() - began, time.process_time() - processor
    async with sessions() as session:
        sent = (await count_by_state(session))[OutboxState.SENT]
    assert sent == number, sent
    await sessions.close()
    return {"speed": number / seconds, "seconds": seconds, "processor": processor}


async def send_some(database: str, key: str) -> dict[str, float]:
    """Send a thousand messages of a queue and stop; the memory that it took."""
    sessions, enough, sent = open_database(database, (key,)), asyncio.Event(), 0

    def count(point: str) -> None:
        nonlocal sent
        sent += point == "posting"
        if sent >= SOME:
            enough.set()

    request, limits = WireRequest(NullWire()), Limits(rate=100_000)
    async with ExtBot(TOKEN, request=request, get_updates_request=request) as bot:
        sender = _sender(sessions, bot, limits, count)
        running = asyncio.ensure_future(sender.run())
        await enough.wait()
        await sender.drain()
        await running
    await sessions.close()
    return {"memory": peak_mib()}


class NullWire:
    """Answers every call at once, without a network."""

    async def open(self) -> None:
        """Nothing to open."""

    async def close(self) -> None:
        """Nothing to close."""

    async def post(self, url: str, body: bytes, content_type: str, timeouts: Timeouts) -> tuple[int, bytes]:
        result = {"message_id": 1, "id": 1, "is_bot": True, "first_name": "Sigap", "username": "sigap_bot"}
        return 200, json.dumps({"ok": True, "result": result}).encode()


async def _compose(_deps: Deps, held: Sequence[Held], _now: datetime) -> Mapping[int, Message]:
    return {
        one.id: Message(f"{TEXT}Rujukan {one.reference}", ((Button("Sudah dibaca", Acknowledge(one.reference)),),))
        for one in held
    }


def _sender(sessions: Sessions, bot: ExtBot[None], limits: Limits, passing: Callable[[str], None] = nowhere) -> Sender:
    """As `sigap run` makes it, save for what the messages say."""
    composers = {KIND: _compose}
    return Sender(_deps(sessions), bot, limits, in_flight=limits.in_flight, composers=composers, passing=passing)


def _deps(sessions: Sessions) -> Deps:
    zone = ZoneInfo("Asia/Jakarta")
    return Deps(sessions=sessions, clock=MovableClock(NOW), texts=Texts(), directory=Directory(), zone=zone)
