"""The button "Data salah?", and the list of requests for those who settle them."""

from __future__ import annotations

from telegram import Update

from bot.deps import Context
from bot.domain.permissions import Permission
from bot.services.correction_notes import end_note, take_back_note
from bot.services.corrections import (
    Request,
    Requested,
    list_corrections,
    request_correction,
    settle_correction,
)
from bot.services.questions import NOT_ALLOWED, STALE, STRANGER
from bot.views.answers import render_answer
from bot.views.callback_data import ReportMistake, SettleCorrection, ShowCorrections
from bot.views.correction_buttons import TAKE_BACK, NoteCorrection
from bot.views.corrections import render_ask_note, render_corrections, render_not_noted, render_requested
from handlers import sentences
from handlers.answers import edit, notify, reply
from handlers.asker import asker_of


async def request(update: Update, context: Context) -> None:
    """Somebody says that the figures of an agency are wrong: it is kept, and they are asked what is."""
    query = update.callback_query
    assert query is not None
    pressed = ReportMistake.unpack(query.data or "")
    deps, asker, made = context.deps, await asker_of(update, context), Request(Requested.REFUSED)
    async with deps.sessions.begin() as session:
        question = await deps.question(session, asker)
        agency = question.registry.agencies.get(pressed.agency_id) if pressed else None
        period = question.registry.find_period(pressed.period_id) if pressed else None
        if agency and period:
            made = await request_correction(
                session, asker=asker, agency=agency, period=period, now=question.now, zone=deps.zone
            )
    if agency and period and made.note_for is not None:
        await query.answer()
        await reply(update, render_ask_note(made.note_for, agency, period, deps.texts, asker.language))
    else:
        await notify(update, render_requested(made.outcome, deps.texts, asker.language))


async def answer_note(update: Update, context: Context) -> None:
    """[Tanpa keterangan], or [Bukan keterangan]: what was written is answered as the question that it was."""
    assert update.callback_query is not None
    pressed = NoteCorrection.unpack(update.callback_query.data or "")
    deps, asker, words, is_done = context.deps, await asker_of(update, context), None, False
    async with deps.sessions.begin() as session:
        if pressed is not None and pressed.step == TAKE_BACK:
            words = await take_back_note(session, asker=asker, correction_id=pressed.correction_id)
            is_done = words is not None
        elif pressed is not None:
            is_done = await end_note(session, asker=asker, now=deps.now(), correction_id=pressed.correction_id)
    if not is_done:
        answer = STRANGER if asker.is_stranger else STALE
        await edit(update, render_answer(answer, deps.texts, asker=asker, zone=deps.zone))
        return
    await edit(update, render_not_noted(deps.texts, asker.language))
    if words is not None:
        await sentences.answer(update, context, words)


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
