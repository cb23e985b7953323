"""Who is behind an agency: seats for everybody who takes part, names and reminders by right."""

from datetime import datetime, timedelta

from bot.simulator.world import Person
from tests.cast import BAYU, RATNA, SRI, YOSEF
from tests.stage import Stage

FIRST_REMINDER = datetime.fromisoformat("2026-07-17T08:05:00+07:00")


async def test_seats_are_shown_with_whether_they_can_be_written_to(stage: Stage) -> None:
    sri = stage.actor(SRI)
    await sri.says("/start")
    await sri.says("/status")
    count = len(sri.messages)
    answer = await sri.taps("Kontak")
    assert "✓ Inspektorat: dapat dihubungi (Sri Wahyuni)" in answer
    assert "△ Humas: belum membuka bot (Bayu Pratama)" in answer
    assert "○ Diskominfo: belum ada yang menjabat" in answer
    assert "Belum ada pengingat yang dikirim" in answer
    assert (await sri.taps("Ringkasan")).startswith("Kabupaten Temanggung · TW VI (B18)")
    assert len(sri.messages) == count


async def test_the_last_reminder_is_told_with_its_rung_and_whether_it_was_read(stage: Stage) -> None:
    sri, ratna = stage.actor(SRI), stage.actor(RATNA)
    await sri.says("/start")
    await ratna.says("/start")
    await stage.travel(FIRST_REMINDER)
    await sri.taps("Sudah dibaca")
    await ratna.says("status temanggung")
    answer = await ratna.taps("Kontak")
    assert "Pengingat terakhir: H-14, Jumat, 17 Juli 2026 pukul 08.0" in answer
    assert "Dikirim kepada 1 orang, dibaca 1" in answer
    await stage.travel(FIRST_REMINDER + timedelta(days=7))
    await ratna.says("status temanggung")
    assert "Pengingat terakhir: H-7, Jumat, 24 Juli 2026" in await ratna.taps("Kontak")


async def test_names_and_reminders_of_another_agency_are_not_shown(stage: Stage) -> None:
    await stage.actor(SRI).says("/start")
    await stage.travel(FIRST_REMINDER)
    yosef = stage.actor(YOSEF)
    await yosef.says("status temanggung")
    answer = await yosef.taps("Kontak")
    assert "Inspektorat: dapat dihubungi" in answer
    assert "Sri" not in answer
    assert "H-14" not in answer
    assert "hanya untuk instansi terkait" in answer


async def test_a_stranger_learns_of_no_seat(stage: Stage) -> None:
    stage.simulator.add_person(Person(1005, "Tamu", None, None, "id"))
    stranger = stage.actor(1005)
    await stranger.says("/start")
    assert "belum terdaftar" in await stranger.forges("v1:ct:1:")
    bayu = stage.actor(BAYU)
    await bayu.says("/status")
    assert "Sri" not in await bayu.forges("v1:ct:999999:")


async def test_publications_that_are_owed_are_counted_on_the_status(stage: Stage) -> None:
    assert "Publikasi yang masih ditunggu:" in await stage.actor(BAYU).says("/status")
