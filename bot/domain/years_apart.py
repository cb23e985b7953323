"""Years that are counted from now ("tahun lalu"), and years that stand apart from the quarter they belong to."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from bot.domain.period_words import PeriodKind, PeriodQuery

LAST_YEAR = r"(?:(?:tahun|thn|th)\.?\s{1,3}(?:lalu|kemarin|kemaren|kmrn|kmarin|sebelumnya|silam)|last\syear)"
THIS_YEAR = r"(?:(?:tahun|thn|th)\.?\s{1,3}(?:ini|berjalan|sekarang|skrg|skr)|this\syear)"

_SAME = r"(?:(?:(?:periode|triwulan|tw|kuartal)\s)?(?:yang\s|yg\s)?sama\s(?:di\s|pada\s)?)?"
_AGAINST = re.compile(
    rf"(?:banding\w*|vs\.?|versus|dengan|dgn|against|to|with|than)\s{{1,3}}(?:dengan\s|dgn\s|sama\s|to\s|with\s)?{_SAME}$",
    re.IGNORECASE,
)
_BESIDE = re.compile(r"\s{0,3}(?:dan|and|&|,|/)\s{0,3}", re.IGNORECASE)


def years_from_now(words: str) -> int:
    """The year as it is counted from the one that runs: 0, or -1 for the last."""
    return -1 if re.fullmatch(LAST_YEAR, words, re.IGNORECASE) else 0


def in_years(query: PeriodQuery, today: date) -> PeriodQuery:
    """The same words with the year that they mean on a day."""
    return query if query.year is None or query.year > 0 else replace(query, year=today.year + query.year)


def with_year_apart(
    queries: Sequence[PeriodQuery], year: PeriodQuery, text: str, takers: Collection[PeriodKind]
) -> list[PeriodQuery]:
    """Give a year to those without one, or the quarter before it a second time where both are compared.

    "tw 2 kab lebak tahun 2020" is of 2020; "tw 2 dibanding tahun lalu" and "tw 2 2025 vs 2026" are two periods. takers:
    the kinds that can have a year.
    """
    before = [query for query in queries if query.kind in takers and query.end <= year.start]
    dated = before[-1].year if before else None
    is_beside = dated is not None and _BESIDE.fullmatch(text, before[-1].end, year.start)
    if before and dated != year.year and (is_beside or _AGAINST.search(text, 0, year.start)):
        second = replace(before[-1], year=year.year, start=year.start, end=year.end, words=year.words)
        return [*queries, second]
    return [
        replace(query, year=year.year) if query.kind in takers and query.year is None else query for query in queries
    ]
