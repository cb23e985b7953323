"""Agencies named in a message: by code, exactly, by beginning or part, or with slips of the finger."""

from collections.abc import Container, Sequence
from dataclasses import dataclass, replace
from enum import IntEnum

from bot.domain.roles import AgencyKind
from bot.services.understanding.agencies import FURTHEST, AgencyIndex, Positions, code_key, glue
from bot.services.understanding.agency_words import (
    DIRECTION_OF,
    DIRECTIONS,
    ENGLISH_DIRECTIONS,
    JOINING,
    NOT_A_PLACE_AFTER,
    OUTLETS,
    WHOLE,
)
from bot.services.understanding.names import is_dotted_code, is_number, words_of
from bot.services.understanding.ordinary import EVERYDAY
from bot.services.understanding.sentence import Part, Word
from bot.services.understanding.slips import judge, most_alike

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


MOST_WORDS_OF_A_NAME = 12
"""The longest name of the registry has eleven words."""

MOST_MENTIONS = 8
"""So many agencies of one message are looked at."""

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
    if at < 0 or words[at].part is not Part.KIND:
        return frozenset()
    kinds = words[at].kinds
    further = at - 2 if at >= 2 and words[at - 1].text in JOINING else at - 1
    if further >= 0 and words[further].part is Part.KIND and (further == 0 or not words[further - 1].is_content):
        kinds |= words[further].kinds
    return kinds


def find_code(words: Sequence[Word], at: int, index: AgencyIndex, *, is_whole: bool) -> Mention | None:
    """A code such as 33.23, 3323 or KL-001; two digits only as a whole argument or after a word that says so."""
    word = words[at]
    if word.part is Part.SET_ASIDE or not (word.text == "kl" or any(letter.isdigit() for letter in word.text)):
        return None
    if is_number(word.text) and "." in word.text and not is_dotted_code(word.text):
        return None  # "7.2" is an action, or a figure
    before = words[at - 1].text if at else ""
    told = words[at - 1].kinds if at else frozenset()
    after = words[at + 1].text if at + 1 < len(words) else ""
    for end in (at + 2, at + 1):
        key = code_key("".join(part.text for part in words[at:end]))
        position = index.codes.get(key)
        if position is None or end > len(words) or (end == at + 2 and word.text.isdigit()):
            continue
        is_told = before == "kode" or index.agencies[position].kind in told
        if before in _BEFORE_NUMBER or after in _AFTER_NUMBER or (len(key) < 4 and not (is_whole or is_told)):
            return None
        return Mention(at, end, (position,), Certainty.CERTAIN, is_code=True)
    return None


def find_exact(words: Sequence[Word], index: AgencyIndex, *, is_whole: bool) -> list[Mention]:
    """Codes, names and aliases as they stand in the registry, the longest first; none overlap."""
    found: list[Mention] = []
    at = 0
    while at < len(words) and len(found) < MOST_MENTIONS:
        if is_place_name(words, at):
            at += 1
            continue
        mention = find_code(words, at, index, is_whole=is_whole) or _exact_at(words, at, index)
        if mention:
            found.append(mention)
        at = mention.end if mention else at + 1
    return found


def is_place_name(words: Sequence[Word], at: int) -> bool:
    """Whether the word names a village, a street, a newspaper or the like: "kecamatan banjar", "metro tv"."""
    if words[at].part is not Part.KIND and [word.text for word in words[at + 1 : at + 2] if word.text in OUTLETS]:
        return not kinds_before(words, at)
    before = words[at - 1] if at else None
    if before is None or before.part is not Part.PLACE or words[at].part in {Part.KIND, Part.PLACE}:
        return False
    return at < 2 or words[at - 2].text not in NOT_A_PLACE_AFTER


def _exact_at(words: Sequence[Word], at: int, index: AgencyIndex) -> Mention | None:
    kinds = kinds_before(words, at)
    if not kinds and at and words[at - 1].text == WHOLE and (whole := _whole_province(words, at, index)):
        return whole
    second_best = None
    for end, key in _names_from(words, at):
        mention = _look_up(index, key, at, end, kinds)
        if mention and _are_listed(words, at, end, index):
            continue
        if mention and (mention.certainty is Certainty.CERTAIN or not kinds or _fits(index, mention)):
            return replace(mention, is_everyday=not kinds and _is_everyday(words, at, end))
        second_best = second_best or mention
    return second_best


def _whole_province(words: Sequence[Word], at: int, index: AgencyIndex) -> Mention | None:
    """The province of "se-lampung", which begins the names of its regions too."""
    of_province = frozenset({AgencyKind.PROVINCE})
    mentions = (_look_up(index, key, at, end, of_province) for end, key in _names_from(words, at))
    return next((mention for mention in mentions if mention and mention.certainty is Certainty.CERTAIN), None)


def _are_listed(words: Sequence[Word], start: int, end: int, index: AgencyIndex) -> bool:
    """Whether the words are two names with a comma between: "bangka, belitung"."""
    return any(
        words[at].gap and named(words, start, at) in index.exact and named(words, at, end) in index.exact
        for at in range(start + 1, end)
    )


def _names_from(words: Sequence[Word], at: int) -> list[tuple[int, str]]:
    """The names that begin with this word, the longest first: where each ends, and its words glued.

    Each also with a short point of the compass written out, and with an English one put last.
    """
    names: list[tuple[int, str]] = []
    first, before, rest = words[at].text, "", ""
    for end in range(at + 1, min(at + MOST_WORDS_OF_A_NAME, len(words)) + 1):
        word = words[end - 1]
        if word.part is Part.SET_ASIDE:
            break
        text = glue([word.text])
        if before and word.text in DIRECTION_OF:
            names.append((end, before + DIRECTION_OF[word.text]))
        if before and first in ENGLISH_DIRECTIONS:
            rest += text
            names.append((end, rest + DIRECTION_OF[first]))
        before += text
        names.append((end, before))
    return names[::-1]


def _is_everyday(words: Sequence[Word], start: int, end: int) -> bool:
    if end - start > 1:
        return named(words, start, end) in EVERYDAY
    return words[start].text in EVERYDAY or words[start].part in {Part.ORDINARY, Part.KNOWN, Part.OFFICE}


def _fits(index: AgencyIndex, mention: Mention) -> bool:
    return bool(index.of_kind(mention.found, mention.kinds))


def _look_up(index: AgencyIndex, key: str, start: int, end: int, kinds: Kinds) -> Mention | None:
    """What a glued name means; one of several words typed as one ("tulangbawang") begins no longer name."""
    found = index.exact.get(key, ())
    glued = end - start == 1 and len(found) == 1 and len(words_of(index.agencies[found[0]].name)) > 1
    if not kinds:
        if not found:
            return None
        longer = () if glued else tuple(position for position in index.longer(key) if position not in found)
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


def reconsider(
    words: Sequence[Word], mention: Mention, index: AgencyIndex, named_too: Container[int] = ()
) -> Mention | None:
    """Look at what stands beside an exact name: it may be part of a longer, misspelt one ("solok selatn").

    named_too: the words of other exact names, which are no part of this one ("kab muna, muna barat"). Of all windows
    the one is taken that leaves the fewest letters unexplained. Beside a point of the compass that makes no name
    ("luwu tengah") it is no agency at all: None.
    """
    first, last = _neighbourhood(words, mention, named_too)
    if mention.is_code or last - first == mention.end - mention.start:
        return mention
    letters = len(named(words, first, last))
    best, least = mention, letters - len(named(words, mention.start, mention.end))
    for start in range(first, mention.start + 1):
        for end in range(mention.end, last + 1):
            kinds = mention.kinds or kinds_before(words, start)
            judged = None
            if end - start > mention.end - mention.start:
                most = FURTHEST if kinds or any(word.part is Part.FREE for word in words[start:end]) else 1
                judged = judge(index, named(words, start, end), kinds, most_slips=most)
            if judged and judged.slips > 1 and not _holds(index, judged.found, words, mention):
                judged = None  # "bandung selatan" is not Lampung Selatan
            cost = judged.slips + letters - len(named(words, start, end)) if judged else least
            if judged and cost < least:
                certainty = Certainty.GUESSED if judged.is_sure else Certainty.ASK
                everyday = not kinds and not any(word.part is Part.FREE for word in words[start:end])
                best, least = Mention(start, end, judged.found, certainty, kinds, everyday, is_similar=True), cost
    if best is not mention:
        return best
    if mention.end < len(words) and words[mention.end].text in DIRECTIONS:
        return None
    return _doubted(words, mention, index, named(words, first, last))


def _holds(index: AgencyIndex, found: Positions, words: Sequence[Word], mention: Mention) -> bool:
    """Whether one of the names holds the words of the exact name that is being reconsidered."""
    key = named(words, mention.start, mention.end)
    return any(key in index.glued[position] for position in found)


def _neighbourhood(words: Sequence[Word], mention: Mention, named_too: Container[int]) -> tuple[int, int]:
    """The mention with up to two words on either side that neither a rule nor another name explains."""
    first, last = mention.start, mention.end
    while first > max(0, mention.start - 2) and _may_belong(words, first - 1, named_too):
        first -= 1
    while last < min(len(words), mention.end + 2) and _may_belong(words, last, named_too):
        last += 1
    return first, last


def _may_belong(words: Sequence[Word], at: int, named_too: Container[int]) -> bool:
    free = words[at].is_content or words[at].text in DIRECTIONS
    return free and at not in named_too and not is_place_name(words, at)


def _doubted(words: Sequence[Word], mention: Mention, index: AgencyIndex, wide: str) -> Mention:
    """A name beside something unexplained is asked about where a longer name looks much like both together."""
    around = index.of_kind(
        index.around(words[mention.start].text, named(words, mention.start, mention.end)), mention.kinds
    )
    alike = most_alike(index, wide, tuple(position for position in around if position not in mention.found))
    if not alike:
        return mention
    return replace(mention, found=alike + mention.found, certainty=Certainty.ASK)
