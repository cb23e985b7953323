"""Working calendars: the national holidays and cuti bersama, with the days off that operators added."""

from collections.abc import Iterable, Mapping
from datetime import date
from functools import cache
from types import MappingProxyType

from holidays import country_holidays
from sqlmodel.ext.asyncio.session import AsyncSession

from bot.domain.calendar import Calendars, WorkingCalendar
from db.memory import remembered
from db.queries.holidays import list_holidays

COUNTRY, LANGUAGE = "ID", "id"
NATIONAL, COLLECTIVE_LEAVE = "public", "government"
"""The categories under which the calendar package keeps national holidays and cuti bersama."""


async def load_calendars(session: AsyncSession, *, years: Iterable[int]) -> Calendars:
    """The calendars of all agencies for some years and their neighbours.

    A rung may move over the turn of the year. `unknown_years` names only years that were asked for.
    """
    asked = set(years)
    wanted = sorted({year + step for year in asked for step in (-1, 0, 1)})
    everywhere: dict[date, str] = {}
    for year in wanted:
        everywhere |= _days_off(year)
    by_region: dict[int, dict[date, str]] = {}
    for row in await remembered(session, list_holidays, tuple(wanted)):
        region = everywhere if row.agency_id is None else by_region.setdefault(row.agency_id, {})
        region[row.day] = row.name
    return Calendars(WorkingCalendar(everywhere), by_region, frozenset(filter(_lacks_collective_leave, asked)))


@cache
def _days_off(year: int) -> Mapping[date, str]:
    """National holidays and cuti bersama of a year, named in Indonesian."""
    found = country_holidays(
        COUNTRY, language=LANGUAGE, categories=(NATIONAL, COLLECTIVE_LEAVE), years=year, expand=False
    )
    return MappingProxyType(dict(found.items()))


@cache
def _lacks_collective_leave(year: int) -> bool:
    found = country_holidays(COUNTRY, language=LANGUAGE, categories=(COLLECTIVE_LEAVE,), years=year, expand=False)
    return len(found) == 0
