"""Three facts about a duty, and what follows from them."""

from datetime import UTC, date, datetime
from decimal import Decimal
from itertools import product
from zoneinfo import ZoneInfo

import pytest

from bot.domain.duties import (
    Duty,
    ReportState,
    Standing,
    VerificationState,
    count,
    due_at,
    end_of_day,
    is_contradictory,
    is_open,
    standing_of,
)

WIB = ZoneInfo("Asia/Jakarta")
NONE, REPORTED, NIL, OBSTACLE = ReportState
UNCHECKED, VERIFIED, RETURNED = VerificationState


@pytest.mark.parametrize(
    ("report", "verification", "standing", "open_"),
    [
        (NONE, UNCHECKED, Standing.NOT_REPORTED, True),
        (REPORTED, UNCHECKED, Standing.AWAITING, False),
        (NIL, UNCHECKED, Standing.AWAITING, False),
        (REPORTED, VERIFIED, Standing.VERIFIED, False),
        (NIL, VERIFIED, Standing.VERIFIED, False),
        (OBSTACLE, UNCHECKED, Standing.OBSTACLE, False),
        (OBSTACLE, VERIFIED, Standing.OBSTACLE, False),
        (NONE, RETURNED, Standing.RETURNED, True),
        (REPORTED, RETURNED, Standing.RETURNED, True),
        (NIL, RETURNED, Standing.RETURNED, True),
        (OBSTACLE, RETURNED, Standing.RETURNED, True),
    ],
)
def test_report_and_verification_are_read_together(
    report: ReportState, verification: VerificationState, standing: Standing, open_: bool
) -> None:
    assert standing_of(report, verification) is standing
    assert is_open(report, verification) is open_


def test_only_what_is_verified_without_a_report_contradicts_itself() -> None:
    pairs = product(ReportState, VerificationState)
    assert [pair for pair in pairs if is_contradictory(*pair)] == [(NONE, VERIFIED)]


def test_a_bare_date_is_23_59_of_that_day() -> None:
    assert end_of_day(date(2026, 7, 31), WIB).isoformat() == "2026-07-31T23:59:00+07:00"


def test_a_returned_duty_is_due_seven_days_after_its_return_or_with_the_period() -> None:
    period_end = end_of_day(date(2026, 7, 31), WIB)
    assert due_at(period_end, None, WIB) == period_end
    assert due_at(period_end, date(2026, 7, 21), WIB) == period_end
    assert due_at(period_end, date(2026, 7, 28), WIB) == end_of_day(date(2026, 8, 4), WIB)


def test_counts_keep_the_three_facts_apart() -> None:
    due = datetime(2026, 7, 31, 16, 59, tzinfo=UTC)
    duties = [
        Duty(1, 1, 1, "A1", "Satu", report=REPORTED, verification=VERIFIED, reported_at=due, percent=Decimal("68.57")),
        Duty(2, 1, 1, "A2", "Dua", report=REPORTED, reported_at=due.replace(day=30), percent=Decimal("89.99")),
        Duty(3, 1, 1, "A3", "Tiga", report=NIL, reported_at=due.replace(month=8)),
        Duty(4, 1, 1, "A4", "Empat", report=OBSTACLE),
        Duty(5, 1, 1, "A5", "Lima"),
    ]
    figures = count(duties, due)
    assert (figures.owed, figures.reported, figures.open) == (5, 4, 1)
    assert (figures.on_time, figures.late, figures.time_unknown) == (2, 1, 1)
    assert (figures.verified, figures.awaiting, figures.obstacles, figures.returned) == (1, 2, 1, 0)
    assert (figures.mean, figures.without_figure) == (Decimal("79.28"), 3)


def test_without_any_figure_there_is_no_mean_rather_than_zero() -> None:
    assert count([Duty(1, 1, 1, "A1", "Satu")], None).mean is None
