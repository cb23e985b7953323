"""python-telegram-bot over the real encoding, down into the core."""

from __future__ import annotations

import asyncio
import json
from typing import Any
from urllib.parse import urlencode

import aiohttp
import pytest
from telegram import Bot, BotCommand, InlineKeyboardButton, InlineKeyboardMarkup, InputFile, InputMediaDocument, Update
from telegram.constants import ParseMode

from bot.simulator.core import Simulator
from bot.simulator.faults import Fault
from bot.simulator.wire import SimulatorWire
from bot.transport import WireRequest
from tests.simulator.conftest import GROUP, REPORTING, SRI, TOKEN, Caller

BASE = f"https://api.telegram.org/bot{TOKEN}"


@pytest.fixture
def wire(simulator: Simulator) -> SimulatorWire:
    return SimulatorWire(simulator)


@pytest.fixture
def bot(wire: SimulatorWire) -> Bot:
    return Bot(TOKEN, request=WireRequest(wire), get_updates_request=WireRequest(wire))


async def post(wire: SimulatorWire, method: str, **params: Any) -> dict[str, Any]:
    body = urlencode({name: value if isinstance(value, str) else json.dumps(value) for name, value in params.items()})
    _, answer = await wire.post(f"{BASE}/{method}", body.encode(), "application/x-www-form-urlencoded")
    result: dict[str, Any] = json.loads(answer)
    return result


async def test_a_client_talks_to_the_simulator_with_its_own_encoding(bot: Bot, simulator: Simulator) -> None:
    keyboard = InlineKeyboardMarkup([[InlineKeyboardButton("Sudah dibaca", callback_data="v1:read:1")]])
    async with bot:
        sent = await bot.send_message(SRI, "<b>Halo</b> & 😀", ParseMode.HTML, reply_markup=keyboard)
        await bot.set_my_commands([BotCommand("status", "Status")])
        edited = await bot.edit_message_text("Selesai", SRI, sent.message_id)
    assert (sent.text, sent.entities[0].type) == ("Halo & 😀", "bold")
    assert sent.reply_markup == keyboard
    assert edited.reply_markup is None
    assert simulator.bot.commands["default", ""] == [{"command": "status", "description": "Status"}]


async def test_files_arrive_through_multipart_and_can_be_downloaded_again(bot: Bot, simulator: Simulator) -> None:
    async with bot:
        sent = await bot.send_document(SRI, InputFile(b"a;b\n", "laporan.csv"), caption="Laporan")
        album = await bot.send_media_group(
            SRI, [InputMediaDocument(b"1", filename="1.txt"), InputMediaDocument(b"2", filename="2.txt")]
        )
        found = await bot.get_file(sent.document.file_id)
    assert (sent.document.file_name, sent.document.mime_type, sent.caption) == ("laporan.csv", "text/csv", "Laporan")
    assert [message.document.file_name for message in album] == ["1.txt", "2.txt"]
    assert len({message.media_group_id for message in album}) == 1
    assert simulator.world.files[found.file_id].content == b"a;b\n"


async def test_a_held_poll_wakes_when_somebody_writes(bot: Bot, simulator: Simulator) -> None:
    async with bot, asyncio.TaskGroup() as group:
        poll = group.create_task(bot.get_updates(timeout=30))
        await asyncio.sleep(0)
        simulator.say(SRI, "/status temanggung")
        updates: tuple[Update, ...] = await poll
    assert updates[0].message.text == "/status temanggung"
    assert updates[0].message.entities[0].type == "bot_command"


async def test_the_older_of_two_held_polls_gets_the_conflict(wire: SimulatorWire, simulator: Simulator) -> None:
    async with asyncio.TaskGroup() as group:
        older = group.create_task(post(wire, "getUpdates", timeout=30))
        await asyncio.sleep(0)
        newer = group.create_task(post(wire, "getUpdates", timeout=30))
        conflict = await older
        simulator.say(SRI, "halo")
        found = await newer
    assert conflict["error_code"] == 409
    assert conflict["description"].startswith("Conflict: terminated by other getUpdates request")
    assert found["result"][0]["message"]["text"] == "halo"


async def test_setting_a_webhook_ends_a_held_poll(wire: SimulatorWire) -> None:
    async with asyncio.TaskGroup() as group:
        poll = group.create_task(post(wire, "getUpdates", timeout=30))
        await asyncio.sleep(0)
        await post(wire, "setWebhook", url="https://sigap.example/hook")
        ended = await poll
    assert ended["description"] == "Conflict: terminated by setWebhook request"


async def test_an_address_outside_the_bot_api_is_not_found(wire: SimulatorWire) -> None:
    status, body = await wire.post("https://api.telegram.org/elsewhere", b"", "")
    assert (status, json.loads(body)["description"]) == (404, "Not Found")


async def test_a_json_body_is_read_with_its_own_types(wire: SimulatorWire) -> None:
    body = json.dumps({"chat_id": SRI, "text": "Halo", "disable_notification": True}).encode()
    status, _ = await wire.post(f"{BASE}/sendMessage", body, "application/json; charset=utf-8")
    assert status == 200


async def test_brackets_without_end_are_refused_and_break_nothing(wire: SimulatorWire, call: Caller) -> None:
    deep = "[" * 100_000
    status, _ = await wire.post(f"{BASE}/getMe", deep.encode(), "application/json")
    assert status == 200
    assert call.refused("setMyCommands", commands=deep) == "400 Bad Request: can't parse commands JSON object"
    assert "reply_parameters must be JSON" in call.refused("sendMessage", chat_id=SRI, text="x", reply_parameters=deep)


@pytest.mark.parametrize(
    ("kind", "error", "accepted"),
    [
        ("refuse", aiohttp.ClientConnectorError, 0),
        ("connect_timeout", aiohttp.ConnectionTimeoutError, 0),
        ("drop_before", aiohttp.ServerDisconnectedError, 0),
        ("drop_after", aiohttp.ServerDisconnectedError, 1),
        ("cut", aiohttp.ClientPayloadError, 1),
        ("stall", aiohttp.SocketTimeoutError, 1),
    ],
)
async def test_a_fault_of_the_network_raises_what_aiohttp_raises(
    wire: SimulatorWire, simulator: Simulator, kind: str, error: type[Exception], accepted: int
) -> None:
    simulator.faults.add(Fault(kind, method="sendMessage"))
    with pytest.raises(error):
        await post(wire, "sendMessage", chat_id=SRI, text="Halo")
    assert sum(call.accepted for call in simulator.journal.of("sendMessage")) == accepted
    assert simulator.violations() == []
    assert (await post(wire, "sendMessage", chat_id=SRI, text="Halo"))["ok"]


@pytest.mark.parametrize(
    ("kind", "status", "body"),
    [("bad_json", 200, b'{"ok":true,"result":'), ("error_504", 504, b"")],
)
async def test_a_fault_of_the_server_answers_what_cannot_be_read(
    wire: SimulatorWire, simulator: Simulator, kind: str, status: int, body: bytes
) -> None:
    simulator.faults.add(Fault(kind))
    params = urlencode({"chat_id": SRI, "text": "Halo"}).encode()
    assert await wire.post(f"{BASE}/sendMessage", params, "application/x-www-form-urlencoded") == (status, body)


async def test_topics_of_the_group_reach_the_client(bot: Bot, call: Caller) -> None:
    async with bot:
        sent = await bot.send_message(GROUP, "Rekap", message_thread_id=REPORTING)
    assert (sent.message_thread_id, sent.is_topic_message, sent.chat.is_forum) == (REPORTING, True, True)
