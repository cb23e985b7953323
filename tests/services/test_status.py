"""How agencies stand: which duties count, which deadline holds, which period is meant."""

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest
from sqlmodel import select
from sqlmodel.ext.asyncio.session import AsyncSession

from bot.domain.agencies import AgencyRef
from bot.domain.duties import DeadlineKind
from bot.domain.periods import PeriodRef, current_period
from bot.services.status import AgencyStatus, agency_status, find_period_of
from db.engine import Sessions
from db.models import Assignment, Deadline, Target
from db.queries.agencies import find_agency
from db.queries.periods import list_periods
from tests.cast import MONDAY

JAKARTA = ZoneInfo("Asia/Jakarta")
TODAY = MONDAY.astimezone(JAKARTA).date()


async def temanggung(sessions: Sessions) -> AgencyRef:
    async with sessions() as session:
        found = await find_agency(session, "33.23", TODAY)
    assert found is not None
    return found


async def present_period(session: AsyncSession) -> PeriodRef:
    """TW VI of 2026."""
    return next(row for row in await list_periods(session) if (row.cycle_code, row.code) == ("2025-2026", "B18"))


async def status_of(
    sessions: Sessions, code: str = "B18", *, now: datetime = MONDAY, agency: str = "33.23"
) -> AgencyStatus:
    async with sessions() as session:
        found = await find_agency(session, agency, TODAY)
        assert found is not None
        periods = await list_periods(session)
        period = next(period for period in periods if (period.cycle_code, period.code) == ("2025-2026", code))
        return await agency_status(session, agency=found, period=period, periods=periods, now=now, zone=JAKARTA)


async def test_the_three_facts_are_counted_apart(samples: Sessions) -> None:
    figures = (await status_of(samples)).figures
    assert (figures.owed, figures.reported, figures.on_time) == (6, 5, 5)
    assert (figures.verified, figures.awaiting, figures.returned) == (3, 1, 1)
    assert (figures.open, figures.without_figure) == (2, 2)


async def test_a_period_whose_reporting_has_not_opened_is_ahead(samples: Sessions) -> None:
    assert (await status_of(samples, "B21")).is_ahead
    assert not (await status_of(samples, "B18")).is_ahead
    assert not (await status_of(samples, "B21", now=datetime(2026, 10, 4, 17, tzinfo=UTC))).is_ahead  # 5 October, WIB


async def test_without_targets_every_assignment_is_a_duty_with_them_only_those_aimed_at(samples: Sessions) -> None:
    assert len((await status_of(samples)).duties) == 6
    agency = await temanggung(samples)
    async with samples.begin() as session:
        assignment = (await session.exec(select(Assignment).where(Assignment.agency_id == agency.id))).first()
        period = await present_period(session)
        assert assignment is not None
        session.add(Target(assignment_id=assignment.id, period_id=period.id, text="100%", decided_at=MONDAY))
    assert [duty.target for duty in (await status_of(samples)).duties] == ["100%"]
    assert len((await status_of(samples, "B15")).duties) == 6
    assert (await status_of(samples, agency="91.71")).duties == ()


async def test_a_dispensation_moves_the_deadline_of_one_agency_alone(samples: Sessions) -> None:
    agency = await temanggung(samples)
    later = datetime(2026, 8, 10, 16, 59, tzinfo=UTC)
    async with samples.begin() as session:
        period = await present_period(session)
        session.add(
            Deadline(
                period_id=period.id, agency_id=agency.id, kind=DeadlineKind.REPORT, due_at=later, decided_at=MONDAY
            )
        )
    own, other = await status_of(samples), await status_of(samples, agency="91.71")
    assert own.report_due is not None
    assert other.report_due is not None
    assert own.report_due.due_at == later
    assert other.report_due.due_on == date(2026, 7, 31)


async def test_the_distance_is_told_in_days_and_working_days_with_the_holidays_between(samples: Sessions) -> None:
    due = (await status_of(samples, "B21", now=datetime(2026, 8, 14, 1, 0, tzinfo=UTC))).report_due
    assert due is not None
    assert (due.days_left, due.is_past) == (77, False)
    assert [day for day, _ in due.holidays] == [date(2026, 8, 17), date(2026, 8, 25)]
    assert due.working_days_left == 55 - 2


async def test_one_minute_after_the_deadline_it_is_past(samples: Sessions) -> None:
    moment = datetime(2026, 7, 31, 16, 59, tzinfo=UTC)
    before, after = await status_of(samples, now=moment.replace(minute=58)), await status_of(samples, now=moment)
    assert before.report_due is not None
    assert after.report_due is not None
    assert (before.report_due.is_past, after.report_due.is_past) == (False, True)


@pytest.mark.parametrize(
    ("today", "code"),
    [
        (date(2026, 7, 5), "B15"),  # TW VI is over, its reporting opens on the 6th
        (date(2026, 7, 6), "B18"),
        (date(2026, 9, 30), "B18"),
        (date(2026, 10, 5), "B21"),
        (date(2030, 1, 1), "B24"),
        (date(2024, 1, 1), "B03"),
    ],
)
async def test_without_a_period_the_one_is_meant_whose_reporting_opened_last(
    samples: Sessions, today: date, code: str
) -> None:
    async with samples() as session:
        agency, periods = await temanggung(samples), await list_periods(session)
        found = await find_period_of(session, agency=agency, periods=periods, today=today)
    assert found is not None
    assert (found.cycle_code, found.code) == ("2025-2026", code)


def test_where_no_opening_day_is_known_reporting_opens_when_the_period_is_over() -> None:
    first = PeriodRef(1, 1, "c", "B03", "TW I", date(2026, 1, 1), date(2026, 3, 31))
    second = PeriodRef(2, 1, "c", "B06", "TW II", date(2026, 4, 1), date(2026, 6, 30))
    assert current_period([first, second], date(2026, 3, 31)) == first  # nothing has opened: the one that runs
    assert current_period([first, second], date(2026, 6, 30)) == first
    assert current_period([first, second], date(2026, 7, 1)) == second
    assert current_period([], date(2026, 7, 1)) is None
