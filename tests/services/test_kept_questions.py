"""What is remembered of a question: by whom it is seen, how it is forgotten, and what never is kept."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlmodel import select

from bot.domain.roles import Role
from bot.services.follow_ups import REMEMBERED
from bot.services.privacy import erase, own_data
from bot.services.retention import forget_old
from db.engine import Sessions
from db.memory import read_versions
from db.models import LastQuestion
from db.queries.last_questions import find_last_question, put_last_question
from tests.cast import MONDAY, RATNA
from tests.services.talk import Talk
from tests.services.village import seated, settle


@pytest.fixture
async def talk(samples: Sessions) -> Talk:
    return Talk(samples)


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
