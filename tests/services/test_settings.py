"""What a person decides about hour and language."""

import pytest

from bot.domain.roles import Role
from bot.services.settings import choose_hour, choose_language
from db.engine import Sessions
from db.models import FocalPoint
from tests.services.village import NOW, person_of, seated, settle


@pytest.mark.parametrize(("hour", "stored"), [(7, 7), (17, 17), (8, None)])
async def test_hours_from_7_to_17_are_taken_and_the_default_is_no_choice(
    sqlite_sessions: Sessions, hour: int, stored: int | None
) -> None:
    village = await settle(sqlite_sessions)
    person = await seated(sqlite_sessions, village.temanggung, Role.INSPECTORATE)
    async with sqlite_sessions.begin() as session:
        assert await choose_hour(session, person_id=person.id, hour=12, now=NOW)
    async with sqlite_sessions.begin() as session:
        assert await choose_hour(session, person_id=person.id, hour=hour, now=NOW)
    assert (await person_of(sqlite_sessions)).reminder_hour == stored


@pytest.mark.parametrize("hour", [-1, 0, 6, 18, 24, 2**62])
async def test_other_hours_are_refused(sqlite_sessions: Sessions, hour: int) -> None:
    village = await settle(sqlite_sessions)
    person = await seated(sqlite_sessions, village.temanggung, Role.INSPECTORATE)
    async with sqlite_sessions.begin() as session:
        assert not await choose_hour(session, person_id=person.id, hour=hour, now=NOW)
    assert (await person_of(sqlite_sessions)).reminder_hour is None


async def test_a_language_that_is_not_spoken_here_is_refused(sessions: Sessions) -> None:
    village = await settle(sessions)
    person = await seated(sessions, village.temanggung, Role.INSPECTORATE)
    async with sessions.begin() as session:
        assert await choose_language(session, person_id=person.id, language="en")
        assert not await choose_language(session, person_id=person.id, language="xx")
    async with sessions() as session:
        assert (await session.get_one(FocalPoint, person.id)).language == "en"
