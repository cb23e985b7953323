"""Why a message was read as it was, in Indonesian: how each name and each period came about."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from bot.domain.agencies import AgencyRef
from bot.domain.period_words import QUARTERS_IN_A_YEAR, PeriodKind, PeriodQuery, PeriodReading
from bot.services.understanding.agencies import AgencyIndex
from bot.services.understanding.mentions import Mention, named
from bot.services.understanding.names import Cleaned
from bot.services.understanding.naming import Named
from bot.services.understanding.sentence import Word

MOST_NAMED = 4
"""So many of the agencies that share a name are told."""


class How(StrEnum):
    """How words were found to name an agency."""

    CODE = "code"
    EXACT = "exact"
    ALIAS = "alias"
    PART = "part"
    MISSPELT = "misspelt"


_HOW = {
    How.CODE: "kode",
    How.EXACT: "nama persis",
    How.ALIAS: "nama lain",
    How.PART: "bagian nama",
    How.MISSPELT: "ejaan diperbaiki",
}

_COUNTED = "dihitung dari awal siklus terdekat yang sudah mulai"
_WHICH = {
    PeriodKind.CODE: _COUNTED,
    PeriodKind.QUARTER: "yang terdekat yang sudah mulai",
    PeriodKind.MONTH: "yang memuat bulan itu",
    PeriodKind.LAST_MONTH: "yang memuat bulan lalu",
    PeriodKind.HALF: "yang terakhir sudah mulai dalam semester itu",
    PeriodKind.YEAR: "yang terakhir sudah mulai dalam tahun itu",
    PeriodKind.CURRENT: "yang sedang berjalan",
    PeriodKind.PREVIOUS: "yang terakhir selesai",
    PeriodKind.COMING: "sesudah yang sedang berjalan",
    PeriodKind.BEFORE: "sebelum yang ditampilkan tanpa periode",
    PeriodKind.AFTER: "sesudah yang ditampilkan tanpa periode",
}


@dataclass(frozen=True)
class NameRead:
    """Words of a message, and the agencies that they mean or may mean, best first."""

    words: str
    how: How
    agencies: tuple[AgencyRef, ...]


def names_read(words: Sequence[Word], found: Named, index: AgencyIndex) -> tuple[NameRead, ...]:
    """How each name in a message was read."""
    return tuple(
        NameRead(
            words=" ".join(word.text for word in words[mention.start : mention.end]),
            how=_how(words, mention, index),
            agencies=tuple(index.agencies[position] for position in mention.found),
        )
        for mention in found.mentions
    )


def _how(words: Sequence[Word], mention: Mention, index: AgencyIndex) -> How:
    if mention.is_code:
        return How.CODE
    for end in range(mention.end, mention.start, -1):  # a province behind the name is no part of it
        key = named(words, mention.start, end)
        if key in index.official:
            return How.EXACT
        if key in index.exact or any((kind, key) in index.typed for kind in mention.kinds):
            return How.ALIAS
        if mention.is_similar:
            return How.PART if key in index.begins or key in index.parts else How.MISSPELT
    return How.PART


def explain(
    rule: str, names: Sequence[NameRead], found: Named, *, cleaned: Cleaned, period: str | None, action: str | None
) -> str:
    """The rule about the intent, each name, the period and the action, in one line."""
    reasons = [rule, *(_of_name(name) for name in names)]
    if found.is_guessed:
        reasons.append("nama dibaca dengan perbaikan ejaan")
    if found.choices:
        reasons.append("nama dapat berarti beberapa instansi")
    if found.unknown and not (found.agencies or found.choices):
        reasons.append(of_unknown_name(found.unknown))
    if period:
        reasons.append(period)
    if action:
        reasons.append(f"aksi {action}")
    if cleaned.is_cut:
        reasons.append("hanya awal pesan yang dibaca")
    return "; ".join(reasons)


def _of_name(name: NameRead) -> str:
    told = " atau ".join(agency.full_name for agency in name.agencies[:MOST_NAMED])
    more = len(name.agencies) - MOST_NAMED
    return f'"{name.words}" = {told}{f" dan {more} lainnya" if more > 0 else ""} ({_HOW[name.how]})'


def of_unknown_name(words: str) -> str:
    """That the words name no agency."""
    return f'"{words}" tidak dikenal sebagai instansi'


def of_period(query: PeriodQuery | None, found: PeriodReading | None, alone: PeriodReading | None) -> str | None:
    """Which period the words mean and by which rule, or that there is none. alone: what they mean by themselves."""
    if query is None:
        return None
    if found is None:
        return f'tidak ada periode "{query.words}"'
    counted = query.kind is PeriodKind.QUARTER and query.number > QUARTERS_IN_A_YEAR
    which = "menurut tahunnya" if query.year is not None else _COUNTED if counted else _WHICH[query.kind]
    which = which if found == alone else "menurut periode lain yang disebut"
    other = f"; bacaan lain {found.other.full_name}" if found.other else ""
    return f'"{query.words}" = {found.chosen.full_name}, {found.chosen.cycle_code}, {which}{other}'
