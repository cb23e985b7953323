"""Which periods a sentence means that names several: what stands beside a bare quarter decides how it counts."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from bot.domain.period_words import (
    QUARTERS_IN_A_YEAR,
    STEPS,
    PeriodKind,
    PeriodQuery,
    PeriodReading,
    beside,
    resolve,
)
from bot.domain.periods import PeriodRef
from bot.domain.years_apart import in_years

_EXPLAINS = {PeriodKind.CODE, PeriodKind.MONTH}
"""What says behind a quarter which of its readings is meant."""


def read_together(
    queries: Sequence[PeriodQuery], among: Sequence[PeriodRef], everything: Sequence[PeriodRef], today: date
) -> tuple[PeriodReading, ...]:
    """The periods that are meant, in the order in which they are named, each once; what does not exist is left out.

    among: the cycles that are asked about, before `everything`. A quarter past the fourth makes a sentence count
    through the cycle ("tw 2 dan tw 6"); a year holds for the quarters beside it; a code or a month behind a quarter
    says which of its readings is meant ("tw 2 (b06)"), and is none of its own.
    """
    named = _with_year([in_years(query, today) for query in queries])
    pairs = [(query, resolve(query, among, today) or resolve(query, everything, today)) for query in named]
    found = [(query, reading) for query, reading in pairs if reading is not None]
    later = next((reading.chosen for query, reading in found if _counts_on(query)), None)
    read: list[PeriodReading] = []
    for query, reading in found:
        if _is_bare(query):
            read.append(_in_cycle(query, later, everything) or reading if later else reading)
        elif read and query.kind in _EXPLAINS and reading.chosen in {read[-1].chosen, read[-1].other}:
            read[-1] = PeriodReading(reading.chosen)
        else:
            read.append(PeriodReading(reading.chosen))
    return tuple({reading.chosen: reading for reading in read}.values())


def find_unknown(queries: Sequence[PeriodQuery], periods: Sequence[PeriodRef], today: date) -> str | None:
    """The first words that plainly name a period which does not exist; months and years may be those of anything."""
    plain = (query for query in queries if query.kind in {PeriodKind.CODE, PeriodKind.QUARTER})
    return next((query.words for query in plain if resolve(query, periods, today) is None), None)


def _is_bare(query: PeriodQuery) -> bool:
    """Whether it is a quarter that may be that of a year or of the cycle."""
    return query.kind is PeriodKind.QUARTER and query.number <= QUARTERS_IN_A_YEAR and query.year is None


def _counts_on(query: PeriodQuery) -> bool:
    return query.kind is PeriodKind.QUARTER and query.number > QUARTERS_IN_A_YEAR


def _with_year(queries: Sequence[PeriodQuery]) -> list[PeriodQuery]:
    """Quarters without a year take the only one that is named, unless it tells the same quarter of two years apart."""
    years = {query.year for query in queries if query.year is not None}
    dated = {query.number for query in queries if query.kind is PeriodKind.QUARTER and query.year is not None}
    if len(years) != 1:
        return list(queries)
    return [
        replace(query, year=next(iter(years))) if _is_bare(query) and query.number not in dated else query
        for query in queries
    ]


def _in_cycle(query: PeriodQuery, beside: PeriodRef, periods: Sequence[PeriodRef]) -> PeriodReading | None:
    """The quarter counted from the start of the cycle of the one beside it."""
    cycle = sorted(
        (period for period in periods if period.cycle_id == beside.cycle_id),
        key=lambda period: (period.starts_on, period.id),
    )
    return PeriodReading(cycle[query.number - 1]) if 0 < query.number <= len(cycle) else None


def turn_page(query: PeriodQuery, shown: PeriodRef, periods: Sequence[PeriodRef]) -> PeriodQuery | None:
    """The words for the period before or after the one that is shown, by its code; None where there is none."""
    found = beside(shown, periods, STEPS[query.kind])
    if found is None or not found.code[1:].isdigit():
        return None
    return replace(query, kind=PeriodKind.CODE, number=int(found.code[1:]), year=found.starts_on.year)
