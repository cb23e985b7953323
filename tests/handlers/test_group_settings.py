"""Groups in private: codes, language, hour, letting go; and what others may not press."""

from sqlmodel import select

from bot.views.callback_data import LIMIT, CallbackData
from bot.views.group_buttons import GROUP_BUTTONS, MakeGroupCode, SetGroup, ShowGroup
from db.models import GroupCode
from tests.cast import BAYU, RATNA
from tests.journeys.test_groups import Room, code_for
from tests.stage import Stage
from tests.views.test_callback_data import fullest


async def test_whoever_may_bind_makes_codes_and_keeps_their_groups(stage: Stage) -> None:
    bayu, room = stage.actor(BAYU), Room(stage)
    await bayu.says("/atur")
    await bayu.taps("Grup")
    assert "Belum ada grup yang terikat" in bayu.last
    assert bayu.buttons == ["Kode grup: Kabupaten Temanggung", "‹ Pengaturan"]
    await bayu.taps("Kode grup: Kabupaten Temanggung")
    assert "startgroup=" in bayu.last
    code = bayu.last.split("/ikat ")[1].split()[0]
    assert "Kabupaten Temanggung" in await room.hears(BAYU, f"/ikat {code}")
    await bayu.says("/atur")
    await bayu.taps("Grup")
    assert "Aksi PK Jawa Tengah: Kabupaten Temanggung" in bayu.last
    await bayu.taps("Aksi PK Jawa Tengah · Kabupaten Temanggung")
    await bayu.taps("English")
    await bayu.taps("Jam ringkasan")
    await bayu.taps("10.00")
    assert "Jam ringkasan: 10.00" in bayu.last
    assert "Report due" in await room.hears(BAYU, "/status")
    await bayu.taps("Lepas ikatan")
    assert "Ya, lepas" in bayu.buttons
    await bayu.taps("Ya, lepas")
    assert "dilepas" in bayu.last
    assert await room.bindings() == {}


async def test_what_is_none_of_their_business_stays_shut_for_buttons_and_words(stage: Stage) -> None:
    room, bayu = Room(stage), stage.actor(BAYU)
    await room.hears(RATNA, f"/ikat {await code_for(stage)}")
    [binding] = (await room.bindings()).values()
    await bayu.says("/atur")
    async with stage.sessions() as session:
        before = len((await session.exec(select(GroupCode))).all())
    for forged in (
        ShowGroup(binding.id),
        SetGroup(binding.id, "leave"),
        SetGroup(binding.id, "language", "en"),
        MakeGroupCode(None),
        MakeGroupCode(2**40),
    ):
        await bayu.forges(forged.pack())
    await bayu.says("kode grup nasional")
    assert "tidak menemukan" in bayu.last
    await bayu.says("kode grup kota jayapura")
    assert "tidak menemukan" in bayu.last
    assert list(await room.bindings()) == [None]
    assert (await room.bindings())[None].language == "id"
    async with stage.sessions() as session:
        assert len((await session.exec(select(GroupCode))).all()) == before


async def test_an_administrator_names_what_a_group_is_about(stage: Stage) -> None:
    ratna = stage.actor(RATNA)
    await ratna.says("kode grup")
    assert ratna.buttons == ["Kode grup: nasional"]
    await ratna.says("kode grup semarang")
    assert set(ratna.buttons) == {"Kode grup: Kabupaten Semarang", "Kode grup: Kota Semarang"}
    await ratna.taps("Kode grup: Kota Semarang")
    shown = len(ratna.messages)
    await ratna.forges(MakeGroupCode(None).pack())
    assert "Kode grup · nasional" in ratna.last
    assert len(ratna.messages) > shown


def test_buttons_about_groups_survive_the_round_trip_in_64_bytes_beside_all_others() -> None:
    for kind in GROUP_BUTTONS:
        button = fullest(kind)
        assert kind.unpack(button.pack()) == button
        assert len(button.pack().encode()) <= LIMIT
    actions = [kind.action for kind in CallbackData.__subclasses__()]
    assert len(set(actions)) == len(actions)
