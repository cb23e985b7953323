"""A question that leans on the one before it: what is taken from it, and for how long."""

from __future__ import annotations

from datetime import timedelta

import pytest

from bot.domain.roles import Role
from bot.services.follow_ups import REMEMBERED
from bot.services.retention import forget_old
from bot.services.understanding.breadth import Breadth
from db.engine import Sessions
from db.queries.invites import ensure_seat, occupy
from tests.cast import MONDAY, RATNA
from tests.services.talk import Talk


@pytest.fixture
async def talk(samples: Sessions) -> Talk:
    return Talk(samples)


async def test_what_does_not_say_whose_is_asked_of_the_agency_asked_about_last(talk: Talk) -> None:
    assert await talk.says("status kota magelang") == "Kota Magelang B18"
    assert await talk.says("tw 5?") == "Kota Magelang B15"
    assert await talk.says("kalau b12 gimana?") == "Kota Magelang B12"
    assert await talk.says("deadlinenya kapan?") == "batas Kota Magelang"
    assert await talk.says("kontaknya?") == "kontak Kota Magelang"
    assert await talk.says("terima kasih") == "Saidthanks_reply"
    assert await talk.says("statusnya gimana?") == "Kota Magelang B18"
    assert talk.leans == [False, True, True, True, True, False, True]


@pytest.mark.parametrize("own", ["status", "sudah lapor belum?", "progres tw 5 gimana"])
async def test_a_whole_question_without_a_name_is_about_ones_own_agency(talk: Talk, own: str) -> None:
    await talk.says("status kota magelang")
    assert (await talk.says(own)).startswith("Kabupaten Temanggung")
    assert await talk.rows() == []


async def test_what_is_still_owed_is_asked_of_ones_own_agency(talk: Talk) -> None:
    for said in ("apa yang kurang?", "tinggal apa", "my duties"):
        await talk.says("aksi 7.2 kota magelang")
        assert await talk.says(said) == "Kabupaten Temanggung B18"


async def test_a_page_is_turned_from_the_period_that_was_shown(talk: Talk) -> None:
    await talk.says("status kota magelang tw 5")
    assert await talk.says("kalau tw sebelumnya gimana?") == "Kota Magelang B12"
    assert await talk.says("tw berikutnya") == "Kota Magelang B15"
    assert await talk.says("tw lalu") == "Kota Magelang B18"
    assert await talk.says("tw depan") == "Kota Magelang B24"


async def test_we_and_ones_own_name_lead_back_to_ones_own_agency(talk: Talk) -> None:
    for own in ("kalau kami tw 5?", "status temanggung b15", "punya instansi saya tw 5"):
        await talk.says("status kota magelang")
        assert await talk.says(own) == "Kabupaten Temanggung B15"
        assert await talk.says("b12") == "Kabupaten Temanggung B12"
        assert await talk.rows() == []


async def test_after_a_quarter_of_an_hour_the_talk_is_forgotten(talk: Talk) -> None:
    await talk.says("status kota magelang")
    talk.now += REMEMBERED
    assert await talk.says("tw 5?") == "Kota Magelang B15"
    talk.now += REMEMBERED + timedelta(seconds=1)
    assert await talk.says("tw 5?") == "Kabupaten Temanggung B15"
    async with talk.sessions.begin() as session:
        await forget_old(session, now=talk.now)
    assert await talk.rows() == []


async def test_a_command_means_what_it_always_means_and_ends_no_talk(talk: Talk) -> None:
    await talk.says("status kota magelang")
    assert await talk.says("/status") == "Kabupaten Temanggung B18"
    assert await talk.says("/status wonosobo") == "Kabupaten Wonosobo B18"
    assert await talk.says("tw 5?") == "Kota Magelang B15"


async def test_a_kind_alone_answers_the_question_which_of_them_is_meant(talk: Talk) -> None:
    both = "Kabupaten Magelang atau Kota Magelang"
    assert await talk.says("magelang b15") == both
    assert await talk.says("yang provinsi") == both
    assert await talk.says("yang kota ya") == "Kota Magelang B15"
    assert await talk.says("kalau yg kabupaten?") == "Kabupaten Magelang B15"
    assert await talk.says("magelang") == both
    assert await talk.says("b12?") == both
    assert await talk.says("maksud saya pemkot") == "Kota Magelang B12"
    assert await talk.says("batas lapor magelang") == both
    assert await talk.says("kota") == "batas Kota Magelang"


async def test_a_kind_alone_says_nothing_where_nothing_was_asked(talk: Talk) -> None:
    assert await talk.says("yang kota") == "Saidnot_understood"
    await talk.says("status kota salatiga")
    assert await talk.says("kabupaten") == "Saidnot_understood"
    assert await talk.says("bukan kota") == "Saidnot_understood"


async def test_a_wider_question_is_asked_again_for_another_period(talk: Talk) -> None:
    assert await talk.says("rekap jateng") == "rekap Jawa Tengah B18"
    assert await talk.says("tw 5?") == "rekap Jawa Tengah B15"
    assert await talk.says("kontaknya?") == "kontak Provinsi Jawa Tengah"
    assert await talk.says("ada grafiknya?") == "rekap Jawa Tengah B18"
    assert await talk.says("siapa yang belum lapor di jateng") == "belum Provinsi Jawa Tengah B18"
    assert await talk.says("tw 5?") == "belum Provinsi Jawa Tengah B15"
    assert await talk.says("rekap nasional") == "rekap nasional B18"
    assert await talk.says("tw 5?") == "rekap nasional B15"
    assert await talk.says("deadlinenya kapan?") == "batas Kabupaten Temanggung"


async def test_an_action_is_asked_of_who_was_asked_about(talk: Talk) -> None:
    assert await talk.says("aksi 7.2") == "aksi 7.2 semua B18"
    assert await talk.says("tw 5?") == "aksi 7.2 semua B15"
    assert await talk.says("trennya?") == "tren Kabupaten Temanggung"
    await talk.says("status kota magelang")
    assert await talk.says("aksi 7.2?") == "aksi 7.2 Kota Magelang B18"
    assert await talk.says("tw 5?") == "aksi 7.2 Kota Magelang B15"
    assert await talk.says("trennya?") == "tren Kota Magelang"
    assert await talk.says("aksi 7.2 nasional") == "aksi 7.2 semua B18"
    assert talk.leans == [False, True, False, False, True, True, True, False]


async def test_an_action_of_ones_own_stays_ones_own_in_another_quarter(talk: Talk) -> None:
    assert await talk.says("7.2") == "aksi 7.2 Kabupaten Temanggung B18"
    assert await talk.says("tw 5?") == "aksi 7.2 Kabupaten Temanggung B15"
    await talk.says("status kota magelang")
    assert await talk.says("7.2?") == "aksi 7.2 Kota Magelang B18"


async def test_a_button_to_something_else_moves_the_talk_on(talk: Talk) -> None:
    await talk.presses("33.07")
    assert await talk.rows() == []  # where nobody asked about others, a press costs no write
    await talk.says("magelang b15")
    await talk.presses("33.71")
    assert await talk.says("b12?") == "Kota Magelang B12"
    await talk.presses("33.07")
    assert await talk.says("b12?") == "Kabupaten Wonosobo B12"
    await talk.presses("33", breadth=Breadth.REGION)
    assert await talk.says("b12?") == "rekap Jawa Tengah B12"
    await talk.presses("99.99")
    assert await talk.says("b15?") == "rekap Jawa Tengah B15"
    await talk.presses("33.23")
    assert await talk.rows() == []
    assert await talk.says("b12?") == "Kabupaten Temanggung B12"


async def test_who_has_no_agency_of_their_own_is_followed_too(samples: Sessions) -> None:
    ratna = Talk(samples, RATNA)
    await ratna.says("status kota magelang")
    assert await ratna.says("tw 5?") == "Kota Magelang B15"


async def test_of_several_own_agencies_a_kind_alone_tells_which(talk: Talk) -> None:
    question = await talk.question()
    person, city = question.asker.person, question.registry.by_code("33.71")
    assert person is not None
    assert city is not None
    async with talk.sessions.begin() as session:
        seat = await ensure_seat(session, city.id, Role.INSPECTORATE)
        await occupy(session, seat, person.id, MONDAY)
    assert await talk.says("tw 5") == "Kabupaten Temanggung atau Kota Magelang"
    assert await talk.says("yang kota") == "Kota Magelang B15"
    assert await talk.says("b12?") == "Kota Magelang B12"
    assert await talk.says("kami?") == "Saidnot_understood"
    assert await talk.says("kami b12?") == "Kabupaten Temanggung atau Kota Magelang"


async def test_publications_stay_publications_in_another_period(talk: Talk) -> None:
    await talk.says("siapa yang belum publikasi di jateng")
    assert "is_publication" in str((await talk.rows())[0].understood)
    assert await talk.says("tw 5?") == "publikasi Provinsi Jawa Tengah B15"


async def test_a_name_that_nobody_knows_begins_no_talk(talk: Talk) -> None:
    await talk.says("status smg")
    assert await talk.rows() == []
