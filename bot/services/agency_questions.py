"""Answers about agencies that are named: one action of one of them, several beside each other, one over time."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from sqlmodel.ext.asyncio.session import AsyncSession

from bot.domain.actions import ActionRef
from bot.domain.agencies import AgencyRef
from bot.domain.period_words import PeriodReading
from bot.domain.periods import PeriodRef, list_beside
from bot.domain.permissions import Permission
from bot.services.actions_meant import UnknownAction, codes_of, find_by_code
from bot.services.comparisons import Comparison, begun_beside, compare_agencies, compare_periods
from bot.services.status import AgencyStatus, agency_status, find_period_of, read_for
from bot.services.understanding.reading import Reading
from db.queries.actions import list_actions

if TYPE_CHECKING:
    from bot.services.questions import Question

MOST_COMPARED = 6
"""Agencies that one message can set beside each other."""

MOST_PERIODS = 8
"""Periods that one message can set beside each other: those of a cycle."""


@dataclass(frozen=True)
class ActionStatus:
    """How one action stands at one agency: the duties of `status` are those of the action with its sub-actions."""

    action: ActionRef
    status: AgencyStatus
    may_detail: bool


async def answer_agencies(
    session: AsyncSession, *, question: Question, reading: Reading, named: Sequence[PeriodReading]
) -> Comparison | UnknownAction | None:
    """Agencies beside each other in the first of the periods that are named; the others are told."""
    period = named[0].chosen if named else await _current(session, question, reading.agencies[0])
    if period is None:
        return None
    action = await find_by_code(session, reading.action, period) if reading.action else None
    if reading.action and action is None:
        return await _unknown(session, reading.action, period, reading.agencies)
    found = await answer_comparison(session, question=question, agencies=reading.agencies, period=period, action=action)
    return replace(found, others=tuple(other.chosen for other in named[1:])) if found else None


async def answer_agency(
    session: AsyncSession, *, question: Question, reading: Reading, agency: AgencyRef
) -> Comparison | ActionStatus | UnknownAction | None:
    """Several periods of one agency, its trend, or one of its actions; None where none of these is asked for."""
    if not question.asker.may(Permission.VIEW_STATUS, agency):
        return None
    if not (reading.is_trend or reading.action or len(reading.queries) > 1):
        return None
    periods = question.registry.periods
    read = await read_for(session, agency=agency, queries=reading.queries, periods=periods, today=question.today)
    named = [found.chosen for found in read]
    period = named[0] if named else await _current(session, question, agency)
    if period is None:
        return None
    action = await find_by_code(session, reading.action, period) if reading.action else None
    if reading.action and action is None:
        return await _unknown(session, reading.action, period, (agency,))
    if len(named) > 1 and not reading.is_range:
        return await answer_periods(session, question=question, agency=agency, periods=named, action=action)
    if reading.is_trend:
        return await answer_trend(session, question=question, agency=agency, period=period, action=action)
    if action is None:
        return None
    return await answer_action_of(session, question=question, agency=agency, period=period, action=action)


async def answer_comparison(
    session: AsyncSession,
    *,
    question: Question,
    agencies: Sequence[AgencyRef],
    period: PeriodRef | None = None,
    action: ActionRef | None = None,
) -> Comparison | None:
    """Agencies beside each other, as far as the asker may see them; None where there is none of them."""
    seen = [agency for agency in agencies if question.asker.may(Permission.VIEW_STATUS, agency)]
    period = period or (await _current(session, question, seen[0]) if seen else None)
    if period is None or not seen:
        return None
    codes = await codes_of(session, action) if action else None
    named = seen[:MOST_COMPARED]
    columns = await compare_agencies(session, agencies=named, period=period, today=question.today, codes=codes)
    beside, left_out = list_beside(period, question.registry.periods), tuple(seen[MOST_COMPARED:])
    return Comparison(columns, is_over_time=False, action=action, left_out=left_out, beside=beside)


async def answer_periods(
    session: AsyncSession,
    *,
    question: Question,
    agency: AgencyRef,
    periods: Sequence[PeriodRef],
    action: ActionRef | None = None,
) -> Comparison | None:
    """Periods of an agency beside each other; None where the asker may not see it."""
    if not periods or not question.asker.may(Permission.VIEW_STATUS, agency):
        return None
    codes = await codes_of(session, action) if action else None
    named = periods[:MOST_PERIODS]
    columns = await compare_periods(session, agency=agency, periods=named, today=question.today, codes=codes)
    return Comparison(columns, is_over_time=True, action=action)


async def answer_trend(
    session: AsyncSession,
    *,
    question: Question,
    agency: AgencyRef,
    period: PeriodRef | None = None,
    action: ActionRef | None = None,
) -> Comparison | None:
    """An agency over the cycle of a period, or of the current one; None where the asker may not see it."""
    period = period or await _current(session, question, agency)
    if period is None or not question.asker.may(Permission.VIEW_STATUS, agency):
        return None
    begun = begun_beside(period, question.registry.periods, question.today)
    codes = await codes_of(session, action) if action else None
    columns = await compare_periods(session, agency=agency, periods=begun, today=question.today, codes=codes)
    return Comparison(columns, is_over_time=True, is_trend=True, action=action)


async def answer_action_of(
    session: AsyncSession, *, question: Question, agency: AgencyRef, period: PeriodRef, action: ActionRef
) -> ActionStatus | None:
    """One action of one agency; None where the asker may not see it."""
    if not question.asker.may(Permission.VIEW_STATUS, agency):
        return None
    status = await agency_status(
        session,
        agency=agency,
        period=period,
        periods=question.registry.periods,
        now=question.now,
        zone=question.zone,
    )
    codes = await codes_of(session, action)
    meant = tuple(duty for duty in status.duties if duty.action_code in codes)
    may_detail = question.asker.may(Permission.VIEW_DETAIL, agency)
    return ActionStatus(action, replace(status, duties=meant), may_detail)


async def _current(session: AsyncSession, question: Question, agency: AgencyRef) -> PeriodRef | None:
    return await find_period_of(session, agency=agency, periods=question.registry.periods, today=question.today)


async def _unknown(session: AsyncSession, code: str, period: PeriodRef, agencies: Sequence[AgencyRef]) -> UnknownAction:
    actions = await list_actions(session, period.cycle_id)
    return UnknownAction(code, tuple(actions), period, agencies=tuple(agencies[:MOST_COMPARED]))
