"""What a person decides about hour and language."""

from datetime import timedelta

import pytest

from bot.domain.roles import Role
from bot.services.settings import choose_hour, choose_language
from db.engine import Sessions
from db.models import FocalPoint
from tests.services.village import NOW, TODAY, person_of, seated, settle


@pytest.mark.parametrize(("hour", "stored"), [(7, 7), (17, 17), (8, None)])
async def test_hours_from_7_to_17_are_taken_and_the_default_is_no_choice(
    sqlite_sessions: Sessions, hour: int, stored: int | None
) -> None:
    village = await settle(sqlite_sessions)
    person = await seated(sqlite_sessions, village.temanggung, Role.INSPECTORATE)
    async with sqlite_sessions.begin() as session:
        assert await choose_hour(session, person_id=person.id, hour=12, now=NOW, today=TODAY)
    async with sqlite_sessions.begin() as session:
        assert await choose_hour(session, person_id=person.id, hour=hour, now=NOW, today=TODAY)
    assert (await person_of(sqlite_sessions)).reminder_hour == stored


@pytest.mark.parametrize("hour", [-1, 0, 6, 18, 24, 2**62])
async def test_other_hours_are_refused(sqlite_sessions: Sessions, hour: int) -> None:
    village = await settle(sqlite_sessions)
    person = await seated(sqlite_sessions, village.temanggung, Role.INSPECTORATE)
    async with sqlite_sessions.begin() as session:
        assert not await choose_hour(session, person_id=person.id, hour=hour, now=NOW, today=TODAY)
    assert (await person_of(sqlite_sessions)).reminder_hour is None


async def test_an_hour_holds_from_tomorrow_on_whatever_else_is_chosen_today(sqlite_sessions: Sessions) -> None:
    village = await settle(sqlite_sessions)
    person = await seated(sqlite_sessions, village.temanggung, Role.INSPECTORATE)
    async with sqlite_sessions.begin() as session:
        for hour in (17, 12):
            assert await choose_hour(session, person_id=person.id, hour=hour, now=NOW, today=TODAY)
        row = await session.get_one(FocalPoint, person.id)
        assert (row.reminder_hour, row.earlier_hour, row.hour_from) == (12, None, TODAY + timedelta(days=1))
        await choose_hour(session, person_id=person.id, hour=7, now=NOW, today=TODAY + timedelta(days=1))
        assert (row.reminder_hour, row.earlier_hour, row.hour_from) == (7, 12, TODAY + timedelta(days=2))


async def test_a_language_that_is_not_spoken_here_is_refused(sessions: Sessions) -> None:
    village = await settle(sessions)
    person = await seated(sessions, village.temanggung, Role.INSPECTORATE)
    async with sessions.begin() as session:
        assert await choose_language(session, person_id=person.id, language="en")
        assert not await choose_language(session, person_id=person.id, language="xx")
    async with sessions() as session:
        assert (await session.get_one(FocalPoint, person.id)).language == "en"
