"""Names that are still being typed: which agencies can be meant by a beginning."""

from bisect import bisect_left
from collections.abc import Iterator

from bot.domain.agencies import AgencyRef
from bot.domain.period_words import find_periods
from bot.domain.roles import AgencyKind
from bot.services.understanding.agencies import AgencyIndex, glue
from bot.services.understanding.agency_words import KINDS_OF, OFFICES
from bot.services.understanding.names import clean, split_words

MOST_LOOKED_AT = 2_000
"""Names that begin alike; a single letter need not go through a whole large registry."""

MOST_COMPLETED = 8
NO_KINDS: frozenset[AgencyKind] = frozenset()


def complete(text: str, *, index: AgencyIndex, limit: int = MOST_COMPLETED) -> tuple[AgencyRef, ...]:
    """Agencies whose name or alias begins with what is typed, whole names first; () for nothing but a period or kind.

    A word for the kind narrows them ("kota sem"), words for a period and offices are read over.
    """
    words = _name_words(text)
    bare, kinds = _without_kind(words)
    found: dict[int, None] = {}
    for name, of_kinds in ((words, NO_KINDS), (bare, kinds)):  # "kota baru" is both a name and a kind before one
        for key in dict.fromkeys((glue(name), "".join(name))) if bare else ():
            for known in (key, *_beginning(key, index)):
                found |= dict.fromkeys(index.of_kind(index.exact.get(known, ()), of_kinds))
    return tuple(index.agencies[position] for position in list(found)[:limit])


def _name_words(text: str) -> list[str]:
    """The words that are no period and no office before a name."""
    cleaned = clean(text).text
    for query in reversed(find_periods(cleaned)):
        cleaned = f"{cleaned[: query.start]} {cleaned[query.end :]}"
    words = [token.text for token in split_words(cleaned)]
    while words and words[0] in OFFICES:
        words.pop(0)
    return words


def _without_kind(words: list[str]) -> tuple[list[str], frozenset[AgencyKind]]:
    """The name alone, and the kinds that the words before it tell."""
    kinds, at = NO_KINDS, 0
    while at < len(words) and (words[at] in KINDS_OF or words[at] in OFFICES):
        kinds |= KINDS_OF.get(words[at], NO_KINDS)
        at += 1
    return words[at:], kinds


def _beginning(key: str, index: AgencyIndex) -> Iterator[str]:
    """Names of the index that begin with the key, official ones first, each kind in the order of the alphabet."""
    first = bisect_left(index.ordered, key)
    names = []
    for name in index.ordered[first : first + MOST_LOOKED_AT]:
        if not name.startswith(key):
            break
        names.append(name)
    yield from sorted(names, key=lambda name: name not in index.official)
