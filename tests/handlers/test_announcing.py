"""Writing announcements in chat: content, audience, preview, time, and following what became of them."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import timedelta

import pytest
from sqlmodel import col, select, update

from bot.domain.roles import Role
from bot.simulator.world import Person
from db.engine import Sessions
from db.models import Announcement, AnnouncementState, Occupancy, OutboxMessage
from tests.reminder_world import H_7, JAYAPURA, PROVINCE, SALATIGA, SETNAS, TEMANGGUNG, World
from tests.simulator.picture_heads import png
from tests.stage import Actor, Stage, on_stage

SRI, BAYU, RATNA, YOSEF = 1001, 1002, 1003, 1004


@pytest.fixture
async def stage(sqlite_sessions: Sessions) -> AsyncIterator[Stage]:
    """Two Inspektorat in two zones, a korwil, an administrator."""
    async with sqlite_sessions.begin() as session:
        world = await World(session).build()
        await world.assign(TEMANGGUNG, 1)
        await world.assign(SALATIGA, 1)
        await world.seat(SRI, (Role.INSPECTORATE, TEMANGGUNG))
        await world.seat(YOSEF, (Role.INSPECTORATE, JAYAPURA), name="Yosef")
        await world.seat(BAYU, (Role.REGIONAL_COORDINATOR, PROVINCE), name="Bayu")
        await world.seat(RATNA, (Role.SETNAS_ADMIN, SETNAS), name="Ratna")
    async with on_stage(sqlite_sessions, now=H_7) as staged:
        for person in (SRI, BAYU, RATNA, YOSEF):
            await staged.actor(person).says("/start")
        yield staged


async def written(stage: Stage, who: int = RATNA, text: str = "Rapat besok") -> Actor:
    """Somebody has written the content and sees the audience."""
    actor = stage.actor(who)
    await actor.says("/pengumuman")
    await actor.taps("Buat pengumuman")
    await actor.says(text)
    return actor


async def stored(stage: Stage) -> list[Announcement]:
    async with stage.sessions() as session:
        return list((await session.exec(select(Announcement).order_by(col(Announcement.id)))).all())


async def queued(stage: Stage, kind: str = "pengumuman") -> int:
    async with stage.sessions() as session:
        return len((await session.exec(select(OutboxMessage).where(OutboxMessage.kind == kind))).all())


async def test_what_is_written_is_seen_first_and_leaves_as_it_was_seen(stage: Stage) -> None:
    ratna = await written(stage, text="Rapat <besok> & lusa\nhttps://stranaspk.id/rapat?a=1&b=2")
    assert "Penerima: 3 orang, 0 grup" in ratna.last
    await ratna.taps("Peran")
    assert "peran Inspektorat" not in await ratna.taps("Inspektorat")
    assert "semua instansi; Inspektorat" in ratna.last
    outlook = await ratna.taps("Lanjut ke pratinjau")
    assert "Penerima: 2 orang, 0 grup" in outlook
    shown = ratna.texts[-2]
    assert shown.startswith("Pratinjau, belum dikirim:\nPengumuman Setnas PK\nRapat <besok> & lusa")
    assert await queued(stage) == 0
    page = await ratna.taps("Kirim sekarang")
    assert "dikirim" in page
    await stage.travel(H_7 + timedelta(minutes=1))
    sent = stage.actor(SRI).last
    assert sent.split("\n\nRujukan")[0] == shown.removeprefix("Pratinjau, belum dikirim:\n").split("\n\nRujukan")[0]
    assert "https://stranaspk.id/rapat?a=1&b=2" in sent
    assert "Rapat <besok>" in stage.actor(YOSEF).last


async def test_pressing_send_twice_sends_once(stage: Stage) -> None:
    stage.allow_violations = frozenset({"refused"})  # the second press would change nothing of what is seen
    ratna = await written(stage)
    await ratna.taps("Lanjut ke pratinjau")
    message, data = ratna._find("Kirim sekarang")
    for _ in range(2):
        stage.simulator.tap(RATNA, message.id, data)
    await stage.settle()
    assert await queued(stage) == 3
    assert [one.state for one in await stored(stage)] == [AnnouncementState.APPROVED]


async def test_a_button_of_an_older_preview_sends_nothing_but_shows_the_draft_as_it_is(stage: Stage) -> None:
    ratna = await written(stage)
    await ratna.taps("Lanjut ke pratinjau")
    message, data = ratna._find("Kirim sekarang")
    await ratna.taps("Ubah isi")
    await ratna.says("Rapat lusa")
    assert "sudah berubah" not in ratna.last
    stage.simulator.tap(RATNA, message.id, data, forged=True)
    await stage.settle()
    assert "sudah berubah" in ratna.last
    assert await queued(stage) == 0


async def test_a_korwil_writes_to_their_own_region_alone_and_in_its_name(stage: Stage) -> None:
    bayu = await written(stage, BAYU)
    assert "Penerima: 2 orang, 0 grup" in bayu.last  # the korwil's own seat and Temanggung
    assert "tidak dikenal" in await bayu.says("wilayah=99")
    assert "Penerima: 0 orang" in await bayu.says("wilayah=91.71")
    await bayu.says("peran=inspektorat")
    await bayu.taps("Lanjut ke pratinjau")
    assert "Pengumuman Provinsi Jawa Tengah" in bayu.texts[-2]
    await bayu.taps("Kirim sekarang")
    await stage.travel(H_7 + timedelta(minutes=1))
    assert "Rapat besok" in stage.actor(SRI).last
    assert "Rapat besok" not in stage.actor(YOSEF).last


async def test_who_may_not_announce_finds_no_way_in(stage: Stage) -> None:
    sri = stage.actor(SRI)
    assert "hanya untuk" in await sri.says("/pengumuman")
    for data in ("v1:an:0", "v1:al", "v1:ax:1", "v1:as:1:00000000", "v1:ab:1:0:0", "v1:af:1", "v1:ag:1:1", "v1:av:1"):
        assert "hanya untuk" in await sri.forges(data)
    assert await stored(stage) == []


@pytest.mark.parametrize(
    ("text", "complaint"),
    [("x" * 3001, "paling banyak 3.000"), ("   ", "")],
)
async def test_what_cannot_be_announced_is_refused_with_a_sentence(stage: Stage, text: str, complaint: str) -> None:
    ratna = stage.actor(RATNA)
    await ratna.says("/pengumuman")
    await ratna.taps("Buat pengumuman")
    if text.strip():
        assert complaint in await ratna.says(text)
    assert "Tidak ada yang dikirim" in await ratna.says("/batal")
    assert "Tidak ada yang sedang ditulis" in await ratna.says("/batal")
    assert [one.state for one in await stored(stage)] == [AnnouncementState.CANCELLED]


async def test_a_scheduled_one_says_when_and_leaves_then(stage: Stage) -> None:
    ratna = await written(stage)
    await ratna.taps("Lanjut ke pratinjau")
    await ratna.taps("Jadwalkan")
    assert "belum dipahami" in await ratna.says("nanti saja")
    assert "sudah lewat" in await ratna.says("hari ini 07.00")
    assert "Kamis, 23 Juli 2026 pukul 09.00 WIB" in await ratna.says("besok 09.00")
    await ratna.taps("Kirim sesuai jadwal")
    await stage.travel(H_7 + timedelta(hours=2))
    assert "Rapat besok" not in stage.actor(SRI).last
    await stage.travel(H_7 + timedelta(days=1, hours=1))
    assert "Rapat besok" in stage.actor(SRI).last


async def test_a_poll_is_answered_by_buttons_and_counted_by_province(stage: Stage) -> None:
    ratna = stage.actor(RATNA)
    await ratna.says("/pengumuman")
    await ratna.taps("Jajak pendapat")
    assert "harus 2 sampai 6" in await ratna.says("Setuju?\nYa")
    await ratna.says("Setuju?\nYa\nTidak")
    await ratna.taps("Lanjut ke pratinjau")
    await ratna.taps("Kirim sekarang")
    await stage.travel(H_7 + timedelta(minutes=1))
    assert stage.actor(SRI).buttons == ["Ya", "Tidak"]
    await stage.actor(SRI).taps("Tidak")
    await stage.actor(SRI).taps("Ya")
    await stage.actor(YOSEF).taps("Tidak")
    await stage.travel(H_7 + timedelta(minutes=2))
    followed = ratna.last
    assert "1. Ya: 1" in followed
    assert "2. Tidak: 1" in followed
    assert "dalam urutan jawaban di atas:\nJawa Tengah: 1 · 0" in followed
    assert "Dibaca: 2 orang" in followed


async def test_the_message_follows_what_is_sent_and_read_and_leads_to_who_has_not(stage: Stage) -> None:
    ratna = await written(stage)
    await ratna.taps("Lanjut ke pratinjau")
    await ratna.taps("Kirim sekarang")
    await stage.travel(H_7 + timedelta(minutes=1))
    await stage.actor(SRI).taps("Sudah dibaca")
    await stage.travel(H_7 + timedelta(minutes=2))
    assert "Terkirim: 3 dari 3" in ratna.last
    assert "Dibaca: 1 orang" in ratna.last
    readers = await ratna.taps("Daftar pembaca")
    assert "belum menandai sudah membaca: 2" in readers
    assert "○ Inspektorat Kota Jayapura · terkirim" in readers
    assert "Yosef" not in readers
    assert "✓ Inspektorat Kabupaten Temanggung · terkirim" in await ratna.taps("Sudah membaca")
    await stage.actor(YOSEF).taps("Sudah dibaca")
    await stage.travel(H_7 + timedelta(minutes=3))
    assert ratna.last.startswith("Pengumuman 1\nDibaca: 1"), "a page that is read is not replaced"
    assert "Dibaca: 2 orang" in await ratna.taps("‹ Kembali")


async def test_a_correction_and_a_recall_reach_what_was_sent(stage: Stage) -> None:
    ratna = await written(stage)
    await ratna.taps("Lanjut ke pratinjau")
    await ratna.taps("Kirim sekarang")
    await stage.travel(H_7 + timedelta(minutes=1))
    await ratna.taps("Ralat")
    outlook = await ratna.says("Rapat lusa")
    assert "akan diubah: 3" in outlook
    assert "(telah diperbaiki)" in ratna.texts[-2]
    await ratna.taps("Kirim ralat")
    await stage.travel(H_7 + timedelta(minutes=2))
    assert "Rapat lusa" in stage.actor(SRI).last
    before = len(stage.actor(SRI).messages)
    assert "Tarik pengumuman ini?" in await ratna.taps("Tarik")
    assert "sedang ditarik" in await ratna.taps("Ya, tarik kembali")
    await stage.travel(H_7 + timedelta(minutes=3))
    assert len(stage.actor(SRI).messages) == before - 1
    assert "Tarik" not in ratna.buttons


async def test_a_picture_and_a_file_leave_with_their_captions(stage: Stage) -> None:
    ratna = stage.actor(RATNA)
    for number, (as_photo, name) in enumerate(((True, "undangan.png"), (False, "undangan.pdf")), 1):
        await ratna.says("/pengumuman")
        await ratna.taps("Buat pengumuman")
        stage.simulator.upload(RATNA, name, png(8, 8), caption="x" * 801, as_photo=as_photo)
        await stage.settle()
        assert "paling banyak 800" in ratna.last
        stage.simulator.upload(RATNA, name, png(8, 8), caption="Undangan <rapat>", as_photo=as_photo)
        await stage.settle()
        await ratna.taps("Lanjut ke pratinjau")
        kind = "photo" if as_photo else "document"
        assert kind in ratna.messages[-2].content
        await ratna.taps("Kirim sekarang")
        await stage.travel(H_7 + timedelta(minutes=number))
        got = stage.actor(SRI).messages[-1].content
        assert kind in got
        assert "Undangan <rapat>" in str(got["caption"])


async def test_a_sticker_is_no_content(stage: Stage) -> None:
    ratna = stage.actor(RATNA)
    await ratna.says("/pengumuman")
    await ratna.taps("Buat pengumuman")
    stage.simulator.send_sticker(RATNA)
    await stage.settle()
    assert "hanya teks" in ratna.last


async def test_every_part_of_the_audience_is_chosen_by_buttons(stage: Stage) -> None:
    ratna = await written(stage)
    for part, choice, said in (
        ("Tingkat", "Kabupaten/kota", "kabupaten, kota"),
        ("Aksi", "A1", "Aksi A1"),
        ("Belum lapor", "TW VI (B18)", "belum lapor B18"),
        ("Orang/grup", "Orang saja", "orang saja"),
        ("Satu provinsi", "Jawa Tengah", "Provinsi Jawa Tengah"),
        ("Satu provinsi", "Semua", "semua instansi"),
    ):
        await ratna.taps(part)
        assert said in await ratna.taps(choice)
    assert (await stored(stage))[0].audience == "aksi=A1,belum=B18,kepada=orang"
    assert "Penerima: 1 orang" in ratna.last


async def test_the_report_comes_as_a_file_and_only_to_who_may_see_it(stage: Stage) -> None:
    bayu = await written(stage, BAYU)
    await bayu.taps("Lanjut ke pratinjau")
    await bayu.taps("Kirim sekarang")
    await stage.travel(H_7 + timedelta(minutes=1))
    await bayu.taps("Laporan XLSX")
    assert bayu.messages[-1].content["document"]["file_name"] == "pengumuman-1.xlsx"
    ratna = stage.actor(RATNA)
    await ratna.says("pengumuman")
    assert "1. Rapat besok · dikirim" in ratna.last
    await ratna.taps("1. Rapat")
    await ratna.taps("Laporan XLSX")
    assert "document" in ratna.messages[-1].content
    other = await written(stage)
    await other.taps("Lanjut ke pratinjau")
    await other.taps("Kirim sekarang")
    assert "kedaluwarsa" in await bayu.forges("v1:ax:2")
    assert "document" not in stage.actor(BAYU).messages[-1].content


async def test_the_official_link_alone_is_previewed(stage: Stage) -> None:
    ratna = await written(stage, text="Lihat https://a.example dan\nhttps://stranaspk.id/rapat")
    await ratna.taps("Lanjut ke pratinjau")
    await ratna.taps("Kirim sekarang")
    await stage.travel(H_7 + timedelta(minutes=1))
    sent = [call for call in stage.simulator.journal.calls if call.method == "sendMessage"]
    options = [str(call.params.get("link_preview_options")) for call in sent if "a.example" in str(call.params)]
    assert len(options) == 4
    assert all("stranaspk.id/rapat" in option for option in options)


async def test_an_administrator_by_configuration_is_told_to_take_a_seat(samples: Sessions) -> None:
    async with samples.begin() as session:
        await session.exec(update(Occupancy).values(ends_at=H_7))
    async with on_stage(samples, admin_ids=frozenset({1005})) as staged:
        staged.simulator.add_person(Person(1005, "Andi"))
        assert "mengundang diri sendiri" in await staged.actor(1005).says("/pengumuman")


async def test_the_settings_lead_to_announcements_for_those_who_write_them(stage: Stage) -> None:
    ratna, sri = stage.actor(RATNA), stage.actor(SRI)
    await ratna.says("/atur")
    assert "Belum ada pengumuman" in await ratna.taps("Pengumuman")
    await sri.says("/atur")
    assert "Pengumuman" not in sri.buttons
