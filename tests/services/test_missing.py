"""Who is missing: where, in which action, and of what; a place that is not clear is asked back, never widened."""

from datetime import date
from zoneinfo import ZoneInfo

import pytest

from bot.domain.duties import DeadlineKind, Duty, Standing
from bot.services.asking import find_asker
from bot.services.broad import UnknownAction
from bot.services.directory import load_registry
from bot.services.missing import Missing, Sought, find_sought
from bot.services.questions import (
    Answer,
    Question,
    WhichAgency,
    answer_missing,
    answer_sentence,
)
from bot.services.understanding.reading import read
from bot.texts.catalog import Texts
from bot.views.answers import render_answer
from bot.views.callback_data import ShowMissing, ShowRecap, ShowStatus
from bot.views.message import Message
from db.engine import Sessions
from db.queries.duties import list_duties
from tests.cast import MONDAY, RATNA, SRI, YOSEF

JAKARTA = ZoneInfo("Asia/Jakarta")
TODAY = MONDAY.date()


async def question_of(sessions: Sessions, who: int) -> Question:
    """Somebody who asks on Monday."""
    async with sessions() as session:
        asker = await find_asker(session, telegram_id=who, language="id", admin_ids=(), today=TODAY)
        return Question(asker, await load_registry(session, TODAY), MONDAY, JAKARTA)


async def ask(sessions: Sessions, who: int, sentence: str) -> Answer:
    question = await question_of(sessions, who)
    registry = question.registry
    async with sessions() as session:
        reading = read(sentence, index=registry.index, periods=registry.periods, today=TODAY)
        return await answer_sentence(session, question=question, reading=reading)


async def shown(sessions: Sessions, who: int, sentence: str) -> Message:
    """The message that the sentence is answered with."""
    question = await question_of(sessions, who)
    return render_answer(await ask(sessions, who, sentence), Texts(), asker=question.asker, zone=JAKARTA)


async def missing_of(sessions: Sessions, who: int, sentence: str) -> Missing:
    answer = await ask(sessions, who, sentence)
    assert isinstance(answer, Missing)
    return answer


async def duties_of(sessions: Sessions, sought: Sought) -> list[Duty]:
    """Every duty of the period and action, counted one by one."""
    async with sessions() as session:
        duties = await list_duties(session, [sought.period.id])
    return [duty for duty in duties if sought.action is None or duty.action_code == sought.action.code]


@pytest.mark.parametrize("who", [RATNA, YOSEF])
@pytest.mark.parametrize("sentence", ["siapa yang belum lapor di semarang", "/belum semarang"])
async def test_a_place_with_two_meanings_is_asked_back(samples: Sessions, who: int, sentence: str) -> None:
    answer = await ask(samples, who, sentence)
    assert isinstance(answer, WhichAgency)
    assert [agency.full_name for agency in answer.choices] == ["Kabupaten Semarang", "Kota Semarang"]


async def test_what_was_sought_is_kept_while_a_place_is_asked_back(samples: Sessions) -> None:
    message = await shown(samples, RATNA, "siapa yang belum lapor aksi 7.2 di bali dan semarang b15")
    assert message.plain.startswith("Bersama Provinsi Bali: “Semarang” ada 2")
    pressed = [button.data for row in message.rows for button in row]
    question = await question_of(samples, RATNA)
    bali, city = (question.registry.by_code(code) for code in ("51", "33.74"))
    period = next(row for row in question.registry.periods if (row.cycle_code, row.code) == ("2025-2026", "B15"))
    assert bali is not None
    assert city is not None
    assert isinstance(pressed[1], ShowMissing)
    assert pressed[1] == ShowMissing(period.id, 0, f"{bali.id},{city.id}", pressed[1].action_id)
    assert pressed[1].action_id is not None


async def test_a_place_that_does_not_exist_is_not_taken_for_the_nation(samples: Sessions) -> None:
    assert "belum menemukan instansi “atlantis”" in (await shown(samples, RATNA, "/belum atlantis")).plain


async def test_two_provinces_are_both_looked_through(samples: Sessions) -> None:
    missing = await missing_of(samples, RATNA, "siapa belum lapor bali dan jateng")
    assert [region.full_name for region in missing.sought.regions] == ["Provinsi Bali", "Provinsi Jawa Tengah"]
    assert missing.agencies == 38


async def test_who_lacks_one_action_is_not_mixed_with_what_else_is_open(samples: Sessions) -> None:
    missing = await missing_of(samples, RATNA, "siapa yang belum lapor aksi 7.2")
    duties = await duties_of(samples, missing.sought)
    waiting = {duty.agency_id for duty in duties if duty.is_open or duty.standing is Standing.OBSTACLE}
    assert {row.agency.id for row in missing.rows} == waiting
    assert (missing.agencies, missing.complete) == (len(duties), len(duties) - len(waiting))
    assert all(row.open + row.obstacles == 1 for row in missing.rows)
    for sentence, agencies in (("siapa yang belum lapor aksi 99", 0), ("/belum aksi 99 kota semarang", 1)):
        unknown = await ask(samples, RATNA, sentence)
        assert isinstance(unknown, UnknownAction)
        assert len(unknown.agencies) == agencies


async def test_publications_owed_are_those_of_verified_achievements_alone(samples: Sessions) -> None:
    question = await question_of(samples, RATNA)
    async with samples() as session:
        sought = await find_sought(session, question=question, kind=DeadlineKind.PUBLISH)
        answer = await answer_missing(session, question=question, sought=sought)
    assert isinstance(answer, Missing)
    assert sought is not None
    duties = await duties_of(samples, sought)
    missing, owed = answer, [duty for duty in duties if duty.owes_publication]
    assert sum(row.open for row in missing.rows) == len(owed)
    assert [row.actions for row in missing.rows if row.agency.code == "33.23"] == [("3.1", "9.3")]
    assert missing.agencies == len({duty.agency_id for duty in duties if duty.is_achieved})
    assert missing.due is not None
    assert missing.due.due_on == date(2026, 8, 14)
    text = render_answer(answer, Texts(), asker=question.asker, zone=JAKARTA).plain
    assert text.startswith("Belum dipublikasikan · TW VI (B18)")
    assert "Batas publikasi: Jumat, 14 Agustus 2026" in text


@pytest.mark.parametrize(("who", "sentence"), [(YOSEF, "/belum temanggung"), (SRI, "/belum kab wonosobo")])
async def test_no_right_to_a_list_is_not_told_as_no_duties(samples: Sessions, who: int, sentence: str) -> None:
    message = await shown(samples, who, sentence)
    assert message.plain.startswith("Rincian ini hanya untuk instansi terkait dan Setnas PK.")
    assert [type(button.data) for row in message.rows for button in row] == [ShowStatus]


async def test_of_two_places_the_one_that_is_not_shown_is_named_on_a_button(samples: Sessions) -> None:
    message = await shown(samples, SRI, "siapa yang belum lapor di kab temanggung dan kab wonosobo")
    assert "Hanya instansi yang rinciannya dapat Bapak/Ibu lihat" in message.plain
    named = [button.label for row in message.rows for button in row if isinstance(button.data, ShowStatus)]
    assert named == ["Kabupaten Temanggung", "Kabupaten Wonosobo"]


async def test_before_reporting_opens_nobody_is_missing(samples: Sessions) -> None:
    missing = await missing_of(samples, RATNA, "/belum tw 7 jateng")
    assert missing.is_ahead
    assert missing.rows == ()
    text = (await shown(samples, RATNA, "/belum tw 7 jateng")).plain
    assert "Pelaporan TW VII (B21) dibuka Senin, 5 Oktober 2026." in text
    assert "216 kewajiban pada 36 instansi akan dilaporkan." in text
    assert "terbuka" not in text
    assert "Lengkap" not in text


async def test_whoever_may_not_see_a_province_is_led_to_its_recap(samples: Sessions) -> None:
    message = await shown(samples, YOSEF, "/belum jateng")
    assert [(button.label, type(button.data)) for row in message.rows for button in row] == [
        ("Provinsi Jawa Tengah", ShowRecap)
    ]


@pytest.mark.parametrize(
    ("sentence", "kind"),
    [
        ("siapa yang belum publikasi", DeadlineKind.PUBLISH),
        ("apa saja yang belum dipublikasikan", DeadlineKind.PUBLISH),
        ("siapa yang belum lapor publikasi", DeadlineKind.PUBLISH),
        ("siapa yang belum lapor", DeadlineKind.REPORT),
    ],
)
async def test_who_has_not_published_is_another_question_than_who_has_not_reported(
    samples: Sessions, sentence: str, kind: DeadlineKind
) -> None:
    assert (await missing_of(samples, RATNA, sentence)).sought.kind is kind
    message = await shown(samples, RATNA, sentence)
    leads = {button.label: button.data for row in message.rows for button in row}
    other = leads["Belum dipublikasikan" if kind is DeadlineKind.REPORT else "Belum lengkap"]
    assert isinstance(other, ShowMissing)
    assert other.is_publication is (kind is DeadlineKind.REPORT)
