"""Which agencies may have been meant where a misspelt name was read as another one."""

from bot.domain.agencies import AgencyRef
from bot.services.understanding.agencies import AgencyIndex, glue
from bot.services.understanding.names import words_of

MOST_ALTERNATIVES = 6

FURTHEST_APART = 5
"""Slips between two names that one misspelt name can stand between: two to the one read, three to the one meant."""


def list_alternatives(index: AgencyIndex, misread: AgencyRef) -> tuple[AgencyRef, ...]:
    """Other agencies with the name of the one that was read, or one like it: the nearest first, its own kind before
    others; () where no name is near, and for an agency that is not in the index."""
    if misread.id not in index.by_id:
        return ()
    key = glue(words_of(misread.name if misread.kind.is_region else misread.full_name))
    fewest: dict[int, int] = {}
    for slips, name in sorted(index.near(key, min(FURTHEST_APART, len(key) // 2))):
        for position in index.exact[name]:
            fewest.setdefault(position, slips)
    fewest.pop(index.by_id[misread.id], None)
    ranked = sorted(fewest, key=lambda at: (fewest[at], index.agencies[at].kind is not misread.kind))
    alike = [index.agencies[at] for at in ranked if index.agencies[at].kind.is_region == misread.kind.is_region]
    return tuple(alike[:MOST_ALTERNATIVES])
