"""Deadlines of the period that is asked about, ahead or past; a question about one is never answered with others."""

from dataclasses import replace

import pytest

from bot.domain.disclosure import GroupScope
from bot.domain.duties import DeadlineKind
from bot.services.deadlines import DeadlinesAnswer
from bot.services.group_answers import GroupQuestion, answer_group
from bot.services.questions import answer_deadlines
from bot.services.understanding.reading import read
from bot.texts.catalog import LANGUAGES, MESSAGE_LIMIT, Texts
from bot.views.message import Message
from bot.views.overview import render_deadlines
from bot.views.question_buttons import ShowDeadlinesOf
from db.engine import Sessions
from tests.cast import MONDAY, RATNA, SRI
from tests.services.test_missing import JAKARTA, TODAY, ask, question_of, shown


async def told(sessions: Sessions, who: int, sentence: str) -> list[str]:
    """The codes of the periods of which deadlines are told, each once."""
    answer = await ask(sessions, who, sentence)
    assert isinstance(answer, DeadlinesAnswer)
    return list(dict.fromkeys(deadline.period.code for deadline in answer.deadlines))


@pytest.mark.parametrize(
    ("sentence", "codes"),
    [
        ("kapan batas lapor tw 8", ["B24"]),
        ("/tenggat b24", ["B24"]),
        ("batas lapor tw 2 2025 kapan", ["B06"]),
        ("kapan batas lapor tw 7 dan tw 8", ["B21", "B24"]),
        ("kapan batas lapor triwulan ini", ["B18", "B21", "B24"]),
        ("/tenggat", ["B18", "B21", "B24"]),
    ],
)
async def test_the_deadlines_told_are_those_of_the_period_that_was_named(
    samples: Sessions, sentence: str, codes: list[str]
) -> None:
    assert await told(samples, RATNA, sentence) == codes


def buttons(message: Message) -> dict[str, object]:
    return {button.label: button.data for row in message.rows for button in row}


async def test_a_past_deadline_and_one_that_nobody_set_are_told_as_such(samples: Sessions) -> None:
    assert "(lewat 347 hari; data contoh)" in (await shown(samples, SRI, "batas lapor tw 2 2025 kapan")).plain
    none = await shown(samples, SRI, "batas lapor tw 3 2019")
    assert "Belum ada batas waktu yang tercatat untuk TW III (B09), 2019-2020." in none.plain
    assert "tidak dikenal" in (await shown(samples, SRI, "kapan batas lapor tw 9")).plain


async def test_the_other_reading_of_a_quarter_and_all_other_deadlines_are_a_press_away(samples: Sessions) -> None:
    message = await shown(samples, SRI, "kapan batas lapor tw 4")
    assert "TW IV (B12) · Batas lapor" in message.plain
    temanggung = (await question_of(samples, SRI)).asker.agencies[0].id
    assert isinstance(found := buttons(message)["TW VIII (B24)"], ShowDeadlinesOf)
    assert (found.agency_id, found.period_id is None) == (temanggung, False)
    assert buttons(message)["Semua batas waktu"] == ShowDeadlinesOf(temanggung)


async def test_a_period_is_kept_while_an_agency_is_asked_back(samples: Sessions) -> None:
    for sentence, is_kept in (("batas lapor semarang tw 8", True), ("batas lapor semarang bulan ini", False)):
        data = buttons(await shown(samples, SRI, sentence))["Kota Semarang"]
        assert isinstance(data, ShowDeadlinesOf)
        assert (data.period_id is not None) is is_kept


async def test_of_several_agencies_each_button_leads_to_its_deadlines(samples: Sessions) -> None:
    message = await shown(samples, RATNA, "batas lapor kab semarang dan kab kendal tw 8")
    assert [type(data) for data in buttons(message).values()] == [ShowDeadlinesOf, ShowDeadlinesOf]
    assert "status" not in message.plain


async def test_of_many_deadlines_eight_are_told_on_a_page(samples: Sessions) -> None:
    question = await question_of(samples, RATNA)
    async with samples() as session:
        answer = await answer_deadlines(session, question=question)
    assert isinstance(answer, DeadlinesAnswer)
    many = replace(answer, deadlines=answer.deadlines * 3)
    first, last = (render_deadlines(many, Texts(), "id", zone=JAKARTA, page=page) for page in (0, 2))
    assert [label for label in buttons(first) if "/" in label] == ["2/3 ›"]
    assert buttons(last)["‹ 2/3"] == ShowDeadlinesOf(None, None, 1)
    assert [message.plain.count(" · Batas ") for message in (first, last)] == [8, 2]
    for language in LANGUAGES:
        assert len(render_deadlines(many, Texts(), language, zone=JAKARTA).plain) < MESSAGE_LIMIT


async def test_only_publications_are_told_where_only_these_were_asked_about(samples: Sessions) -> None:
    for sentence, kinds in (
        ("kapan batas publikasi", {DeadlineKind.PUBLISH}),
        ("batas publikasi tw 8", {DeadlineKind.PUBLISH}),
        ("kapan batas lapor dan publikasi", set(DeadlineKind)),
        ("kapan batas lapor", set(DeadlineKind)),
    ):
        answer = await ask(samples, SRI, sentence)
        assert isinstance(answer, DeadlinesAnswer)
        assert {deadline.kind for deadline in answer.deadlines} == kinds, sentence
    asked = buttons(await shown(samples, SRI, "batas publikasi semarang"))["Kota Semarang"]
    assert isinstance(asked, ShowDeadlinesOf)
    assert asked.is_publication


async def test_a_group_is_told_the_deadlines_of_the_period_too(samples: Sessions) -> None:
    registry = (await question_of(samples, SRI)).registry
    reading = read("kapan batas lapor tw 8", index=registry.index, periods=registry.periods, today=TODAY)
    question = GroupQuestion(GroupScope(), registry, MONDAY, JAKARTA)
    async with samples() as session:
        answer = await answer_group(session, question=question, reading=reading)
    assert isinstance(answer, DeadlinesAnswer)
    assert {deadline.period.code for deadline in answer.deadlines} == {"B24"}
