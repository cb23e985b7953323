"""Questions that lean on the one before: "tw 3?", "deadlinenya kapan?", "yang kota". Decision 28 has the rules."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from sqlmodel.ext.asyncio.session import AsyncSession

from bot.domain.agencies import AgencyRef
from bot.domain.named_periods import turn_page
from bot.domain.period_words import STEPS, resolve
from bot.domain.roles import AgencyKind
from bot.services.kept_questions import packed, unpacked
from bot.services.questions import Answer, Question, WhichAgency
from bot.services.understanding.agency_words import KINDS_OF
from bot.services.understanding.breadth import Breadth
from bot.services.understanding.intents import Intent
from bot.services.understanding.names import clean
from bot.services.understanding.reading import Reading
from bot.services.understanding.sentence import Word, read_words
from bot.services.understanding.vocabulary import Concept as C
from db.queries.last_questions import find_last_question, forget_last_question, put_last_question

REMEMBERED = timedelta(minutes=15)

_MEANT = re.compile(r"\bmaksud(?:nya|ku)?(?:\s(?:saya|sy|kami))?\b")
_ITS = "nya"
_AROUND_A_KIND = frozenset({C.FILLER, C.ACKNOWLEDGED, C.PLEA, C.HOW, C.ASKING})
_ASKS_HOW_IT_STANDS = frozenset(
    {C.PROGRESS, C.REPORT, C.REPORTED, C.DONE, C.NOT_YET, C.SENT, C.RECEIVED, C.VERIFY, C.DATA, C.PUBLISH}
    | {C.LACKING, C.REMAINING, C.LATE}
)
_MOST_UNKNOWN = 2
"""Words that nobody knows in a question for contacts: "nomor hp inspektorat"; with more it is about something else."""

_ASKS = frozenset({Intent.STATUS, Intent.DEADLINE, Intent.MISSING})
"""What is asked about agencies; a greeting in between ends no talk about one."""


@dataclass(frozen=True)
class Followed:
    """A message as it is to be answered.

    leans: what it is about was taken from the question before; kept: that question, where there is one; is_command: it
    means what it always means, and is no part of a talk.
    """

    reading: Reading
    leans: bool = False
    kept: Reading | None = None
    is_command: bool = False


@dataclass(frozen=True)
class Change:
    """What is remembered in a chat from now on; without a reading, nothing."""

    chat_key: int
    reading: Reading | None
    at: datetime


async def follow(session: AsyncSession, *, question: Question, text: str, reading: Reading) -> Followed:
    """Complete a message by the question before it, where it says less than it asks."""
    if text.lstrip().startswith("/"):
        return Followed(reading, is_command=True)
    kept = await _find(session, question)
    if kept is None:
        return Followed(reading)
    words = read_words(_MEANT.sub(" ", clean(text).text), question.registry.index, ())
    if (chosen := _of_kind(kept, words, question)) is not None:
        return Followed(chosen, kept=kept)
    leaning = _leaning(kept, _from_page(kept, reading, question), words)
    return Followed(leaning or reading, leaning is not None, kept)


def change_after(question: Question, followed: Followed, answer: Answer) -> Change | None:
    """What an answer changes in what is remembered; None where all stays as it is."""
    reading, chat_key = followed.reading, _chat_of(question)
    if chat_key is None or followed.is_command or reading.intent not in _ASKS:
        return None
    if followed.leans and followed.kept:
        reading = replace(reading, breadth=followed.kept.breadth)  # "rekap jateng", its deadlines, its chart
    if isinstance(answer, WhichAgency) and not reading.choices:
        reading = replace(reading, agencies=(), choices=answer.choices)  # of several own ones, or of too many
    if _is_about_others(reading, question):
        return Change(chat_key, reading, question.now)
    return Change(chat_key, None, question.now) if followed.kept else None


async def change_after_press(
    session: AsyncSession, *, question: Question, agencies: tuple[AgencyRef, ...], breadth: Breadth
) -> Change | None:
    """What a button changes that showed something else than was asked about; where nothing was, it changes nothing."""
    kept, chat_key = await _find(session, question), _chat_of(question)
    shows_none = not agencies and breadth in {Breadth.AGENCY, Breadth.REGION}  # forged, or gone since
    if kept is None or chat_key is None or shows_none:
        return None
    if set(agencies) & set(kept.choices):
        reading = replace(kept, agencies=agencies, choices=())
    elif (agencies, breadth) == (kept.agencies, kept.breadth):
        return None
    else:
        reading = Reading(Intent.STATUS, agencies=agencies, breadth=breadth)
    return Change(chat_key, reading if _is_about_others(reading, question) else None, question.now)


async def make(session: AsyncSession, change: Change) -> None:
    """Remember, or forget."""
    if change.reading is None:
        await forget_last_question(session, change.chat_key)
    else:
        await put_last_question(session, change.chat_key, packed(change.reading), change.at)


async def _find(session: AsyncSession, question: Question) -> Reading | None:
    """The question before, if it was asked a short while ago."""
    chat_key = _chat_of(question)
    row = await find_last_question(session, chat_key) if chat_key is not None else None
    if row is None or question.now - row.asked_at > REMEMBERED:
        return None
    return unpacked(row.understood, registry=question.registry, today=question.today)


def _chat_of(question: Question) -> int | None:
    """The private chat of somebody who takes part."""
    person = question.asker.person
    return person.chat_key if person and not question.asker.is_stranger else None


def _is_about_others(reading: Reading, question: Question) -> bool:
    """Whether it is about anything but what a question without a name is about anyway."""
    if reading.unknown_name is not None and not (reading.agencies or reading.choices):
        return False  # nobody is known about whom the next question could be
    is_only_own = not reading.choices and not reading.action and reading.breadth is Breadth.AGENCY
    return _names_something(reading) and not (is_only_own and set(reading.agencies) == set(question.asker.agencies))


def _of_kind(kept: Reading, words: Sequence[Word], question: Question) -> Reading | None:
    """The question before, about the agency of a kind: "yang kota", of those offered or of those of the same name."""
    kinds = _kinds_in(words)
    if not kinds:
        return None
    if kept.choices:
        fitting = tuple(agency for agency in kept.choices if agency.kind in kinds)
        if len(fitting) == 1:
            return replace(kept, agencies=(*kept.agencies, *fitting), choices=())
        return replace(kept, choices=fitting or kept.choices)
    names = {agency.name for agency in kept.agencies}
    everybody = question.registry.agencies.values()
    fitting = tuple(agency for agency in everybody if {agency.name} == names and agency.kind in kinds)
    return replace(kept, agencies=fitting) if len(fitting) == 1 else None


def _kinds_in(words: Sequence[Word]) -> frozenset[AgencyKind]:
    """The kinds that a message names which says nothing else."""
    named: frozenset[AgencyKind] = frozenset()
    for word in words:
        kinds = word.kinds or KINDS_OF.get(word.text.removesuffix(_ITS), frozenset())
        if not kinds and not (word.concepts and word.concepts <= _AROUND_A_KIND):
            return frozenset()
        named |= kinds
    return named


def _from_page(kept: Reading, reading: Reading, question: Question) -> Reading:
    """The message; "tw sebelumnya" counted from the period that the question before was about, where it named one."""
    if kept.period is None or reading.query is None or reading.query.kind not in STEPS:
        return reading
    query, periods = turn_page(reading.query, kept.period.chosen, question.registry.periods), question.registry.periods
    if query is None:
        return replace(reading, period=None, query=None, queries=(), unknown_period=reading.query.words)
    return replace(reading, period=resolve(query, periods, question.today), query=query, queries=(query,))


def _leaning(kept: Reading, reading: Reading, words: Sequence[Word]) -> Reading | None:
    """The message, about what the question before was about; None where it does not lean on it."""
    asked = _asked_of_it(reading, words)
    if asked is None:
        return None
    about = replace(asked, agencies=kept.agencies, choices=kept.choices, breadth=kept.breadth, is_own=kept.is_own)
    if _says_only_when(asked, words):
        return replace(about, intent=kept.intent, action=kept.action, is_publication=kept.is_publication)
    if not asked.action and not _asks_of_it(words):
        return None
    is_of_one = asked.intent is Intent.DEADLINE or asked.is_contacts or (asked.is_trend and not asked.is_chart)
    about = replace(about, breadth=Breadth.AGENCY) if is_of_one else about
    return about if about != asked else None


def _asked_of_it(reading: Reading, words: Sequence[Word]) -> Reading | None:
    """A question about how somebody stands, their deadlines or their people that does not say whose."""
    if _names_something(replace(reading, action=None)) or any(C.WE in word.concepts for word in words):
        return None
    if reading.intent is Intent.NONE and _has_flag(reading) and sum(word.is_content for word in words) <= _MOST_UNKNOWN:
        return replace(reading, intent=Intent.STATUS)
    return reading if reading.intent in {Intent.STATUS, Intent.DEADLINE} else None


def _says_only_when(reading: Reading, words: Sequence[Word]) -> bool:
    """Whether nothing is said but another period, so that the same is asked again."""
    if reading.intent is not Intent.STATUS or reading.action or _has_flag(reading):
        return False
    return not any(word.concepts & _ASKS_HOW_IT_STANDS for word in words)


def _asks_of_it(words: Sequence[Word]) -> bool:
    """Whether a word points back: "deadlinenya", "grafik nya"; a plain "status" is about one's own agency."""
    return any(
        word.text == _ITS or (word.text.endswith(_ITS) and not (word.concepts and word.concepts <= _AROUND_A_KIND))
        for word in words
    )


def _has_flag(reading: Reading) -> bool:
    return reading.is_trend or reading.is_chart or reading.is_contacts


def _names_something(reading: Reading) -> bool:
    named = reading.agencies or reading.choices or reading.unknown_name or reading.action
    return bool(named) or reading.breadth is not Breadth.AGENCY
