"""The chat page in a real browser: what people do in groups and to messages, and what they send."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.simulator.core import Simulator
from tests.simulator.browser import Page
from tests.simulator.page_bot import morning_of_h_7, png, stage

GROUP = -1001000000001
LAST = "[...document.querySelectorAll('article.message')].at(-1)"


@pytest.fixture
def simulator() -> Simulator:
    return morning_of_h_7()


async def test_a_person_uploads_a_picture_with_a_caption(devtools: str, simulator: Simulator, tmp_path: Path) -> None:
    picture = tmp_path / "bukti.png"
    picture.write_bytes(png(64, 48))
    async with stage(devtools, simulator) as page:
        await page.choose_file("input[type=file]", picture)
        await page.sees("bukti.png", ".strip")
        await page.type("Bukti rapat")
        await page.press("Enter")
        await page.sees("Bukti rapat", ".mine.has-photo")


async def test_a_card_of_the_bot_is_shared_in_a_group(devtools: str, simulator: Simulator) -> None:
    async with stage(devtools, simulator) as page:
        await page.click(f'[data-chat="{GROUP}"]')
        await page.click(".topic", "Publikasi")
        await page.click("#composer-text")
        await page.type("@sigap_simulasi_bot temanggung")
        await page.sees("Kartu temanggung", "#commands")
        await page.press("ArrowDown")
        await page.press("Enter")
        await page.sees("lewat @sigap_simulasi_bot", "#log .mine")
        assert await page.run("document.querySelector('.mine strong').textContent") == "Kartu"
        await page.type("@sigap_simulasi_bot x")
        await page.sees("Buka percakapan", "#commands")
        await page.press("Enter")
        await page.sees("Kode: sebaris", "#log")
    assert list(simulator.world.chats[GROUP].messages.values())[-1].thread_id == 3


async def open_menu_of_the_last(page: Page, label: str) -> None:
    """With the keyboard: Enter on a message opens what can be done with it."""
    await page.run(f"{LAST}.focus()")
    await page.press("Enter")
    await page.click(".menu-row", label)


async def test_a_person_votes_reacts_and_deletes(devtools: str, simulator: Simulator) -> None:
    async with stage(devtools, simulator) as page:
        await page.say("/pilih")
        await page.click(".poll-option")
        await page.sees("1 suara", ".poll small")
        await page.wait("document.querySelectorAll('.poll-option')[1].ariaPressed === 'true'")
        await open_menu_of_the_last(page, "Beri reaksi")
        await page.click(".menu-row", "👍")
        await page.sees("👍 1", ".theirs .reactions")
        await page.click(".reactions button")
        await page.wait("document.querySelector('.theirs .reactions').hidden")
        await open_menu_of_the_last(page, "Hapus untuk semua")
        await page.sees("Pesan dihapus", "#log")


async def test_a_topic_is_closed_and_opened_from_the_panel(devtools: str, simulator: Simulator) -> None:
    async with stage(devtools, simulator) as page:
        await page.click("#tab-members")
        await page.click('[aria-label="Tindakan untuk Pelaporan"]')
        await page.click(".menu-row", "Tutup topik")
        await page.sees("topik, ditutup", "#pane-members")
        assert simulator.world.chats[GROUP].topics[2].closed
        await page.sees("pemilik", "#pane-members")


async def test_a_basic_group_is_made_and_upgraded(devtools: str, simulator: Simulator) -> None:
    async with stage(devtools, simulator) as page:
        await page.click("#tab-members")
        await page.click("#pane-members .button", "Buat grup baru")
        await page.click(".menu-row", "Grup biasa")
        await page.sees("Grup biasa 2", "#chat-head")
        await page.click("#pane-members .button", "Tingkatkan menjadi supergrup")
        await page.sees("Grup ditingkatkan menjadi supergrup", "#log")
    assert [room.migrated_to is not None for room in simulator.world.chats.values() if room.type == "group"] == [True]


async def test_a_sign_of_typing_ends_by_the_simulated_clock(devtools: str, simulator: Simulator) -> None:
    async with stage(devtools, simulator) as page:
        await page.say("halo")
        await page.sees("Anda menulis: halo", "#log")
        simulator.call(simulator.token, "sendChatAction", {"chat_id": "1001", "action": "upload_document"})
        await page.sees("mengirim dokumen", "#chat-head")
        await page.click(".chip", "+1 jam")
        await page.wait("!document.querySelector('#chat-head .doing')")


async def test_a_topic_keeps_its_own_messages(devtools: str, simulator: Simulator) -> None:
    async with stage(devtools, simulator) as page:
        await page.click(f'[data-chat="{GROUP}"]')
        await page.click(".writer-button")
        await page.click(".menu-row", "Bayu Pratama · Humas Kabupaten Temanggung")
        await page.sees("Bayu Pratama", ".acting-as")
        await page.click(".topic", "Pelaporan")
        await page.say("/status@sigap_simulasi_bot")
        await page.sees("Anda menulis: /status", "#log")
        await page.click(".topic", "Publikasi")
        await page.sees("Topik dibuat: Publikasi", "#log")
        assert "Anda menulis" not in await page.run("document.getElementById('log').innerText")
        asked, answered = list(simulator.world.chats[GROUP].messages.values())[-2:]
        assert (asked.sender_id, asked.thread_id, answered.thread_id) == (1002, 2, 2)


async def test_a_person_who_blocked_the_bot_is_offered_the_way_back(devtools: str, simulator: Simulator) -> None:
    simulator.say(1001, "/start")
    simulator.block(1001)
    async with stage(devtools, simulator) as page:
        await page.sees("memblokir bot", '[data-chat="1001"]')
        await page.click(".barrier .button", "Buka blokir bot")
        await page.say("halo lagi")
        await page.sees("Anda menulis: halo lagi", "#log")
