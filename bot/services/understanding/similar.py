"""What no exact name explains: misspelt names, beginnings and parts of names, names of no agency."""

from collections.abc import Iterator, Sequence
from itertools import pairwise

from bot.services.understanding.agencies import FURTHEST, LONGEST_NAME, AgencyIndex, Positions, glue
from bot.services.understanding.agency_words import ADDRESSES, CALLED, DIRECTIONS, MINISTRY, PERSONS
from bot.services.understanding.mentions import Certainty, Kinds, Mention, is_place_name, kinds_before, named
from bot.services.understanding.names import words_of
from bot.services.understanding.sentence import Part, Word
from bot.services.understanding.slips import Judged, judge, most_alike
from bot.services.understanding.vocabulary import Concept

_OWN = frozenset(
    {Concept.PROGRESS, Concept.REPORTED, Concept.DATA, Concept.AGENCIES, Concept.PROGRAMME, Concept.VERIFY}
)

_THEMSELVES = frozenset({Concept.WE, Concept.THANKS})
_GREETED = frozenset({Concept.GREETING, Concept.DAYTIME, Concept.ACKNOWLEDGED})

MOST_WINDOWS = 12
"""So many windows of one run of words are compared."""

MOST_RUNS = 6
"""So many runs of unknown words are looked at."""

MOST_UNKNOWN = 6
"""With more unknown words than this, and no word for a kind, a message is about something else."""

SHORTEST_STRANGE, MOST_STRANGE = 3, 3
"""A word of fewer letters is no name; so many words make one."""

SHORTEST_ORDINARY = 4
"""An ordinary word after a word for the kind ("kab kendala") is a misspelt name only if it is longer than this."""

_MANY_SHARE = 60

Run = tuple[int, int]


def find_similar(words: Sequence[Word], index: AgencyIndex, taken: set[int], *, has_context: bool) -> list[Mention]:
    """Misspelt names among the words not taken.

    Without a word for the kind they count only in a message that says little else: everything unknown is the name,
    or the message asks about reports, at most two other words are unknown, and the name is no ordinary words.
    """
    content = {at for at, word in enumerate(words) if word.is_content and at not in taken}
    found: list[Mention] = []
    for run in list(_runs(words, index, taken))[:MOST_RUNS]:
        kinds = kinds_before(words, run[0])
        is_person = run[0] > 0 and words[run[0] - 1].text in ADDRESSES and not has_context
        if not kinds and (len(content) > MOST_UNKNOWN or is_person):
            continue
        best = _best(words, run, index, kinds, is_expected=has_context)
        if best is None:
            continue
        (start, end), judged = best
        others = len(content - set(range(start, end))) - sum(mention.end - mention.start for mention in found)
        is_strange = any(word.part is Part.FREE for word in words[start:end])
        if kinds or others <= 0 or (has_context and others <= 2 and judged.slips == 1 and is_strange):
            found.append(_mention(words, run, (start, end), judged, index, kinds))
    return found


def _mention(words: Sequence[Word], run: Run, window: Run, judged: Judged, index: AgencyIndex, kinds: Kinds) -> Mention:
    """Sure only where no longer name looks much like the whole run."""
    longer: Positions = ()
    if judged.is_sure and window != run:
        name = index.glued[judged.found[0]]
        around = index.of_kind(index.around(words_of(index.agencies[judged.found[0]].name)[0], name), kinds)
        longer = most_alike(index, named(words, *run), around)
    certainty = Certainty.GUESSED if judged.is_sure and not longer else Certainty.ASK
    return Mention(*window, longer + judged.found, certainty, kinds, is_similar=True)


def _runs(words: Sequence[Word], index: AgencyIndex, taken: set[int]) -> Iterator[Run]:
    """Neighbouring words that may be parts of names: an unknown one, or several ordinary ones."""
    start = None
    for at in range(len(words) + 1):
        inside = at < len(words) and at not in taken and _may_be_part(words[at], index)
        if inside and start is None:
            start = at
        if not inside and start is not None:
            unknown = any(word.part is Part.FREE for word in words[start:at])
            after_kind = start > 0 and words[start - 1].part is Part.KIND
            if (unknown or after_kind or at - start > 1) and not _names_a_place(words, start, at):
                yield start, at
            start = None


def _may_be_part(word: Word, index: AgencyIndex) -> bool:
    if word.part is Part.KNOWN:
        return word.text in index.parts or glue([word.text]) == MINISTRY
    return word.is_content or word.part is Part.SLIP


def _names_a_place(words: Sequence[Word], start: int, end: int) -> bool:
    is_after_place = start > 0 and words[start - 1].part is Part.PLACE
    return is_after_place or is_place_name(words, end - 1)


def _best(
    words: Sequence[Word], run: Run, index: AgencyIndex, kinds: Kinds, *, is_expected: bool
) -> tuple[Run, Judged] | None:
    """The window of a run that is like a name and leaves the fewest letters unexplained."""
    letters = len(named(words, *run))
    best: tuple[Run, Judged] | None = None
    least = letters
    for start, end in _windows(run, has_kind=bool(kinds)):
        is_free = any(word.part is Part.FREE for word in words[start:end])
        if not is_free and end - start == 1 and not (kinds and len(words[start].text) > SHORTEST_ORDINARY):
            continue
        key = named(words, start, end)
        judged = judge(index, key, kinds, most_slips=FURTHEST if is_free else 1, is_expected=is_expected)
        cost = judged.slips + letters - len(key) if judged else letters
        if judged and cost < least:
            best, least = ((start, end), judged), cost
            if judged.slips == cost:
                break
    return best


def _windows(run: Run, *, has_kind: bool) -> list[Run]:
    first, last = run
    spans = [
        (start, start + length)
        for length in range(min(LONGEST_NAME, last - first), 0, -1)
        for start in ([first] if has_kind else range(first, last - length + 1))
    ]
    return spans[:MOST_WINDOWS]


def find_parts(words: Sequence[Word], index: AgencyIndex, taken: set[int], *, is_whole: bool) -> list[Mention]:
    """Beginnings and parts that several agencies share ("rokan", "kab bengkulu"): always asked."""
    found = []
    at = 0
    while at < len(words):
        mention = (
            None if at in taken or _names_a_place(words, at, at + 1) else _part_at(words, at, index, taken, is_whole)
        )
        if mention:
            found.append(mention)
        at = mention.end if mention else at + 1
    return found


def _part_at(words: Sequence[Word], at: int, index: AgencyIndex, taken: set[int], is_whole: bool) -> Mention | None:
    kinds = kinds_before(words, at)
    for end in range(min(at + LONGEST_NAME, len(words)), at, -1):
        window = words[at:end]
        if taken & set(range(at, end)) or any(word.part is Part.SET_ASIDE for word in window):
            continue
        if words[at].text in DIRECTIONS or (end < len(words) and words[end].text in DIRECTIONS):
            continue  # "jawa selatan" is no province
        if not _says_enough(window, kinds, is_whole):
            continue
        found = _sharing(index, named(words, at, end), kinds)
        if found:
            return Mention(at, end, found, Certainty.ASK, kinds, is_similar=True)
    return None


def _says_enough(window: Sequence[Word], kinds: Kinds, is_whole: bool) -> bool:
    """A known or ordinary word alone is no part of a name, except after a word for the kind."""
    if len(window) > 1 and glue([window[0].text]) == MINISTRY:
        return True
    wanted = {Part.FREE, Part.ORDINARY} if kinds or is_whole else {Part.FREE}
    return any(word.part in wanted and (len(word.text) > 3 or kinds) for word in window)


def _sharing(index: AgencyIndex, key: str, kinds: Kinds) -> Positions:
    found = index.of_kind(dict.fromkeys(index.begins.get(key, ()) + index.parts.get(key, ())), kinds)
    return found if len(found) <= _MANY_SHARE else ()


def _calls_for_name(kind: Word, word: Word) -> bool:
    """Whether a word stands where a name is wanted; "bupati baru" is about a person."""
    return kind.part is Part.KIND and not (kind.text in PERSONS and word.part is Part.ORDINARY)


def unknown_name(words: Sequence[Word], taken: set[int], *, is_argument: bool) -> Run | None:
    """Words that stand where an agency is named and name none: after a word for the kind, or the whole argument."""
    for at, word in enumerate(words):
        if at in taken or not word.is_content:
            continue
        if is_argument or (at and _calls_for_name(words[at - 1], word)):
            end = at
            while end < len(words) and end - at < 4 and words[end].is_content and end not in taken:
                end += 1
            return at, end
    return None


def strange_name(words: Sequence[Word]) -> Run | None:
    """Words that nobody knows, as they stand: "mgl" in "sdh lapor blm mgl"; the name of a person is none.

    In a question about agencies that names none they are the name that was meant, unless it says that it is about
    one's own ("capaian kumulatif kami").
    """
    if _is_of_own(words):
        return None
    for at, word in enumerate(words):
        if word.part is not Part.FREE or len(word.text) < SHORTEST_STRANGE or _is_of_person(words, at):
            continue
        start = at - 1 if at and words[at - 1].part is Part.PLACE else at
        end = at + 1
        while end < len(words) and end - at < MOST_STRANGE and words[end].is_content:
            end += 1
        return start, end
    return None


def _is_of_own(words: Sequence[Word]) -> bool:
    """Whether somebody says "we" right beside what they ask about: "laporan kami", "our progress"."""
    return any(
        (Concept.WE in second.concepts and (first.concepts & _OWN or first.part is Part.FREE))
        or (Concept.WE in first.concepts and second.concepts & _OWN)
        for first, second in pairwise(words)
    )


def _is_of_person(words: Sequence[Word], at: int) -> bool:
    """Whether somebody is called so: "bu tini", "saya rudi", "halo rina", "rina dari humas"; also the whole name."""
    first, end = at, at + 1
    while first and words[first - 1].part is Part.FREE:
        first -= 1
    while end < len(words) and words[end].part is Part.FREE:
        end += 1
    if end < len(words) and Concept.SELF in words[end].concepts:
        return True
    before = words[first - 1] if first else None
    if before is None:
        return False
    is_greeted = not words[first].gap and before.concepts & _GREETED
    return before.text in ADDRESSES or before.text in CALLED or bool(before.concepts & _THEMSELVES or is_greeted)
