"""Buttons to many agencies or periods: recaps, one action across agencies, the trend of an agency."""

from __future__ import annotations

from telegram import Update

from bot.deps import Context
from bot.services.actions_meant import find_by_key
from bot.services.agency_questions import answer_action_of, answer_comparison, answer_periods, answer_trend
from bot.services.asking import Asker
from bot.services.broad import answer_action, answer_recap, find_scope
from bot.services.questions import STALE, STRANGER, Answer
from bot.views.answers import render_answer
from bot.views.callback_data import ShowAction, ShowRecap, ShowTrend
from bot.views.question_buttons import CompareAgencies, ComparePeriods, ShowActionOf
from handlers.answers import edit
from handlers.asker import asker_of


async def show(update: Update, context: Context) -> None:
    """A recap of a scope, or another page of it."""
    assert update.callback_query is not None
    pressed = ShowRecap.unpack(update.callback_query.data or "")
    deps, asker, found = context.deps, await asker_of(update, context), None
    async with deps.sessions() as session:
        question = await deps.question(session, asker)
        scope = find_scope(question.registry, pressed.scope) if pressed else None
        if pressed and scope and not asker.is_stranger:
            period = question.registry.find_period(pressed.period_id)
            found = await answer_recap(session, question=question, scope=scope, period=period)
    await _show(update, context, asker, found, pressed.page if pressed else 0)


async def show_action(update: Update, context: Context) -> None:
    """One action across a scope, or another page of it."""
    assert update.callback_query is not None
    pressed = ShowAction.unpack(update.callback_query.data or "")
    deps, asker, found = context.deps, await asker_of(update, context), None
    async with deps.sessions() as session:
        question = await deps.question(session, asker)
        scope = find_scope(question.registry, pressed.scope) if pressed else None
        period = question.registry.find_period(pressed.period_id) if pressed else None
        if pressed and scope and period and not asker.is_stranger:
            found = await answer_action(
                session, question=question, action_id=pressed.action_id, scope=scope, period=period
            )
    await _show(update, context, asker, found, pressed.page if pressed else 0)


async def show_action_of(update: Update, context: Context) -> None:
    """One action of one agency."""
    assert update.callback_query is not None
    pressed = ShowActionOf.unpack(update.callback_query.data or "")
    deps, asker, found = context.deps, await asker_of(update, context), None
    async with deps.sessions() as session:
        question = await deps.question(session, asker)
        agency = question.registry.agencies.get(pressed.agency_id) if pressed else None
        period = question.registry.find_period(pressed.period_id) if pressed else None
        if pressed and agency and period and (action := await find_by_key(session, pressed.action_id, period)):
            found = await answer_action_of(session, question=question, agency=agency, period=period, action=action)
    await _show(update, context, asker, found)


async def show_trend(update: Update, context: Context) -> None:
    """An agency over the periods of a cycle, or a page of its actions."""
    assert update.callback_query is not None
    pressed = ShowTrend.unpack(update.callback_query.data or "")
    deps, asker, found = context.deps, await asker_of(update, context), None
    async with deps.sessions() as session:
        question = await deps.question(session, asker)
        agency = question.registry.agencies.get(pressed.agency_id) if pressed else None
        if pressed and agency:
            period = question.registry.find_period(pressed.period_id)
            action = await find_by_key(session, pressed.action_id, period) if period else None
            found = await answer_trend(session, question=question, agency=agency, period=period, action=action)
    await _show(update, context, asker, found, pressed.page if pressed else 0)


async def show_comparison(update: Update, context: Context) -> None:
    """Agencies beside each other, or a page of their actions."""
    assert update.callback_query is not None
    pressed = CompareAgencies.unpack(update.callback_query.data or "")
    deps, asker, found = context.deps, await asker_of(update, context), None
    async with deps.sessions() as session:
        question = await deps.question(session, asker)
        agencies = question.registry.list_of(pressed.agencies) if pressed else ()
        if pressed:
            period = question.registry.find_period(pressed.period_id)
            action = await find_by_key(session, pressed.action_id, period) if period else None
            found = await answer_comparison(session, question=question, agencies=agencies, period=period, action=action)
    await _show(update, context, asker, found, pressed.page if pressed else 0)


async def show_periods(update: Update, context: Context) -> None:
    """Periods of an agency beside each other, or a page of its actions."""
    assert update.callback_query is not None
    pressed = ComparePeriods.unpack(update.callback_query.data or "")
    deps, asker, found = context.deps, await asker_of(update, context), None
    async with deps.sessions() as session:
        question = await deps.question(session, asker)
        agency = question.registry.agencies.get(pressed.agency_id) if pressed else None
        named = [question.registry.find_period(key) for key in _keys(pressed.periods if pressed else "")]
        periods = [period for period in named if period is not None]
        if pressed and agency and periods:
            action = await find_by_key(session, pressed.action_id, periods[0])
            found = await answer_periods(session, question=question, agency=agency, periods=periods, action=action)
    await _show(update, context, asker, found, pressed.page if pressed else 0)


def _keys(packed: str) -> list[int]:
    """The keys in a button, each once."""
    return list(dict.fromkeys(int(key) for key in packed.split(",") if key.isdecimal()))


async def _show(update: Update, context: Context, asker: Asker, found: Answer | None, page: int = 0) -> None:
    """Put the answer in place; what a button can no longer mean is told, and a stranger learns nothing."""
    answer = STRANGER if asker.is_stranger else found or STALE
    await edit(update, render_answer(answer, context.deps.texts, asker=asker, zone=context.deps.zone, page=page))
