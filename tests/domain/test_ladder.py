"""The reminder ladder of the contract, sentence by sentence."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.calendar import WorkingCalendar
from bot.domain.duties import DeadlineKind, end_of_day
from bot.domain.ladder import (
    AUDIENCE,
    CLOSING,
    ESCALATION,
    OPENING,
    STEPS_UPWARDS,
    Rung,
    Step,
    next_opening,
    send_at,
    shift_of,
    skipped_to,
    steps,
    useful_until,
)
from bot.domain.roles import Role

WIB, WITA, WIT = (ZoneInfo(f"Asia/{city}") for city in ("Jakarta", "Makassar", "Jayapura"))
PLAIN = WorkingCalendar()
LEBARAN = WorkingCalendar(
    {
        date(2026, 3, 18): "Cuti Bersama Hari Suci Nyepi",
        date(2026, 3, 19): "Hari Suci Nyepi",
        date(2026, 3, 20): "Cuti Bersama Hari Raya Idul Fitri",
        date(2026, 3, 21): "Hari Raya Idul Fitri",
        date(2026, 3, 23): "Cuti Bersama Hari Raya Idul Fitri",
        date(2026, 3, 24): "Cuti Bersama Hari Raya Idul Fitri",
    }
)
WEDNESDAY, FRIDAY, SUNDAY = date(2026, 7, 29), date(2026, 7, 31), date(2026, 8, 2)

days = st.dates(date(2019, 1, 1), date(2030, 12, 31))
calendars = st.builds(
    lambda start, length: WorkingCalendar({start + timedelta(days=n): "Libur" for n in range(length)}),
    days,
    st.integers(0, 12),
)


def sent(due_on: date, calendar: WorkingCalendar = PLAIN) -> dict[str, date]:
    return {step.rung.value: step.sent_on for step in steps(due_on, calendar)}


def test_the_rungs_are_counted_in_calendar_days_from_the_date_of_the_deadline() -> None:
    assert [rung.offset for rung in Rung] == [-14, -7, -3, -1, 0, 1, 3, 7]


def test_a_wednesday_deadline_has_all_rungs_but_those_that_a_weekend_merges() -> None:
    assert sent(WEDNESDAY) == {
        "H-14": date(2026, 7, 15),
        "H-7": date(2026, 7, 22),
        "H-3": date(2026, 7, 24),  # Sunday moves to the Friday before it
        "H-1": date(2026, 7, 28),
        "H-0": WEDNESDAY,
        "H+1": date(2026, 7, 30),
        "H+3": date(2026, 8, 3),  # Saturday moves to the Monday after it
        "H+7": date(2026, 8, 5),
    }


def test_a_rung_before_the_deadline_moves_to_the_working_day_before_it() -> None:
    assert sent(date(2026, 8, 3))["H-1"] == date(2026, 7, 31)


def test_h_0_stays_on_the_day_of_the_deadline_also_on_a_sunday() -> None:
    assert sent(SUNDAY)["H-0"] == SUNDAY


def test_before_lebaran_2026_only_h_1_is_sent_of_three_rungs_that_fall_together() -> None:
    laid = steps(date(2026, 3, 25), LEBARAN)
    assert [step.rung for step in laid if step.sent_on == date(2026, 3, 17)] == [Rung.H_MINUS_1]
    assert not {Rung.H_MINUS_7, Rung.H_MINUS_3} & {step.rung for step in laid}


@pytest.mark.parametrize("week", range(6))
def test_after_every_friday_deadline_h_3_is_sent_on_monday_in_place_of_h_1(week: int) -> None:
    due_on = FRIDAY + timedelta(weeks=week)
    after = {rung: day for rung, day in sent(due_on).items() if rung.startswith("H+")}
    assert after == {"H+3": due_on + timedelta(days=3), "H+7": due_on + timedelta(days=7)}


def test_a_copy_keeps_its_own_rung_where_another_takes_its_day() -> None:
    long_leave = WorkingCalendar({FRIDAY + timedelta(days=n): "Cuti" for n in range(1, 8)})
    assert [step.rung for step in steps(FRIDAY, long_leave) if step.rung.offset > 0] == [Rung.H_PLUS_7]
    (copy,) = steps(FRIDAY, long_leave, [Rung.H_PLUS_3])
    assert copy.rung is Rung.H_PLUS_3
    assert copy.sent_on == date(2026, 8, 10)


def test_the_shift_names_the_rungs_and_the_holidays() -> None:
    step = next(step for step in steps(date(2026, 3, 25), LEBARAN) if step.rung is Rung.H_MINUS_1)
    shift = shift_of(step, LEBARAN)
    assert shift is not None
    assert shift.rungs == (Rung.H_MINUS_7, Rung.H_MINUS_3, Rung.H_MINUS_1)
    assert shift.holidays[:2] == ("Cuti Bersama Hari Suci Nyepi", "Hari Suci Nyepi")
    assert shift.holidays.count("Cuti Bersama Hari Raya Idul Fitri") == 1


def test_the_shift_over_a_plain_weekend_names_no_holiday() -> None:
    step = next(step for step in steps(date(2026, 8, 3), PLAIN) if step.rung is Rung.H_MINUS_1)
    shift = shift_of(step, PLAIN)
    assert shift is not None
    assert (shift.holidays, shift.has_weekend, shift.rungs) == ((), True, (Rung.H_MINUS_1,))


def test_a_rung_on_its_own_day_has_no_shift_to_explain() -> None:
    monday = next(step for step in steps(FRIDAY, PLAIN) if step.rung is Rung.H_PLUS_3)
    assert monday.absorbed == (Rung.H_PLUS_1,)
    assert shift_of(monday, PLAIN) is None


@pytest.mark.parametrize("zone", [WIB, WITA, WIT])
def test_reminders_leave_at_08_00_in_the_zone_of_the_agency(zone: ZoneInfo) -> None:
    moment = send_at(Step(WEDNESDAY, Rung.H_0, WEDNESDAY), end_of_day(WEDNESDAY, WIB), zone)
    assert moment is not None
    assert (moment.date(), moment.time(), moment.tzinfo) == (WEDNESDAY, time(8), zone)


def test_a_person_may_choose_another_hour() -> None:
    moment = send_at(Step(WEDNESDAY, Rung.H_0, WEDNESDAY), end_of_day(WEDNESDAY, WIB), WIB, hour=17)
    assert moment is not None
    assert moment.time() == time(17)


def test_a_deadline_in_the_morning_leaves_no_time_for_h_0() -> None:
    due_at = datetime(2026, 7, 29, 8, 0, tzinfo=WIB)
    step = Step(WEDNESDAY, Rung.H_0, WEDNESDAY)
    assert send_at(step, due_at, WIB) is None
    assert send_at(step, due_at, WIB, hour=7) is not None
    assert send_at(step, due_at, WIT) is not None  # 08.00 in the east is 06.00 WIB


def test_a_rung_after_the_deadline_is_useful_until_20_00_of_its_day() -> None:
    step = Step(WEDNESDAY, Rung.H_PLUS_1, WEDNESDAY)
    assert useful_until(step, end_of_day(WEDNESDAY, WIB), WIT) == datetime(2026, 7, 29, 20, 0, tzinfo=WIT)


def test_a_rung_before_the_deadline_is_useful_until_the_deadline() -> None:
    due_at = end_of_day(WEDNESDAY, WIB)
    assert useful_until(Step(date(2026, 7, 22), Rung.H_MINUS_7, date(2026, 7, 22)), due_at, WIT) == due_at


@pytest.mark.parametrize(
    ("moment", "opening"),
    [
        ((2026, 7, 29, 9), (2026, 7, 29, 9)),  # a Wednesday within hours: at once
        ((2026, 7, 29, 5), (2026, 7, 29, 7)),
        ((2026, 7, 29, 20), (2026, 7, 30, 7)),
        ((2026, 7, 31, 21), (2026, 8, 3, 7)),  # over the weekend
        ((2026, 8, 1, 9), (2026, 8, 3, 7)),
    ],
)
def test_what_is_late_waits_for_the_next_opening(moment: tuple[int, ...], opening: tuple[int, ...]) -> None:
    own_day = date(2026, 7, 29)
    assert next_opening(datetime(*moment, tzinfo=WIT), WIT, PLAIN, own_day) == datetime(*opening, tzinfo=WIT)  # type: ignore[misc,arg-type]


def test_on_its_own_day_a_message_may_leave_although_it_is_a_sunday() -> None:
    moment = datetime(2026, 8, 2, 10, 0, tzinfo=WIB)
    assert next_opening(moment, WIB, PLAIN, own_day=SUNDAY) == moment


def test_every_kind_of_deadline_has_an_audience() -> None:
    assert set(AUDIENCE) == set(DeadlineKind)


def test_pimpinan_is_told_at_h_3_and_korwil_at_h_7() -> None:
    assert ESCALATION == {Rung.H_PLUS_3: Role.LEADERSHIP, Rung.H_PLUS_7: Role.REGIONAL_COORDINATOR}


def test_an_empty_seat_is_skipped_upwards_until_setnas() -> None:
    assert list(skipped_to(Role.LEADERSHIP)) == [Role.LEADERSHIP, Role.REGIONAL_COORDINATOR, Role.SETNAS_ADMIN]
    assert Role.SETNAS_ADMIN not in STEPS_UPWARDS


@given(due_on=days, calendar=calendars)
def test_never_two_rungs_leave_on_one_day(due_on: date, calendar: WorkingCalendar) -> None:
    sent_on = [step.sent_on for step in steps(due_on, calendar)]
    assert sent_on == sorted(set(sent_on))


@given(due_on=days, calendar=calendars)
def test_all_but_h_0_leave_on_working_days(due_on: date, calendar: WorkingCalendar) -> None:
    for step in steps(due_on, calendar):
        assert step.rung is Rung.H_0 or calendar.is_working_day(step.sent_on)


@given(due_on=days, calendar=calendars)
def test_rungs_move_earlier_before_a_deadline_and_later_after_it(due_on: date, calendar: WorkingCalendar) -> None:
    for step in steps(due_on, calendar):
        assert step.sent_on <= step.nominal if step.rung.is_before else step.sent_on >= step.nominal


@given(
    due_on=days,
    calendar=calendars,
    at=st.times(),
    hour=st.integers(7, 17),
    zone=st.sampled_from([WIB, WITA, WIT]),
)
def test_no_rung_before_a_deadline_leaves_at_or_after_it(
    due_on: date, calendar: WorkingCalendar, at: time, hour: int, zone: ZoneInfo
) -> None:
    due_at = datetime.combine(due_on, at, WIB)
    for step in steps(due_on, calendar):
        moment = send_at(step, due_at, zone, hour)
        assert moment is None or not step.rung.is_before or moment < due_at


@given(
    moment=st.builds(datetime.combine, days, st.times(), st.just(UTC)),
    calendar=calendars,
    own_day=days,
)
def test_openings_lie_within_hours_and_not_before_the_moment(
    moment: datetime, calendar: WorkingCalendar, own_day: date
) -> None:
    opening = next_opening(moment, WITA, calendar, own_day)
    local = opening.astimezone(WITA)
    assert opening >= moment
    assert OPENING <= local.time() < CLOSING
    assert calendar.is_working_day(local.date()) or local.date() == own_day
