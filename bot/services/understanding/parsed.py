"""A cleaned message taken apart: its words, periods and action; and what it says, as the rules about intents see it."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from bot.domain.period_words import PeriodKind, PeriodQuery, find_periods
from bot.domain.roles import AgencyKind
from bot.services.understanding.action_words import ActionWords, find_action
from bot.services.understanding.agencies import AgencyIndex
from bot.services.understanding.names import Cleaned
from bot.services.understanding.naming import Named
from bot.services.understanding.said import Said
from bot.services.understanding.sentence import Part, Word, ends_asking, read_words
from bot.services.understanding.vocabulary import Concept as C

_COUNTDOWN = re.compile(r"(?<![^\W_])h\s?[-+]\s?\d{1,2}(?![^\W_])")
""""H-7" counts days to a deadline."""

_GAP = r"[\s,]{0,3}"
_THANKS_FOR = re.compile(
    rf"\b(?:terima ?kasih|trima ?kasih|makasi+h?|mksh|trims?|thanks?|thx|suwun|nuwun|nuhun)\b{_GAP}"
    rf"(?:you|banyak|bnyk|sekali|ya|yaa|banget|sebelumnya|so much|very much)?{_GAP}"
    rf"(?:atas|untuk|utk|buat|for)?{_GAP}(?:the|your)?{_GAP}"
    r"(?:(?:info|informasi|bantuan|penjelasan|pengingat|jawaban|arahan|perhatian|kerja ?sama|respon|respons|update"
    rf"|undangan|dukungan|data|laporan|masukan|konfirmasi|waktu|atensi|kesempatan)(?:nya)?\b{_GAP}(?:dan|&)?{_GAP}){{0,3}}"
    r"(?:help|support|info|information|reminder|update)?"
)
"""Thanks for something ask for nothing: "makasih infonya"."""

OF_CALENDAR = {PeriodKind.MONTH, PeriodKind.LAST_MONTH, PeriodKind.HALF, PeriodKind.YEAR}
"""In talk about other things these are no reporting periods."""


@dataclass(frozen=True)
class Parsed:
    """A message taken apart; has_countdown: days to a deadline are counted ("H-7")."""

    words: list[Word]
    queries: tuple[PeriodQuery, ...]
    action: ActionWords | None
    has_countdown: bool

    @property
    def query(self) -> PeriodQuery | None:
        """The words that name the first period."""
        return self.queries[0] if self.queries else None

    @property
    def has_period(self) -> bool:
        """Whether a reporting period is named; a bare year may be that of anything."""
        return self.query is not None and self.query.kind is not PeriodKind.YEAR


def parse(text: str, index: AgencyIndex) -> Parsed:
    """Take a cleaned text apart."""
    action = find_action(text)
    queries = find_periods(text)
    countdowns = [match.span() for match in _COUNTDOWN.finditer(text)]
    spans = [*((query.start, query.end) for query in queries), *countdowns]
    if action:
        spans.append((action.start, action.end))
    return Parsed(
        words=read_words(text, index, spans),
        queries=queries,
        action=action,
        has_countdown=bool(countdowns),
    )


def is_bare(words: Sequence[Word]) -> bool:
    """Whether a message is nothing but a name, perhaps with its kind and a period."""
    ordinary = sum(word.part is Part.ORDINARY for word in words)
    return ordinary < 2 and all(word.is_content or word.part in {Part.KIND, Part.SET_ASIDE} for word in words)


def what_is_said(cleaned: Cleaned, text: str, parsed: Parsed, named: Named) -> Said:
    """What the words say that name no agency, no period and no action."""
    thanked = [(match.start(), match.end()) for match in _THANKS_FOR.finditer(text)]
    spoken = [word for at, word in enumerate(parsed.words) if at not in named.taken and word.part is not Part.SET_ASIDE]
    order = tuple(
        frozenset({C.THANKS}) if any(start <= word.start < end for start, end in thanked) else word.concepts
        for word in spoken
        if word.concepts
    )
    meant = named.agencies or named.choices
    return Said(
        concepts=frozenset(concept for word in order for concept in word)
        | ({C.DUE} if parsed.has_countdown else frozenset()),
        order=order,
        has_agency=bool(meant) or named.unknown is not None,
        has_region_only=bool(meant) and meant[0].kind is AgencyKind.PROVINCE,
        has_period=parsed.has_period,
        has_month_only=all(query.kind in OF_CALENDAR for query in parsed.queries),
        has_action=parsed.action is not None,
        has_question_mark=cleaned.has_question_mark or ends_asking(parsed.words),
        has_address=cleaned.has_address,
        has_emoji=cleaned.has_emoji,
        unknown_words=_unknown_words(parsed.words, named),
        begins_with_name=any(at < _first_said(parsed.words, named) for at in named.taken),
        is_bare=is_bare(parsed.words),
        is_typed=named.unknown is not None or any(mention.kinds or mention.is_code for mention in named.mentions),
    )


def _unknown_words(words: Sequence[Word], named: Named) -> int:
    """How many words say something that no rule explains; a place and its name ("kecamatan tanjung priok") are one."""
    count, in_place = 0, False
    for at, word in enumerate(words):
        is_place = word.part is Part.PLACE
        in_place = is_place or (in_place and word.is_content)
        count += at not in named.taken and (is_place or (word.is_content and not in_place))
    return count


def _first_said(words: Sequence[Word], named: Named) -> int:
    """The number of the first word that says something, apart from names and greetings."""
    polite = {C.FILLER, C.GREETING, C.DAYTIME, C.ACKNOWLEDGED, C.THANKS}
    said = (at for at, word in enumerate(words) if at not in named.taken and word.concepts - polite)
    return next(said, len(words))
