"""What no exact name explains: misspelt names, beginnings and parts of names, names of no agency."""

from collections.abc import Iterator, Sequence

from bot.services.understanding.agencies import LONGEST_NAME, AgencyIndex, Positions
from bot.services.understanding.agency_words import KINDS_OF
from bot.services.understanding.mentions import Certainty, Kinds, Mention, kinds_before, named
from bot.services.understanding.sentence import Role, Word
from bot.services.understanding.slips import Judged, judge

MOST_WINDOWS = 12
"""So many windows of one run of words are compared."""

MOST_RUNS = 6
"""So many runs of unknown words are looked at."""

MOST_UNKNOWN = 6
"""With more unknown words than this, and no word for a kind, a message is about something else."""

_MANY_SHARE = 60

Run = tuple[int, int]


def find_similar(words: Sequence[Word], index: AgencyIndex, taken: set[int], *, has_context: bool) -> list[Mention]:
    """Misspelt names among the words not taken.

    Without a word for the kind they count only in a message that says little else: everything unknown is the name,
    or the message asks about reports and at most two other words are unknown.
    """
    content = {at for at, word in enumerate(words) if word.is_content and at not in taken}
    found: list[Mention] = []
    for run in list(_runs(words, index, taken))[:MOST_RUNS]:
        kinds = kinds_before(words, run[0])
        if not kinds and len(content) > MOST_UNKNOWN:
            continue
        best = _best(words, run, index, kinds)
        if best is None:
            continue
        (start, end), judged = best
        others = len(content - set(range(start, end))) - sum(mention.end - mention.start for mention in found)
        if kinds or others <= 0 or (has_context and others <= 2 and judged.slips == 1):
            certainty = Certainty.GUESSED if judged.is_sure else Certainty.ASK
            found.append(Mention(start, end, judged.found, certainty, kinds, is_similar=True))
    return found


def _runs(words: Sequence[Word], index: AgencyIndex, taken: set[int]) -> Iterator[Run]:
    """Neighbouring words that may be parts of names, at least one of them unknown."""
    start = None
    for at in range(len(words) + 1):
        inside = at < len(words) and at not in taken and _may_be_part(words[at], index)
        if inside and start is None:
            start = at
        if not inside and start is not None:
            if any(word.role is Role.FREE for word in words[start:at]) and not _is_after_place(words, start):
                yield start, at
            start = None


def _may_be_part(word: Word, index: AgencyIndex) -> bool:
    return word.role is Role.FREE or (word.role in {Role.ORDINARY, Role.KNOWN} and word.text in index.parts)


def _is_after_place(words: Sequence[Word], start: int) -> bool:
    return start > 0 and words[start - 1].role is Role.PLACE


def _best(words: Sequence[Word], run: Run, index: AgencyIndex, kinds: Kinds) -> tuple[Run, Judged] | None:
    """The window of a run that is nearest to a name; of two equally near, the longer."""
    best: tuple[Run, Judged] | None = None
    for start, end in _windows(run, has_kind=bool(kinds)):
        if not any(word.role is Role.FREE for word in words[start:end]):
            continue
        judged = judge(index, named(words, start, end), kinds)
        if judged and (best is None or judged.slips < best[1].slips):
            best = (start, end), judged
            if judged.slips <= 1 and end - start == run[1] - run[0]:
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
        mention = None if at in taken or _is_after_place(words, at) else _part_at(words, at, index, taken, is_whole)
        if mention:
            found.append(mention)
        at = mention.end if mention else at + 1
    return found


def _part_at(words: Sequence[Word], at: int, index: AgencyIndex, taken: set[int], is_whole: bool) -> Mention | None:
    kinds = kinds_before(words, at)
    for end in range(min(at + LONGEST_NAME, len(words)), at, -1):
        window = words[at:end]
        if taken & set(range(at, end)) or any(word.role is Role.SET_ASIDE for word in window):
            continue
        if not _says_enough(window, kinds, is_whole):
            continue
        found = _sharing(index, named(words, at, end), kinds)
        if found:
            return Mention(at, end, found, Certainty.ASK, kinds)
    return None


def _says_enough(window: Sequence[Word], kinds: Kinds, is_whole: bool) -> bool:
    """A known or ordinary word alone is no part of a name, except after a word for the kind."""
    wanted = {Role.FREE, Role.ORDINARY} if kinds or is_whole else {Role.FREE}
    return any(word.role in wanted and (len(word.text) > 3 or kinds) for word in window)


def _sharing(index: AgencyIndex, key: str, kinds: Kinds) -> Positions:
    for table in (index.begins, index.parts):
        found = index.of_kind(table.get(key, ()), kinds)
        if found and len(found) <= _MANY_SHARE:
            return found
    return ()


def unknown_name(words: Sequence[Word], taken: set[int], *, is_whole: bool) -> str | None:
    """Words that stand where an agency is named and name none: after a word for the kind, or the whole argument."""
    for at, word in enumerate(words):
        if at in taken or not word.is_content:
            continue
        if is_whole or (at and words[at - 1].role is Role.KIND and words[at - 1].text in KINDS_OF):
            end = at
            while end < len(words) and end - at < 4 and words[end].is_content and end not in taken:
                end += 1
            return " ".join(part.text for part in words[at:end])
    return None
