"""Long names of ministries and institutions with slips: most of their words are ordinary ones ("badan", "dan")."""

from collections.abc import Sequence

from rapidfuzz.distance import OSA

from bot.services.understanding.agencies import AgencyIndex, Body, glue
from bot.services.understanding.mentions import Certainty, Mention
from bot.services.understanding.sentence import Part, Word

VERY_LONG = 25
"""A name of so many letters may have three slips, a shorter one two."""

_LEAD = 2
"""The next name must be so many slips further off, or it is asked."""

_WITHOUT_SLIP = 5
"""A first word that is shorter than this must be right."""


def find_bodies(words: Sequence[Word], index: AgencyIndex) -> list[Mention]:
    """Names of three words and more that begin with a word of the message, whole and with few slips."""
    found = (_body_at(words, at, index) for at in range(len(words)))
    return [mention for mention in found if mention]


def _body_at(words: Sequence[Word], at: int, index: AgencyIndex) -> Mention | None:
    first = _first_word(words[at].text, index)
    if first is None:
        return None
    ranked = sorted(
        (slips, body.position, end)
        for body in index.bodies[first]
        for end in range(at + body.words - 1, min(at + body.words + 1, len(words)) + 1)
        if (slips := _slips(words[at:end], body)) is not None
    )
    if not ranked:
        return None
    best, position, end = ranked[0]
    others = [(slips, other) for slips, other, _ in ranked if other != position and slips - best < _LEAD]
    near = tuple(dict.fromkeys(other for _, other in others))
    certainty = Certainty.ASK if near else Certainty.GUESSED if best else Certainty.CERTAIN
    return Mention(at, end, (position, *near), certainty, is_similar=best > 0)


def _first_word(word: str, index: AgencyIndex) -> str | None:
    if word in index.bodies:
        return word
    if len(word) < _WITHOUT_SLIP - 1:
        return None
    near = (
        first for first in index.bodies if len(first) >= _WITHOUT_SLIP and OSA.distance(word, first, score_cutoff=1) < 2
    )
    return next(near, None)


def _slips(window: Sequence[Word], body: Body) -> int | None:
    if any(word.part is Part.SET_ASIDE for word in window):
        return None
    most = 3 if len(body.key) >= VERY_LONG else 2
    slips = OSA.distance(glue(word.text for word in window), body.key, score_cutoff=most)
    return slips if slips <= most else None
