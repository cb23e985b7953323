"""The button [Grafik]: a picture with its figures in words, for those who may see the same as text."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.services.tables import import_tables
from bot.simulator.files import picture_size
from bot.simulator.world import Message, Person
from tests.cast import MONDAY, RATNA, SRI
from tests.handlers.test_overview import OWN_CYCLE
from tests.stage import Actor, Stage

STRANGER = 1005


def pictures(actor: Actor) -> list[Message]:
    """The photos that the bot sent to somebody."""
    return [message for message in actor.messages if "photo" in message.content]


def caption_of(actor: Actor) -> str:
    """The caption of the newest picture."""
    return str(pictures(actor)[-1].content["caption"])


async def test_the_status_of_an_agency_leads_to_a_picture_of_its_course(stage: Stage) -> None:
    sri = stage.actor(SRI)
    status = await sri.says("/status")
    await sri.taps("Grafik")
    assert [message.content.get("text") for message in sri.messages[:-1]] == [status]
    assert caption_of(sri).startswith("Kabupaten Temanggung · Capaian 2025-2026")
    assert "VI 68,57%*" in caption_of(sri)
    assert "* belum diverifikasi; ↩ dikembalikan" in caption_of(sri)
    (sent,) = (file for file in stage.simulator.world.files.values() if file.kind == "photo")
    assert picture_size(sent.content)[0] == 1080
    called = [call.method for call in stage.simulator.journal.calls if call.method.startswith("send")]
    assert called[-2:] == ["sendChatAction", "sendPhoto"]
    assert "Tren" in sri.buttons
    assert (await sri.taps("Tren")).startswith("Kabupaten Temanggung · Tren 2025-2026")


async def test_a_recap_leads_to_a_picture_of_its_agencies_and_of_the_provinces(stage: Stage) -> None:
    ratna = stage.actor(RATNA)
    await ratna.says("rekap jateng")
    await ratna.taps("Grafik")
    assert caption_of(ratna).startswith("Rekap Provinsi Jawa Tengah dengan kabupaten/kota · TW VI (B18)")
    assert "Kab. Cilacap: " in caption_of(ratna)
    await ratna.says("rekap nasional")
    await ratna.taps("Grafik")
    assert caption_of(ratna).startswith("Rekap nasional · TW VI (B18)")
    assert "Jawa Tengah: " in caption_of(ratna)
    assert len(pictures(ratna)) == 2


async def test_a_sentence_that_asks_for_a_picture_is_answered_with_one(stage: Stage) -> None:
    sri = stage.actor(SRI)
    await sri.says("grafik temanggung")
    await sri.says("grafik nasional")
    assert [message.content["caption"].split(" · ")[0] for message in pictures(sri)] == [
        "Kabupaten Temanggung",
        "Rekap nasional",
    ]
    assert "belum ada kewajiban" in await sri.says("grafik kab solok")
    assert len(pictures(sri)) == 2


async def test_an_agency_without_duties_is_answered_in_words(stage: Stage) -> None:
    sri = stage.actor(SRI)
    await sri.says("status kab solok b18")
    assert "Grafik" not in sri.buttons
    data = next(data for label, data in _pressable(sri) if label == "Kontak").split(":")
    answer = await sri.forges(f"v1:gt:{data[2]}:{data[3]}")
    assert "belum ada kewajiban yang tercatat" in answer
    assert pictures(sri) == []


async def test_a_cycle_that_has_not_begun_has_a_trend_and_a_picture(stage: Stage, tmp_path: Path) -> None:
    for name, text in OWN_CYCLE.items():
        (tmp_path / f"{name}.csv").write_text(text)
    assert stage.running is not None
    async with stage.sessions.begin() as session:
        await import_tables(session, paths=[tmp_path], now=MONDAY, zone=stage.running.deps.zone)
    sri = stage.actor(SRI)
    await sri.says("status kab aceh selatan b06")
    assert "Tren 2027-2028" in await sri.taps("Tren")
    await sri.taps("Grafik")
    assert caption_of(sri).startswith("Kabupaten Aceh Selatan · Capaian 2027-2028")


@pytest.mark.parametrize("data", ["v1:gt:1:1", "v1:gt:99:", "v1:gr::", "v1:gr:1:1", "v1:gr:0:1", "v1:gt:x:y"])
async def test_a_stranger_is_sent_no_picture(stage: Stage, data: str) -> None:
    stage.simulator.add_person(Person(STRANGER, "Tamu", None, None, "id"))
    stranger = stage.actor(STRANGER)
    await stranger.says("/start")
    assert "belum terdaftar" in await stranger.forges(data)
    assert pictures(stranger) == []


def _pressable(actor: Actor) -> list[tuple[str, str]]:
    keyboard = (actor.messages[-1].keyboard or {})["inline_keyboard"]
    return [(button["text"], button["callback_data"]) for row in keyboard for button in row]
