"""Misspelt names: which agency is meant, and whether that is sure enough not to ask."""

from dataclasses import dataclass

from rapidfuzz.distance import OSA

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


ALIKE = 0.6
"""From this share of equal letters on, a longer name may be the one that was meant."""


def allowed_slips(length: int, *, is_expected: bool) -> int:
    """How many slips a name of so many letters may have and still be recognised, more where one is expected."""
    if length <= SHORTEST + 1 - is_expected:
        return 1
    return 2 if length <= 13 else FURTHEST


def most_alike(index: AgencyIndex, key: str, positions: Positions) -> Positions:
    """Those of the agencies whose glued names share most letters with a key, the most alike first."""
    shares = {position: OSA.normalized_similarity(key, index.glued[position]) for position in positions}
    alike = [position for position in positions if shares[position] >= ALIKE]
    return tuple(sorted(alike, key=lambda position: -shares[position])[: MOST_CHOICES - 1])


def judge(
    index: AgencyIndex,
    key: str,
    kinds: frozenset[AgencyKind],
    *,
    most_slips: int = FURTHEST,
    is_expected: bool = False,
) -> Judged | None:
    """Compare a glued name with the registry; None where nothing is near enough.

    Sure is one slip in a name of six letters or more whose next neighbour is two slips further off, or two slips in
    one of ten or more with a neighbour no nearer than four: figures in docs/understanding.md.
    """
    allowed = min(allowed_slips(len(key), is_expected=is_expected or bool(kinds)), most_slips)
    hits = index.near(key) if len(key) >= SHORTEST - bool(kinds) else []
    slips_of, nearness = _slips_of_each(index, hits), _slips_of_each(index, hits, shortened=key)
    fitting = [position for position in slips_of if not kinds or index.agencies[position].kind in kinds]
    ranked = sorted(fitting or slips_of, key=lambda position: slips_of[position])
    if not ranked or slips_of[ranked[0]] > (allowed if fitting else min(allowed, 1)):
        return None
    best = slips_of[ranked[0]]
    first = [position for position in ranked if slips_of[position] == best]
    lead = min((nearness[position] for position in ranked[len(first) :]), default=FURTHEST + 1) - best
    name = next(name for slips, name in hits if slips == best and first[0] in index.exact[name])
    same_start = key[0] == name[0]  # a wrong first letter is rarely a slip
    is_sure = len(first) == 1 and bool(fitting) and _is_sure(best, lead, len(key), bool(kinds), same_start)
    longer = tuple(position for position in index.longer(name) if position != first[0])
    if is_sure and not kinds and longer:
        return Judged((first[0], *longer), best, False)
    return Judged(tuple(first) if is_sure else tuple(ranked[:MOST_CHOICES]), best, is_sure)


def _slips_of_each(index: AgencyIndex, hits: list[tuple[int, str]], *, shortened: str | None = None) -> dict[int, int]:
    """The slips between what was typed and the nearest name of each agency.

    shortened: what was typed, where letters that are only left out count as one slip: "mglang" is Magelang.
    """
    fewest: dict[int, int] = {}
    for slips, name in hits:
        counted = min(slips, 1) if shortened and _is_left_of(shortened, name) else slips
        for position in index.exact[name]:
            fewest[position] = min(counted, fewest.get(position, counted))
    return fewest


def _is_left_of(key: str, name: str) -> bool:
    """Whether a name becomes the key when letters behind its first are left out."""
    rest = iter(name)
    return key[:1] == name[:1] and all(letter in rest for letter in key)


def _is_sure(slips: int, lead: int, length: int, has_kind: bool, same_start: bool) -> bool:
    if slips == 0:
        return True
    if slips == 1:
        near = length >= 10 or (same_start and has_kind and length >= 6)
        return length >= 6 - has_kind and (lead >= 2 or (lead >= 1 and near))
    return slips == 2 and same_start and length >= 10 - has_kind and lead >= 2
