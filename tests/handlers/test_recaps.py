"""Questions about many agencies, or one over time: recaps, one action across agencies, comparisons, trends."""

import pytest

from bot.simulator.world import Person
from bot.texts.catalog import MESSAGE_LIMIT
from tests.cast import BAYU, RATNA, SRI
from tests.stage import Actor, Stage

STRANGER = 1005


def stranger_on(stage: Stage) -> Actor:
    """Somebody without a seat."""
    stage.simulator.add_person(Person(STRANGER, "Tamu", None, None, "id"))
    return stage.actor(STRANGER)


@pytest.mark.parametrize("said", ["rekap jateng", "se-jateng", "rekapitulasi jawa tengah b18", "/status se-jateng"])
async def test_a_province_is_summed_up_with_its_regions(stage: Stage, said: str) -> None:
    answer = await stage.actor(SRI).says(said)
    assert answer.startswith("Rekap Provinsi Jawa Tengah dengan kabupaten/kota · TW VI (B18)")
    assert "dari 36 instansi" in answer
    assert "Rata-rata sederhana" in answer
    assert "belum ada angka" in answer
    assert "Sumber: data contoh, bukan laporan resmi, per" in answer


async def test_the_status_of_a_province_leads_to_its_region_page_by_page_and_back_to_an_agency(stage: Stage) -> None:
    sri = stage.actor(SRI)
    await sri.says("provinsi jateng")
    count = len(sri.messages)
    assert (await sri.taps("Wilayah")).startswith("Rekap Provinsi Jawa Tengah")
    assert len([label for label in sri.buttons if label.startswith(("Kabupaten", "Provinsi"))]) == 8
    second = await sri.taps("2/5")
    assert second.count("\n•") == 8
    assert (await sri.taps("Kabupaten")).startswith("Kabupaten")
    assert len(sri.messages) == count


async def test_the_nation_is_summed_up_by_province_and_the_central_agencies_beside_them(stage: Stage) -> None:
    ratna = stage.actor(RATNA)
    answer = await ratna.says("rekap nasional")
    assert answer.startswith("Rekap nasional · TW VI (B18)")
    assert "dari 49 instansi" in answer
    assert "• kementerian/lembaga: lengkap" in answer
    assert (await ratna.taps("kementerian/lembaga")).startswith("Rekap kementerian/lembaga")
    assert (await ratna.taps("Nasional")).startswith("Rekap nasional")


async def test_a_recap_ranks_nobody(stage: Stage) -> None:
    answer = await stage.actor(SRI).says("rekap jateng")
    named = [line.split(":")[0].removesuffix(" (data contoh)") for line in answer.split("\n") if line.startswith("•")]
    assert named[1:4] == ["• Kabupaten Cilacap", "• Kabupaten Banyumas", "• Kabupaten Purbalingga"]


async def test_one_action_is_shown_across_a_province_and_the_nation(stage: Stage) -> None:
    sri = stage.actor(SRI)
    answer = await sri.says("aksi 7.2 jateng b15")
    assert answer.startswith("Aksi 7.2 Katalog elektronik daerah (contoh)")
    assert "Provinsi Jawa Tengah dengan kabupaten/kota · TW V (B15)" in answer
    assert "36 instansi" in answer
    assert (await sri.taps("2/")).startswith("Aksi 7.2")
    assert "nasional · TW V (B15)" in await sri.taps("Nasional")
    assert "nasional · TW VI (B18)" in await sri.says("aksi 7.2")


async def test_an_action_that_does_not_exist_is_answered_with_those_that_do(stage: Stage) -> None:
    sri = stage.actor(SRI)
    assert "Belum ada Aksi 99.1 pada TW VI (B18)" in await sri.says("aksi 99.1 jateng")
    assert (await sri.taps("7.2 Katalog")).startswith("Aksi 7.2")


async def test_one_action_of_an_agency_is_answered_and_leads_to_the_others(stage: Stage) -> None:
    sri = stage.actor(SRI)
    answer = await sri.says("aksi 7.2 temanggung")
    assert answer.startswith("Kabupaten Temanggung · TW VI (B18)")
    assert answer.count("Aksi ") == 1
    assert "Masih ditunggu: perbaikan laporan" in answer
    assert (await sri.taps("Instansi lain")).startswith("Aksi 7.2 Katalog")
    await sri.says("aksi 7.2 temanggung")
    assert "Tren 2025-2026\nAksi 7.2" in await sri.taps("Tren")
    assert "Aksi 7.2 Katalog" in await sri.says("aksi 7.2 temanggung dan wonosobo")
    assert (await sri.taps("Kabupaten Wonosobo")).startswith("Kabupaten Wonosobo · TW VI (B18)")
    assert sri.last.count("Aksi ") == 1


async def test_the_actions_of_a_wide_comparison_are_on_its_next_page(stage: Stage) -> None:
    sri = stage.actor(SRI)
    await sri.says("bandingkan temanggung, wonosobo, cilacap dan banyumas")
    assert "Capaian per aksi" in await sri.taps("2/2")
    assert "Dilaporkan" in await sri.taps("‹ 1/2")
    await sri.says("temanggung tw 1, tw 2, tw 3 dan tw 5")
    assert "Capaian per aksi, berurutan: TW I | TW II | TW III | TW V" in await sri.taps("2/2")


async def test_agencies_are_set_beside_each_other_with_a_button_to_each(stage: Stage) -> None:
    sri = stage.actor(SRI)
    answer = await sri.says("kab semarang vs kota semarang")
    assert answer.startswith("Perbandingan · TW VI (B18)")
    assert answer.index("Kabupaten Semarang") < answer.index("Kota Semarang")
    assert "Capaian per aksi" in answer
    assert sri.buttons == ["Kabupaten Semarang", "Kota Semarang", "TW II", "TW V", "TW VII"]
    assert (await sri.taps("Kota Semarang")).startswith("Kota Semarang · TW VI (B18)")


async def test_an_agency_without_duties_is_no_zero_beside_another(stage: Stage) -> None:
    answer = await stage.actor(SRI).says("temanggung dan kab solok")
    assert "Kabupaten Solok\nbelum ada kewajiban yang tercatat" in answer


async def test_periods_of_an_agency_are_set_beside_each_other(stage: Stage) -> None:
    answer = await stage.actor(SRI).says("temanggung b18 dan b15")
    assert answer.startswith("Kabupaten Temanggung · Perbandingan periode")
    assert answer.index("TW V (B15)") < answer.index("TW VI (B18)")
    assert "belum terverifikasi" in answer


async def test_another_reading_of_a_quarter_in_the_same_message_is_no_second_period(stage: Stage) -> None:
    assert "Perbandingan" not in await stage.actor(SRI).says("temanggung tw 2 (b06)")


async def test_my_duties_are_the_status_of_my_agency(stage: Stage) -> None:
    for said in ("apa kewajiban saya", "kewajiban saya"):
        assert (await stage.actor(SRI).says(said)).startswith("Kabupaten Temanggung · TW VI (B18)")


async def test_the_trend_runs_over_the_periods_that_have_begun(stage: Stage) -> None:
    sri = stage.actor(SRI)
    await sri.says("/status")
    answer = await sri.taps("Tren")
    assert answer.startswith("Kabupaten Temanggung · Tren 2025-2026")
    assert "TW I (B03)" in answer
    assert "TW VIII (B24)" not in answer
    assert (await sri.taps("TW V (B15)")).startswith("Kabupaten Temanggung · TW V (B15)")
    assert (await sri.says("tren temanggung")).startswith("Kabupaten Temanggung · Tren")


@pytest.mark.parametrize("said", ["rekap nasional", "rekap jateng", "aksi 7.2", "tren temanggung", "solok vs semarang"])
async def test_a_stranger_learns_nothing(stage: Stage, said: str) -> None:
    answer = await stranger_on(stage).says(said)
    assert "belum terdaftar" in answer
    assert "instansi:" not in answer


@pytest.mark.parametrize(
    "data",
    [
        "v1:rc:::0",
        "v1:ac:1:1::0",
        "v1:tr:1::0:",
        "v1:rc:99999:99999:5",
        "v1:rc:x:y:z",
        "v1:cp:1,2::0:",
        "v1:cp:x,9:1:0:1",
        "v1:ao:218:14:14",
        "v1:ao:1:9:9",
        "v1:cw:218:9,10:0:",
        "v1:cw:x:y:0:",
        "v1:tr:218:14:7:99",
    ],
)
async def test_forged_buttons_tell_a_stranger_nothing_and_others_what_is_fresh(stage: Stage, data: str) -> None:
    stranger = stranger_on(stage)
    await stranger.says("/start")
    assert "belum terdaftar" in await stranger.forges(data)
    bayu = stage.actor(BAYU)
    await bayu.says("/status")
    assert len(await bayu.forges(data)) < MESSAGE_LIMIT
