"""What a question is answered with: the reading of a sentence, the asker's rights and the facts, brought together."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from zoneinfo import ZoneInfo

from sqlmodel.ext.asyncio.session import AsyncSession

from bot.domain.agencies import AgencyRef
from bot.domain.duties import DeadlineKind
from bot.domain.named_periods import find_unknown
from bot.domain.period_words import resolve
from bot.domain.periods import PeriodRef, current_period, list_beside
from bot.domain.permissions import Permission
from bot.services.actions_meant import UnknownAction
from bot.services.asking import Asker
from bot.services.broad import STATUS, Aim, Broad, answer_broadly, find_aim, list_periods_in_use
from bot.services.contacts import AgencyContacts, agency_contacts
from bot.services.deadlines import DeadlinesAnswer, as_asked, kind_of, list_due, read_periods
from bot.services.directory import Registry
from bot.services.missing import Missing, NotTheirs, Sought, find_sought, list_missing, read_sought
from bot.services.status import OWES, AgencyStatus, agency_status, find_period_of, read_for
from bot.services.understanding.intents import Intent
from bot.services.understanding.reading import Reading, read_argument
from bot.services.understanding.topics import Topic
from db.memory import kept


@dataclass(frozen=True)
class StatusAnswer:
    """How an agency stands; `guessed` where a typo was read over.

    may_detail: whether the asker may read the notes of verifiers there; publishes: whether publications are all that
    the asker owes there.
    """

    status: AgencyStatus
    guessed: bool = False
    may_detail: bool = False
    publishes: bool = False


@dataclass(frozen=True)
class WhichAgency:
    """A question back: the name fits several agencies, or (with `name`) none quite; or the asker has several of own.

    aim: where the answer to it leads; was_misread: another agency was meant than the one that was read.
    """

    choices: tuple[AgencyRef, ...]
    period: PeriodRef | None = None
    name: str | None = None
    were_all_meant: bool = False
    are_own: bool = False
    aim: Aim = STATUS
    was_misread: bool = False


@dataclass(frozen=True)
class UnknownPeriodAnswer:
    """The period does not exist; those that do, of the agency that is meant where there is one."""

    name: str
    periods: tuple[PeriodRef, ...]
    agency: AgencyRef | None = None


@dataclass(frozen=True)
class Said:
    """An answer without facts: the name of its text."""

    text: str
    subject: str = ""


Facts = StatusAnswer | DeadlinesAnswer | Missing | AgencyContacts | Broad
Answer = Facts | NotTheirs | WhichAgency | UnknownPeriodAnswer | Said

STRANGER, NO_PERIOD, NO_AGENCY, NOT_ALLOWED = (
    Said("stranger"),
    Said("no_period"),
    Said("no_agency"),
    Said("not_allowed"),
)
HELP, GREETING, THANKS, NOT_UNDERSTOOD = (
    Said("help"),
    Said("greeting_reply"),
    Said("thanks_reply"),
    Said("not_understood"),
)
UNKNOWN_COMMAND = "unknown_command"
"""The text of an answer whose subject is the command that does not exist."""
STALE, ONLY_TEXT, TOO_LONG = Said("stale_button"), Said("only_text"), Said("too_long")
ELSEWHERE = {intent: Said("elsewhere", intent.value) for intent in (Intent.REPORT, Intent.PUBLISH, Intent.MEETING)}
"""What people ask for and this bot does not do: they are told where."""
TOLD = {Topic.REPORTING: ELSEWHERE[Intent.REPORT], Topic.SETNAS: Said("elsewhere", "setnas")}
"""Questions about how something is done that have a short answer of their own."""


USUAL_ARGUMENT = 40
"""Characters of what many write alike, so that it is read once; what is longer hardly comes twice."""


@dataclass(frozen=True)
class Question:
    """Everything an answer depends on. zone: that of national deadlines."""

    asker: Asker
    registry: Registry
    now: datetime
    zone: ZoneInfo

    @property
    def today(self) -> date:
        return self.now.astimezone(self.zone).date()


async def answer_sentence(session: AsyncSession, *, question: Question, reading: Reading) -> Answer:
    """Answer a sentence as it was read."""
    if question.asker.is_stranger:
        return STRANGER
    if reading.intent is Intent.HELP:
        return TOLD.get(reading.topic, HELP) if reading.topic else HELP
    if reading.intent in ELSEWHERE:
        return ELSEWHERE[reading.intent]
    if reading.intent is Intent.GREET:
        return THANKS if reading.is_thanks else GREETING
    if reading.intent is Intent.NONE:
        return NOT_UNDERSTOOD
    unknown = reading.unknown_period or find_unknown(reading.queries, question.registry.periods, question.today)
    if unknown is not None:
        return _unknown_period(question, reading, unknown)
    if reading.intent is Intent.MISSING:
        return await _who_is_missing(session, question, reading)
    if reading.intent is Intent.STATUS and (broad := await answer_broadly(session, question=question, reading=reading)):
        return broad
    return await _answer_about_agency(session, question, reading)


async def answer_argument(session: AsyncSession, *, question: Question, argument: str) -> Answer:
    """Answer /status with whatever stands behind it: an agency and a period in any order, or nothing."""
    registry = question.registry

    async def read() -> Reading:
        return read_argument(argument, index=registry.index, periods=registry.periods, today=question.today)

    is_usual = len(argument) <= USUAL_ARGUMENT
    reading = await (kept(session, (answer_argument, argument, question.today), read) if is_usual else read())
    return await answer_sentence(session, question=question, reading=reading)


async def answer_status(
    session: AsyncSession,
    *,
    question: Question,
    agency: AgencyRef,
    period: PeriodRef | None = None,
    guessed: bool = False,
) -> Answer:
    """How the agency stands, if the asker may know it; without a period, in the current one."""
    if not question.asker.may(Permission.VIEW_STATUS, agency):
        return STRANGER if question.asker.is_stranger else NOT_ALLOWED
    periods = question.registry.periods
    period = period or await find_period_of(session, agency=agency, periods=periods, today=question.today)
    if period is None:
        return NO_PERIOD
    status = await agency_status(
        session, agency=agency, period=period, periods=periods, now=question.now, zone=question.zone
    )
    owed = {OWES.get(seat.role) for seat in question.asker.held if seat.place.agency_id == agency.id}
    may_detail = question.asker.may(Permission.VIEW_DETAIL, agency)
    return StatusAnswer(status, guessed, may_detail, publishes=owed == {DeadlineKind.PUBLISH})


async def answer_deadlines(
    session: AsyncSession,
    *,
    question: Question,
    agency: AgencyRef | None = None,
    periods: Sequence[PeriodRef] = (),
    other: PeriodRef | None = None,
    kind: DeadlineKind | None = None,
) -> Answer:
    """The deadlines of the agency, or of the asker's own; for those of Setnas PK, of the nation."""
    if question.asker.is_stranger:
        return STRANGER
    agency = agency or next(iter(question.asker.agencies), None)
    deadlines = await list_due(session, agency=agency, periods=periods, kind=kind, now=question.now, zone=question.zone)
    return DeadlinesAnswer(agency, deadlines, tuple(periods), other, kind)


async def answer_missing(session: AsyncSession, *, question: Question, sought: Sought | None) -> Answer:
    """Who still owes what is sought, as far as the asker may see; None where no period is known."""
    if question.asker.is_stranger:
        return STRANGER
    if sought is None:
        return NO_PERIOD
    missing = await list_missing(session, asker=question.asker, sought=sought, now=question.now, zone=question.zone)
    if missing is None:
        return NotTheirs(sought)
    return replace(missing, beside=list_beside(sought.period, question.registry.periods))


async def _who_is_missing(session: AsyncSession, question: Question, reading: Reading) -> Answer:
    """Who is missing where the sentence says; a place that is not clear is asked back."""
    period = await _among_all(session, question, reading)
    sought = await read_sought(session, question=question, reading=reading, period=period)
    if isinstance(sought, UnknownAction):
        return sought
    if sought is not None and _names_something(reading):
        aim = Aim(sought.regions, sought.action, sought.period, owed=sought.kind)
        return WhichAgency(reading.choices, sought.period, reading.unknown_name, aim=aim)
    return await answer_missing(session, question=question, sought=sought)


async def _answer_about_agency(session: AsyncSession, question: Question, reading: Reading) -> Answer:
    named = reading.agencies or (() if _names_something(reading) else question.asker.agencies)
    if len(named) > 1 or _names_something(reading):
        return await _ask_back(session, question, reading, named)
    if reading.intent is Intent.DEADLINE:
        return await _deadlines_of(session, question, reading, named[0] if named else None)
    if not named:
        return await _overview(session, question, reading)
    if reading.is_contacts and question.asker.may(Permission.VIEW_STATUS, named[0]):
        return await agency_contacts(session, asker=question.asker, agency=named[0])
    return await _status_of(session, question, reading, named[0])


async def _ask_back(
    session: AsyncSession, question: Question, reading: Reading, named: tuple[AgencyRef, ...]
) -> WhichAgency:
    """Which agency is meant; what was asked about it is kept."""
    are_own, is_deadline = not reading.agencies, reading.intent is Intent.DEADLINE
    reading = as_asked(reading) if is_deadline else reading
    period = await _among_all(session, question, reading)
    is_one = reading.choices or are_own or is_deadline
    aim = await find_aim(session, question=question, reading=reading, period=period) if is_one else STATUS
    if reading.choices and (are_own or aim.beside):
        return WhichAgency(reading.choices, period, reading.unknown_name, aim=aim)
    if not named:
        return WhichAgency((), period, reading.unknown_name)
    choices = tuple(dict.fromkeys((*named, *reading.choices)))
    kept = aim if are_own or is_deadline else STATUS
    return WhichAgency(choices, period, were_all_meant=not are_own, are_own=are_own, aim=kept)


async def _deadlines_of(
    session: AsyncSession, question: Question, reading: Reading, agency: AgencyRef | None
) -> Answer:
    """The deadlines of the agency in the periods that are named, or all that lie ahead."""
    registry = question.registry
    read = await read_periods(session, agency=agency, reading=reading, periods=registry.periods, today=question.today)
    periods, other = [found.chosen for found in read], read[0].other if len(read) == 1 else None
    kind = kind_of(reading)
    return await answer_deadlines(session, question=question, agency=agency, periods=periods, other=other, kind=kind)


async def _status_of(session: AsyncSession, question: Question, reading: Reading, agency: AgencyRef) -> Answer:
    """The status of the one agency that is meant; a period is read among the cycles it takes part in."""
    periods = question.registry.periods
    read = await read_for(session, agency=agency, queries=reading.queries, periods=periods, today=question.today)
    return await answer_status(
        session,
        question=question,
        agency=agency,
        period=read[0].chosen if read else None,
        guessed=reading.guessed,
    )


async def _overview(session: AsyncSession, question: Question, reading: Reading) -> Answer:
    """Whoever looks after many agencies and names none is told how all of them stand."""
    if not question.asker.may_somewhere(Permission.VIEW_MISSING):
        return NO_AGENCY
    sought = await find_sought(session, question=question, period=await _among_all(session, question, reading))
    return await answer_missing(session, question=question, sought=sought)


async def _among_all(session: AsyncSession, question: Question, reading: Reading) -> PeriodRef | None:
    """The period that the words mean where no single agency is asked about: among the cycles in use first."""
    if reading.period is None or reading.query is None:
        return reading.period.chosen if reading.period else None
    found = resolve(reading.query, await list_periods_in_use(session, question), question.today) or reading.period
    return found.chosen


def _names_something(reading: Reading) -> bool:
    return bool(reading.choices) or reading.unknown_name is not None


def _unknown_period(question: Question, reading: Reading, name: str) -> UnknownPeriodAnswer:
    current = current_period(question.registry.periods, question.today)
    cycle = current.cycle_id if current else None
    meant = reading.agencies or (() if _names_something(reading) else question.asker.agencies)
    agency = meant[0] if len(meant) == 1 and reading.intent is Intent.STATUS else None
    periods = tuple(period for period in question.registry.periods if period.cycle_id == cycle)
    return UnknownPeriodAnswer(name, periods, agency)
