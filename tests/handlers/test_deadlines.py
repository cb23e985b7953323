"""Deadlines in the chat, and the calendar file under them."""

from __future__ import annotations

import pytest
from icalendar import Calendar

from bot.simulator.world import Message, Person
from bot.views.callback_data import SendCalendar
from tests.cast import BAYU, RATNA, SRI, YOSEF
from tests.stage import Actor, Stage

STRANGER = 1005
BUTTON = "Kalender"


def documents(actor: Actor) -> list[Message]:
    return [message for message in actor.messages if "document" in message.content]


def calendar_of(actor: Actor) -> Calendar:
    """The newest calendar file that the person received."""
    document = documents(actor)[-1].content["document"]
    content = actor.stage.simulator.world.files[document["file_id"]].content
    return Calendar.from_ical(content.decode())


async def test_setnas_reads_the_national_deadlines_in_all_three_zones(stage: Stage) -> None:
    answer = await stage.actor(RATNA).says("/tenggat")
    assert answer.startswith("Batas waktu nasional")
    assert "31 Juli 2026 pukul 23.59 WIB · Sabtu pukul 00.59 WITA · Sabtu pukul 01.59 WIT" in answer


async def test_a_focal_point_reads_only_the_zone_that_concerns_them(stage: Stage) -> None:
    answer = await stage.actor(SRI).says("/tenggat")
    assert answer.startswith("Batas waktu · Kabupaten Temanggung")
    assert "WITA" not in answer
    assert "01.59 WIT" in await stage.actor(YOSEF).says("/tenggat")


async def test_the_deadlines_of_an_agency_that_is_asked_back_are_those_of_its_zone(stage: Stage) -> None:
    sri = stage.actor(SRI)
    assert "Jayapura” ada 2" in await sri.says("jam berapa batas lapor di jayapura")
    told = await sri.taps("Kota Jayapura")
    assert told.startswith("Batas waktu · Kota Jayapura")
    assert "Sabtu pukul 01.59 WIT" in told


async def test_the_calendar_file_comes_beside_the_deadlines(stage: Stage) -> None:
    sri = stage.actor(SRI)
    shown = await sri.says("/tenggat")
    await sri.taps(BUTTON)
    assert shown in sri.texts
    assert documents(sri)[-1].content["document"]["file_name"] == "batas-waktu-33.23.ics"
    summaries = [str(event["summary"]) for event in calendar_of(sri).walk("VEVENT")]
    assert "Batas lapor Aksi PK TW VI (B18) · Kabupaten Temanggung (data contoh)" in summaries


async def test_the_file_speaks_the_language_of_the_person(stage: Stage) -> None:
    bayu = stage.actor(BAYU)
    await bayu.says("/atur")
    await bayu.taps("Bahasa")
    await bayu.taps("English")
    await bayu.says("/tenggat")
    await bayu.taps("Calendar")
    assert str(calendar_of(bayu).walk("VEVENT")[0]["summary"]).startswith("Report due")


async def test_setnas_gets_a_file_of_the_nation(stage: Stage) -> None:
    ratna = stage.actor(RATNA)
    await ratna.says("/tenggat")
    await ratna.taps(BUTTON)
    assert documents(ratna)[-1].content["document"]["file_name"] == "batas-waktu-nasional.ics"


@pytest.mark.parametrize("data", [SendCalendar(999_999).pack(), "v1:ic:33.23", "v1:ic:1:2"])
async def test_a_forged_button_brings_no_file(stage: Stage, data: str) -> None:
    sri = stage.actor(SRI)
    await sri.says("/tenggat")
    assert "kedaluwarsa" in await sri.forges(data)
    assert documents(sri) == []


async def test_a_stranger_gets_no_file(stage: Stage) -> None:
    stage.simulator.add_person(Person(STRANGER, "Andi", None, None, "id"))
    andi = stage.actor(STRANGER)
    await andi.says("/start")
    assert "belum terdaftar" in await andi.forges(SendCalendar(None).pack())
    assert documents(andi) == []
