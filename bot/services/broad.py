"""Answers about more than one agency or period: recaps, one action across agencies, comparisons, trends."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlmodel.ext.asyncio.session import AsyncSession

from bot.domain.actions import ActionRef
from bot.domain.agencies import AgencyRef
from bot.domain.duties import DeadlineKind
from bot.domain.named_periods import read_together
from bot.domain.period_words import PeriodReading
from bot.domain.periods import PeriodRef, current_period
from bot.domain.permissions import Permission
from bot.domain.roles import AgencyKind
from bot.domain.scopes import CENTRAL, CENTRAL_KEY, NATION, Scope
from bot.services.comparisons import Comparison, compare_agencies, compare_periods, trend
from bot.services.directory import Registry
from bot.services.recaps import ActionOverview, Recap, action_overview, match_action, recap
from bot.services.status import find_period_of
from bot.services.understanding.breadth import Breadth
from bot.services.understanding.intents import Intent
from bot.services.understanding.reading import Reading
from db.memory import remembered
from db.queries.actions import find_action, list_actions
from db.queries.duties import list_cycles_in_use, list_cycles_of

if TYPE_CHECKING:
    from bot.services.questions import Question

MOST_COMPARED = 6
"""Agencies or periods that one message can set beside each other."""


@dataclass(frozen=True)
class Aim:
    """What a question was after, so that the agency that is asked back leads there.

    beside: the agencies that it is compared with, or that are looked through with it; action: the action that is looked
    at across a province; period: the one in which there is that action; lacks: what is looked for where it is asked who
    still owes it.
    """

    beside: tuple[AgencyRef, ...] = ()
    action: ActionRef | None = None
    period: PeriodRef | None = None
    is_recap: bool = False
    is_trend: bool = False
    is_deadline: bool = False
    lacks: DeadlineKind | None = None


STATUS = Aim()
"""How one agency stands."""


@dataclass(frozen=True)
class UnknownAction:
    """No action of the cycle bears this code; those that there are."""

    code: str
    actions: tuple[ActionRef, ...]
    period: PeriodRef
    scope: Scope


Broad = Recap | ActionOverview | UnknownAction | Comparison


async def answer_broadly(session: AsyncSession, *, question: Question, reading: Reading) -> Broad | None:
    """Answer a question about several agencies or periods; None where it is about one agency, or unclear."""
    scope = _scope_of(reading)
    in_use = await list_periods_in_use(session, question)
    period = _first(read_together(reading.queries, in_use, question.registry.periods, question.today))
    if reading.action and scope is not None:
        return await answer_action_code(session, question=question, code=reading.action, scope=scope, period=period)
    if scope is not None and reading.breadth is not Breadth.AGENCY:
        return await answer_recap(session, question=question, scope=scope, period=period)
    if reading.choices or reading.unknown_name is not None:
        return None
    if 1 < len(reading.agencies) <= MOST_COMPARED:
        return await answer_comparison(session, question=question, agencies=reading.agencies, period=period)
    meant = reading.agencies or question.asker.agencies
    return await _over_time(session, question, reading, meant[0]) if len(meant) == 1 else None


async def find_aim(session: AsyncSession, *, question: Question, reading: Reading, period: PeriodRef | None) -> Aim:
    """What is asked about the agency of which the name is not clear yet."""
    if reading.intent is Intent.DEADLINE:
        return Aim(is_deadline=True)
    is_recap = reading.breadth is Breadth.REGION
    is_pair = len(reading.agencies) < MOST_COMPARED and len({agency.name for agency in reading.choices}) == 1
    found = period or await find_current_period(session, question)
    action = None
    if reading.action and found is not None:
        action = match_action(await list_actions(session, found.cycle_id), reading.action)
    return Aim(reading.agencies if is_pair else (), action, found, is_recap, reading.is_trend)


async def answer_comparison(
    session: AsyncSession, *, question: Question, agencies: Sequence[AgencyRef], period: PeriodRef | None = None
) -> Comparison | None:
    """Agencies beside each other, as far as the asker may see them; None where there is none of them."""
    seen = [agency for agency in agencies if question.asker.may(Permission.VIEW_STATUS, agency)][:MOST_COMPARED]
    if not seen:
        return None
    if period is None:
        periods = question.registry.periods
        period = await find_period_of(session, agency=seen[0], periods=periods, today=question.today)
    return await compare_agencies(session, agencies=seen, period=period) if period else None


async def answer_recap(
    session: AsyncSession, *, question: Question, scope: Scope, period: PeriodRef | None = None
) -> Recap | None:
    """How the agencies of a scope stand, as far as the asker may see; None where no period is known."""
    period = period or await find_current_period(session, question)
    if period is None:
        return None
    return await recap(
        session,
        scope=scope,
        period=period,
        agencies=_visible(question),
        periods=question.registry.periods,
        now=question.now,
        zone=question.zone,
    )


async def answer_action_code(
    session: AsyncSession, *, question: Question, code: str, scope: Scope, period: PeriodRef | None = None
) -> ActionOverview | UnknownAction | None:
    """One action, by the code people write, across a scope."""
    period = period or await find_current_period(session, question)
    if period is None:
        return None
    actions = await list_actions(session, period.cycle_id)
    action = match_action(actions, code)
    if action is None:
        return UnknownAction(code, tuple(actions), period, scope)
    return await _action(session, question, action, scope, period)


async def answer_action(
    session: AsyncSession, *, question: Question, action_id: int, scope: Scope, period: PeriodRef
) -> ActionOverview | None:
    """One action, by its key, across a scope; None where it is no action of the period."""
    action = await find_action(session, action_id)
    if action is None or action.cycle_id != period.cycle_id:
        return None
    return await _action(session, question, action, scope, period)


async def answer_trend(
    session: AsyncSession, *, question: Question, agency: AgencyRef, period: PeriodRef | None = None
) -> Comparison | None:
    """An agency over the cycle of a period, or of the current one; None where the asker may not see it."""
    periods = question.registry.periods
    period = period or await find_period_of(session, agency=agency, periods=periods, today=question.today)
    if period is None or not question.asker.may(Permission.VIEW_STATUS, agency):
        return None
    return await trend(session, agency=agency, period=period, periods=periods, today=question.today)


async def find_current_period(session: AsyncSession, question: Question) -> PeriodRef | None:
    """The period that a question over many agencies is about: that of the cycles in use."""
    return current_period(await list_periods_in_use(session, question), question.today)


async def list_periods_in_use(session: AsyncSession, question: Question) -> Sequence[PeriodRef]:
    """The periods of the cycles that have assignments; all of them while none has."""
    cycles = await remembered(session, list_cycles_in_use)
    used = [period for period in question.registry.periods if period.cycle_id in cycles]
    return used or question.registry.periods


async def read_periods_of(
    session: AsyncSession, *, question: Question, reading: Reading, agency: AgencyRef
) -> tuple[PeriodReading, ...]:
    """The periods that are named, as the agency counts: codes recur, so the cycles it takes part in come first."""
    everything, cycles = question.registry.periods, await remembered(session, list_cycles_of, agency.id)
    own = [period for period in everything if period.cycle_id in cycles]
    return read_together(reading.queries, own, everything, question.today)


def find_scope(registry: Registry, key: int | None) -> Scope | None:
    """The scope that a button carries; None where there is no such province."""
    if key is None:
        return NATION
    if key == CENTRAL_KEY:
        return CENTRAL
    province = registry.agencies.get(key)
    return Scope(province) if province and province.kind is AgencyKind.PROVINCE else None


def _scope_of(reading: Reading) -> Scope | None:
    """The province that is named, the nation where none is, or None where one agency is meant."""
    named = reading.agencies or (reading.choices if reading.breadth is Breadth.REGION else ())
    if len(named) == 1 and named[0].kind is AgencyKind.PROVINCE:
        return Scope(named[0])
    if reading.breadth is Breadth.CENTRAL and not (reading.agencies or reading.choices or reading.unknown_name):
        return CENTRAL
    is_about_all = reading.breadth is Breadth.NATION or (reading.action and reading.breadth is Breadth.AGENCY)
    if is_about_all and not (reading.agencies or reading.choices or reading.unknown_name):
        return NATION
    return None


def _visible(question: Question) -> dict[int, AgencyRef]:
    agencies = question.registry.agencies
    return {key: row for key, row in agencies.items() if question.asker.may(Permission.VIEW_STATUS, row)}


async def _action(
    session: AsyncSession, question: Question, action: ActionRef, scope: Scope, period: PeriodRef
) -> ActionOverview:
    return await action_overview(
        session,
        action=action,
        scope=scope,
        period=period,
        agencies=_visible(question),
        now=question.now,
        zone=question.zone,
    )


async def _over_time(
    session: AsyncSession, question: Question, reading: Reading, agency: AgencyRef
) -> Comparison | None:
    """Several periods of one agency, or its trend; None where neither is asked for."""
    if not question.asker.may(Permission.VIEW_STATUS, agency) or not (reading.is_trend or len(reading.queries) > 1):
        return None
    read = await read_periods_of(session, question=question, reading=reading, agency=agency)
    named = [found.chosen for found in read]
    if len(named) > 1 and not reading.is_range:
        return await compare_periods(session, agency=agency, periods=named[:MOST_COMPARED])
    if not reading.is_trend:
        return None
    return await answer_trend(session, question=question, agency=agency, period=_first(read))


def _first(read: Sequence[PeriodReading]) -> PeriodRef | None:
    return read[0].chosen if read else None
