"""Questions about several agencies or periods: what is compared, and what is offered beside it."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import replace
from typing import Protocol
from zoneinfo import ZoneInfo

import pytest

from bot.services.actions_meant import UnknownAction
from bot.services.agency_questions import ActionStatus
from bot.services.asking import Asker, find_asker
from bot.services.comparisons import Comparison
from bot.services.directory import load_registry
from bot.services.questions import (
    ELSEWHERE,
    HELP,
    Answer,
    Question,
    Said,
    StatusAnswer,
    UnknownPeriodAnswer,
    WhichAgency,
    answer_sentence,
)
from bot.services.recaps import Recap
from bot.services.understanding.intents import Intent
from bot.services.understanding.reading import read
from bot.texts.catalog import Texts
from bot.views.answers import render_answer
from bot.views.callback_data import ShowRecap
from bot.views.message import Message
from bot.views.question_buttons import ComparePeriods, ShowActionOf
from db.engine import Sessions
from tests.cast import MONDAY, RATNA, SRI

JAKARTA = ZoneInfo("Asia/Jakarta")
TODAY = MONDAY.astimezone(JAKARTA).date()
TEXTS = Texts()


class Ask(Protocol):
    """Asks in the words of somebody, of the Inspektorat of Kabupaten Temanggung where nobody else is named."""

    async def __call__(self, text: str, who: int = SRI) -> Answer: ...


Show = Callable[[str], Awaitable[Message]]


@pytest.fixture
def ask(samples: Sessions) -> Ask:
    async def answer(text: str, who: int = SRI) -> Answer:
        async with samples() as session:
            registry = await load_registry(session, TODAY)
            asker = await find_asker(session, telegram_id=who, language="id", admin_ids=(), today=TODAY)
            question = Question(asker, registry, MONDAY, JAKARTA)
            reading = read(text, index=registry.index, periods=registry.periods, today=TODAY)
            return await answer_sentence(session, question=question, reading=reading)

    return answer


@pytest.fixture
def show(ask: Ask) -> Show:
    """Asks, and shows the message."""

    async def shown(text: str) -> Message:
        answer = await ask(text)
        asker = Asker(SRI, "id", None, ())
        return render_answer(answer, TEXTS, asker=asker, zone=JAKARTA)

    return shown


def columns(answer: Answer) -> list[str]:
    """The columns of a comparison, each by its agency and its period."""
    assert isinstance(answer, Comparison)
    return [f"{column.agency.name} {column.period.code}" for column in answer.columns]


@pytest.mark.parametrize(
    ("said", "compared"),
    [
        ("bandingkan temanggung tw 2 2025 dan tw 2 2026", ["Temanggung B06", "Temanggung B18"]),
        ("temanggung q1 2025 vs q1 2026", ["Temanggung B03", "Temanggung B15"]),
        ("bandingkan provinsi jateng tw 2 dan tw 6", ["Jawa Tengah B06", "Jawa Tengah B18"]),
        ("bandingkan tw 1 dan tw 2", ["Temanggung B15", "Temanggung B18"]),
    ],
)
async def test_periods_are_compared_as_they_are_named(ask: Ask, said: str, compared: list[str]) -> None:
    assert columns(await ask(said)) == compared


async def test_without_a_name_the_trend_is_that_of_ones_own_agency(ask: Ask) -> None:
    for said in ("tren", "tren instansi saya", "grafik"):
        answer = await ask(said)
        assert columns(answer)[0] == "Temanggung B03"
        assert isinstance(answer, Comparison)
        assert answer.is_trend


async def test_a_code_behind_a_quarter_says_which_period_is_meant(ask: Ask) -> None:
    answer = await ask("temanggung TW II (B06)")
    assert isinstance(answer, StatusAnswer)
    assert answer.status.period.code == "B06"


async def test_one_action_of_one_agency_is_all_that_is_told(ask: Ask) -> None:
    own = await ask("aksi 7.2 temanggung")
    assert isinstance(own, ActionStatus)
    assert [duty.action_code for duty in own.status.duties] == ["7.2"]
    assert own.may_detail
    other = await ask("aksi 07.2 kab wonosobo b15")
    assert isinstance(other, ActionStatus)
    assert (other.status.period.code, other.may_detail) == ("B15", False)


async def test_the_number_of_an_action_alone_is_asked_of_ones_own_agency(ask: Ask) -> None:
    for said in ("7.2", "aksi 7.2 kita gimana", "7.2 kami tw 6"):
        own = await ask(said)
        assert isinstance(own, ActionStatus)
        assert (own.action.code, own.status.agency.name) == ("7.2", "Temanggung")


async def test_what_is_done_elsewhere_is_told_where(ask: Ask) -> None:
    assert await ask("cara lapor gimana") == ELSEWHERE[Intent.REPORT]
    assert await ask("nomor wa setnas berapa") == Said("elsewhere", "setnas")
    assert await ask("cara pakainya bagaimana") == HELP


async def test_which_of_ones_own_agencies_is_asked_leads_to_what_was_asked(samples: Sessions) -> None:
    async with samples() as session:
        registry = await load_registry(session, TODAY)
        asker = await find_asker(session, telegram_id=SRI, language="id", admin_ids=(), today=TODAY)
        other = registry.by_code("33.71")
        assert asker.person is not None
        assert other is not None
        seat = asker.person.seats[0]
        person = replace(asker.person, seats=(seat, replace(seat, agency=other)))
        question = Question(replace(asker, person=person), registry, MONDAY, JAKARTA)
        aims = []
        for said in ("7.2", "kapan deadline", "status"):
            reading = read(said, index=registry.index, periods=registry.periods, today=TODAY)
            answer = await answer_sentence(session, question=question, reading=reading)
            assert isinstance(answer, WhichAgency)
            aims.append((answer.are_own, answer.aim.action and answer.aim.action.code, answer.aim.is_deadline))
    assert aims == [(True, "7.2", False), (True, None, True), (True, None, False)]


async def test_data_said_to_be_wrong_leads_to_the_button_for_it(show: Show) -> None:
    for said in ("data salah", "angka 7.2 kita salah harusnya 85", "laporkan data salah"):
        buttons = [button.label for row in (await show(said)).rows for button in row]
        assert "Data salah?" in buttons


async def test_one_action_is_compared_where_it_is_named(ask: Ask) -> None:
    for said in ("aksi 7.2 temanggung dan wonosobo", "aksi 7.2 temanggung tw 1 dan tw 5", "tren aksi 7.2 temanggung"):
        answer = await ask(said)
        assert isinstance(answer, Comparison)
        assert {duty.action_code for column in answer.columns for duty in column.duties} == {"7.2"}


async def test_an_action_that_does_not_exist_is_told_of_the_agency_too(ask: Ask) -> None:
    answer = await ask("aksi 99.9 temanggung")
    assert isinstance(answer, UnknownAction)
    assert [agency.name for agency in answer.agencies] == ["Temanggung"]
    assert answer.actions


async def test_what_cannot_be_compared_at_once_is_told(ask: Ask) -> None:
    named = "temanggung, wonosobo, cilacap, banyumas, kebumen, demak, kudus"
    answer = await ask(f"bandingkan {named} tw 5 dan tw 6")
    assert isinstance(answer, Comparison)
    assert [agency.name for agency in answer.left_out] == ["Kudus"]
    assert [period.code for period in answer.others] == ["B18"]


async def test_an_unclear_name_leads_to_the_action_that_was_asked_about(ask: Ask) -> None:
    answer = await ask("aksi 7.2 semarang")
    assert isinstance(answer, WhichAgency)
    assert answer.aim.action is not None
    assert answer.aim.action.code == "7.2"


@pytest.mark.parametrize(
    "said",
    [
        "status temanggung tw 2",
        "rekap nasional tw 2",
        "rekap jateng tw 2",
        "aksi 7.2 nasional tw 2",
        "aksi 7.2 temanggung tw 2",
        "siapa belum lapor tw 2",
        "bandingkan temanggung dan wonosobo tw 2",
    ],
)
async def test_every_answer_about_a_bare_quarter_names_its_dates_and_offers_the_other_reading(
    show: Show, said: str
) -> None:
    message = await show(said)
    assert "TW VI (B18)" in message.plain
    assert "1 April 2026 – 30 Juni 2026" in message.plain
    assert "TW II" in [button.label for row in message.rows for button in row]


async def test_what_a_recap_does_not_show_of_what_was_named_is_one_press_away(show: Show) -> None:
    for said in ("rekap jateng tw 3 2025 dan tw 1 2025", "aksi 7.2 jateng tw 3 2025 dan tw 1 2025"):
        message = await show(said)
        assert "TW III (B09)" in message.plain
        assert "TW I (B03) ada pada tombol di bawah" in message.plain
        assert "TW I" in [button.label for row in message.rows for button in row]


async def test_an_unclear_name_keeps_the_periods_that_are_to_be_compared(show: Show) -> None:
    buttons = [button for row in (await show("semarang tw 1 dan tw 2")).rows for button in row]
    assert [button.label for button in buttons] == ["Kabupaten Semarang", "Kota Semarang"]
    assert all(isinstance(button.data, ComparePeriods) for button in buttons)


@pytest.mark.parametrize("said", ["temanggung tw 2 dan tw 9", "temanggung b18 vs b99", "rekap jateng tw 2 dan tw 9"])
async def test_of_two_periods_one_that_does_not_exist_is_said(ask: Ask, said: str) -> None:
    assert isinstance(await ask(said), UnknownPeriodAnswer)


async def test_whoever_has_no_agency_is_shown_the_course_of_the_nation_as_its_recap(ask: Ask) -> None:
    answer = await ask("grafik", RATNA)
    assert isinstance(answer, Recap)
    assert answer.scope.is_nation


async def test_an_agency_in_the_overview_of_an_action_leads_to_that_action(show: Show) -> None:
    message = await show("aksi 7.2 jateng")
    assert isinstance(message.rows[0][0].data, ShowActionOf)


async def test_a_trend_calls_nothing_missing_where_reporting_has_not_opened(ask: Ask) -> None:
    answer = await ask("tren")
    assert isinstance(answer, Comparison)
    assert [column.period.code for column in answer.columns if column.is_ahead] == ["B21"]


async def test_a_compared_province_is_its_government_and_leads_to_its_region(show: Show) -> None:
    for said, label in (("rekap jateng dan bali", "Wilayah Jawa Tengah"), ("tren jateng", "Wilayah")):
        message = await show(said)
        assert "Hanya pemerintah provinsi" in message.plain
        data = {button.label: button.data for row in message.rows for button in row}
        assert isinstance(data[label], ShowRecap)
    assert "Hanya pemerintah provinsi" not in (await show("temanggung dan wonosobo")).plain


@pytest.mark.parametrize(
    "said",
    [
        "bandingkan kami dengan wonosobo",
        "bandingkan instansi saya dengan kab wonosobo",
        "wonosobo dibanding kita gimana",
    ],
)
async def test_ones_own_agency_stands_first_beside_those_that_are_named(ask: Ask, said: str) -> None:
    assert columns(await ask(said)) == ["Temanggung B18", "Wonosobo B18"]


async def test_who_has_no_agency_of_their_own_sees_what_is_named(ask: Ask) -> None:
    assert isinstance(await ask("bandingkan kami dengan wonosobo", RATNA), StatusAnswer)
