"""The chat page in a real browser: people write, press, travel in time; the page shows what the simulator knows."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from bot.simulator.core import Simulator
from tests.simulator.page_bot import morning_of_h_7, stage

GROUP = -1001000000001
LAST = "[...document.querySelectorAll('article.message')].at(-1)"


@pytest.fixture
def simulator() -> Simulator:
    return morning_of_h_7()


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
