"""A message as words with a part to play each, before agencies are looked for."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from enum import Enum, auto
from itertools import pairwise

from rapidfuzz.distance import OSA

from bot.domain.roles import AgencyKind
from bot.services.understanding.agencies import AgencyIndex
from bot.services.understanding.agency_words import DIRECTIONS, KINDS_OF, MINISTRY, OFFICES, PERSONS, PLACES, WHOLE
from bot.services.understanding.names import is_dotted_code, is_number, split_words
from bot.services.understanding.ordinary import is_ordinary
from bot.services.understanding.phrases import LANGUAGE, PARTICLES, PHRASES, PURPOSES, SHORT_DEADLINE, TAGS, WHO_ARE
from bot.services.understanding.vocabulary import WORDS, Concept, concepts_of, corrected

LONG_KINDS = ("kabupaten", "provinsi")
SHORTEST_KIND = 6
"""Words for a kind that are long enough to be recognised with two slips."""


class Part(Enum):
    """What a word can be in a question about an agency."""

    SET_ASIDE = auto()  # part of a period or an action
    KIND = auto()
    OFFICE = auto()
    PLACE = auto()
    KNOWN = auto()
    SLIP = auto()  # a known word, misspelt
    ORDINARY = auto()
    FREE = auto()  # known to nobody: perhaps a name


@dataclass(frozen=True)
class Word:
    """A word, what it contributes to the question, and its part beside names; gap: what stands before it."""

    text: str
    start: int
    end: int
    part: Part
    concepts: frozenset[Concept]
    kinds: frozenset[AgencyKind] = frozenset()
    gap: str = ""

    @property
    def is_content(self) -> bool:
        """Whether the word says something that no rule knows."""
        return self.part in {Part.FREE, Part.ORDINARY}


def read_words(text: str, index: AgencyIndex, aside: Iterable[tuple[int, int]]) -> list[Word]:
    """The words of a cleaned text with their parts; those within a span set aside name a period or an action."""
    spans = tuple(aside)
    words: list[Word] = []
    for token in split_words(text):
        word = _written_out(token.text, index)
        gap = text[words[-1].end if words else 0 : token.start].strip()
        if any(start < token.end and token.start < end for start, end in spans):
            words.append(Word(word, token.start, token.end, Part.SET_ASIDE, frozenset(), gap=gap))
        else:
            part, concepts = _part_of(word, index)
            words.append(Word(word, token.start, token.end, part, concepts, _kinds_of(word, part), gap))
    return _with_phrases(words)


def _written_out(word: str, index: AgencyIndex) -> str:
    """A misspelt "kementerian", and the name in "sejateng", as they are in the registry."""
    if word in index.exact or word in index.parts:
        return word
    if word.startswith(WHOLE) and (found := index.exact.get(word.removeprefix(WHOLE))) and not is_ordinary(word):
        is_province = len(found) == 1 and index.agencies[found[0]].kind is AgencyKind.PROVINCE
        return word.removeprefix(WHOLE) if is_province and not concepts_of(word) else word
    return MINISTRY if _is_like_ministry(word) else word


def ends_asking(words: Sequence[Word]) -> bool:
    """Whether a message ends in a word that makes it a question: "ada yang perlu diperbaiki ga ya"."""
    last = next((word.text for word in reversed(words) if word.text not in PARTICLES), "")
    return last in TAGS


_LACKING = frozenset({Concept.NOT_YET, Concept.LATE})
_FIGURES = frozenset({Concept.PROGRESS, Concept.DATA, Concept.VERIFY})


def _with_phrases(words: list[Word]) -> list[Word]:
    asked = {Concept.WHEN, Concept.DATE, Concept.HOW_MUCH}
    if any(word.concepts & asked for word in words):
        words = [
            replace(word, concepts=frozenset({Concept.DUE})) if word.text == SHORT_DEADLINE else word for word in words
        ]
    has_figures = any(word.concepts & _FIGURES for word in words)
    for at, (first, second) in enumerate(pairwise(words)):
        if _asks_for_opening(words, at):
            words[at + 1] = _known(second, frozenset({Concept.OPENS}))
        elif _names_those_who(words, at):
            words[at] = _known(first, frozenset({Concept.LIST}))
        elif together := _together(first, second, words[at + 2 : at + 3], has_figures=has_figures):
            words[at], words[at + 1] = _known(first, together), _known(second, together)
    return words


def _names_those_who(words: Sequence[Word], at: int) -> bool:
    """ "Yang belum", "yang laporannya belum": those who."""
    if words[at].text not in WHO_ARE:
        return False
    after = words[at + 1 : at + 3]
    of_theirs = len(after) == 2 and after[0].concepts & {Concept.REPORTED, Concept.DATA}
    return bool((after[1] if of_theirs else after[0]).concepts & _LACKING)


def _asks_for_opening(words: Sequence[Word], at: int) -> bool:
    """ "Sudah bisa lapor": whether the period is open."""
    may = len(words) > at + 2 and words[at + 1].text in {"bisa", "boleh", "dapat"}
    return may and Concept.DONE in words[at].concepts and bool(words[at + 2].concepts & {Concept.SEND, Concept.REPORT})


def _together(first: Word, second: Word, after: Sequence[Word], *, has_figures: bool) -> frozenset[Concept] | None:
    """What two neighbours mean together, or None where each speaks for itself."""
    if first.part is Part.KIND and second.text == "apa":
        return frozenset({Concept.LIST})  # "kabupaten apa saja"
    if Concept.WHO in first.concepts and second.text in PERSONS and not any(word.text in WHO_ARE for word in after):
        return frozenset({Concept.OFF_TOPIC})  # "siapa bupati lebak"
    if first.text == LANGUAGE and second.is_content:
        return first.concepts
    if has_figures and first.text in PURPOSES and Concept.MEETING in second.concepts:
        return frozenset({Concept.FILLER})
    return PHRASES.get((first.text, second.text))


def _known(word: Word, concepts: frozenset[Concept]) -> Word:
    return replace(word, concepts=concepts, part=Part.KNOWN if word.is_content else word.part)


def _kinds_of(word: str, part: Part) -> frozenset[AgencyKind]:
    return KINDS_OF[_long_kind(word) or word] if part is Part.KIND else frozenset()


def _long_kind(word: str) -> str | None:
    """The word for a kind that is meant by a misspelt one."""
    if len(word) < SHORTEST_KIND or word in KINDS_OF:
        return None
    return next((kind for kind in LONG_KINDS if OSA.distance(word, kind, score_cutoff=2) <= 2), None)


def _is_like_ministry(word: str) -> bool:
    """Whether a word is "kementerian" with up to two slips."""
    return word[:2] == MINISTRY[:2] and len(word) > 8 and OSA.distance(word, MINISTRY, score_cutoff=2) <= 2


def _is_like_direction(word: str) -> bool:
    """ "selaatn" is nearer to "selatan" than to any greeting."""
    return any(OSA.distance(word, direction, score_cutoff=2) <= 2 for direction in DIRECTIONS)


def _part_of(word: str, index: AgencyIndex) -> tuple[Part, frozenset[Concept]]:
    concepts = concepts_of(word)
    if word in KINDS_OF:
        return Part.KIND, concepts
    if word in OFFICES:
        return Part.OFFICE, concepts
    if word in PLACES:
        return Part.PLACE, concepts
    if concepts:
        return Part.KNOWN, concepts
    if word == "0":
        return Part.KNOWN, frozenset({Concept.LACKING})
    if len(word) == 1 or (is_number(word) and not is_dotted_code(word)):
        return Part.KNOWN, frozenset({Concept.FILLER})
    if word in index.exact or word in index.parts:
        return (Part.ORDINARY if is_ordinary(word) else Part.FREE), concepts
    if is_ordinary(word):
        return Part.ORDINARY, concepts
    if _long_kind(word):
        return Part.KIND, concepts
    meant = corrected(word)
    if meant and not _is_like_direction(word) and not index.near(word, 1):
        return Part.SLIP, WORDS[meant]
    return Part.FREE, concepts
