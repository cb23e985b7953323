"""Data salah?: one press asks Setnas PK, at most once a day, and Setnas PK settles it."""

from datetime import timedelta

from sqlmodel import select

from bot.services.correction_notes import NOTE_WINDOW
from bot.simulator.world import Person
from db.models import AuditEntry, Correction
from tests.cast import BAYU, MONDAY, RATNA, SRI
from tests.stage import Stage


async def kept(stage: Stage) -> list[Correction]:
    async with stage.sessions() as session:
        return list((await session.exec(select(Correction))).all())


async def test_a_press_is_kept_once_a_day_for_each_person_agency_and_period(stage: Stage) -> None:
    sri, bayu = stage.actor(SRI), stage.actor(BAYU)
    for actor in (sri, sri, bayu):
        await actor.says("/status")
        await actor.taps("Data salah?")
    assert len(await kept(stage)) == 2
    await sri.says("status temanggung b15")
    await sri.taps("Data salah?")
    assert len(await kept(stage)) == 3
    stage.simulator.move_clock(MONDAY + timedelta(days=1))
    await sri.taps("Data salah?")
    assert len(await kept(stage)) == 4
    async with stage.sessions() as session:
        events = [row.event for row in (await session.exec(select(AuditEntry))).all()]
    assert events.count("correction_requested") == 4


async def test_setnas_sees_what_waits_and_settles_it(stage: Stage) -> None:
    sri, ratna = stage.actor(SRI), stage.actor(RATNA)
    await sri.says("/status")
    await sri.taps("Data salah?")
    asked = await ratna.says("ada laporan data salah?")
    await ratna.says("/belum")
    answer = await ratna.taps("Perbaikan data: 1")
    assert asked == answer
    assert "1. Kabupaten Temanggung · TW VI (B18)" in answer
    assert "Sri Wahyuni" in answer
    assert "Tidak ada permintaan yang menunggu" in await ratna.taps("✓ Selesai 1")
    assert [row.settled_at for row in await kept(stage)] == [MONDAY]
    await ratna.says("/belum")
    assert not any(label.startswith("Perbaikan") for label in ratna.buttons)


async def test_what_is_wrong_is_said_in_one_message_and_read_by_who_settles_it(stage: Stage) -> None:
    sri, ratna = stage.actor(SRI), stage.actor(RATNA)
    await sri.says("/status")
    assert "Apa yang salah?" in await sri.taps("Data salah?")
    said = "Aksi 7.2 <b>Temanggung</b> TW VI & sudah dilaporkan 10 Juli"
    assert f"“{said}”" in await sri.says(said)
    await ratna.says("/belum")
    assert f"“{said}”" in await ratna.taps("Perbaikan data: 1")
    await ratna.taps("✓ Selesai 1")
    assert [row.note for row in await kept(stage)] == [None]


async def test_a_press_counts_without_words_and_a_question_is_no_note(stage: Stage) -> None:
    sri = stage.actor(SRI)
    await sri.says("/status")
    await sri.taps("Data salah?")
    assert (await sri.says("status kota salatiga")).startswith("Kota Salatiga")
    assert (await sri.says("temanggung b15")).startswith("Kabupaten Temanggung · TW V (B15)")
    await sri.taps("Data salah?")  # a question that was answered ended the waiting
    assert "terlalu panjang" in await sri.says("🎉<b>" * 100)
    assert "Sama-sama" in await sri.says("baik pak, terima kasih")
    assert (await sri.says("kok 7.2 masih dikembalikan?")).startswith("Kabupaten Temanggung")
    assert "disampaikan" not in await sri.says("angka 7.2 seharusnya 85")
    await sri.says("temanggung b15")
    await sri.taps("Data salah?")
    assert "Keterangan ini disampaikan" in await sri.says("siapa yang belum lapor salah semua")
    assert "siapa" not in (await sri.taps("Bukan keterangan"))
    assert "tanpa keterangan" in sri.texts[-2]
    await sri.taps("Data salah?")
    assert "tanpa keterangan" in await sri.says("/batal")
    assert "Tidak ada yang sedang ditulis" in await sri.says("/batal")
    assert [row.note for row in await kept(stage)] == [None, None]


async def test_what_was_written_is_shown_and_erased_with_the_data_of_its_writer(stage: Stage) -> None:
    sri = stage.actor(SRI)
    await sri.says("/status")
    await sri.taps("Data salah?")
    await sri.says("Aksi 7.2 sudah dilaporkan")
    assert "Keterangan permintaan perbaikan data yang menunggu: 1" in await sri.says("/data_saya")
    await sri.says("/hapus_saya")
    await sri.taps("Ya, hapus")
    assert [row.note for row in await kept(stage)] == [None]


async def test_after_a_while_a_message_is_a_question_again(stage: Stage) -> None:
    sri = stage.actor(SRI)
    await sri.says("/status")
    await sri.taps("Data salah?")
    stage.simulator.move_clock(MONDAY + NOTE_WINDOW)
    assert (await sri.says("status")).startswith("Kabupaten Temanggung")
    await sri.taps("Tanpa keterangan")
    assert "kedaluwarsa" in sri.texts[-2]
    assert [row.note for row in await kept(stage)] == [None]


async def test_nobody_else_sees_or_settles_requests(stage: Stage) -> None:
    sri, bayu = stage.actor(SRI), stage.actor(BAYU)
    await sri.says("/status")
    await sri.taps("Data salah?")
    await bayu.says("/belum")
    assert not any(label.startswith("Perbaikan") for label in bayu.buttons)
    assert "hanya untuk" in await bayu.forges("v1:cr:0")
    await bayu.says("/status")
    assert "hanya untuk" in await bayu.forges("v1:cs:1:0")
    assert [row.settled_at for row in await kept(stage)] == [None]


async def test_a_stranger_can_ask_for_nothing(stage: Stage) -> None:
    stage.simulator.add_person(Person(1005, "Tamu", None, None, "id"))
    stranger = stage.actor(1005)
    await stranger.says("/start")
    for data in ("v1:dm:1:1", "v1:cr:0", "v1:cs:1:0", "v1:cn:1:back"):
        assert "belum terdaftar" in await stranger.forges(data)
    assert await kept(stage) == []


async def test_more_requests_than_a_page_are_turned_and_a_settled_one_leaves_the_list(stage: Stage) -> None:
    sri, ratna = stage.actor(SRI), stage.actor(RATNA)
    for day in range(10):
        stage.simulator.move_clock(MONDAY + timedelta(days=day))
        await sri.says("/status")
        await sri.taps("Data salah?")
    await ratna.says("/belum")
    await ratna.taps("Perbaikan data: 10")
    assert "9. Kabupaten" in await ratna.taps("2/2")
    await ratna.taps("✓ Selesai 10")
    assert "10." not in await ratna.taps("✓ Selesai 9")
