"""A question that leans on the one before it: what is taken from it, for how long, and what never is."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from sqlmodel import select

from bot.domain.roles import Role
from bot.services.agency_questions import ActionStatus
from bot.services.asking import find_asker
from bot.services.comparisons import Comparison
from bot.services.contacts import AgencyContacts
from bot.services.deadlines import DeadlinesAnswer
from bot.services.directory import load_registry
from bot.services.follow_ups import REMEMBERED, change_after, change_after_press, follow, make
from bot.services.missing import Missing
from bot.services.privacy import erase, own_data
from bot.services.questions import Question, StatusAnswer, WhichAgency, answer_sentence
from bot.services.recaps import ActionOverview, Recap
from bot.services.retention import forget_old
from bot.services.understanding.breadth import Breadth
from bot.services.understanding.reading import read
from db.engine import Sessions
from db.memory import read_versions
from db.models import LastQuestion
from db.queries.invites import ensure_seat, occupy
from db.queries.last_questions import find_last_question, put_last_question
from tests.cast import MONDAY, RATNA, SRI
from tests.services.village import seated, settle

JAKARTA = ZoneInfo("Asia/Jakarta")


@dataclass
class Talk:
    """A private chat without the chat: each message is read, answered and remembered as a handler does it."""

    sessions: Sessions
    telegram_id: int = SRI
    now: datetime = MONDAY
    leans: list[bool] = field(default_factory=list)

    async def question(self) -> Question:
        today = self.now.astimezone(JAKARTA).date()
        async with self.sessions() as session:
            asker = await find_asker(session, telegram_id=self.telegram_id, language="id", admin_ids=(), today=today)
            return Question(asker, await load_registry(session, today), self.now, JAKARTA)

    async def says(self, text: str) -> str:
        """What the answer is about, in short."""
        question = await self.question()
        registry = question.registry
        reading = read(text, index=registry.index, periods=registry.periods, today=question.today)
        async with self.sessions() as session:
            followed = await follow(session, question=question, text=text, reading=reading)
            answer = await answer_sentence(session, question=question, reading=followed.reading)
        self.leans.append(followed.leans)
        if (change := change_after(question, followed, answer)) is not None:
            async with self.sessions.begin() as session:
                await make(session, change)
        return in_short(answer)

    async def presses(self, *codes: str, breadth: Breadth = Breadth.AGENCY) -> None:
        """A button that shows agencies, or with a code that nobody bears, a forged one."""
        question = await self.question()
        found = (question.registry.by_code(code) for code in codes)
        agencies = tuple(agency for agency in found if agency)
        async with self.sessions() as session:
            change = await change_after_press(session, question=question, agencies=agencies, breadth=breadth)
        if change is not None:
            async with self.sessions.begin() as session:
                await make(session, change)

    async def rows(self) -> list[LastQuestion]:
        async with self.sessions() as session:
            return list((await session.exec(select(LastQuestion))).all())


def in_short(answer: object) -> str:
    match answer:
        case StatusAnswer(status):
            return f"{status.agency.full_name} {status.period.code}"
        case ActionStatus(action, status):
            return f"aksi {action.code} {status.agency.full_name} {status.period.code}"
        case ActionOverview():
            return f"aksi {answer.action.code} semua {answer.period.code}"
        case Comparison():
            return f"tren {answer.columns[0].agency.full_name}"
        case DeadlinesAnswer(agency):
            return f"batas {agency.full_name if agency else 'nasional'}"
        case AgencyContacts():
            return f"kontak {answer.agency.full_name}"
        case WhichAgency(choices):
            return " atau ".join(agency.full_name for agency in choices)
        case Missing():
            where = " dan ".join(region.full_name for region in answer.sought.regions) or "semua"
            return f"belum {where} {answer.sought.period.code}"
        case Recap():
            return f"rekap {answer.scope.province.name if answer.scope.province else 'nasional'} {answer.period.code}"
    return type(answer).__name__ + str(getattr(answer, "text", ""))


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
    assert await talk.says("sudah lapor belum?") == "Kota Magelang B18"
    assert talk.leans == [False, True, True, True, True, False, True]


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


async def test_a_newer_question_takes_the_place_of_the_older_on_every_database(sessions: Sessions) -> None:
    village = await settle(sessions)
    person = await seated(sessions, village.temanggung, Role.INSPECTORATE)
    assert person.chat_key is not None
    for keys in ([1], [2]):
        async with sessions.begin() as session:
            await put_last_question(session, person.chat_key, {"agencies": keys}, MONDAY)
    async with sessions.begin() as session:
        row = await find_last_question(session, person.chat_key)
        assert row is not None
        assert (row.understood, row.asked_at) == ({"agencies": [2]}, MONDAY)
        await forget_old(session, now=MONDAY + REMEMBERED + timedelta(seconds=1))
    async with sessions() as session:
        assert await find_last_question(session, person.chat_key) is None


async def test_nobody_follows_the_talk_of_another_and_a_stranger_has_none(samples: Sessions) -> None:
    await Talk(samples).says("status kota magelang")
    assert await Talk(samples, RATNA).says("tw 5?") == "belum semua B15"
    stranger = Talk(samples, 999)
    assert await stranger.says("status kota magelang") == "Saidstranger"
    assert await stranger.says("tw 5?") == "Saidstranger"
    assert len(await stranger.rows()) == 1


async def test_what_was_written_is_never_kept_and_what_cannot_be_read_is_no_talk(talk: Talk) -> None:
    await talk.says("assalamualaikum pak rahasia 0812-555, progres kota magelang <b>tw 5</b> 🙏 " + "x" * 900)
    kept = (await talk.rows())[0].understood
    assert "0812" not in str(kept)
    assert "rahasia" not in str(kept)
    hostile: list[dict[str, object]] = [
        {},
        {**kept, "agencies": [2**70]},
        {**kept, "agencies": "33"},
        {**kept, "intent": "apa saja"},
        {**kept, "periods": [["quarter"]]},
        {**kept, "flags": None},
    ]
    for understood in hostile:
        async with talk.sessions.begin() as session:
            (await session.exec(select(LastQuestion))).one().understood = understood
        assert await talk.says("tw 5?") == "Kabupaten Temanggung B15"
    assert await talk.says("🙏 ؜؜kota magelang" * 50) != ""


async def test_a_person_sees_what_is_remembered_and_erasure_forgets_it(talk: Talk) -> None:
    await talk.says("status magelang")
    person = (await talk.question()).asker.person
    assert person is not None
    async with talk.sessions.begin() as session:
        asked = (await own_data(session, person=person, today=MONDAY.date())).asked
        assert asked is not None
        assert [agency.full_name for agency in asked.agencies] == ["Kabupaten Magelang", "Kota Magelang"]
        await erase(session, person=person, now=MONDAY)
    assert await talk.rows() == []


async def test_remembering_a_question_empties_no_memory(talk: Talk) -> None:
    async with talk.sessions() as session:
        before = await read_versions(session)
    await talk.says("status kota magelang")
    await talk.says("kami tw 5?")
    async with talk.sessions() as session:
        assert await read_versions(session) == before
