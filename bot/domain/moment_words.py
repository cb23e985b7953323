"""Moments as people type them: "besok 08.00", "Senin 20 Juli 2026 pukul 09.00 WIT", "2026-07-20 9:00"."""

import re
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from bot.domain.period_tables import MONTHS

LONGEST = 60
MORNING = time(8, 0)
"""The time of a day that is named without one."""
ZONES = {"wib": "Asia/Jakarta", "wita": "Asia/Makassar", "wit": "Asia/Jayapura"}
DAYS_AHEAD = {"hari ini": 0, "today": 0, "besok": 1, "tomorrow": 1, "lusa": 2}

_DAY = re.compile(r"(?P<day>\d{1,2})[-/. ](?P<month>\d{1,2}|[a-z]+)[-/. ](?P<year>\d{4})")
_ISO = re.compile(r"(?P<year>\d{4})-(?P<month>\d{1,2})-(?P<day>\d{1,2})")
_TIME = re.compile(r"(?P<hour>\d{1,2})[.:](?P<minute>\d{2})")
_FILLERS = re.compile(r"\b(?:pukul|jam|at|senin|selasa|rabu|kamis|jumat|sabtu|minggu)\b|,")


def parse_moment(text: str, now: datetime, zone: ZoneInfo) -> datetime | None:
    """The moment that is meant, aware; None where that is not clear. zone: where none is named. It may have passed."""
    words = " ".join(_FILLERS.sub(" ", text.lower()).split())
    if len(words) > LONGEST:
        return None
    words, zone = _without_zone(words, zone)
    day, rest = _day(words, now.astimezone(zone).date())
    clock = _clock(rest)
    if day is None or clock is None:
        return None
    return datetime.combine(day, clock, zone)


def _without_zone(words: str, zone: ZoneInfo) -> tuple[str, ZoneInfo]:
    head, _, last = words.rpartition(" ")
    return (head, ZoneInfo(ZONES[last])) if last in ZONES else (words, zone)


def _day(words: str, today: date) -> tuple[date | None, str]:
    """The day at the beginning of the words, and what stands behind it."""
    for name, ahead in DAYS_AHEAD.items():
        if words.startswith(name):
            return today + timedelta(days=ahead), words.removeprefix(name).strip()
    found = _ISO.match(words) or _DAY.match(words)
    if found is None:
        return None, words
    try:
        day = date(int(found["year"]), _month(found["month"]), int(found["day"]))
    except ValueError:
        return None, words
    return day, words[found.end() :].removeprefix("t").strip()


def _month(word: str) -> int:
    """Raises ValueError where there is no such month."""
    named = next((number for number, names in enumerate(MONTHS, 1) if word in names), None)
    return named or int(word)


def _clock(words: str) -> time | None:
    if not words:
        return MORNING
    found = _TIME.fullmatch(words)
    try:
        return time(int(found["hour"]), int(found["minute"])) if found else None
    except ValueError:
        return None
