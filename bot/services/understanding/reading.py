"""From a message to its reading: intent, agencies, period, action, and why."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from bot.domain.agencies import AgencyRef
from bot.domain.named_periods import read_together
from bot.domain.period_words import PeriodKind, PeriodQuery, PeriodReading, resolve
from bot.domain.periods import PeriodRef
from bot.services.understanding.agencies import AgencyIndex, glue
from bot.services.understanding.breadth import (
    Breadth,
    find_breadth,
    wants_chart,
    wants_comparison,
    wants_contacts,
    wants_range,
    wants_trend,
)
from bot.services.understanding.explaining import NameRead, explain, names_read, of_period, of_unknown_name
from bot.services.understanding.intents import COMMANDS, Intent
from bot.services.understanding.meaning import Meaning, find_meaning
from bot.services.understanding.names import Cleaned, clean
from bot.services.understanding.naming import MOST_CHOICES, Named, name_agencies
from bot.services.understanding.parsed import OF_CALENDAR, Parsed, is_bare, parse
from bot.services.understanding.sentence import Part
from bot.services.understanding.similar import strange_name
from bot.services.understanding.topics import Topic, says_mistake
from bot.services.understanding.vocabulary import Concept as C

_COMMAND = re.compile(r"\s*/([a-z_]+)(?:@\w+)?\s*")
_ASKED = re.compile(r"\s*(?:status|progress?|capaian)[\s:,]+")
"""What stands before an argument in a sentence that is a command without its stroke: "status atlantis"."""

_ABOUT_AGENCIES = frozenset({Intent.STATUS, Intent.DEADLINE, Intent.MISSING})
"""What is asked of one's own agency, or of all, where none is named."""

_AND = re.compile(r"\b(?:dan|serta|atau|maupun|and|or)\b|[&/+]")

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
    kita"), or one's own agency beside those named ("bandingkan kami dengan wonosobo"); is_publication: publications
    are asked about, not reports; is_thanks: a greeting that thanks; why: the rules, in Indonesian; names: how each
    name was found; topic: where one has an answer of its own.
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
    is_publication: bool = False
    names: tuple[NameRead, ...] = ()
    topic: Topic | None = None


def list_asked(reading: Reading) -> list[str]:
    """What a question about the status asks for besides it: a recap, a comparison, the course, a picture, people."""
    if reading.intent is not Intent.STATUS:
        return []
    is_comparison = len(reading.agencies) > 1 or (len(reading.queries) > 1 and not reading.is_range)
    asked = {
        "contacts": reading.is_contacts,
        "recap": reading.breadth is not Breadth.AGENCY and reading.action is None,
        "comparison": is_comparison,
        "trend": reading.is_trend,
        "chart": reading.is_chart,
        "own": reading.is_own,
    }
    return [name for name, is_asked in asked.items() if is_asked]


def read(text: str, *, index: AgencyIndex, periods: Sequence[PeriodRef], today: date) -> Reading:
    """Read a private message; of a long one only the beginning (names.LONGEST_TEXT characters)."""
    cleaned = clean(text)
    command = _COMMAND.match(cleaned.text)
    if command and command[1] in COMMANDS:
        rest = cleaned.text[command.end() :]
        return _read_parts(cleaned, rest, COMMANDS[command[1]], index=index, periods=periods, today=today)
    reading = _read_parts(cleaned, cleaned.text, None, index=index, periods=periods, today=today)
    if reading.agencies or reading.choices or reading.unknown_name or reading.intent not in _ABOUT_AGENCIES:
        return reading
    unknown = _unknown_argument(cleaned, reading, index)
    return _with_unknown(reading, unknown) if unknown else _with_strange(cleaned, reading, index)


def _with_unknown(reading: Reading, name: str) -> Reading:
    return replace(reading, unknown_name=name, why=f"{reading.why}; {of_unknown_name(name)}")


def _unknown_argument(cleaned: Cleaned, reading: Reading, index: AgencyIndex) -> str | None:
    """The name that a question about the status was after, where it is none."""
    asked = _ASKED.match(cleaned.text) if reading.intent is Intent.STATUS else None
    if asked is None:
        return None
    parsed = parse(cleaned.text[asked.end() :], index)
    named = name_agencies(parsed.words, index, has_context=True, is_argument=True, is_whole=True)
    return None if named.agencies or named.choices else named.unknown


def _with_strange(cleaned: Cleaned, reading: Reading, index: AgencyIndex) -> Reading:
    """A question that names no agency, with the words in it that nobody knows; a name that was passed over is asked."""
    words = parse(cleaned.text, index).words
    found = strange_name(words)
    if found is None:
        return reading
    is_place = words[found[0]].part is Part.PLACE
    passed_over = () if is_place else index.exact.get(glue([words[found[0]].text]), ())
    if passed_over:
        return replace(reading, choices=tuple(index.agencies[position] for position in passed_over[:MOST_CHOICES]))
    return _with_unknown(reading, " ".join(word.text for word in words[slice(*found)]))


def read_argument(text: str, *, index: AgencyIndex, periods: Sequence[PeriodRef], today: date) -> Reading:
    """Read what follows /status: an agency and a period in any order."""
    cleaned = clean(text)
    return _read_parts(cleaned, cleaned.text, Intent.STATUS, index=index, periods=periods, today=today)


def _read_parts(
    cleaned: Cleaned, text: str, intent: Intent | None, *, index: AgencyIndex, periods: Sequence[PeriodRef], today: date
) -> Reading:
    parsed = parse(text, index)
    is_argument = intent is not None and intent in {Intent.STATUS, Intent.DEADLINE, Intent.MISSING}
    has_context = parsed.has_period or parsed.action is not None or is_argument
    has_context = has_context or wants_contacts(text) or says_mistake(text)
    has_context = has_context or any(word.concepts & _HAS_CONTEXT for word in parsed.words)
    named = name_agencies(
        parsed.words,
        index,
        has_context=has_context,
        is_argument=is_argument,
        is_whole=is_argument or is_bare(parsed.words),
    )
    meaning = find_meaning(cleaned, text, parsed, named) if intent is None else Meaning(intent, "perintah")
    reading = _reading(cleaned, parsed, named, meaning, index=index, periods=periods, today=today)
    is_range, is_contacts = len(reading.queries) > 1 and wants_range(text), wants_contacts(text)
    return replace(
        reading,
        breadth=Breadth.AGENCY if is_contacts else find_breadth(text),
        is_trend=wants_trend(text) or is_range,
        is_range=is_range,
        is_chart=wants_chart(text),
        is_publication=_is_publication(text, parsed),
        is_contacts=is_contacts,
        is_own=_is_own(text, parsed),
    )


def _is_publication(text: str, parsed: Parsed) -> bool:
    """Whether publications are asked about and not reports: "belum lapor publikasi", "batas publikasi"."""
    concepts = {concept for word in parsed.words for concept in word.concepts}
    are_both = concepts & {C.REPORT, C.REPORTED} and _AND.search(text)
    return C.PUBLISH in concepts and not are_both


def _is_own(text: str, parsed: Parsed) -> bool:
    if parsed.action is None and not wants_comparison(text):
        return False
    is_bare = parsed.action is not None and parsed.action.is_bare
    return is_bare or any(C.WE in word.concepts for word in parsed.words)


def _as_meant(queries: tuple[PeriodQuery, ...], named: Named) -> tuple[PeriodQuery, ...]:
    """Beside a name "triwulan sebelumnya" is that of the calendar, like "triwulan lalu"; alone it turns a page back."""
    if not (named.agencies or named.choices):
        return queries
    return tuple(
        replace(query, kind=PeriodKind.PREVIOUS) if query.kind is PeriodKind.BEFORE else query for query in queries
    )


def _find_period(
    queries: tuple[PeriodQuery, ...], intent: Intent, periods: Sequence[PeriodRef], today: date
) -> tuple[PeriodQuery | None, PeriodReading | None, PeriodReading | None]:
    """The words of the first period, the period that they mean by themselves, and the one they mean beside others."""
    query = next(iter(queries), None)
    if query is None or (query.kind in OF_CALENDAR and intent in {Intent.NONE, Intent.GREET, Intent.MEETING}):
        return None, None, None
    alone = resolve(query, periods, today)
    if alone is None or len(queries) == 1:
        return query, alone, alone
    return query, alone, read_together(queries, periods, periods, today)[0]  # "tw 2 dan tw 6" counts through the cycle


def _reading(
    cleaned: Cleaned,
    parsed: Parsed,
    named: Named,
    meaning: Meaning,
    *,
    index: AgencyIndex,
    periods: Sequence[PeriodRef],
    today: date,
) -> Reading:
    intent, queries = meaning.intent, _as_meant(parsed.queries, named)
    query, alone, period = _find_period(queries, intent, periods, today)
    doubtful = any(mention.is_similar or mention.is_everyday for mention in named.mentions)
    if intent is Intent.NONE or (doubtful and intent in {Intent.HELP, Intent.GREET} and not named.agencies):
        # "harga pisang ambon" asks about none
        named = replace(named, agencies=(), choices=(), mentions=(), is_guessed=False)
    action, names = parsed.action, names_read(parsed.words, named, index)
    return Reading(
        intent=intent,
        agencies=named.agencies,
        choices=named.choices,
        guessed=named.is_guessed,
        unknown_name=named.unknown if not named.agencies and not named.choices else None,
        period=period,
        unknown_period=query.words if query and period is None else None,
        action=action.code if action else None,
        query=query if period else None,
        queries=queries if period else (),
        topic=meaning.topic,
        is_thanks=meaning.is_thanks,
        names=names,
        why=explain(
            meaning.rule,
            names,
            named,
            cleaned=cleaned,
            period=of_period(query, period, alone),
            action=action.code if action else None,
        ),
    )
