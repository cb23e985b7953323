"""One page of an agency for readers with other rights and other duties: what each of them is shown."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from zoneinfo import ZoneInfo

import pytest

from bot.services.asking import find_asker
from bot.services.directory import load_registry
from bot.services.questions import Question, StatusAnswer, answer_argument
from bot.services.rendering import rendered_once
from bot.texts.catalog import Texts
from bot.views.answers import render_answer
from db.engine import Sessions
from tests.cast import BAYU, MONDAY, SRI, YOSEF

JAKARTA = ZoneInfo("Asia/Jakarta")
TODAY = MONDAY.astimezone(JAKARTA).date()
INSPECTORATE, PUBLIC_RELATIONS, ELSEWHERE = SRI, BAYU, YOSEF
NOTE = "Catatan:"
Show = Callable[[int], Awaitable[str]]


@pytest.fixture
def show(samples: Sessions) -> Show:
    """Shows the status of Kabupaten Temanggung to a person, as the quick way through /status does."""
    texts = Texts()

    async def shown(person: int) -> str:
        async with samples() as session:
            registry = await load_registry(session, TODAY)
            asker = await find_asker(session, telegram_id=person, language="id", admin_ids=(), today=TODAY)
            question = Question(asker, registry, MONDAY, JAKARTA)
            answer = await answer_argument(session, question=question, argument="kab temanggung")
            assert isinstance(answer, StatusAnswer)

            async def render() -> str:
                return render_answer(answer, texts, asker=asker, zone=JAKARTA).plain

            return await rendered_once(session, answer, "id", JAKARTA, render)

    return shown


async def test_the_note_of_a_verifier_stands_under_what_was_returned_for_those_who_may_read_it(show: Show) -> None:
    for reader, may_read in ((INSPECTORATE, True), (ELSEWHERE, False), (INSPECTORATE, True)):
        assert (NOTE in await show(reader)) is may_read, "a page kept for one reader was shown to another"


async def test_humas_reads_first_what_has_to_be_published(show: Show) -> None:
    own, others = await show(PUBLIC_RELATIONS), await show(INSPECTORATE)
    marks = [[line[0] for line in text.split("\n") if " Aksi " in line] for text in (own, others)]
    assert marks == [["✓", "✓", "↩", "○", "•", "✓"], ["↩", "○", "•", "✓", "✓", "✓"]]
    for text in (own, others):
        assert text.count("terverifikasi · belum dipublikasikan") == 2
