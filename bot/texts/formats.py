"""How dates, times, distances and figures are written: `Jumat, 31 Juli 2026 pukul 23.59 WIB`, `68,57%`."""

import re
from collections.abc import Callable, Sequence
from datetime import date, datetime
from decimal import Decimal
from functools import partial
from html import unescape
from typing import Any
from zoneinfo import ZoneInfo

from babel.dates import format_date
from babel.lists import format_list
from babel.numbers import format_decimal

LOCALES = {"id": "id_ID", "en": "en_GB"}
ZONE_NAMES = {"Asia/Jakarta": "WIB", "Asia/Pontianak": "WIB", "Asia/Makassar": "WITA", "Asia/Jayapura": "WIT"}
THREE_ZONES = ("Asia/Jakarta", "Asia/Makassar", "Asia/Jayapura")
TAG = re.compile(r"<[^>]+>")
DATE_PATTERN = "EEEE, d MMMM y"
INVISIBLE = dict.fromkeys(
    [0x00AD, 0x061C, 0xFEFF, *range(0x200B, 0x2010), *range(0x202A, 0x202F), *range(0x2060, 0x2070)]
)
"""Characters that reorder or hide what stands beside them; a name does not need them."""


def zone_name(zone: ZoneInfo) -> str:
    """WIB, WITA or WIT; other zones by their IANA name."""
    return ZONE_NAMES.get(zone.key, zone.key)


def long_date(day: date, language: str = "id") -> str:
    """`Jumat, 31 Juli 2026`; the weekday is always computed."""
    return format_date(day, DATE_PATTERN, locale=LOCALES[language])


def short_date(day: date, language: str = "id") -> str:
    """`31 Juli 2026`."""
    return format_date(day, "d MMMM y", locale=LOCALES[language])


def span(first: date | None, last: date, language: str = "id") -> str:
    """`4 Mei – 20 Juni 2026`: what both days share is said once; a single day where there is no other."""
    if first is None or first == last:
        return short_date(last, language)
    pattern = "d MMMM y" if first.year != last.year else "d MMMM" if first.month != last.month else "d"
    return f"{format_date(first, pattern, locale=LOCALES[language])} – {short_date(last, language)}"


def clock_time(moment: datetime, zone: ZoneInfo, language: str = "id") -> str:
    """`pukul 23.59 WIB`."""
    local = moment.astimezone(zone)
    if language == "en":
        return f"at {local:%H:%M} {zone_name(zone)}"
    return f"pukul {local:%H.%M} {zone_name(zone)}"


def full_moment(moment: datetime, zone: ZoneInfo, language: str = "id") -> str:
    """`Jumat, 31 Juli 2026 pukul 23.59 WIB`."""
    local = moment.astimezone(zone)
    return f"{long_date(local.date(), language)} {clock_time(moment, zone, language)}"


def both_moments(moment: datetime, national: ZoneInfo, local: ZoneInfo, language: str = "id") -> str:
    """A national deadline with the reader's own time beside it where that differs, weekday included.

    23.59 WIB is the next day in WITA and WIT: `Jumat, 31 Juli 2026 pukul 23.59 WIB · Sabtu pukul 00.59 WITA`.
    """
    text = full_moment(moment, national, language)
    here, there = moment.astimezone(local), moment.astimezone(national)
    if here.utcoffset() == there.utcoffset():
        return text
    weekday = format_date(here, "EEEE", locale=LOCALES[language])
    return f"{text} · {weekday} {clock_time(moment, local, language)}"


def every_moment(moment: datetime, national: ZoneInfo, language: str = "id") -> str:
    """A national deadline in all three zones, weekday included where it is another.

    `Jumat, 31 Juli 2026 pukul 23.59 WIB · Sabtu pukul 00.59 WITA · Sabtu pukul 01.59 WIT`.
    """
    there = moment.astimezone(national)
    parts, told = [full_moment(moment, national, language)], {there.utcoffset()}
    for zone in map(ZoneInfo, THREE_ZONES):
        here = moment.astimezone(zone)
        if here.utcoffset() not in told:
            told.add(here.utcoffset())
            weekday = f"{format_date(here, 'EEEE', locale=LOCALES[language])} " if here.date() != there.date() else ""
            parts.append(weekday + clock_time(moment, zone, language))
    return " · ".join(parts)


def percent(value: Decimal, language: str = "id") -> str:
    """`68,57%`, always two decimals."""
    return format_decimal(value, "#,##0.00", locale=LOCALES[language]) + "%"


def number(value: int, language: str = "id") -> str:
    """`1.234`."""
    return format_decimal(value, "#,##0", locale=LOCALES[language])


def listing(names: list[str], language: str = "id") -> str:
    """`Temanggung, Wonosobo, dan Magelang`."""
    return format_list(names, locale=LOCALES[language])


def clean(text: str, limit: int = 200) -> str:
    """A text of other people's making on one line: no invisible characters, no breaks, cut at the limit."""
    line = " ".join(text.translate(INVISIBLE).split())
    return line if len(line) <= limit else line[: limit - 1].rstrip() + "…"


def named_within(names: Sequence[str], limit: int) -> tuple[str, int]:
    """As many of the names as fit on a line of so many characters, at least one, and how many are left out."""
    told = clean(names[0], limit) if names else ""
    for place, name in enumerate(names[1:], 1):
        longer = f"{told}; {clean(name, limit)}"
        if len(longer) > limit:
            return told, len(names) - place
        told = longer
    return told, 0


def plain(text: str) -> str:
    """A text of Telegram's HTML as it is read, without its tags."""
    return unescape(TAG.sub("", text))


def filters(language: str) -> dict[str, Callable[..., Any]]:
    """The filters of the templates, bound to a language."""
    spoken = (
        long_date,
        short_date,
        span,
        clock_time,
        full_moment,
        both_moments,
        every_moment,
        percent,
        number,
        listing,
    )
    return {function.__name__: partial(function, language=language) for function in spoken} | {
        "clean": clean,
        "named_within": named_within,
        "zone_name": zone_name,
    }
