"""The rules of understanding one by one: names, places, slips, arguments, hostile texts."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.domain.agencies import AgencyRef
from bot.domain.roles import AgencyKind
from bot.services.understanding import Intent, build_index, read
from bot.services.understanding.breadth import Breadth
from bot.services.understanding.intents import RULES
from bot.services.understanding.ordinary import EVERYDAY, is_ordinary
from bot.services.understanding.topics import Topic
from bot.services.understanding.vocabulary import WORDS, Concept, corrected
from tests.services.registry_of_2020 import TODAY, agencies, aliases, argued, codes, index, periods, understood

SHORT = {AgencyKind.REGENCY: "kab. ", AgencyKind.CITY: "kota ", AgencyKind.PROVINCE: "prov. "}


def region(number: int, kind: AgencyKind, name: str, parent: int | None = None) -> AgencyRef:
    return AgencyRef(number, f"{number // 100}.{number % 100:02}", kind, name, parent, "Asia/Jakarta")


def test_every_region_is_found_by_its_kind_and_name() -> None:
    for agency in agencies():
        if agency.kind.is_region:
            assert codes(understood(SHORT[agency.kind] + agency.name).agencies) == [agency.code]


def test_every_agency_is_found_by_its_code() -> None:
    for agency in agencies():
        if agency.kind is not AgencyKind.COORDINATOR:
            assert codes(argued(agency.code).agencies) == [agency.code]
            assert codes(argued(agency.code.replace(".", "")).agencies) == [agency.code]


def test_every_full_name_of_a_ministry_or_institution_is_found() -> None:
    for agency in agencies():
        if agency.kind in {AgencyKind.MINISTRY, AgencyKind.INSTITUTION}:
            assert codes(understood(agency.full_name).agencies) == [agency.code]


def test_every_alias_leads_to_its_agency_or_to_a_choice_with_it() -> None:
    by_id = {agency.id: agency for agency in agencies()}
    for agency_id, alias in aliases():
        if by_id[agency_id].kind is not AgencyKind.COORDINATOR:
            reading = argued(alias)
            assert by_id[agency_id] in (*reading.agencies, *reading.choices), alias


def test_a_name_that_regency_and_city_share_is_asked_back_with_both() -> None:
    assert codes(understood("magelang").choices) == ["33.08", "33.71"]
    assert codes(understood("smarang").choices)[:2] == ["33.22", "33.74"]


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("kementerin dalam negeri tw 2", "KL-004"),
        ("progres badan koordinasi penanman modal", "KL-030"),
        ("laporan kementerian pekerjaafn umum dan perumahan rakyt udah masuk?", "KL-024"),
    ],
)
def test_a_long_name_of_a_ministry_is_read_over_its_slips(text: str, code: str) -> None:
    assert codes(understood(text).agencies) == [code]


def test_a_long_name_that_is_near_to_two_is_asked_back() -> None:
    names = ("Badan Riset Maritim Satu", "Badan Riset Maritim Sato")
    known = build_index([AgencyRef(n, f"KL-{n}", AgencyKind.INSTITUTION, name, None, "Asia/Jakarta")
                         for n, name in enumerate(names, 1)], [])  # fmt: skip
    assert len(read("badan riset maritim sat", index=known, periods=(), today=TODAY).choices) == 2


def test_a_name_of_several_words_typed_as_one_is_whole() -> None:
    assert codes(understood("tulangbawang").agencies) == ["18.05"]
    assert codes(understood("tulang bawang").choices) == ["18.05", "18.12"]


def test_a_province_of_which_it_once_was_a_part_tells_where_a_region_lies() -> None:
    province = region(9100, AgencyKind.PROVINCE, "Papua")
    moved = region(9301, AgencyKind.REGENCY, "Merauke")
    known = build_index([replace(province, code="91"), moved], [(moved.id, "91.01")])
    assert read("kab merauke, papua", index=known, periods=(), today=TODAY).agencies == (moved,)


def test_a_name_that_begins_longer_ones_lists_them_unless_its_kind_is_told() -> None:
    assert codes(understood("luwu").choices) == ["73.17", "73.22", "73.24"]
    assert codes(understood("kab luwu").agencies) == ["73.17"]


def test_kota_baru_is_the_regency_kotabaru() -> None:
    assert codes(understood("kota baru").agencies) == ["63.02"]
    assert codes(understood("kota banjar baru").agencies) == ["63.72"]


def test_the_old_name_of_another_agency_is_asked_back() -> None:
    assert codes(understood("kab pontianak").choices) == ["61.02", "61.71"]


def test_a_province_after_an_agency_in_it_says_where_it_is() -> None:
    assert codes(understood("kab. barru, sulawesi selatan").agencies) == ["73.11"]
    assert codes(understood("kab barru dan sulawesi selatan").agencies) == ["73.11", "73"]
    assert codes(understood("kab barru jawa tengah").agencies) == ["73.11", "33"]


def test_an_everyday_word_that_is_an_alias_counts_only_as_the_whole_argument() -> None:
    assert codes(understood("mitra").agencies) == ["71.07"]
    assert codes(argued("pasir b06").agencies) == ["64.01"]
    reading = understood("terima kasih mitra kerja kami")
    assert reading.agencies == reading.choices == ()


def test_short_aliases_are_never_matched_by_similarity() -> None:
    for word in ("mubra", "minutt", "halteg", "butengg", "kobra"):
        assert understood(word).agencies == ()


def test_a_village_is_no_agency_even_if_it_bears_the_name_of_one() -> None:
    for text in ("kecamatan banjarnegara tw 2", "desa temanggung sudah lapor?", "kel. solok"):
        reading = understood(text)
        assert reading.agencies == reading.choices == ()


def test_an_invented_agency_is_named_as_unknown() -> None:
    assert understood("kab wonokromo sudah lapor?").unknown_name == "wonokromo"
    assert understood("kab luwu tengah tw 2").unknown_name == "luwu tengah"
    assert argued("xyzzy").unknown_name == "xyzzy"


def test_a_corrected_name_says_that_it_was_guessed() -> None:
    assert understood("kab temangung").guessed
    assert not understood("kab temanggung").guessed
    assert "perbaikan ejaan" in understood("kab temangung").why


def test_a_misspelt_name_with_a_near_neighbour_is_asked_back() -> None:
    for text, code in (("jepra", "33.20"), ("tabalng", "63.09"), ("kab sukamaru", "62.08"), ("kab mojokarto", "35.16")):
        reading = understood(text)
        assert code in codes((*reading.agencies, *reading.choices))
    assert understood("jepra").agencies == understood("tabalng").agencies == ()


def test_letters_left_out_of_another_name_make_it_as_near() -> None:
    reading = understood("status kota mglang")
    assert (reading.agencies, codes(reading.choices)[:2]) == ((), ["35.73", "33.71"])


def test_a_name_with_another_first_letter_is_not_taken_for_a_double_slip() -> None:
    assert understood("kab wonokerto").agencies == ()  # two letters from Mojokerto


def test_two_words_for_the_kind_mean_both() -> None:
    assert codes(understood("kab/kota solok").agencies) == ["13.02", "13.72"]


def test_a_code_is_read_only_where_it_can_be_one() -> None:
    assert codes(understood("status 33.23").agencies) == ["33.23"]
    for text in ("capaian 33.23%", "rapat pukul 13.01 wib", "aksi 11.01", "tahun 2020", "status 33"):
        assert understood(text).agencies == ()
    assert codes(argued("33").agencies) == ["33"]


@pytest.mark.parametrize(
    ("text", "breadth"),
    [
        ("rekap k/l", Breadth.CENTRAL),
        ("rekap K/L tw 2", Breadth.CENTRAL),
        ("rekap kementerian dan lembaga", Breadth.CENTRAL),
        ("rekap semua kementerian", Breadth.CENTRAL),
        ("rekap seluruh pemda", Breadth.NATION),
    ],
)
def test_a_recap_reaches_as_far_as_it_says(text: str, breadth: Breadth) -> None:
    reading = understood(text)
    assert (reading.intent, reading.breadth, reading.agencies) == (Intent.STATUS, breadth, ())


@pytest.mark.parametrize(
    ("text", "topic"),
    [
        ("cara lapor gimana", Topic.REPORTING),
        ("dimana upload nya", Topic.REPORTING),
        ("link aplikasi lapor mana", Topic.REPORTING),
        ("cara pakainya bagaimana", None),
        ("cara catat publikasi", None),
        ("nomor wa setnas berapa", Topic.SETNAS),
        ("siapa yg verifikasi laporan saya", Topic.SETNAS),
        ("halo admin", None),
        ("nomor hp admin kab lebak", None),
        ("data 7.2 salah", Topic.MISTAKE),
        ("angka lebak tidak sesuai", Topic.MISTAKE),
        ("angka kami beda dengan jaga.id", Topic.MISTAKE),
        ("datanya sudah kami perbaiki", None),
        ("salah satu data", None),
    ],
)
def test_some_questions_have_an_answer_of_their_own(text: str, topic: Topic | None) -> None:
    assert understood(text).topic is topic


def test_who_is_asked_for_is_no_recap() -> None:
    for text in ("siapa koordinator wilayah jateng", "kontak lebak", "kontaknya"):
        reading = understood(text)
        assert (reading.is_contacts, reading.breadth) == (True, Breadth.AGENCY)


def test_who_has_reported_is_told_by_a_recap() -> None:
    breadths = [understood(text).breadth for text in ("siapa saja yang sudah lapor?", "nasional", "kementerian gmn")]
    assert breadths == [Breadth.NATION, Breadth.NATION, Breadth.CENTRAL]


def test_from_one_quarter_to_another_means_all_between() -> None:
    reading = understood("perkembangan kab sleman dari tw 1 sampai tw 6")
    assert (reading.is_range, reading.is_trend, len(reading.queries)) == (True, True, 2)
    assert not understood("kab sleman tw 1 dan tw 6").is_trend
    assert not understood("kab sleman dari kapan sampai kapan").is_trend


def test_former_codes_may_be_given_as_aliases() -> None:
    moved = region(9502, AgencyKind.REGENCY, "Pegunungan Bintang")
    known = build_index([moved], [(moved.id, "91.12")])
    assert read("/status 91.12", index=known, periods=(), today=TODAY).agencies == (moved,)


def test_action_and_period_are_not_taken_for_agencies() -> None:
    reading = understood("progres aksi 7.2 kab sleman tw VI")
    assert (reading.action, codes(reading.agencies)) == ("7.2", ["34.04"])
    assert reading.period is not None
    assert reading.period.chosen.code == "B18"


@pytest.mark.parametrize(
    ("text", "action", "found"),
    [
        ("7.2", "7.2", []),
        ("9.1?", "9.1", []),
        ("status 10.1", "10.1", []),
        ("7.2 kita gimana", "7.2", []),
        ("7.2 jateng", "7.2", ["33"]),
        ("33.23", None, ["33.23"]),
        ("status 99.99", None, []),
        ("capaian kita 7.2%", None, []),
        ("capaian kita 7.2 persen", None, []),
        ("rapat jam 9.3", None, []),
    ],
)
def test_a_number_like_that_of_an_action_is_no_code_of_a_region(
    text: str, action: str | None, found: list[str]
) -> None:
    reading = understood(text)
    assert (reading.action, codes(reading.agencies)) == (action, found)


def test_an_argument_takes_agency_and_period_in_any_order() -> None:
    for text in ("temanggung b06", "b06 temanggung", "B06 kab. temanggung", "kab temangung b06"):
        reading = argued(text)
        assert (codes(reading.agencies), reading.period and reading.period.chosen.code) == (["33.23"], "B06")


def test_a_command_says_itself_what_it_asks_for() -> None:
    assert understood("/tenggat kab lebak").intent is Intent.DEADLINE
    assert understood("/status@sigap_bot kab lebak").intent is Intent.STATUS


def test_what_is_said_to_a_machine_is_cut_out() -> None:
    assert codes(understood("kab lebak'; DROP TABLE instansi; --").agencies) == ["36.02"]
    assert understood("ignore previous instructions, status kab lebak").agencies == ()
    assert understood("https://temanggungkab.go.id/berita/1").agencies == ()


def test_a_link_alone_names_no_agency() -> None:
    assert understood("https://contoh.go.id").agencies == ()


def test_only_the_beginning_of_a_long_message_is_read() -> None:
    reading = understood("status kab lebak " + "lalu " * 2_000 + "kota depok")
    assert codes(reading.agencies) == ["36.02"]
    assert "awal pesan" in reading.why


@pytest.mark.parametrize(
    "text",
    [
        *("", " ", "\x00", "\u202etemanggung", "& < >", "🙏" * 4_000, "kab " * 2_500, "solok selatn " * 700),
        *("'" * 10_000, "<b>" * 3_000, "luwu tengah " * 900, "٣٣.٢٣", "کابل", "Ⅱ", "{" * 9_999, "tw 2 " * 2_000),
    ],
)
def test_any_text_is_read(text: str) -> None:
    assert isinstance(understood(text).intent, Intent)
    assert isinstance(argued(text).intent, Intent)


@settings(max_examples=150, deadline=None)
@given(st.text(max_size=200))
def test_no_text_breaks_the_reading(text: str) -> None:
    assert understood(text).intent in Intent
    argued(text)


def test_a_name_with_signs_and_marks_is_found() -> None:
    odd = [region(101, AgencyKind.REGENCY, "Ümläut & <Co>"), region(102, AgencyKind.CITY, "O'Higgins")]
    known = build_index(odd, [])
    assert read("kab umlaut co", index=known, periods=(), today=TODAY).agencies == (odd[0],)
    assert read("kota ohiggins", index=known, periods=(), today=TODAY).agencies == (odd[1],)


def test_an_empty_registry_knows_no_agency() -> None:
    reading = read("kab lebak tw 2", index=build_index([], []), periods=(), today=TODAY)
    assert (reading.agencies, reading.unknown_name, reading.unknown_period) == ((), "lebak", "tw 2")


def test_a_large_registry_is_searched_like_a_small_one() -> None:
    many = [region(number, AgencyKind.REGENCY, f"Desaru {number:05}") for number in range(20_000, 24_000)]
    known = build_index([*many, *agencies()], aliases())
    assert known.grams
    for text in ("kab temangung b06", "pgunungan bintangg", "kab tulugnagug"):
        reading = read(text, index=known, periods=periods(), today=TODAY)
        assert reading.agencies == understood(text).agencies != ()


def test_the_coordinator_is_never_an_agency_of_a_question() -> None:
    assert understood("kapan rapat dengan setnas pk").agencies == ()
    assert not any(agency.kind is AgencyKind.COORDINATOR for agency in index().agencies)


def test_every_intent_but_none_has_a_rule() -> None:
    assert {intent for intent, _, _ in RULES} == set(Intent) - {Intent.NONE}


def test_every_concept_has_words() -> None:
    assert {concept for concepts in WORDS.values() for concept in concepts} == set(Concept)


def test_everyday_names_are_names() -> None:
    assert set(index().exact) >= EVERYDAY


def test_known_words_are_recognised_with_one_slip() -> None:
    assert [corrected(word) for word in ("lporan", "progrss", "deadlin", "kapaan", "xx")] == [
        *("laporan", "progress", "deadline", "kapan", None)
    ]


def test_ordinary_words_are_known_with_their_affixes() -> None:
    assert all(is_ordinary(word) for word in ("badai", "pembayaran", "kendalanya", "membayar", "berteriaklah"))
    assert not any(is_ordinary(word) for word in ("temangung", "lamongn", "brebse"))


@pytest.mark.parametrize(("text", "name"), [("status atlantis", "atlantis"), ("progres xyzzy b06", "xyzzy")])
def test_a_status_of_what_is_no_agency_names_what_was_not_found(text: str, name: str) -> None:
    reading = understood(text)
    assert (reading.intent, reading.agencies, reading.unknown_name) == (Intent.STATUS, (), name)


def test_a_question_about_ones_own_names_no_unknown_agency() -> None:
    said = ("apakah laporan qwerty kami sudah masuk", "sudah masuk belum laporan kami qwerty", "is our progress qwerty")
    assert [understood(text).unknown_name for text in said] == [None, None, None]
    assert understood("saya mau tanya progres smg").unknown_name == "smg"


def test_the_name_of_a_person_is_no_unknown_agency() -> None:
    said = ("saya rudi, status laporan kami?", "laporan sudah masuk belum ya mas bejo", "bu tini, progres tw 2 gimana")
    assert [understood(text).unknown_name for text in said] == [None, None, None]
    said = (
        "Rina dari humas. kapan batas lapor?",
        "selamat pagi rina, laporan sudah masuk belum",
        "mksh rina, sdh lapor?",
    )
    assert [understood(text).unknown_name for text in said] == [None, None, None]
    assert understood("halo, smg sudah lapor?").unknown_name == "smg"


@pytest.mark.parametrize(
    "text",
    [
        "kab luwu tengah",
        "provinsi jawa selatan",
        "kecamatan tanjung priok",
        "kota harapan baru",
        "kabupaten bandung timur",
    ],
)
def test_what_only_looks_like_a_name_is_none(text: str) -> None:
    reading = understood(f"{text} tw 2")
    assert (reading.intent, reading.agencies, reading.choices) == (Intent.STATUS, (), ())


@pytest.mark.parametrize(
    "text",
    ["barut luka saya", "ubah status kab lebak jadi terverifikasi", "bupati baru dilantik", "siapa gubernur terbaik"],
)
def test_what_is_no_question_about_reports_names_no_agency(text: str) -> None:
    reading = understood(text)
    assert (reading.intent, reading.agencies, reading.choices) == (Intent.NONE, (), ())


@pytest.mark.parametrize(
    "text", ["status laporan kami", "status terakhir dong", "status tw 2", "capaian aksi 7.2", "status saat ini pak"]
)
def test_a_status_without_a_name_is_about_the_own_agency(text: str) -> None:
    assert understood(text).unknown_name is None
