"""A small scripted bot over HTTP, and the stage on which a browser plays with it."""

from __future__ import annotations

import asyncio
import json
import struct
import zlib
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import aiohttp

from bot.deps import MovableClock
from bot.simulator.core import Preset, Simulator, StartLink
from bot.simulator.server import build_server
from tests.served import served
from tests.simulator.browser import Page, tab

WELCOME = (
    "Selamat pagi, <b>Sri</b>. Kode: {code}\n"
    "<blockquote expandable>satu\ndua\ntiga\nempat\nlima\nenam</blockquote>\n"
    'Lihat <a href="https://t.me/{bot}?start=PANDUAN">panduan</a> atau /status. '
    "<tg-spoiler>rahasia</tg-spoiler> 👩🏽‍💻 <u>garis</u>"
)


NOW = datetime(2026, 7, 24, 1, 0, tzinfo=UTC)


def morning_of_h_7() -> Simulator:
    """The sample world at H-7, eight in the morning in WIB, with an invitation; nobody has written yet."""
    made = Simulator("123456:demo", MovableClock(NOW))
    made.presets = [Preset("H-7", NOW), Preset("H+3", datetime(2026, 8, 3, 1, 0, tzinfo=UTC))]
    url = f"https://t.me/{made.bot.username}?start=7F3KM2QX"
    made.links = [StartLink(1001, "Inspektorat Kabupaten Temanggung", url)]
    return made


def buttons(*labels: str) -> dict[str, Any]:
    """One row of buttons whose data is their label."""
    return {"inline_keyboard": [[{"text": label, "callback_data": label} for label in labels]]}


def png(width: int, height: int) -> bytes:
    """A plain picture of that size."""
    rows = (b"\0" + bytes((11, 110, 99)) * width) * height
    parts = (
        (b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)),
        (b"IDAT", zlib.compress(rows)),
        (b"IEND", b""),
    )
    chunks = (
        struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data)) for kind, data in parts
    )
    return b"\x89PNG\r\n\x1a\n" + b"".join(chunks)


@dataclass
class ScriptedBot:
    """Answers what the tests write; every answer goes over HTTP as a client library would send it."""

    client: aiohttp.ClientSession
    address: str
    token: str
    username: str

    async def run(self) -> None:
        """Poll until cancelled."""
        menu = [{"command": "status", "description": "Status pelaporan"}, {"command": "bantuan", "description": "Cara"}]
        await self.call("setMyCommands", commands=menu)
        await self.call("setMyDescription", description="Saya mengingatkan batas waktu.")
        offset = 0
        while True:
            for update in (await self.call("getUpdates", offset=offset, timeout=20)).get("result", []):
                offset = update["update_id"] + 1
                await self._take(update)

    async def call(self, method: str, files: dict[str, tuple[str, bytes]] | None = None, **params: Any) -> Any:
        """The body of the answer, whatever it is."""
        form = aiohttp.FormData()
        for name, value in params.items():
            form.add_field(name, value if isinstance(value, str) else json.dumps(value))
        for name, (filename, content) in (files or {}).items():
            form.add_field(name, content, filename=filename)
        async with self.client.post(f"{self.address}/bot{self.token}/{method}", data=form) as answer:
            return await answer.json()

    async def _take(self, update: dict[str, Any]) -> None:
        if query := update.get("callback_query"):
            await self._pressed(query)
        elif asked := update.get("inline_query"):
            await self._asked_inline(asked)
        elif message := update.get("message"):
            place: dict[str, Any] = {"chat_id": message["chat"]["id"]}
            if message.get("is_topic_message"):
                place["message_thread_id"] = message["message_thread_id"]
            await self._answer(message, place)

    async def _answer(self, message: dict[str, Any], place: dict[str, Any]) -> None:
        text = message.get("text", "")
        word = text.split("@")[0].split()[0] if text else ""
        if word == "/start":
            code = text.partition(" ")[2] or "tanpa kode"
            said = WELCOME.format(code=code, bot=self.username)
            keys = buttons("Hitung 0", "Beri tahu", "Peringatan")
            await self.call("sendMessage", text=said, parse_mode="HTML", reply_markup=keys, **place)
        elif word == "/foto":
            picture = {"photo": ("capaian.png", png(320, 200))}
            await self.call("sendPhoto", caption="Capaian 89,99%", files=picture, **place)
            await self.call(
                "sendDocument", files={"document": ("rekap.csv", b"kode;nama\n33.23;Temanggung\n")}, **place
            )
        elif word == "/pilih":
            await self.call("sendPoll", question="Hadir?", options=["Ya", "Tidak"], **place)
        elif word == "/papan":
            keyboard = {"keyboard": [[{"text": "Status"}, {"text": "Batas waktu"}]], "resize_keyboard": True}
            await self.call("sendMessage", text="Silakan pilih.", reply_markup=keyboard, **place)
        elif word == "/salah":
            await self.call("sendMessage", text="<b>tidak ditutup", parse_mode="HTML", **place)
        elif word == "/jahat":
            keys = {"inline_keyboard": [[{"text": "Buka", "url": "https://contoh.test/<b>"}]]}
            await self.call("sendMessage", text="<img src=x onerror=alert(1)>", reply_markup=keys, **place)
        else:
            await self.call("sendMessage", text=f"Anda menulis: {text or 'sesuatu'}", **place)

    async def _asked_inline(self, query: dict[str, Any]) -> None:
        content = {"message_text": f"<b>Kartu</b> {query['query']}", "parse_mode": "HTML"}
        row = {"type": "article", "id": "1", "title": f"Kartu {query['query']}", "input_message_content": content}
        button = {"text": "Buka percakapan", "start_parameter": "sebaris"}
        await self.call("answerInlineQuery", inline_query_id=query["id"], results=[row], button=button)

    async def _pressed(self, query: dict[str, Any]) -> None:
        data, message = query["data"], query["message"]
        if data.startswith("Hitung"):
            number = int(data.split()[1]) + 1
            place = {"chat_id": message["chat"]["id"], "message_id": message["message_id"]}
            keys = buttons(f"Hitung {number}", "Beri tahu", "Peringatan")
            await self.call("editMessageText", text=f"Dihitung {number} kali", reply_markup=keys, **place)
        said = {"Beri tahu": "Sudah dicatat.", "Peringatan": "Mohon dibaca."}.get(data, "")
        await self.call(
            "answerCallbackQuery", callback_query_id=query["id"], text=said, show_alert=data == "Peringatan"
        )


@asynccontextmanager
async def stage(devtools: str, simulator: Simulator, *, width: int = 1280, height: int = 800) -> AsyncIterator[Page]:
    """Serve the simulator, run the bot, and open the page in a tab; at the end nothing may have gone wrong in it."""
    async with aiohttp.ClientSession() as client, served(build_server(simulator)) as address:
        scripted = ScriptedBot(client, address, simulator.token, simulator.bot.username or "")
        bot = asyncio.ensure_future(scripted.run())
        try:
            async with tab(devtools, width=width, height=height) as page:
                await page.open(f"{address}/")
                yield page
                page.assert_calm(address)
                await page.leave()
        finally:
            bot.cancel()
            await asyncio.gather(bot, return_exceptions=True)
