"""From a message to its reading: intent, agencies, period, action, and why."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from bot.domain.agencies import AgencyRef
from bot.domain.period_words import PeriodKind, PeriodQuery, PeriodReading, find_periods, resolve
from bot.domain.periods import PeriodRef
from bot.domain.roles import AgencyKind
from bot.services.understanding.action_words import ActionWords, find_action
from bot.services.understanding.agencies import AgencyIndex
from bot.services.understanding.breadth import (
    Breadth,
    find_breadth,
    says_breadth,
    wants_chart,
    wants_contacts,
    wants_range,
    wants_recap,
    wants_trend,
)
from bot.services.understanding.intents import COMMANDS, Intent, find_intent
from bot.services.understanding.names import Cleaned, clean
from bot.services.understanding.naming import Named, name_agencies
from bot.services.understanding.said import Said
from bot.services.understanding.sentence import Part, Word, ends_asking, read_words
from bot.services.understanding.vocabulary import Concept as C

_COMMAND = re.compile(r"\s*/([a-z_]+)(?:@\w+)?\s*")
_ASKED = re.compile(r"\s*(?:status|progress?|capaian)[\s:,]+")
"""What stands before an argument in a sentence that is a command without its stroke: "status atlantis"."""

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

_OF_CALENDAR = {PeriodKind.MONTH, PeriodKind.LAST_MONTH, PeriodKind.HALF, PeriodKind.YEAR}
"""In talk about other things these are no reporting periods."""

_HAS_CONTEXT = frozenset(
    {C.PROGRESS, C.REPORT, C.REPORTED, C.SEND, C.SENT, C.VERIFY, C.DUE, C.SHOW, C.DATA, C.HOW, C.HOW_MUCH, C.PUBLISH}
    | {C.MEETING}
    | {C.DONE, C.NOT_YET, C.LATE, C.WHEN, C.PROGRAMME, C.WHO, C.LIST, C.RECEIVED, C.MEDIUM, C.OBSTACLE, C.NIL, C.ASKING}
)


@dataclass(frozen=True)
class Reading:
    """What a message is taken to mean.

    agencies: certain; choices: asked back, best first; guessed: a name was read over a slip of the finger;
    unknown_name: words that stand where an agency is named and name none; query: the words behind `period`;
    queries: the words of every period, where several are named; breadth: how far the question reaches; is_trend,
    is_chart, is_contacts: the course over the periods, a picture, or the people of an agency are asked for; is_range:
    everything between the first two periods is meant; is_own: an action of one's own is asked about ("7.2", "aksi 7.2
    kita");
    is_thanks: a greeting that thanks; why: the rules, in Indonesian.
    """

    intent: Intent
    agencies: tuple[AgencyRef, ...] = ()
    choices: tuple[AgencyRef, ...] = ()
    guessed: bool = False
    unknown_name: str | None = None
    period: PeriodReading | None = None
    unknown_period: str | None = None
    action: str | None = None
    query: PeriodQuery | None = None
    is_thanks: bool = False
    why: str = ""
    queries: tuple[PeriodQuery, ...] = ()
    breadth: Breadth = Breadth.AGENCY
    is_trend: bool = False
    is_range: bool = False
    is_chart: bool = False
    is_contacts: bool = False
    is_own: bool = False


@dataclass(frozen=True)
class _Parsed:
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


def read(text: str, *, index: AgencyIndex, periods: Sequence[PeriodRef], today: date) -> Reading:
    """Read a private message; of a long one only the beginning (names.LONGEST_TEXT characters)."""
    cleaned = clean(text)
    command = _COMMAND.match(cleaned.text)
    if command and command[1] in COMMANDS:
        rest = cleaned.text[command.end() :]
        return _read_parts(cleaned, rest, COMMANDS[command[1]], index=index, periods=periods, today=today)
    reading = _read_parts(cleaned, cleaned.text, None, index=index, periods=periods, today=today)
    return replace(reading, unknown_name=_unknown_argument(cleaned, reading, index))


def _unknown_argument(cleaned: Cleaned, reading: Reading, index: AgencyIndex) -> str | None:
    """The name that a question about the status was after, where it is none; else what was unknown before."""
    asked = _ASKED.match(cleaned.text) if reading.intent is Intent.STATUS else None
    if asked is None or reading.agencies or reading.choices or reading.unknown_name:
        return reading.unknown_name
    parsed = _parse(cleaned.text[asked.end() :], index)
    named = name_agencies(parsed.words, index, has_context=True, is_argument=True, is_whole=True)
    return None if named.agencies or named.choices else named.unknown


def read_argument(text: str, *, index: AgencyIndex, periods: Sequence[PeriodRef], today: date) -> Reading:
    """Read what follows /status: an agency and a period in any order."""
    cleaned = clean(text)
    return _read_parts(cleaned, cleaned.text, Intent.STATUS, index=index, periods=periods, today=today)


def _read_parts(
    cleaned: Cleaned, text: str, intent: Intent | None, *, index: AgencyIndex, periods: Sequence[PeriodRef], today: date
) -> Reading:
    parsed = _parse(text, index)
    is_argument = intent is not None and intent in {Intent.STATUS, Intent.DEADLINE, Intent.MISSING}
    has_context = parsed.has_period or parsed.action is not None or is_argument
    has_context = has_context or any(word.concepts & _HAS_CONTEXT for word in parsed.words)
    named = name_agencies(
        parsed.words,
        index,
        has_context=has_context,
        is_argument=is_argument,
        is_whole=is_argument or _is_bare(parsed.words),
    )
    rule, is_thanks = "perintah", False
    if intent is None:
        said = _said(cleaned, text, parsed, named)
        intent, rule = find_intent(said)
        is_thanks = intent is Intent.GREET and said.has(C.THANKS)
        if intent is Intent.NONE and _asks_broadly(text, parsed):
            intent, rule = Intent.STATUS, "rekap atau aksi"
        if cleaned.is_code and intent is Intent.HELP:
            intent = Intent.NONE  # "please", and the rest was for a machine
    reading = _reading(cleaned, parsed, named, intent, rule, periods=periods, today=today)
    is_range = len(reading.queries) > 1 and wants_range(text)
    return replace(
        reading,
        is_thanks=is_thanks,
        breadth=find_breadth(text),
        is_trend=wants_trend(text) or is_range,
        is_range=is_range,
        is_chart=wants_chart(text),
        is_contacts=wants_contacts(text),
        is_own=_is_own(parsed),
    )


def _asks_broadly(text: str, parsed: _Parsed) -> bool:
    """Whether nothing is said but an action or a recap, and how far it reaches: "aksi 7.2", "rekap nasional"."""
    if not parsed.action and not wants_recap(text):
        return False
    return all(says_breadth(word.text) for word in parsed.words if word.is_content)


def _is_own(parsed: _Parsed) -> bool:
    if parsed.action is None:
        return False
    return parsed.action.is_bare or any(C.WE in word.concepts for word in parsed.words)


def _parse(text: str, index: AgencyIndex) -> _Parsed:
    action = find_action(text)
    queries = find_periods(text)
    countdowns = [match.span() for match in _COUNTDOWN.finditer(text)]
    spans = [*((query.start, query.end) for query in queries), *countdowns]
    if action:
        spans.append((action.start, action.end))
    return _Parsed(
        words=read_words(text, index, spans),
        queries=queries,
        action=action,
        has_countdown=bool(countdowns),
    )


def _is_bare(words: Sequence[Word]) -> bool:
    """Whether a message is nothing but a name, perhaps with its kind and a period."""
    ordinary = sum(word.part is Part.ORDINARY for word in words)
    return ordinary < 2 and all(word.is_content or word.part in {Part.KIND, Part.SET_ASIDE} for word in words)


def _said(cleaned: Cleaned, text: str, parsed: _Parsed, named: Named) -> Said:
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
        has_month_only=all(query.kind in _OF_CALENDAR for query in parsed.queries),
        has_action=parsed.action is not None,
        has_question_mark=cleaned.has_question_mark or ends_asking(parsed.words),
        has_address=cleaned.has_address,
        has_emoji=cleaned.has_emoji,
        unknown_words=_unknown_words(parsed.words, named),
        begins_with_name=any(at < _first_said(parsed.words, named) for at in named.taken),
        is_bare=_is_bare(parsed.words),
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


def _reading(
    cleaned: Cleaned,
    parsed: _Parsed,
    named: Named,
    intent: Intent,
    rule: str,
    *,
    periods: Sequence[PeriodRef],
    today: date,
) -> Reading:
    query = parsed.query
    if query and query.kind in _OF_CALENDAR and intent in {Intent.NONE, Intent.GREET, Intent.MEETING}:
        query = None
    period = resolve(query, periods, today) if query else None
    doubtful = any(mention.is_similar or mention.is_everyday for mention in named.mentions)
    if intent is Intent.NONE or (doubtful and intent in {Intent.HELP, Intent.GREET} and not named.agencies):
        named = replace(named, agencies=(), choices=(), is_guessed=False)  # "harga pisang ambon" asks about none
    return Reading(
        intent=intent,
        agencies=named.agencies,
        choices=named.choices,
        guessed=named.is_guessed,
        unknown_name=named.unknown if not named.agencies and not named.choices else None,
        period=period,
        unknown_period=query.words if query and period is None else None,
        action=parsed.action.code if parsed.action else None,
        query=query if period else None,
        queries=parsed.queries if period else (),
        why=_explained(cleaned, named, rule),
    )


def _explained(cleaned: Cleaned, named: Named, rule: str) -> str:
    reasons = [rule]
    if named.is_guessed:
        reasons.append("nama dibaca dengan perbaikan ejaan")
    if named.choices:
        reasons.append("nama dapat berarti beberapa instansi")
    if named.unknown and not (named.agencies or named.choices):
        reasons.append(f'"{named.unknown}" tidak dikenal sebagai instansi')
    if cleaned.is_cut:
        reasons.append("hanya awal pesan yang dibaca")
    return "; ".join(reasons)
