"""Misspelt names: which agency is meant, and whether that is sure enough not to ask."""

from dataclasses import dataclass

from bot.domain.roles import AgencyKind
from bot.services.understanding.agencies import FURTHEST, AgencyIndex, Positions

MOST_CHOICES = 4
"""So many names are offered for a misspelt one."""

SHORTEST = 4
"""Shorter words are not compared."""


@dataclass(frozen=True)
class Judged:
    """What a misspelt name may mean, best first; sure only where nothing else is near."""

    found: Positions
    slips: int
    is_sure: bool


def allowed_slips(length: int) -> int:
    """How many slips a name of so many letters may have and still be recognised."""
    if length <= SHORTEST + 1:
        return 1
    return 2 if length <= 13 else FURTHEST


def judge(
    index: AgencyIndex, key: str, kinds: frozenset[AgencyKind], *, longer_than: int = 0, most_slips: int = FURTHEST
) -> Judged | None:
    """Compare a glued name with the registry; None where nothing is near enough.

    Sure is one slip in a name of six letters or more whose next neighbour is two slips further off, or two slips in
    one of ten or more with a neighbour no nearer than four: figures in docs/understanding.md.
    """
    allowed = min(allowed_slips(len(key)), most_slips)
    if len(key) < SHORTEST:
        return None
    hits = [(slips, name) for slips, name in index.near(key) if len(name) > longer_than]
    if not hits:
        return None
    nearest: dict[int, int] = {}
    for slips, name in hits:
        for position in index.exact[name]:
            nearest[position] = min(slips, nearest.get(position, slips))
    fitting = [position for position in nearest if not kinds or index.agencies[position].kind in kinds]
    pool = sorted(fitting or nearest, key=lambda position: nearest[position])
    best = nearest[pool[0]]
    if best > allowed:
        return None
    if not fitting and best > 1:
        return None
    first = [position for position in pool if nearest[position] == best]
    further = [position for position in pool if nearest[position] > best]
    lead = (nearest[further[0]] if further else FURTHEST + 1) - best
    is_sure = len(first) == 1 and bool(fitting) and _is_sure(best, lead, len(key), bool(kinds))
    if is_sure and not kinds:
        name = next(name for slips, name in hits if first[0] in index.exact[name])
        longer = tuple(position for position in index.longer(name) if position != first[0])
        if longer:
            return Judged((first[0], *longer), best, False)
    return Judged(tuple(first) if is_sure else tuple((first + further)[:MOST_CHOICES]), best, is_sure)


def _is_sure(slips: int, lead: int, length: int, has_kind: bool) -> bool:
    if slips == 0:
        return True
    if slips == 1:
        return length >= 6 - has_kind and (lead >= 2 or (lead >= 1 and length >= 10))
    return slips == 2 and length >= 10 - has_kind and lead >= 2
