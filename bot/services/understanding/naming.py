"""All agencies that a message names: what is certain, what is asked back, what is unknown."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from bot.domain.agencies import AgencyRef
from bot.domain.roles import AgencyKind
from bot.services.understanding.agencies import AgencyIndex
from bot.services.understanding.agency_words import BETWEEN, PROVINCES, RETRACTED, RETRACTING
from bot.services.understanding.bodies import find_bodies
from bot.services.understanding.mentions import Certainty, Mention, find_exact, named, reconsider
from bot.services.understanding.sentence import Part, Word
from bot.services.understanding.similar import find_parts, find_similar, unknown_name

MOST_CHOICES = 8
"""So many agencies are offered for a name that several share."""


MOST_OTHERS = 2
"""With more unexplained words than this, a part of a name is no question about agencies."""


@dataclass(frozen=True)
class Named:
    """The agencies of a message. taken: the numbers of the words that name them."""

    agencies: tuple[AgencyRef, ...]
    choices: tuple[AgencyRef, ...]
    is_guessed: bool
    unknown: str | None
    taken: frozenset[int]
    mentions: tuple[Mention, ...]


def name_agencies(
    words: Sequence[Word], index: AgencyIndex, *, has_context: bool, is_whole: bool, is_argument: bool
) -> Named:
    """Find every agency that the words name.

    has_context: the message asks about reports; is_whole: the words are a name and perhaps a period, nothing but;
    is_argument: they follow a command that takes an agency.
    """
    exact = find_exact(words, index, is_whole=is_whole)
    reconsidered = [
        (found, reconsider(words, found, index, _taken([other for other in exact if other is not found])))
        for found in exact
    ]
    kept = [mention for _, mention in reconsidered if mention]
    lost = [found for found, mention in reconsidered if mention is None]
    kept = _without_overlap(find_bodies(words, index) + kept)
    if not is_argument:
        kept = _supported(words, kept, index, has_context=has_context)
    refused = {at for mention in lost for at in range(mention.start, mention.end + 1)}
    similar = find_similar(words, index, _taken(kept) | refused, has_context=has_context)
    kept = _without_overlap(kept + similar)
    parts = find_parts(words, index, _taken(kept) | refused | _taken(exact), is_whole=is_whole)
    if _others(words, kept + parts) <= (MOST_OTHERS if has_context or is_whole else 0):
        kept += parts
    mentions = _in_their_place(words, sorted(kept, key=lambda mention: mention.start), index)
    return _summed_up(words, mentions, index, lost, refused, is_argument=is_argument)


def _taken(mentions: Sequence[Mention]) -> set[int]:
    return {at for mention in mentions for at in range(mention.start, mention.end)}


def _without_overlap(mentions: Sequence[Mention]) -> list[Mention]:
    kept: list[Mention] = []
    for mention in sorted(mentions, key=lambda mention: (mention.start - mention.end, mention.start)):
        if not _taken(kept) & _taken([mention]):
            kept.append(mention)
    return sorted(kept, key=lambda mention: mention.start)


def _others(words: Sequence[Word], mentions: Sequence[Mention]) -> int:
    """How many words say something that neither a rule nor a name explains."""
    taken = _taken(mentions)
    return sum(word.is_content for at, word in enumerate(words) if at not in taken)


def _supported(
    words: Sequence[Word], mentions: list[Mention], index: AgencyIndex, *, has_context: bool
) -> list[Mention]:
    """Names that are everyday words count only where nothing else is said, apart from other names.

    So does an alias at the beginning where nothing is asked about reports: "barut luka saya" is no Barito Utara.
    """
    content = {at for at, word in enumerate(words) if word.is_content}
    kept = []
    for mention in mentions:
        if words[mention.start].part is Part.OFFICE and len(mentions) > 1:
            continue  # "dinas kominfo kab. lebak" is an office of the second
        key = named(words, mention.start, mention.end)
        is_alias = key in index.exact and key not in index.official and not mention.kinds
        is_doubtful = mention.is_everyday or (is_alias and not mention.start and len(mentions) == 1 and not has_context)
        trusted = [other for other in mentions if has_context or not other.is_everyday or other is mention]
        others = content - _taken(trusted)
        if not others or not is_doubtful:
            kept.append(mention)
    return kept


def _in_their_place(words: Sequence[Word], mentions: list[Mention], index: AgencyIndex) -> list[Mention]:
    """Use what stands right after a name: the word for its kind ("magelang kota"), or its province."""
    kept: list[Mention] = []
    for mention in mentions:
        placed = _with_kind_after(words, mention, mentions, index)
        if kept and (narrowed := _within(words, kept[-1], placed, index)):
            kept[-1] = narrowed
        elif kept and (inside := _address(words, kept[-1], placed, index)):
            kept[-1] = inside
        elif kept and _is_taken_back(words, kept[-1], placed):
            kept[-1] = placed
        else:
            kept.append(placed)
    return kept


def _with_kind_after(words: Sequence[Word], mention: Mention, mentions: list[Mention], index: AgencyIndex) -> Mention:
    after = mention.end
    if mention.kinds or len(mention.found) == 1 or after >= len(words) or words[after].part is not Part.KIND:
        return mention
    if any(other.start == after + 1 for other in mentions) or (after + 1 < len(words) and words[after + 1].is_content):
        return mention
    kinds = words[after].kinds
    fitting = index.of_kind(mention.found, kinds)
    if not fitting:
        return mention
    alone = [position for position in fitting if _bears(index, position, words, mention)] or list(fitting)
    sure = Certainty.GUESSED if mention.is_similar else Certainty.CERTAIN
    certainty = sure if len(alone) == 1 else Certainty.ASK
    return replace(mention, found=tuple(alone), certainty=certainty, kinds=kinds)


def _bears(index: AgencyIndex, position: int, words: Sequence[Word], mention: Mention) -> bool:
    key = "".join(word.text for word in words[mention.start : mention.end])
    return position in index.exact.get(key, ())


def _within(words: Sequence[Word], mention: Mention, province: Mention, index: AgencyIndex) -> Mention | None:
    """The mention, narrowed to a province named right after it; None where the second is an agency of its own."""
    between = words[mention.end : province.start]
    if province.is_similar or any(word.text not in BETWEEN for word in between):
        return None
    for position in province.found:
        place = index.agencies[position]
        if place.kind is not AgencyKind.PROVINCE:
            continue
        inside = tuple(found for found in mention.found if _lies_in(index, found, place))
        if inside:
            sure = Certainty.GUESSED if mention.is_similar else Certainty.CERTAIN
            certainty = max(mention.certainty, sure) if len(inside) == 1 else mention.certainty
            return replace(mention, end=province.end, found=inside, certainty=certainty)
    return None


def _address(words: Sequence[Word], province: Mention, mention: Mention, index: AgencyIndex) -> Mention | None:
    """The second of "provinsi jawa tengah kabupaten demak" or "ntt: sikka"; None for two agencies."""
    place = index.agencies[province.found[0]]
    between = words[province.end : mention.start]
    if place.kind is not AgencyKind.PROVINCE or any(word.part is not Part.KIND for word in between):
        return None
    gap = words[province.end].gap
    is_place = bool(between) and any(word.text in PROVINCES for word in words[: province.start][-1:])
    if gap != ":" and (gap or not is_place):
        return None
    inside = tuple(found for found in mention.found if _lies_in(index, found, place))
    return replace(mention, found=inside) if inside else None


def _is_taken_back(words: Sequence[Word], first: Mention, second: Mention) -> bool:
    """Whether the second name corrects the first: "kab grobogan eh bukan, kab demak"."""
    between = [word.text for word in words[first.end : second.start] if word.part is not Part.KIND]
    return bool(RETRACTING.intersection(between)) and RETRACTING.union(RETRACTED).issuperset(between)


def _lies_in(index: AgencyIndex, position: int, province: AgencyRef) -> bool:
    return index.agencies[position].parent_id == province.id or province.code in index.homes.get(position, ())


def _summed_up(
    words: Sequence[Word],
    mentions: list[Mention],
    index: AgencyIndex,
    lost: list[Mention],
    refused: set[int],
    *,
    is_argument: bool,
) -> Named:
    sure = [mention for mention in mentions if mention.certainty is not Certainty.ASK]
    certain = list(dict.fromkeys(position for mention in sure for position in mention.found))
    asked = [
        mention
        for mention in mentions
        if mention.certainty is Certainty.ASK and not set(mention.found[:1]) & set(certain)
    ]
    taken = _taken(mentions) | refused
    doubtful = [mention for mention in asked if not mention.is_similar] or asked[:1]
    offered = dict.fromkeys(position for mention in doubtful for position in mention.found)
    choices = [position for position in offered if position not in certain]
    unknown = unknown_name(words, taken, is_argument=is_argument and not mentions)
    if lost:
        unknown = lost[0].start, lost[0].end + 1
    if unknown:
        taken |= set(range(*unknown))
    return Named(
        agencies=tuple(index.agencies[position] for position in certain),
        choices=tuple(index.agencies[position] for position in choices[:MOST_CHOICES]),
        is_guessed=any(mention.certainty is Certainty.GUESSED for mention in sure),
        unknown=" ".join(word.text for word in words[slice(*unknown)]) if unknown else None,
        taken=frozenset(taken),
        mentions=tuple(mentions),
    )
