"""Answers about more than one agency or period: recaps, one action across agencies, comparisons, trends."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from sqlmodel.ext.asyncio.session import AsyncSession

from bot.domain.actions import ActionRef
from bot.domain.agencies import AgencyRef
from bot.domain.duties import DeadlineKind
from bot.domain.named_periods import read_together
from bot.domain.periods import PeriodRef, current_period
from bot.domain.permissions import Permission
from bot.domain.roles import AgencyKind
from bot.domain.scopes import CENTRAL, CENTRAL_KEY, NATION, Scope
from bot.services.actions_meant import UnknownAction, find_by_code, find_by_key
from bot.services.agency_questions import MOST_COMPARED, ActionStatus, answer_agencies, answer_agency
from bot.services.comparisons import Comparison
from bot.services.deadlines import kind_of
from bot.services.directory import Registry
from bot.services.recaps import ActionOverview, Recap, action_overview, recap
from bot.services.understanding.breadth import Breadth
from bot.services.understanding.intents import Intent
from bot.services.understanding.reading import Reading
from db.memory import remembered
from db.queries.actions import list_actions
from db.queries.duties import list_cycles_in_use

if TYPE_CHECKING:
    from bot.services.questions import Question


@dataclass(frozen=True)
class Aim:
    """What a question was after, so that the agency that is asked back leads there.

    beside: the agencies that it is compared with, or that are looked through with it; action: the action that is looked
    at across a province; period: the one in which there is that action; owed: what,
    where it is asked who still owes it or (is_deadline) by when; periods: those that are named.
    """

    beside: tuple[AgencyRef, ...] = ()
    action: ActionRef | None = None
    period: PeriodRef | None = None
    is_recap: bool = False
    is_trend: bool = False
    is_deadline: bool = False
    owed: DeadlineKind | None = None
    periods: tuple[PeriodRef, ...] = ()


STATUS = Aim()
"""How one agency stands."""


Broad = Recap | ActionOverview | ActionStatus | UnknownAction | Comparison


async def answer_broadly(session: AsyncSession, *, question: Question, reading: Reading) -> Broad | None:
    """Answer a question about several agencies or periods; None where it is about one agency, or unclear."""
    scope = _scope_of(reading, has_own=bool(question.asker.agencies))
    in_use = await list_periods_in_use(session, question)
    named = read_together(reading.queries, in_use, question.registry.periods, question.today)
    period = named[0].chosen if named else None
    others = tuple(other.chosen for other in named[1:])
    if reading.action and scope is not None:
        told = await answer_action_code(session, question=question, code=reading.action, scope=scope, period=period)
        return replace(told, others=others) if isinstance(told, ActionOverview) else told
    if scope is not None and (reading.breadth is not Breadth.AGENCY or scope.is_nation):
        found = await answer_recap(session, question=question, scope=scope, period=period)
        return replace(found, others=others) if found else None
    if reading.choices or reading.unknown_name is not None:
        return None
    reading = _with_own(reading, question)
    if len(reading.agencies) > 1:
        return await answer_agencies(session, question=question, reading=reading, named=named)
    meant = reading.agencies or question.asker.agencies
    if len(meant) != 1:
        return None
    return await answer_agency(session, question=question, reading=reading, agency=meant[0])


def _with_own(reading: Reading, question: Question) -> Reading:
    """The reading of a comparison with one's own agency, which is named first then."""
    own = question.asker.agencies
    is_meant = reading.is_own and reading.agencies and not reading.action and len(own) == 1
    others = tuple(agency for agency in reading.agencies if agency not in own)
    return replace(reading, agencies=(*own, *others)) if is_meant else reading


async def find_aim(session: AsyncSession, *, question: Question, reading: Reading, period: PeriodRef | None) -> Aim:
    """What is asked about the agency of which the name is not clear yet."""
    if reading.intent is Intent.DEADLINE:
        return Aim(is_deadline=True, owed=kind_of(reading))
    is_recap = reading.breadth is Breadth.REGION
    is_pair = len(reading.agencies) < MOST_COMPARED and len({agency.name for agency in reading.choices}) == 1
    found = period or await find_current_period(session, question)
    action = await find_by_code(session, reading.action, found) if reading.action and found else None
    read = read_together(
        reading.queries, await list_periods_in_use(session, question), question.registry.periods, question.today
    )
    periods = () if reading.is_range else tuple(other.chosen for other in read)
    return Aim(reading.agencies if is_pair else (), action, found, is_recap, reading.is_trend, periods=periods)


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
    action = await find_by_code(session, code, period)
    if action is None:
        return UnknownAction(code, tuple(await list_actions(session, period.cycle_id)), period, scope)
    return await _action(session, question, action, scope, period)


async def answer_action(
    session: AsyncSession, *, question: Question, action_id: int, scope: Scope, period: PeriodRef
) -> ActionOverview | None:
    """One action, by its key, across a scope; None where it is no action of the period."""
    action = await find_by_key(session, action_id, period)
    return await _action(session, question, action, scope, period) if action else None


async def find_current_period(session: AsyncSession, question: Question) -> PeriodRef | None:
    """The period that a question over many agencies is about: that of the cycles in use."""
    return current_period(await list_periods_in_use(session, question), question.today)


async def list_periods_in_use(session: AsyncSession, question: Question) -> Sequence[PeriodRef]:
    """The periods of the cycles that have assignments; all of them while none has."""
    cycles = await remembered(session, list_cycles_in_use)
    used = [period for period in question.registry.periods if period.cycle_id in cycles]
    return used or question.registry.periods


def find_scope(registry: Registry, key: int | None) -> Scope | None:
    """The scope that a button carries; None where there is no such province."""
    if key is None:
        return NATION
    if key == CENTRAL_KEY:
        return CENTRAL
    province = registry.agencies.get(key)
    return Scope(province) if province and province.kind is AgencyKind.PROVINCE else None


def _scope_of(reading: Reading, *, has_own: bool) -> Scope | None:
    """The province that is named, the nation where none is, or None where one agency is meant, perhaps one's own."""
    named = reading.agencies or (reading.choices if reading.breadth is Breadth.REGION else ())
    if len(named) == 1 and named[0].kind is AgencyKind.PROVINCE:
        return Scope(named[0])
    if reading.breadth is Breadth.CENTRAL and not (reading.agencies or reading.choices or reading.unknown_name):
        return CENTRAL
    is_of_all = reading.action and reading.breadth is Breadth.AGENCY and not (reading.is_own and has_own)
    is_course_of_all = reading.is_trend and reading.breadth is Breadth.AGENCY and not has_own
    is_about_all = reading.breadth is Breadth.NATION or is_of_all or is_course_of_all
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
        periods=question.registry.periods,
        now=question.now,
        zone=question.zone,
    )
