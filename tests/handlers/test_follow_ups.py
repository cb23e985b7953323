"""Follow-up questions in a private chat, with what stands under their answers."""

from __future__ import annotations

from bot.services.follow_ups import REMEMBERED
from bot.views.callback_data import ShowStatus
from tests.cast import SRI, YOSEF
from tests.journeys.test_groups import Room, code_for
from tests.stage import Stage

WAY_BACK = "Instansi saya"


async def test_under_an_answer_that_leans_on_a_question_stands_the_way_back(stage: Stage) -> None:
    sri = stage.actor(SRI)
    await sri.says("status kota magelang")
    assert WAY_BACK not in sri.buttons
    assert (await sri.says("tw 5?")).startswith("Kota Magelang · TW V (B15)")
    assert (await sri.taps(WAY_BACK)).startswith("Kabupaten Temanggung · TW V (B15)")
    assert (await sri.says("tw 4?")).startswith("Kabupaten Temanggung · TW IV (B12)")
    assert WAY_BACK not in sri.buttons
    await sri.says("status kota magelang")
    assert (await sri.says("trennya?")).startswith("Kota Magelang · Tren")
    assert (await sri.taps(WAY_BACK)).startswith("Kabupaten Temanggung · Tren")
    await sri.says("status kota magelang")
    assert (await sri.says("deadlinenya kapan?")).startswith("Batas waktu · Kota Magelang")
    assert (await sri.taps(WAY_BACK)).startswith("Batas waktu · Kabupaten Temanggung")


async def test_a_chart_is_drawn_of_the_agency_asked_about(stage: Stage) -> None:
    sri = stage.actor(SRI)
    await sri.says("status kota magelang")
    await sri.says("grafiknya?")
    assert str(sri.messages[-1].content["caption"]).startswith("Kota Magelang · Capaian")
    await sri.taps(WAY_BACK)
    assert str(sri.messages[-1].content["caption"]).startswith("Kabupaten Temanggung · Capaian")


async def test_a_bare_status_is_ones_own_and_a_pressed_choice_is_an_answer(stage: Stage) -> None:
    sri = stage.actor(SRI)
    await sri.says("magelang b15")
    await sri.taps("Kota Magelang")
    assert (await sri.says("/status")).startswith("Kabupaten Temanggung")
    assert (await sri.says("b12?")).startswith("Kota Magelang · TW IV (B12)")
    await sri.forges(ShowStatus(2**62, 2**62).pack())
    stage.clock.move_to(stage.clock.now() + 2 * REMEMBERED)
    assert (await sri.says("b12?")).startswith("Kabupaten Temanggung · TW IV (B12)")


async def test_a_follow_up_shows_no_more_than_the_question_itself(stage: Stage) -> None:
    sri = stage.actor(SRI)
    await stage.actor(YOSEF).says("/start")
    direct = await sri.says("kontak kota jayapura")
    await sri.says("status kota jayapura")
    assert await sri.says("kontaknya?") == direct
    assert "Yosef" not in direct
    assert "Kota Jayapura" in await sri.says("/data_saya")


async def test_a_group_neither_follows_a_talk_nor_moves_it_on(stage: Stage) -> None:
    sri, room = stage.actor(SRI), Room(stage)
    await room.hears(SRI, f"/ikat {await code_for(stage, '33')}")
    await sri.says("status kota magelang")
    said = await room.hears(SRI, f"@{stage.simulator.bot.username} tw 5?")
    assert "TW V (B15)" in said
    assert "Kota Magelang" not in said
    await room.hears(SRI, f"@{stage.simulator.bot.username} status kab wonosobo")
    assert (await sri.says("b12?")).startswith("Kota Magelang · TW IV (B12)")
