"""The chat page in a real browser: people write, press, travel in time; the page shows what the simulator knows."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from bot.deps import MovableClock
from bot.simulator.core import Preset, Simulator, StartLink
from tests.simulator.browser import Page, some_chromium
from tests.simulator.page_bot import png, stage

NOW = datetime(2026, 7, 24, 1, 0, tzinfo=UTC)
GROUP = -1001000000001
LAST = "[...document.querySelectorAll('article.message')].at(-1)"


@pytest.fixture(scope="module")
def devtools(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with some_chromium(tmp_path_factory.mktemp("chromium")) as address:
        yield address


@pytest.fixture
def simulator() -> Simulator:
    """The sample world at H-7, eight in the morning in WIB; nobody has written yet."""
    made = Simulator("123456:demo", MovableClock(NOW))
    made.presets = [Preset("H-7", NOW), Preset("H+3", datetime(2026, 8, 3, 1, 0, tzinfo=UTC))]
    url = f"https://t.me/{made.bot.username}?start=7F3KM2QX"
    made.links = [StartLink(1001, "Inspektorat Kabupaten Temanggung", url)]
    return made


async def test_an_empty_chat_is_started_with_one_press(devtools: str, simulator: Simulator) -> None:
    async with stage(devtools, simulator) as page:
        await page.sees("Saya mengingatkan batas waktu.", ".empty")
        await page.click(".start")
        await page.sees("Selamat pagi, Sri. Kode: tanpa kode", "#log")
        assert await page.run("document.querySelector('.theirs strong').textContent") == "Sri"
        assert await page.run("document.querySelector('.theirs u').textContent") == "garis"


async def test_an_invitation_sends_its_code_as_the_acting_person(devtools: str, simulator: Simulator) -> None:
    async with stage(devtools, simulator) as page:
        await page.click(".invitation-link")
        await page.sees("/start 7F3KM2QX", ".mine")
        await page.sees("Kode: 7F3KM2QX", "#log")
        await page.click(".theirs .link", "panduan")
        await page.sees("Kode: PANDUAN", "#log")


async def test_a_press_edits_in_place_and_is_answered_by_a_toast_or_an_alert(
    devtools: str, simulator: Simulator
) -> None:
    async with stage(devtools, simulator) as page:
        await page.click(".start")
        await page.click(".key", "Hitung 0")
        await page.sees("Dihitung 1 kali", ".flash")
        assert await page.run("document.querySelectorAll('article.message').length") == 2
        assert await page.run(f"{LAST}.querySelector('.meta').textContent.startsWith('diubah')")
        await page.click(".key", "Beri tahu")
        await page.sees("Sudah dicatat.", "#toasts")
        await page.click(".key", "Peringatan")
        await page.sees("Mohon dibaca.", "dialog")
        await page.press("Escape")
        await page.wait("!document.querySelector('dialog') && !document.querySelector('[aria-busy]')")


async def test_spoilers_and_long_quotations_open_on_demand(devtools: str, simulator: Simulator) -> None:
    async with stage(devtools, simulator) as page:
        await page.click(".start")
        await page.click(".quote-toggle", "Selengkapnya")
        await page.wait("document.querySelector('.quote.open .quote-toggle').textContent === 'Ringkas'")
        await page.click(".spoiler")
        await page.wait("document.querySelector('.spoiler.open')")


async def test_a_photo_opens_in_full_size_and_a_document_downloads(devtools: str, simulator: Simulator) -> None:
    async with stage(devtools, simulator) as page:
        await page.say("/foto")
        await page.sees("rekap.csv", "#log")
        await page.wait("document.querySelector('.photo img').naturalWidth === 320")
        await page.click(".photo")
        await page.sees("Capaian 89,99%", "dialog.lightbox")
        await page.press("Escape")
        content = await page.run("fetch(document.querySelector('.document').href).then((file) => file.text())")
        assert content.startswith("kode;nama")


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


async def test_time_travel_moves_the_clock_for_everyone(devtools: str, simulator: Simulator) -> None:
    async with stage(devtools, simulator) as page:
        await page.sees("08.00 WIB", ".clock")
        await page.click(".preset", "H+3")
        await page.sees("3 Agu 2026", ".clock")
        await page.click(".chip", "+1 jam")
        await page.sees("09.00 WIB", ".clock")
        await page.fill("#free-date", "2026-07-31T23:30")
        await page.click(".free .chip", "Lompat")
        await page.sees("23.30 WIB", ".clock")
        await page.click('[data-chat="1004"]')
        await page.sees("1 Agu 2026 · 01.30 WIT", ".clock")
        assert simulator.now() == datetime(2026, 7, 31, 16, 30, tzinfo=UTC)
        await page.fill("#speed", "3600")
        await page.wait("!document.querySelector('.clock').innerText.includes('23.30 WIB')")
        assert simulator.clock.speed == 3600


async def test_a_reload_keeps_the_place_and_starting_over_clears_it(devtools: str, simulator: Simulator) -> None:
    async with stage(devtools, simulator) as page:
        await page.click('[data-chat="1002"]')
        await page.say("halo dari Humas")
        await page.sees("Anda menulis: halo dari Humas", "#log")
        await page.reload()
        await page.sees("Anda menulis: halo dari Humas", "#log")
        await page.sees("Bayu Pratama", ".acting-as")
        await page.click("#restart")
        await page.click(".dialog .button", "Mulai ulang")
        await page.wait("document.querySelector('.start') && !document.body.innerText.includes('halo dari Humas')")


async def test_a_telephone_shows_the_list_then_the_chat(devtools: str, simulator: Simulator) -> None:
    async with stage(devtools, simulator, width=390, height=844) as page:
        await page.click('[data-chat="1001"]')
        await page.say("dari telepon")
        await page.sees("Anda menulis: dari telepon", "#log")
        assert await page.run("document.documentElement.scrollWidth") == 390
        assert await page.run("document.querySelector('.roster').checkVisibility()") is False
        await page.click(".back")
        await page.sees("Bayu Pratama", "#roster")
        await page.click('[data-chat="1002"]')
        await page.run("history.back()")
        await page.wait("document.querySelector('.roster').checkVisibility()")


async def test_what_arrives_elsewhere_is_counted_until_it_is_read(devtools: str, simulator: Simulator) -> None:
    simulator.say(1004, "/start")
    async with stage(devtools, simulator) as page:
        await page.sees("1", '[data-chat="1004"] .badge')
        await page.wait("document.title.startsWith('(1)')")
        await page.click('[data-chat="1004"]')
        await page.wait("!document.querySelector('[data-chat=\"1004\"] .badge')")


async def test_errors_and_violations_stand_out_in_the_log_of_calls(devtools: str, simulator: Simulator) -> None:
    async with stage(devtools, simulator) as page:
        await page.say("/salah")
        await page.sees("can't parse entities", ".call.failed.broken")
        await page.sees("1 pelanggaran", ".tally.bad")
        await page.click(".call.broken summary")
        await page.sees("tidak ditutup", ".call.broken pre")


async def test_a_fault_button_spoils_the_next_call(devtools: str, simulator: Simulator) -> None:
    async with stage(devtools, simulator) as page:
        await page.click("#tab-faults")
        await page.fill('[aria-label^="Metode"]', "sendMessage")
        await page.click('.fault[data-kind="flood"]')
        await page.sees("Terlalu banyak (429)", ".active-faults")
        await page.say("halo")
        await page.click("#tab-journal")
        await page.sees("gangguan: flood", ".call.failed")


async def test_the_keyboard_alone_is_enough(devtools: str, simulator: Simulator) -> None:
    async with stage(devtools, simulator) as page:
        await page.click("#composer-text")
        await page.type("/")
        await page.sees("/bantuan", "#commands")
        await page.press("ArrowDown")
        await page.press("Enter")
        await page.sees("Anda menulis: /bantuan", "#log")
        await page.type("baris satu")
        await page.press("Enter", shift=True)
        await page.type("baris dua")
        await page.press("Enter")
        await page.sees("baris satu\nbaris dua", "#log .message:nth-last-child(2)")
        await page.press("ArrowUp")
        await page.sees("Mengubah pesan", ".strip")
        await page.press("Escape")
        await page.wait("document.querySelector('.strip').hidden")


async def test_a_bare_link_to_the_bot_opens_its_chat_without_writing(devtools: str, simulator: Simulator) -> None:
    async with stage(devtools, simulator) as page:
        await page.click(f'[data-chat="{GROUP}"]')
        await page.say(f"silakan ke t.me/{simulator.bot.username}")
        await page.click("#log .link")
        await page.wait("document.querySelector('.start')")
        assert simulator.world.people[1001].started is False


async def test_a_person_who_blocked_the_bot_is_offered_the_way_back(devtools: str, simulator: Simulator) -> None:
    simulator.say(1001, "/start")
    simulator.block(1001)
    async with stage(devtools, simulator) as page:
        await page.sees("memblokir bot", '[data-chat="1001"]')
        await page.click(".barrier .button", "Buka blokir bot")
        await page.say("halo lagi")
        await page.sees("Anda menulis: halo lagi", "#log")


async def test_a_reply_keyboard_writes_its_label(devtools: str, simulator: Simulator) -> None:
    async with stage(devtools, simulator) as page:
        await page.say("/papan")
        await page.click(".reply-key", "Batas waktu")
        await page.sees("Anda menulis: Batas waktu", "#log")


async def test_hostile_names_and_texts_stay_text(devtools: str, simulator: Simulator) -> None:
    simulator.world.people[1001].first_name = "<b>Sri</b>&amp;"
    async with stage(devtools, simulator) as page:
        await page.sees("<b>Sri</b>&amp; Wahyuni", '[data-chat="1001"]')
        await page.say("/jahat")
        await page.sees("<img src=x onerror=alert(1)>", "#log")
        assert await page.run("document.querySelectorAll('.log img').length") == 0
        await page.click(".key", "Buka")
        await page.sees("https://contoh.test/", "dialog .address")


async def test_the_theme_follows_the_device_or_the_choice(devtools: str, simulator: Simulator) -> None:
    paper = "getComputedStyle(document.body).backgroundColor"
    async with stage(devtools, simulator) as page:
        await page.prefer("dark")
        dark = await page.run(paper)
        await page.click("#theme")
        light = await page.run(paper)
        assert dark != light
        await page.reload()
        assert await page.run(paper) == light
