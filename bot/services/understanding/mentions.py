"""Agencies named in a message: by code, exactly, by beginning or part, or with slips of the finger."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from enum import IntEnum

from bot.domain.roles import AgencyKind
from bot.services.understanding.agencies import LONGEST_NAME, AgencyIndex, Positions, code_key, glue
from bot.services.understanding.agency_words import (
    DIRECTION_OF,
    DIRECTIONS,
    ENGLISH_DIRECTIONS,
    JOINING,
    KINDS_OF,
    NOT_A_PLACE_AFTER,
)
from bot.services.understanding.ordinary import EVERYDAY
from bot.services.understanding.sentence import Role, Word
from bot.services.understanding.slips import judge

Kinds = frozenset[AgencyKind]


class Certainty(IntEnum):
    """How sure a mention is; what is not sure is asked back."""

    ASK = 0
    GUESSED = 1
    CERTAIN = 2


@dataclass(frozen=True)
class Mention:
    """Words [start, end) that name an agency, or one of several (best first)."""

    start: int
    end: int
    found: Positions
    certainty: Certainty
    kinds: Kinds = frozenset()
    is_everyday: bool = False
    is_similar: bool = False
    is_code: bool = False


_BEFORE_NUMBER = {"aksi", "jam", "pukul", "pkl", "no", "nomor", "rp", "tahun", "thn", "sebesar", "nilai", "skor"}
_AFTER_NUMBER = {"persen", "prosen", "percent", "wib", "wita", "wit", "hari", "ribu", "juta", "jam", "orang"}


def named(words: Sequence[Word], start: int, end: int) -> str:
    """The glued name that the words [start, end) make."""
    return glue(word.text for word in words[start:end])


def kinds_before(words: Sequence[Word], start: int) -> Kinds:
    """The kinds told by the words before a name: "kab", "kota", or both in "kab dan kota"."""
    at = start - 1
    while at >= 0 and words[at].text in {"of", "administrasi"}:
        at -= 1
    if at < 0 or words[at].role is not Role.KIND:
        return frozenset()
    kinds = KINDS_OF.get(words[at].text, frozenset())
    further = at - 2 if at >= 2 and words[at - 1].text in JOINING else at - 1
    if further >= 0 and words[further].role is Role.KIND and (further == 0 or not words[further - 1].is_content):
        kinds |= KINDS_OF.get(words[further].text, frozenset())
    return kinds


def find_code(words: Sequence[Word], at: int, index: AgencyIndex, *, is_whole: bool) -> Mention | None:
    """A code such as 33.23, 3323 or KL-001; two digits only as a whole argument or after a word that says so."""
    word = words[at]
    if not any(character.isdigit() for character in word.text) and word.text != "kl":
        return None
    before = words[at - 1].text if at else ""
    after = words[at + 1].text if at + 1 < len(words) else ""
    for end in (at + 2, at + 1):
        key = code_key("".join(part.text for part in words[at:end]))
        position = index.codes.get(key)
        if position is None or end > len(words) or (end == at + 2 and word.text.isdigit()):
            continue
        is_told = before == "kode" or KINDS_OF.get(before, frozenset()) == frozenset({index.agencies[position].kind})
        if before in _BEFORE_NUMBER or after in _AFTER_NUMBER or (len(key) < 4 and not (is_whole or is_told)):
            return None
        return Mention(at, end, (position,), Certainty.CERTAIN, is_code=True)
    return None


def find_exact(words: Sequence[Word], index: AgencyIndex, *, is_whole: bool) -> list[Mention]:
    """Codes, names and aliases as they stand in the registry, the longest first; none overlap."""
    found: list[Mention] = []
    at = 0
    while at < len(words):
        if _is_place_name(words, at):
            at += 1
            continue
        mention = find_code(words, at, index, is_whole=is_whole) or _exact_at(words, at, index)
        if mention:
            found.append(mention)
        at = mention.end if mention else at + 1
    return found


def _is_place_name(words: Sequence[Word], at: int) -> bool:
    """Whether the word names a village, a street or the like: "kecamatan banjar"."""
    before = words[at - 1] if at else None
    if before is None or before.role is not Role.PLACE or words[at].role in {Role.KIND, Role.PLACE}:
        return False
    return at < 2 or words[at - 2].text not in NOT_A_PLACE_AFTER


def _exact_at(words: Sequence[Word], at: int, index: AgencyIndex) -> Mention | None:
    kinds = kinds_before(words, at)
    second_best = None
    for end in range(min(at + LONGEST_NAME + 3, len(words)), at, -1):
        if any(word.role is Role.SET_ASIDE for word in words[at:end]):
            continue
        for key in _spellings(words, at, end):
            mention = _look_up(index, key, at, end, kinds)
            if mention and (mention.certainty is Certainty.CERTAIN or not kinds or _fits(index, mention)):
                return replace(mention, is_everyday=not kinds and _is_everyday(words, at, end))
            second_best = second_best or mention
    return second_best


def _spellings(words: Sequence[Word], start: int, end: int) -> list[str]:
    """A name as typed, with a short point of the compass written out, and with an English one put last."""
    last, first = words[end - 1].text, words[start].text
    spellings = [named(words, start, end)]
    if end - start > 1 and last in DIRECTION_OF:
        spellings.append(named(words, start, end - 1) + DIRECTION_OF[last])
    if end - start > 1 and first in ENGLISH_DIRECTIONS:
        spellings.append(named(words, start + 1, end) + DIRECTION_OF[first])
    return spellings


def _is_everyday(words: Sequence[Word], start: int, end: int) -> bool:
    if end - start > 1:
        return named(words, start, end) in EVERYDAY
    return words[start].text in EVERYDAY or words[start].role in {Role.ORDINARY, Role.KNOWN, Role.OFFICE}


def _fits(index: AgencyIndex, mention: Mention) -> bool:
    return bool(index.of_kind(mention.found, mention.kinds))


def _look_up(index: AgencyIndex, key: str, start: int, end: int, kinds: Kinds) -> Mention | None:
    found = index.exact.get(key, ())
    if not kinds:
        if not found:
            return None
        longer = tuple(position for position in index.longer(key) if position not in found)
        certainty = Certainty.CERTAIN if len(found) == 1 and not longer else Certainty.ASK
        return Mention(start, end, found + longer, certainty)
    fitting = index.of_kind(found, kinds)
    former = tuple(position for kind in kinds for position in index.typed.get((kind, key), ()))
    if fitting:
        every = tuple(dict.fromkeys(fitting + former))
        per_kind = len(every) == len({index.agencies[position].kind for position in every}) == len(kinds)
        return Mention(start, end, every, Certainty.CERTAIN if per_kind else Certainty.ASK, kinds)
    if former:
        return Mention(
            start, end, former + found, Certainty.ASK if found or len(former) > 1 else Certainty.CERTAIN, kinds
        )
    if found:
        return Mention(start, end, index.of_kind(index.longer(key), kinds) + found, Certainty.ASK, kinds)
    return None


def reconsider(words: Sequence[Word], mention: Mention, index: AgencyIndex) -> Mention | None:
    """An exact name beside an unknown word may be the head of a longer, misspelt one ("solok selatn").

    Beside a point of the compass that makes no name ("luwu tengah") it is no agency at all: None.
    """
    if mention.is_code:
        return mention
    start, end = mention.start, mention.end
    right = end < len(words) and (words[end].role is Role.FREE or words[end].text in DIRECTIONS)
    left = start > 0 and words[start - 1].role is Role.FREE and not mention.kinds
    wider = [(start, end + 1), (start, end + 2)] if right else []
    wider += [(start - 1, end)] if left else []
    for first, last in wider:
        if last > len(words) or any(word.role in {Role.SET_ASIDE, Role.KNOWN} for word in words[end:last]):
            continue
        kinds = mention.kinds or kinds_before(words, first)
        key, least = named(words, first, last), len(named(words, start, end)) + 2
        judged = judge(index, key, kinds, longer_than=least)
        if judged:
            certainty = Certainty.GUESSED if judged.is_sure else Certainty.ASK
            return Mention(first, last, judged.found, certainty, kinds, is_similar=True)
    if right and words[end].text in DIRECTIONS:
        return None
    return mention
