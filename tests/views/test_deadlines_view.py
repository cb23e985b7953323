"""Deadlines as a message: holidays are named once and never drown what matters."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from bot.domain.agencies import AgencyRef
from bot.domain.duties import DeadlineKind
from bot.domain.periods import PeriodRef
from bot.domain.roles import AgencyKind
from bot.services.deadlines import DeadlinesAnswer, PeriodDeadline
from bot.services.status import DueDate
from bot.texts.catalog import LANGUAGES, MESSAGE_LIMIT, Texts
from bot.texts.formats import every_moment
from bot.views.message import Message
from bot.views.overview import render_deadlines

TEXTS = Texts()
JAKARTA, MAKASSAR = ZoneInfo("Asia/Jakarta"), ZoneInfo("Asia/Makassar")
DUE = datetime(2026, 7, 31, 16, 59, tzinfo=UTC)
PERIOD = PeriodRef(6, 1, "2025-2026", "B18", "TW VI", date(2026, 4, 1), date(2026, 6, 30))
AGENCY = AgencyRef(7, "33.23", AgencyKind.REGENCY, "Temanggung", 1, "Asia/Jakarta")


def deadline(days: int, holidays: int, *, is_past: bool = False) -> PeriodDeadline:
    names = tuple((date(2026, 8, 1) + timedelta(days=n), f"Libur {n}") for n in range(holidays))
    due = DueDate(DUE + timedelta(days=days), DUE.date() + timedelta(days=days), days, 5, names, is_past, False)
    return PeriodDeadline(PERIOD, DeadlineKind.REPORT, due)


def shown(*deadlines: PeriodDeadline, language: str = "id", agency: AgencyRef | None = AGENCY) -> Message:
    answer = DeadlinesAnswer(agency, list(deadlines))
    return render_deadlines(answer, TEXTS, language, zone=JAKARTA)


def test_each_holiday_is_named_once_at_the_first_deadline_behind_it() -> None:
    text = shown(deadline(-3, 0, is_past=True), deadline(20, 2), deadline(90, 3)).plain
    nearer, farther = text.split("Libur 1")
    assert nearer.count("Libur 0") == farther.count("Libur 2") == 1
    assert "Libur 0" not in farther
    assert "hari libur lain" not in text


def test_a_day_off_that_was_counted_is_not_counted_again() -> None:
    text = shown(deadline(90, 8), deadline(104, 9)).plain
    assert "… dan 2 hari libur lain" in text
    assert text.endswith("… dan 1 hari libur lain\n   juga tidak dihitung: 8 hari libur di atas")


def test_days_off_that_were_named_above_are_told_to_be_skipped_again() -> None:
    nearer, farther = shown(deadline(90, 2), deadline(104, 2)).plain.split("Libur 1")
    assert "di atas" not in nearer
    assert farther.endswith("juga tidak dihitung: 2 hari libur di atas")


def test_the_day_on_which_reporting_opens_stands_under_its_deadline_until_then() -> None:
    opening, row = "Pelaporan TW VI (B18) dibuka Senin, 6 Juli 2026.", deadline(90, 0)
    for opens_on, is_told in ((date(2026, 7, 6), False), (date(2026, 8, 1), True), (None, False)):
        text = shown(replace(row, period=replace(PERIOD, opens_on=opens_on))).plain
        assert ("dibuka" in text) is is_told
    publication = replace(row, kind=DeadlineKind.PUBLISH, period=replace(PERIOD, opens_on=date(2026, 8, 1)))
    assert "dibuka" not in shown(publication).plain
    early = replace(row, due=replace(row.due, days_left=120), period=replace(PERIOD, opens_on=date(2026, 7, 6)))
    assert opening in shown(early).plain


def test_of_many_holidays_only_some_are_named() -> None:
    text = shown(deadline(200, 15)).plain
    assert "Libur 5" in text
    assert "Libur 6" not in text
    assert "… dan 9 hari libur lain" in text


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_longest_answer_stays_below_the_limit(language: str) -> None:
    long = AgencyRef(7, "33.23", AgencyKind.REGENCY, "<b>&" * 3000, 1, "Asia/Jayapura")
    many = [deadline(days, 15) for days in range(30)]
    assert len(shown(*many[:12], language=language, agency=long).plain) < MESSAGE_LIMIT
    assert len(shown(*many[:12], language=language, agency=None).plain) < MESSAGE_LIMIT


def test_without_a_deadline_no_file_is_offered() -> None:
    assert [button.label for row in shown().rows for button in row] == ["Lihat status"]
    assert [button.label for row in shown(agency=None).rows for button in row] == []


def test_a_zone_is_named_once_and_a_weekday_where_it_is_another() -> None:
    assert every_moment(DUE, JAKARTA) == (
        "Jumat, 31 Juli 2026 pukul 23.59 WIB · Sabtu pukul 00.59 WITA · Sabtu pukul 01.59 WIT"
    )
    noon = datetime(2026, 7, 16, 2, 0, tzinfo=UTC)
    assert every_moment(noon, MAKASSAR) == ("Kamis, 16 Juli 2026 pukul 10.00 WITA · pukul 09.00 WIB · pukul 11.00 WIT")
