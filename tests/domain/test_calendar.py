"""Working days: what counts as one, and how many are left."""

from datetime import date, timedelta

from bot.domain.agencies import AgencyRef
from bot.domain.calendar import Calendars, WorkingCalendar
from bot.domain.roles import AgencyKind

NYEPI = date(2026, 3, 19)
CALENDAR = WorkingCalendar({NYEPI: "Hari Suci Nyepi", date(2026, 3, 21): "Hari Raya Idul Fitri"})


def region(key: int, parent: int | None) -> AgencyRef:
    return AgencyRef(key, str(key), AgencyKind.REGENCY, "Jembrana", parent, "Asia/Makassar")


def test_offices_are_closed_on_weekends_and_holidays() -> None:
    monday = date(2026, 3, 16)
    week = [CALENDAR.is_working_day(monday + timedelta(days=n)) for n in range(7)]
    assert week == [True, True, True, False, True, False, False]


def test_working_days_left_count_the_day_of_the_deadline_but_not_today() -> None:
    assert CALENDAR.working_days_left(date(2026, 3, 16), date(2026, 3, 20)) == 3
    assert CALENDAR.working_days_left(date(2026, 3, 20), date(2026, 3, 20)) == 0


def test_holidays_on_the_way_are_named_unless_they_fall_on_a_weekend() -> None:
    assert CALENDAR.holidays_between(date(2026, 3, 16), date(2026, 3, 23)) == {NYEPI: "Hari Suci Nyepi"}


def test_regions_without_days_of_their_own_share_one_calendar() -> None:
    calendars = Calendars(CALENDAR, {51: {date(2026, 3, 17): "Hari Raya Saraswati"}})
    assert calendars.of(region(1, 33)) is calendars.of(region(2, 34)) is CALENDAR
    assert not calendars.of(region(3, 51)).is_working_day(date(2026, 3, 17))
    assert not calendars.of(region(3, 51)).is_working_day(NYEPI)
