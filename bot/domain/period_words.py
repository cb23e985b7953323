"""From words to a period: "tw 2", "triwulan kedua 2020", "B06", "juni", "triwulan lalu"."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from itertools import groupby

from bot.domain.period_tables import MONTHS, NEEDS_COMPANY, NUMBERS
from bot.domain.periods import PeriodRef, current_period
from bot.domain.years_apart import LAST_YEAR, THIS_YEAR, in_years, with_year_apart, years_from_now


class PeriodKind(StrEnum):
    """What kind of words name the period."""

    CODE = "code"
    QUARTER = "quarter"
    MONTH = "month"
    LAST_MONTH = "last month"
    HALF = "half"
    YEAR = "year"
    PREVIOUS = "previous"
    CURRENT = "current"
    COMING = "coming"
    BEFORE = "before"
    AFTER = "after"


@dataclass(frozen=True)
class PeriodQuery:
    """Words that name a period, whether or not there is such a period.

    `number` counts months of the cycle (CODE), quarters (QUARTER), months (MONTH) or halves of the year (HALF);
    a `year` of 0 or -1 is counted from the one that runs; the words stand at `text[start:end]`.
    """

    kind: PeriodKind
    number: int
    year: int | None
    start: int
    end: int
    words: str


@dataclass(frozen=True)
class PeriodReading:
    """The period that is meant and, where the words can mean two, the other one of its cycle."""

    chosen: PeriodRef
    other: PeriodRef | None = None


QUARTERS_IN_A_YEAR = 4

_QUARTER = (
    r"(?:tri[\s-]?wu?la[nm]{1,2}(?:an)?|triw(?:u|a)?l[ua]n|triwuln|triuwlan|trwiulan|trwulan|tiwulan|tirwulan|twiwulan"
    r"|triwula|triwuan|triulan|twulan|triw|trw|trwln|twln?|t\.?\s?w|[kq]w?u?artal|quarter|qtr)"
)
_WORDS = {word: number for number, words in NUMBERS.items() for word in words.split("|")}
_ORDINAL = "|".join(sorted((re.escape(word) for word in _WORDS), key=len, reverse=True)).replace(r"\ ", r"\s?")
_MONTH_OF = {name: index for index, names in enumerate(MONTHS, 1) for name in names}
_MONTH = "|".join(sorted(_MONTH_OF, key=len, reverse=True))
_YEAR = r"(?:20\d\d)"
_GAP, _SPACE = r"\s{0,3}", r"\s{1,3}"  # bounded, so that a long blank cannot slow the search down
_LINK = rf"(?:{_GAP}[-/,.(]?{_GAP}(?:tahun|thn|th|ta|anggaran|of|in|year|di)?\.?{_GAP})"
_AGO = rf"(?P<ago>{LAST_YEAR}|{THIS_YEAR})"
_THEN_YEAR = rf"(?:{_LINK}(?P<year>{_YEAR})|{_GAP}{_AGO})?"
_LAST = r"(?:lalu|lewat|kemarin|kemaren|kmrn|kmren|kmarin|lampau|silam)"
_BEFORE = r"(?:sebelum(?:nya| ini| itu)|sblm(?:nya| ini| itu)|sebelumny|(?:lalu|kemarin|kemaren|kmrn)(?:nya)? lagi)"
_COMING = r"(?:depan|dpn|mendatang|yad)"
_AFTER = r"(?:berikut(?:nya|ny)|brktnya|brikutnya|(?:selanjut|slnjt)nya|(?:sesudah|setelah)(?:nya| ini| itu))"
_RUNNING = r"(?:ini|berjalan|berjlan|bjalan|brjalan|jalan|sekarang|skrg|skrng|skr|skg|aktif|terkini)"
_FILLER = r"(?:pelaporan|yang|yg|sedang|sdg|lagi|saat|kita|barusan)"
_PERIOD = rf"(?:{_QUARTER}|periode)(?:{_SPACE}{_FILLER}){{0,3}}{_GAP}"
_ENGLISH_PERIOD = rf"{_SPACE}(?:reporting{_SPACE})?(?:quarter|period|tw|qtr)"
_HALF = "1|2|ii|i|satu|dua|pertama|kedua"
_MONTH_WORD = r"(?:bulan|bln|month)"
_HYPHEN = r"[\s-]{0,3}"

_SHAPES: tuple[tuple[PeriodKind, str], ...] = (
    (PeriodKind.CODE, rf"(?<!vitamin )(?<!vit )b[\s.-]?(?P<number>\d{{1,2}}){_THEN_YEAR}"),
    (
        PeriodKind.QUARTER,
        rf"(?:(?P<before>{_YEAR}){_GAP}[-/,]?{_GAP})?{_QUARTER}[\s.,:_/-]{{0,4}}(?:ke\s?-?\s?)?"
        rf"(?P<number>\d{{1,2}}(?:st|nd|rd|th)?|{_ORDINAL})(?!{_GAP}[.,]\d){_THEN_YEAR}",
    ),
    (PeriodKind.QUARTER, rf"q[\s-]?(?P<number>\d{{1,2}}){_THEN_YEAR}"),
    (PeriodKind.QUARTER, rf"(?P<number>first|second|third|fourth|1st|2nd|3rd|4th)\s(?:quarter|qtr){_THEN_YEAR}"),
    (PeriodKind.BEFORE, _PERIOD + _BEFORE),
    (PeriodKind.BEFORE, rf"(?:previous|prior|preceding){_ENGLISH_PERIOD}"),
    (PeriodKind.PREVIOUS, _PERIOD + _LAST),
    (PeriodKind.PREVIOUS, rf"(?:last|past){_ENGLISH_PERIOD}"),
    (PeriodKind.AFTER, _PERIOD + _AFTER),
    (PeriodKind.AFTER, rf"(?:following|subsequent){_ENGLISH_PERIOD}"),
    (PeriodKind.COMING, _PERIOD + _COMING),
    (PeriodKind.COMING, rf"(?:next|coming|upcoming){_ENGLISH_PERIOD}"),
    (PeriodKind.CURRENT, _PERIOD + _RUNNING),
    (PeriodKind.CURRENT, rf"(?:this|current|present|ongoing|running){_ENGLISH_PERIOD}"),
    (PeriodKind.CURRENT, r"(?:bulan|bln) ini"),
    (PeriodKind.LAST_MONTH, rf"{_MONTH_WORD}{_SPACE}(?:{_LAST}|{_BEFORE})|last{_SPACE}month"),
    (PeriodKind.HALF, rf"(?:semester|semster|smstr|smt){_HYPHEN}(?:ke{_HYPHEN})?(?P<number>{_HALF}){_THEN_YEAR}"),
    (PeriodKind.CODE, rf"{_MONTH_WORD}{_HYPHEN}(?:(?:ke|no){_HYPHEN}(?=\d)|(?=1[3-9]|2[0-4]))(?P<number>\d{{1,2}})"),
    (
        PeriodKind.MONTH,
        # "16 Juli" is a day, not a period; "per 30 Juni" is how things stood at the end of one.
        rf"(?P<named>(?:(?:bulan|bln|month|in|akhir|posisi){_SPACE}(?:of{_SPACE})?|per{_SPACE}(?:\d{{1,2}}\s)?))?"
        rf"(?:(?<=per\s\d\d\s)|(?<=per\s\d\s)|(?<!\d )(?<!\d-)(?<!\d/))"
        rf"(?P<month>{_MONTH})\.?{_THEN_YEAR}",
    ),
    (PeriodKind.MONTH, rf"{_MONTH_WORD}{_HYPHEN}(?P<number>0?[1-9]|1[0-2]){_THEN_YEAR}"),
    (PeriodKind.MONTH, rf"(?<![\d/.-])(?P<number>0?[1-9]|1[0-2])/(?P<year>{_YEAR})(?![/.\d])"),
    (PeriodKind.YEAR, rf"(?P<ago>{LAST_YEAR})"),
    (PeriodKind.YEAR, rf"(?:(?:tahun|thn|th)\.?{_GAP})?(?<![\d./-])(?P<year>{_YEAR})(?![./-]?\d)"),
)
_ENDS_WITH_MONTH = re.compile(rf"(?<![^\W_])(?:{_MONTH}),?{_GAP}$", re.IGNORECASE)
_PATTERNS = tuple((kind, re.compile(rf"(?<![^\W_]){shape}(?![^\W_])", re.IGNORECASE)) for kind, shape in _SHAPES)


def find_period(text: str) -> PeriodQuery | None:
    """The first words of a text that name a period, or None; the period need not exist."""
    return next(iter(find_periods(text)), None)


def find_periods(text: str) -> tuple[PeriodQuery, ...]:
    """All words of a text that name periods, in the order in which they stand; none overlap.

    A year that stands apart belongs to those without one: "tw 2 kab lebak tahun 2020".
    """
    found: list[PeriodQuery] = []
    for kind, pattern in _PATTERNS:
        for match in pattern.finditer(text):
            query = _query_of(kind, match)
            if query and not any(query.start < other.end and other.start < query.end for other in found):
                found.append(query)
    found.sort(key=lambda query: query.start)
    years = [query for query in found if query.kind is PeriodKind.YEAR]
    others = [query for query in found if query.kind is not PeriodKind.YEAR]
    if len(years) == 1:
        others = with_year_apart(others, years[0], text, _OF_A_YEAR)
    return tuple(sorted(others or found, key=lambda query: query.start))


_OF_A_YEAR = {PeriodKind.CODE, PeriodKind.QUARTER, PeriodKind.MONTH, PeriodKind.HALF}


def _query_of(kind: PeriodKind, match: re.Match[str]) -> PeriodQuery | None:
    groups = match.groupdict()
    named, ago = groups.get("year") or groups.get("before"), groups.get("ago")
    year = int(named) if named else years_from_now(ago) if ago else None
    month = groups.get("month")
    if month and month.lower() in NEEDS_COMPANY and not (year is not None or groups.get("named")):
        return None
    if kind is PeriodKind.YEAR and _ENDS_WITH_MONTH.search(match.string, 0, match.start()):
        return None  # "16 Juli 2020" is a day
    number = _MONTH_OF[month.lower()] if month else _number_of(groups.get("number") or "0")
    return PeriodQuery(kind, number, year, match.start(), match.end(), match[0].strip())


def _number_of(words: str) -> int:
    word = re.sub(r"\s+", " ", words.lower())
    known = _WORDS.get(word)
    if known is None:
        known = _WORDS.get(re.sub(r"^ke", "ke ", word))
    return known if known is not None else int(re.sub(r"\D", "", word) or 0)


def resolve(query: PeriodQuery, periods: Sequence[PeriodRef], today: date) -> PeriodReading | None:
    """The period that the words mean on a day, or None if there is none.

    The rule is that of the interface: a bare quarter is the reading nearest to now that has begun, and the
    other reading in its cycle is told; a code, and a quarter past the fourth, counts from the start of the cycle.
    "Lalu" and "depan" go by the calendar, "sebelumnya" and "berikutnya" by the period that is shown without one.
    """
    cycles, query = _cycles(periods), in_years(query, today)
    match query.kind:
        case PeriodKind.CODE:
            return _alone(_by_code(query, cycles, today))
        case PeriodKind.QUARTER if query.number > QUARTERS_IN_A_YEAR:
            return _alone(_running(query, cycles, today))
        case PeriodKind.QUARTER:
            return _either(query, cycles, today)
        case PeriodKind.MONTH:
            return _alone(_by_month(query, periods, today))
        case PeriodKind.LAST_MONTH:
            return _alone(_containing(date(today.year, today.month, 1) - timedelta(days=1), periods))
        case PeriodKind.HALF:
            halves = [period for period in _ordered(periods) if (period.starts_on.month > 6) == (query.number == 2)]
            return _alone(_latest([half for half in halves if query.year in (None, half.starts_on.year)], today))
        case PeriodKind.YEAR:
            return _alone(_latest([one for one in _ordered(periods) if one.starts_on.year == query.year], today))
        case PeriodKind.CURRENT:
            return _alone(_latest(_ordered(periods), today))
        case PeriodKind.PREVIOUS:
            return _alone(_before(_ordered(periods), today))
        case PeriodKind.COMING:
            return _alone(beside(_latest(_ordered(periods), today), periods, 1))
        case PeriodKind.BEFORE | PeriodKind.AFTER:
            return _alone(beside(current_period(periods, today), periods, STEPS[query.kind]))


STEPS = {PeriodKind.BEFORE: -1, PeriodKind.AFTER: 1}
"""How far the words lead from the period that is shown."""


def beside(period: PeriodRef | None, periods: Sequence[PeriodRef], step: int) -> PeriodRef | None:
    """The period so many steps further, if there is one."""
    ordered = _ordered(periods)
    place = ordered.index(period) + step if period in ordered else -1
    return ordered[place] if 0 <= place < len(ordered) else None


def _alone(period: PeriodRef | None) -> PeriodReading | None:
    return PeriodReading(period) if period else None


def _ordered(periods: Sequence[PeriodRef]) -> list[PeriodRef]:
    return sorted(periods, key=lambda period: (period.starts_on, period.id))


def _cycles(periods: Sequence[PeriodRef]) -> list[list[PeriodRef]]:
    """The periods of each cycle in their order; the cycles from the earliest to the latest."""
    by_cycle = sorted(periods, key=lambda period: (period.cycle_id, period.starts_on, period.id))
    groups = [list(group) for _, group in groupby(by_cycle, key=lambda period: period.cycle_id)]
    return sorted(groups, key=lambda group: group[0].starts_on)


def _latest(periods: Sequence[PeriodRef], today: date) -> PeriodRef | None:
    """The last of these that has begun, else the first to come."""
    begun = [period for period in periods if period.has_begun(today)]
    return begun[-1] if begun else next(iter(periods), None)


def _before(periods: Sequence[PeriodRef], today: date) -> PeriodRef | None:
    ended = [period for period in periods if period.ends_on < today]
    return ended[-1] if ended else None


def _nearest(candidates: list[tuple[list[PeriodRef], PeriodRef]], today: date) -> PeriodRef | None:
    """The candidate in the last cycle that has begun, else in the first to come."""
    begun = [period for cycle, period in candidates if cycle[0].has_begun(today)]
    return begun[-1] if begun else next((period for _, period in candidates), None)


def _by_code(query: PeriodQuery, cycles: list[list[PeriodRef]], today: date) -> PeriodRef | None:
    code = f"B{query.number:02}"
    fitting = [cycle for cycle in cycles if query.year is None or query.year in _years(cycle)]
    return _nearest([(cycle, period) for cycle in fitting for period in cycle if period.code == code], today)


def _running(query: PeriodQuery, cycles: list[list[PeriodRef]], today: date) -> PeriodRef | None:
    index = query.number - 1
    candidates = [(cycle, cycle[index]) for cycle in cycles if 0 <= index < len(cycle)]
    fitting = [pair for pair in candidates if query.year in (None, pair[1].starts_on.year)]
    return _nearest(fitting, today)


def _either(query: PeriodQuery, cycles: list[list[PeriodRef]], today: date) -> PeriodReading | None:
    """A quarter from the first to the fourth: of some year, or counted from the start of the cycle."""
    readings = [(period, cycle) for cycle in cycles for period in _readings(query.number, cycle)]
    if query.year is not None:
        readings = [pair for pair in readings if _number_in_year(*pair) == (query.year, query.number)]
    readings.sort(key=lambda pair: pair[0].starts_on)
    chosen = _latest([period for period, _ in readings], today)
    if chosen is None:
        return None
    cycle = next(cycle for period, cycle in readings if period.id == chosen.id)
    others = [period for period in _readings(query.number, cycle) if period.id != chosen.id]
    return PeriodReading(chosen, others[0] if others else None)


def _readings(number: int, cycle: list[PeriodRef]) -> Iterator[PeriodRef]:
    for index, period in enumerate(cycle, 1):
        if index == number or _number_in_year(period, cycle)[1] == number:
            yield period


def _number_in_year(period: PeriodRef, cycle: list[PeriodRef]) -> tuple[int, int]:
    year = period.starts_on.year
    return year, 1 + sum(other.starts_on.year == year and other.starts_on < period.starts_on for other in cycle)


def _years(cycle: list[PeriodRef]) -> set[int]:
    return {period.starts_on.year for period in cycle}


def _by_month(query: PeriodQuery, periods: Sequence[PeriodRef], today: date) -> PeriodRef | None:
    """The period that contains the month: of the year given, else the last such month that has begun."""
    if not 1 <= query.number <= 12:
        return None
    year = query.year if query.year is not None else today.year - (query.number > today.month)
    return _containing(date(year, query.number, 1), periods)


def _containing(day: date, periods: Sequence[PeriodRef]) -> PeriodRef | None:
    return next((period for period in _ordered(periods) if period.starts_on <= day <= period.ends_on), None)
