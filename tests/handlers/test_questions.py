"""Questions in plain Indonesian, as a focal point types them between two meetings."""

import pytest

from tests.cast import BAYU, RATNA, SRI, YOSEF
from tests.stage import Stage


@pytest.mark.parametrize(
    ("said", "heading"),
    [
        ("status", "Kabupaten Temanggung · TW VI (B18)"),
        ("kab temangung tw2 sdh brp?", "Kabupaten Temanggung · TW VI (B18)"),
        ("33.74 b15", "Kota Semarang · TW V (B15)"),
        ("/status temanggung b12", "Kabupaten Temanggung · TW IV (B12)"),
        ("/status b12 temanggung", "Kabupaten Temanggung · TW IV (B12)"),
        ("progres B06 jateng", "Provinsi Jawa Tengah · TW II (B06)"),
        ("status pemkot salatiga triwulan lalu", "Kota Salatiga · TW"),
    ],
)
async def test_a_question_is_answered_under_the_heading_that_was_understood(
    stage: Stage, said: str, heading: str
) -> None:
    assert (await stage.actor(SRI).says(said)).startswith(heading)


async def test_a_shared_name_is_asked_back_and_keeps_its_period(stage: Stage) -> None:
    sri = stage.actor(SRI)
    await sri.says("semarang b15")
    assert sri.last == "“Semarang” ada 2: Kabupaten Semarang dan Kota Semarang. Mana yang dimaksud?"
    assert sri.buttons == ["Kabupaten Semarang", "Kota Semarang"]
    assert (await sri.taps("Kota Semarang")).startswith("Kota Semarang · TW V (B15)")


async def test_an_agency_that_is_asked_back_is_then_compared_with_the_clear_one(stage: Stage) -> None:
    sri = stage.actor(SRI)
    asked = await sri.says("bandingkan kab pemalang dan semarang b15")
    assert asked.startswith("Bersama Kabupaten Pemalang: “Semarang” ada 2")
    assert sri.buttons == ["Kabupaten Semarang", "Kota Semarang"]
    compared = await sri.taps("Kota Semarang")
    assert compared.startswith("Perbandingan · TW V (B15)")
    assert "Kabupaten Pemalang" in compared
    assert "Kota Semarang" in compared


async def test_of_two_names_that_are_not_clear_none_is_dropped_without_a_word(stage: Stage) -> None:
    sri = stage.actor(SRI)
    await sri.says("kab pemalang, semarang, magelang")
    assert {"Kabupaten Pemalang", "Kabupaten Semarang", "Kota Semarang", "Kota Magelang"} <= set(sri.buttons)


async def test_a_province_that_is_asked_back_leads_to_what_was_asked_of_it(stage: Stage) -> None:
    sri = stage.actor(SRI)
    await sri.says("rekap papua")
    assert (await sri.taps("Provinsi Papua")).startswith("Rekap Provinsi Papua dengan")
    await sri.says("aksi 7.2 papua")
    assert (await sri.taps("Provinsi Papua")).startswith("Aksi 7.2")
    await sri.says("tren magelang")
    assert (await sri.taps("Kota Magelang")).startswith("Kota Magelang · Tren")


async def test_a_period_that_does_not_exist_is_followed_by_buttons_to_those_that_do(stage: Stage) -> None:
    sri = stage.actor(SRI)
    assert "tidak dikenal" in await sri.says("b07 kota semarang")
    assert (await sri.taps("TW V (B15)")).startswith("Kota Semarang · TW V (B15)")


async def test_the_ministries_have_a_recap_of_their_own(stage: Stage) -> None:
    sri = stage.actor(SRI)
    assert (await sri.says("rekap semua kementerian")).startswith("Rekap kementerian/lembaga · TW VI (B18)")


async def test_a_range_of_periods_is_told_whole(stage: Stage) -> None:
    text = await stage.actor(SRI).says("temanggung dari tw 1 sampai tw 6")
    assert "TW II (B06)" in text
    assert "TW IV (B12)" in text


async def test_a_single_candidate_is_asked_about_as_one(stage: Stage) -> None:
    asked = await stage.actor(SRI).says("menkumham")
    assert asked == "Apakah yang dimaksud Kementerian Hukum dan Hak Asasi Manusia?"


async def test_a_name_that_was_read_over_a_typo_can_be_taken_back(stage: Stage) -> None:
    sri = stage.actor(SRI)
    assert (await sri.says("kota malanng tw 5")).startswith("Kota Malang · TW V (B15)")
    assert "selengkapnya" in await sri.taps("Bukan ini?")
    assert (await sri.taps("Kota Magelang")).startswith("Kota Magelang · TW V (B15)")
    assert "Bukan ini?" not in sri.buttons


async def test_the_people_of_an_agency_are_asked_for_in_a_sentence(stage: Stage) -> None:
    sri = stage.actor(SRI)
    assert (await sri.says("siapa humas temanggung?")).startswith("Kabupaten Temanggung · Kontak")
    assert "(Bayu Pratama)" in sri.last
    assert "Bayu" not in await stage.actor(YOSEF).says("kontak humas temanggung")


async def test_a_sentence_about_oneself_is_answered_like_its_command(stage: Stage) -> None:
    sri = stage.actor(SRI)
    assert (await sri.says("ubah jam pengingat")).startswith("Pengaturan")
    assert "Sri Wahyuni" in await sri.says("data saya")
    assert (await sri.says("berhenti ingatkan saya")).startswith("Pengingat dihentikan")


async def test_sentences_are_counted_by_what_was_understood(stage: Stage) -> None:
    sri = stage.actor(SRI)
    for said in ("status", "asdkjh qwe", "zxcv bnm", "kab sidorjo"):
        await sri.says(said)
    await sri.taps("Bukan ini?")
    figures = stage.running.deps.metrics.text().decode()
    for line in ('{intent="status"} 2.0', '{intent="none"} 2.0', '{intent="misread"} 1.0'):
        assert f"sigap_sentences_total{line}" in figures


async def test_a_bare_quarter_offers_its_other_reading(stage: Stage) -> None:
    sri = stage.actor(SRI)
    await sri.says("status temanggung tw 2")
    assert any(label.startswith("TW II") for label in sri.buttons)


async def test_details_turn_pages_in_place_and_lead_back(stage: Stage) -> None:
    sri = stage.actor(SRI)
    await sri.says("/status")
    count = len(sri.messages)
    assert "mohon lampirkan SK tim" in await sri.taps("Rincian")
    assert "Perbaikan paling lambat" in sri.last
    assert (await sri.taps("Ringkasan")).startswith("Kabupaten Temanggung")
    assert len(sri.messages) == count


async def test_notes_of_another_agency_are_not_shown(stage: Stage) -> None:
    bayu = stage.actor(BAYU)
    await bayu.says("status kota surakarta")
    assert "hanya untuk instansi terkait" in await bayu.taps("Rincian")
    assert "Catatan:" not in bayu.last


async def test_who_is_missing_is_told_as_far_as_one_may_see(stage: Stage) -> None:
    own = await stage.actor(SRI).says("siapa yang belum lapor")
    assert "Kabupaten Temanggung: 2 terbuka" in own
    assert "dari 1 instansi" in own
    nation = await stage.actor(RATNA).says("/belum")
    assert "dari 49 instansi" in nation
    assert len(stage.actor(RATNA).buttons) == 8 + len(["2/7 ›", "TW II", "TW V", "TW VII", "Belum dipublikasikan"])
    assert "Kabupaten" in await stage.actor(RATNA).taps("2/")


async def test_whoever_may_not_see_a_region_is_told_so_and_led_to_its_recap(stage: Stage) -> None:
    sri = stage.actor(SRI)
    assert "Hanya instansi yang rinciannya dapat Bapak/Ibu lihat" in await sri.says("siapa yang belum lapor di jateng")
    assert (await sri.taps("Rekap")).startswith("Rekap Provinsi Jawa Tengah")
    assert "Hanya instansi" not in await stage.actor(RATNA).says("siapa yang belum lapor di jateng")


async def test_the_deadline_names_both_days_where_they_differ(stage: Stage) -> None:
    answer = await stage.actor(SRI).says("kapan kota jayapura harus lapor")
    assert "Jumat, 31 Juli 2026 pukul 23.59 WIB · Sabtu pukul 01.59 WIT" in answer


async def test_an_english_client_is_answered_in_english_once_chosen(stage: Stage) -> None:
    sri = stage.actor(SRI)
    await sri.says("/atur")
    await sri.taps("Bahasa")
    await sri.taps("English")
    assert "Report due" in await sri.says("/status")
