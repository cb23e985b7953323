"""The button "Data salah?", and the list of requests for those who settle them."""

from __future__ import annotations

from telegram import Update

from bot.deps import Context
from bot.domain.permissions import Permission
from bot.services.corrections import Requested, list_corrections, request_correction, settle_correction
from bot.services.questions import NOT_ALLOWED, STRANGER
from bot.views.answers import render_answer
from bot.views.callback_data import ReportMistake, SettleCorrection, ShowCorrections
from bot.views.corrections import render_corrections, render_requested
from handlers.answers import edit, notify
from handlers.asker import asker_of


async def request(update: Update, context: Context) -> None:
    """Somebody says that the figures of an agency are wrong."""
    assert update.callback_query is not None
    pressed = ReportMistake.unpack(update.callback_query.data or "")
    deps, asker, requested = context.deps, await asker_of(update, context), Requested.REFUSED
    async with deps.sessions.begin() as session:
        question = await deps.question(session, asker)
        agency = question.registry.agencies.get(pressed.agency_id) if pressed else None
        period = question.registry.find_period(pressed.period_id) if pressed else None
        if agency and period:
            requested = await request_correction(
                session, asker=asker, agency=agency, period=period, now=question.now, zone=deps.zone
            )
    await notify(update, render_requested(requested, deps.texts, asker.language))


async def settle(update: Update, context: Context) -> None:
    """A request was dealt with."""
    assert update.callback_query is not None
    pressed = SettleCorrection.unpack(update.callback_query.data or "")
    deps, asker = context.deps, await asker_of(update, context)
    if pressed is not None:
        async with deps.sessions.begin() as session:
            agencies = (await deps.question(session, asker)).registry.agencies
            await settle_correction(
                session, asker=asker, correction_id=pressed.correction_id, agencies=agencies, now=deps.now()
            )
    await _list(update, context, pressed.page if pressed else 0)


async def show(update: Update, context: Context) -> None:
    """The requests that wait, or another page of them."""
    assert update.callback_query is not None
    pressed = ShowCorrections.unpack(update.callback_query.data or "")
    await _list(update, context, pressed.page if pressed else 0)


async def _list(update: Update, context: Context, page: int) -> None:
    deps, asker = context.deps, await asker_of(update, context)
    if not asker.may_somewhere(Permission.SETTLE):
        answer = STRANGER if asker.is_stranger else NOT_ALLOWED
        await edit(update, render_answer(answer, deps.texts, asker=asker, zone=deps.zone))
        return
    async with deps.sessions() as session:
        registry = (await deps.question(session, asker)).registry
        found = await list_corrections(session, asker=asker, agencies=registry.agencies, periods=registry.periods)
    await edit(update, render_corrections(found, deps.texts, asker.language, zone=deps.zone, page=page))
