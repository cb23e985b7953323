"""Notices as people see them in the chat: what they say, and where their buttons lead."""

from __future__ import annotations

from datetime import timedelta

from bot.services.notices import GATHER_REQUESTS
from tests.cast import BAYU, MONDAY, RATNA, SRI
from tests.stage import Stage

SOON = timedelta(minutes=2)


async def test_when_somebody_blocks_the_bot_their_colleague_learns_of_it(stage: Stage) -> None:
    sri, bayu = stage.actor(SRI), stage.actor(BAYU)
    await sri.says("/start")
    await bayu.says("/start")
    stage.simulator.block(SRI)
    await stage.settle()
    await stage.travel(MONDAY + SOON)
    assert "• Sri Wahyuni, Inspektorat Kabupaten Temanggung" in bayu.last
    count = len(bayu.messages)
    assert "tidak dapat dihubungi" in await bayu.taps("Lihat kontak")
    assert len(bayu.messages) == count + 1  # the notice itself stays readable
    await bayu.taps("Sudah dibaca")
    await stage.travel(MONDAY + timedelta(days=1))
    assert len(bayu.messages) == count + 1


async def test_a_request_goes_to_the_administrator_and_its_end_comes_back(stage: Stage) -> None:
    sri, ratna = stage.actor(SRI), stage.actor(RATNA)
    await ratna.says("/start")
    await sri.says("/status")
    await sri.taps("Data salah?")
    await stage.travel(MONDAY + GATHER_REQUESTS + SOON)
    assert "Data berikut dilaporkan keliru:" in ratna.last
    assert "1. Kabupaten Temanggung · TW VI (B18)" in await ratna.taps("Buka permintaan")
    await ratna.taps("✓ Selesai 1")
    await stage.travel(MONDAY + GATHER_REQUESTS + 2 * SOON)
    assert "Setnas PK telah memeriksa data berikut atas permintaan Bapak/Ibu:" in sri.last
    assert "Kabupaten Temanggung · TW VI (B18)" in await sri.taps("Lihat status")
