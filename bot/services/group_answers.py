"""What a group is answered: about what it is bound to, as far as its scope may see it; the rest belongs in private."""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from zoneinfo import ZoneInfo

from sqlmodel.ext.asyncio.session import AsyncSession

from bot.domain.agencies import AgencyRef
from bot.domain.disclosure import Content, GroupScope, ScopeKind
from bot.domain.named_periods import read_together
from bot.domain.period_words import PeriodReading
from bot.domain.periods import PeriodRef
from bot.services.deadlines import DeadlinesAnswer, kind_of, list_due, read_periods
from bot.services.directory import Registry
from bot.services.questions import StatusAnswer
from bot.services.recaps import match_action
from bot.services.standings import ScopeStanding, find_scope_period, standing_of
from bot.services.status import agency_status, find_period_of, read_for
from bot.services.understanding.breadth import Breadth
from bot.services.understanding.intents import Intent
from bot.services.understanding.reading import Reading


class GroupReply(StrEnum):
    """Answers without facts; the values name their texts."""

    UNBOUND = "groups/unbound"
    PRIVATE = "groups/private"
    HELP = "groups/help"
    THANKS = "thanks_reply"
    NO_PERIOD = "no_period"


@dataclass(frozen=True)
class TwoReadings:
    """The answer to a quarter that may be another one as well, and that one."""

    answer: StatusAnswer | ScopeStanding
    other: PeriodRef


GroupAnswer = StatusAnswer | DeadlinesAnswer | ScopeStanding | TwoReadings | GroupReply

ASKED = frozenset({Intent.STATUS, Intent.MISSING, Intent.DEADLINE})
EVERYWHERE = frozenset({ScopeKind.NATION, ScopeKind.ACTION})
"""Scopes that a question about the whole nation is about."""


@dataclass(frozen=True)
class GroupQuestion:
    """Everything that an answer to a group depends on, apart from the sentence. zone: that of national deadlines."""

    scope: GroupScope
    registry: Registry
    now: datetime
    zone: ZoneInfo

    @property
    def today(self) -> date:
        return self.now.astimezone(self.zone).date()


async def answer_group(session: AsyncSession, *, question: GroupQuestion, reading: Reading) -> GroupAnswer:
    """Answer a sentence in a bound group. Who asks plays no part: everybody in the group reads the answer."""
    if reading.intent in {Intent.HELP, Intent.GREET}:
        return GroupReply.THANKS if reading.is_thanks else GroupReply.HELP
    if reading.intent not in ASKED or not _is_within(question, reading):
        return GroupReply.PRIVATE
    if reading.intent is Intent.DEADLINE:
        return await _deadlines(session, question, reading)
    agency = question.scope.agency
    if question.scope.kind is ScopeKind.AGENCY and agency is not None:
        return await _own_status(session, question, reading, agency)
    return await _standing(session, question, reading)


def _is_within(question: GroupQuestion, reading: Reading) -> bool:
    """Whether a question is about the scope, in one period, and nothing else."""
    scope = question.scope
    if reading.is_trend or reading.unknown_name or reading.unknown_period or len(_read(question, reading)) > 1:
        return False
    if reading.breadth is Breadth.CENTRAL or (reading.breadth is Breadth.NATION and scope.kind not in EVERYWHERE):
        return False
    if reading.action and (scope.action is None or match_action([scope.action], reading.action) is None):
        return False
    if reading.agencies:
        return reading.agencies == (scope.agency,) and not reading.choices
    return not reading.choices or scope.agency in reading.choices


async def _deadlines(session: AsyncSession, question: GroupQuestion, reading: Reading) -> GroupAnswer:
    if not question.scope.shows(Content.DEADLINES):
        return GroupReply.PRIVATE
    agency = question.scope.agency if question.scope.kind is ScopeKind.AGENCY else None
    known, today = question.registry.periods, question.today
    read = await read_periods(session, agency=agency, reading=reading, periods=known, today=today)
    periods = tuple(found.chosen for found in read)
    kind, now = kind_of(reading), question.now
    deadlines = await list_due(session, agency=agency, periods=periods, kind=kind, now=now, zone=question.zone)
    return DeadlinesAnswer(agency, deadlines, periods, kind=kind)


async def _own_status(
    session: AsyncSession, question: GroupQuestion, reading: Reading, agency: AgencyRef
) -> GroupAnswer:
    if not question.scope.shows(Content.OWN_STATUS):
        return GroupReply.PRIVATE
    periods, today = question.registry.periods, question.today
    read = await read_for(session, agency=agency, queries=reading.queries, periods=periods, today=today)
    found = next(iter(read), None)
    period = found.chosen if found else await find_period_of(session, agency=agency, periods=periods, today=today)
    if period is None:
        return GroupReply.NO_PERIOD
    status = await agency_status(
        session, agency=agency, period=period, periods=periods, now=question.now, zone=question.zone
    )
    return _told(StatusAnswer(status), found.other if found else None)


async def _standing(session: AsyncSession, question: GroupQuestion, reading: Reading) -> GroupAnswer:
    scope, periods = question.scope, question.registry.periods
    if not scope.shows(Content.COUNTS):
        return GroupReply.PRIVATE
    current = await find_scope_period(session, scope=scope, periods=periods, today=question.today)
    found = next(iter(_read(question, reading)), None)
    named, other = (found.chosen, found.other) if found else (None, None)
    cycle = scope.action.cycle_id if scope.action else (current.cycle_id if current else None)
    asked = next((period for period in (named, other) if period is not None and period.cycle_id == cycle), None)
    period = asked or (current if scope.action or named is None else named)
    if period is None:
        return GroupReply.NO_PERIOD
    standing = await standing_of(
        session,
        scope=scope,
        period=period,
        agencies=question.registry.agencies,
        now=question.now,
        zone=question.zone,
    )
    return _told(standing, other if period == named else None)


def _read(question: GroupQuestion, reading: Reading) -> tuple[PeriodReading, ...]:
    periods = question.registry.periods
    return read_together(reading.queries, periods, periods, question.today)


def _told(answer: StatusAnswer | ScopeStanding, other: PeriodRef | None) -> GroupAnswer:
    return TwoReadings(answer, other) if other is not None else answer
