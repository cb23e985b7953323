"""The demo in a real browser: a visitor joins, asks, presses, travels in time, sends a photo and acts in a group."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from bot.demo import Demo, demo_settings
from bot.simulator.core import Simulator
from bot.simulator.server import build_server
from tests.cast import BAYU, GROUP, SRI
from tests.served import served
from tests.simulator.browser import Page, some_chromium, tab
from tests.simulator.page_bot import png

REPORTING = 2


@pytest.fixture
def devtools(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with some_chromium(tmp_path_factory.mktemp("chromium")) as address:
        yield address


@asynccontextmanager
async def visit(devtools: str, *, width: int = 1280, height: int = 800) -> AsyncIterator[tuple[Page, Simulator]]:
    """The demo as `sigap demo` starts it, opened in a tab. At the end nothing may have gone wrong anywhere."""
    demo, stop = Demo(demo_settings()), asyncio.Event()
    playing = asyncio.ensure_future(demo.play(stop))
    try:
        app = build_server(demo.simulator, reset=demo.reset, travel=demo.travel)
        async with served(app) as address, tab(devtools, width=width, height=height) as page:
            await page.open(f"{address}/")
            yield page, demo.simulator
            assert demo.simulator.violations(final=True) == []
            assert [call for call in demo.simulator.journal.calls if call.status != 200] == []
            page.assert_calm(address)
            await page.leave()
    finally:
        stop.set()
        await playing


@pytest.fixture
def evidence(tmp_path: Path) -> Path:
    """A picture to send."""
    path = tmp_path / "bukti.png"
    path.write_bytes(png(64, 48))
    return path


async def test_a_visitor_plays_the_whole_bot(devtools: str, evidence: Path) -> None:
    async with visit(devtools) as (page, simulator):
        await bayu_joins_by_his_invitation(page)
        await bayu_asks_and_presses(page)
        await sri_is_reminded(page)
        await sri_sends_a_photo_and_opens_it(page, evidence)
        await bayu_asks_in_a_topic(page, simulator)
        await bayu_shares_a_card_there(page, simulator)
        await page.click("#tab-journal")
        await page.sees("0 galat · 0 pelanggaran", ".tally")


async def bayu_joins_by_his_invitation(page: Page) -> None:
    await page.click(f'[data-chat="{BAYU}"]')
    await page.click(".invitation-link")
    await page.sees("Bapak/Ibu kini terdaftar sebagai Diskominfo Kabupaten Temanggung", "#log")


async def bayu_asks_and_presses(page: Page) -> None:
    await page.say("status kab temangung tw 2")
    await page.sees("Kabupaten Temanggung · TW VI (B18)", "#log")
    count = await page.run("document.querySelectorAll('article.message').length")
    await page.click(".key", "Rincian")
    await page.sees("Ringkasan", "#log")
    await page.wait("[...document.querySelectorAll('.theirs .meta')].at(-1).textContent.startsWith('diubah')")
    assert await page.run("document.querySelectorAll('article.message').length") == count


async def sri_is_reminded(page: Page) -> None:
    await page.click(f'[data-chat="{SRI}"]')
    await page.click(".start")
    await page.sees("Selamat pagi, Bapak/Ibu Sri Wahyuni", "#log")
    await page.click(".preset", "H-7")
    await page.sees("Pengingat H-7 · Aksi PK TW VI", "#log")
    await page.sees("24 Jul 2026", ".clock")
    await page.click(".key", "Sudah dibaca")
    await page.wait("!document.querySelector('[aria-busy]')")


async def sri_sends_a_photo_and_opens_it(page: Page, picture: Path) -> None:
    await page.choose_file("input[type=file]", picture)
    await page.sees("bukti.png", ".strip")
    await page.type("Bukti rapat")
    await page.press("Enter")
    await page.sees("saya hanya dapat membaca teks", "#log")  # nothing moves any more
    await page.wait("document.querySelector('.mine .photo img').naturalWidth === 64")
    await page.unfold(".mine .photo", "Bukti rapat", "dialog.lightbox")
    await page.press("Escape")


async def bayu_asks_in_a_topic(page: Page, simulator: Simulator) -> None:
    await page.click(f'[data-chat="{GROUP}"]')
    await page.click(".topic", "Pelaporan")
    await page.click(".writer-button")
    await page.click(".menu-row", "Bayu Pratama · Humas Kabupaten Temanggung")
    await page.say(f"/status@{simulator.bot.username}")
    await page.wait("document.querySelector('#log .theirs .bubble')")
    answer = list(simulator.world.chats[GROUP].messages.values())[-1]
    assert (answer.sender_id, answer.thread_id) == (simulator.bot.id, REPORTING)


async def bayu_shares_a_card_there(page: Page, simulator: Simulator) -> None:
    await page.click("#composer-text")
    await page.type(f"@{simulator.bot.username} temang")
    await page.sees("Kabupaten Temanggung", "#commands")
    await page.press("Enter")
    await page.sees(f"lewat @{simulator.bot.username}", "#log .mine:last-of-type")
    card = list(simulator.world.chats[GROUP].messages.values())[-1]
    assert (card.sender_id, card.thread_id, card.via_bot) == (BAYU, REPORTING, True)
