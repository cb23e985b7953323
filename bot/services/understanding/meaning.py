"""What a sentence asks for: the rules about its words, and what its topic or its breadth adds to them."""

from dataclasses import dataclass

from bot.services.understanding.breadth import Breadth, find_breadth, says_breadth, wants_contacts, wants_recap
from bot.services.understanding.intents import Intent, find_intent
from bot.services.understanding.names import Cleaned
from bot.services.understanding.naming import Named
from bot.services.understanding.parsed import Parsed, what_is_said
from bot.services.understanding.sentence import Part, Word
from bot.services.understanding.topics import Topic, find_topic
from bot.services.understanding.vocabulary import Concept as C


@dataclass(frozen=True)
class Meaning:
    """An intent with the rule that found it; is_thanks: a greeting that thanks."""

    intent: Intent
    rule: str
    topic: Topic | None = None
    is_thanks: bool = False


_UNSURE = frozenset({Intent.NONE, Intent.STATUS, Intent.HELP})
_BY_TOPIC = {
    Topic.REPORTING: (_UNSURE, Intent.HELP, "cara atau tempat melapor"),
    Topic.SETNAS: (_UNSURE | {Intent.GREET}, Intent.HELP, "cara menghubungi Setnas PK"),
    Topic.MISTAKE: (_UNSURE | {Intent.GREET, Intent.REPORT}, Intent.STATUS, "data dikatakan salah"),
}
"""The intents that a topic may change, what it makes of them, and why."""

_AROUND_BREADTH = frozenset({C.FILLER, C.HOW, C.HOW_MUCH, C.PLEA, C.AGENCIES, C.LIST})


def find_meaning(cleaned: Cleaned, text: str, parsed: Parsed, named: Named) -> Meaning:
    """What a sentence asks for. text: what of it is read."""
    said = what_is_said(cleaned, text, parsed, named)
    intent, rule = find_intent(said)
    topic = find_topic(text, said)
    if topic is not None and intent in _BY_TOPIC[topic][0]:
        _, intent, rule = _BY_TOPIC[topic]
        return Meaning(Intent.NONE if cleaned.is_code else intent, rule, topic)
    if intent is Intent.NONE and _asks_broadly(text, parsed, named):
        return Meaning(Intent.STATUS, "rekap, aksi atau kontak")
    if cleaned.is_code and intent is Intent.HELP:
        return Meaning(Intent.NONE, rule)  # "please", and the rest was for a machine
    return Meaning(intent, rule, is_thanks=intent is Intent.GREET and said.has(C.THANKS))


def _asks_broadly(text: str, parsed: Parsed, named: Named) -> bool:
    """Whether nothing is said but an action, a recap or contacts, and of whom: "aksi 7.2", "nasional", "kontak lebak".

    A single word that nobody knows may be a name.
    """
    words = [word for at, word in enumerate(parsed.words) if at not in named.taken]
    if parsed.action or wants_recap(text) or wants_contacts(text):
        others = [word for word in words if word.is_content and not says_breadth(word.text)]
        return all(word.part is Part.FREE for word in others) and len(others) < 2
    return find_breadth(text) in {Breadth.NATION, Breadth.CENTRAL} and all(_says_only_breadth(word) for word in words)


def _says_only_breadth(word: Word) -> bool:
    return says_breadth(word.text) or (bool(word.concepts) and word.concepts <= _AROUND_BREADTH)
