"""Working calendars from the national calendar and from the table `hari_libur`."""

from datetime import date

from sqlmodel.ext.asyncio.session import AsyncSession

from bot.domain.agencies import AgencyRef
from bot.domain.calendar import Calendars
from bot.domain.roles import AgencyKind
from bot.services.calendars import load_calendars
from db.engine import Sessions
from db.models import Agency, Holiday


def region(key: int, parent: int | None = None) -> AgencyRef:
    return AgencyRef(key, f"33.{key:02}", AgencyKind.REGENCY, "Temanggung", parent, "Asia/Jakarta")


async def load(sessions: Sessions, *years: int) -> Calendars:
    async with sessions() as session:
        return await load_calendars(session, years=years)


async def add_agencies(session: AsyncSession, *keys: int) -> None:
    session.add_all(Agency(id=key, kind=AgencyKind.REGENCY, time_zone="Asia/Jakarta") for key in keys)
    await session.flush()


async def test_national_holidays_and_cuti_bersama_bear_indonesian_names(sqlite_sessions: Sessions) -> None:
    calendar = (await load(sqlite_sessions, 2026)).of(region(1))
    assert calendar.days_off[date(2026, 3, 19)] == "Hari Suci Nyepi"
    assert calendar.days_off[date(2026, 3, 18)].startswith("Cuti Bersama")


async def test_before_lebaran_2026_the_last_working_day_is_the_17th(sqlite_sessions: Sessions) -> None:
    calendar = (await load(sqlite_sessions, 2026)).of(region(1))
    assert calendar.on_or_before(date(2026, 3, 24)) == date(2026, 3, 17)


async def test_a_day_off_of_no_region_holds_everywhere(sessions: Sessions) -> None:
    async with sessions.begin() as session:
        session.add(Holiday(day=date(2026, 7, 8), name="Hari Pemilihan"))
    calendars = await load(sessions, 2026)
    assert not calendars.of(region(1)).is_working_day(date(2026, 7, 8))


async def test_a_day_off_of_a_province_holds_in_it_and_in_its_regions_alone(sessions: Sessions) -> None:
    async with sessions.begin() as session:
        await add_agencies(session, 33, 34)
        session.add(Holiday(day=date(2026, 7, 8), name="Hari Jadi", agency_id=33))
    calendars = await load(sessions, 2026)
    inside = [calendars.of(region(33)), calendars.of(region(1, parent=33))]
    outside = [calendars.of(region(34)), calendars.of(region(2, parent=34))]
    assert [calendar.is_working_day(date(2026, 7, 8)) for calendar in inside + outside] == [False, False, True, True]


async def test_a_day_off_of_one_agency_leaves_its_neighbours_at_work(sqlite_sessions: Sessions) -> None:
    async with sqlite_sessions.begin() as session:
        await add_agencies(session, 1, 33)
        session.add(Holiday(day=date(2026, 7, 8), name="Hari Jadi", agency_id=1))
        session.add(Holiday(day=date(2026, 7, 9), name="Hari Provinsi", agency_id=33))
    calendars = await load(sqlite_sessions, 2026)
    assert calendars.of(region(1, parent=33)).days_off[date(2026, 7, 8)] == "Hari Jadi"
    assert calendars.of(region(1, parent=33)).days_off[date(2026, 7, 9)] == "Hari Provinsi"
    assert calendars.of(region(2, parent=33)).is_working_day(date(2026, 7, 8))


async def test_a_year_without_decreed_cuti_bersama_is_called_unknown(sqlite_sessions: Sessions) -> None:
    assert (await load(sqlite_sessions, 2026, 2045)).unknown_years == {2045}


async def test_the_neighbouring_years_are_known_too(sqlite_sessions: Sessions) -> None:
    calendar = (await load(sqlite_sessions, 2026)).of(region(1))
    assert date(2027, 1, 1) in calendar.days_off
    assert date(2025, 12, 25) in calendar.days_off
