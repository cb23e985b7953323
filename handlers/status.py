"""Status, deadlines and who is missing: by command and by button."""

from __future__ import annotations

from telegram import Update

from bot.deps import Context, Deps
from bot.domain.duties import DeadlineKind
from bot.services.missing import find_sought
from bot.services.questions import (
    STALE,
    Answer,
    StatusAnswer,
    answer_argument,
    answer_deadlines,
    answer_missing,
    answer_status,
)
from bot.views.answers import render_answer
from bot.views.callback_data import ShowMissing, ShowStatus
from bot.views.message import Message
from bot.views.question_buttons import ShowDeadlinesOf
from bot.views.status import render_detail
from handlers import sentences
from handlers.answers import edit, reply
from handlers.asker import asker_of


async def show(update: Update, context: Context) -> None:
    """/status [agency] [period]: in any order; without an agency, the asker's own."""
    deps, asker = context.deps, await asker_of(update, context)
    async with deps.sessions() as session:
        question = await deps.question(session, asker)
        answer = await answer_argument(session, question=question, argument=" ".join(context.args or []))
    await reply(update, render_answer(answer, deps.texts, asker=asker, zone=deps.zone))


async def turn(update: Update, context: Context) -> None:
    """A button to an agency in a period, its summary or a page of its details."""
    assert update.callback_query is not None
    pressed = ShowStatus.unpack(update.callback_query.data or "")
    deps, asker = context.deps, await asker_of(update, context)
    async with deps.sessions() as session:
        question = await deps.question(session, asker)
        agency = question.registry.agencies.get(pressed.agency_id) if pressed else None
        period = question.registry.find_period(pressed.period_id) if pressed else None
        answer = await answer_status(session, question=question, agency=agency, period=period) if agency else STALE
    if pressed and pressed.detail and isinstance(answer, StatusAnswer):
        await edit(update, _detail(answer, deps, asker.language, pressed.page))
    else:
        await edit(update, render_answer(answer, deps.texts, asker=asker, zone=deps.zone))


async def show_deadlines(update: Update, context: Context) -> None:
    """/tenggat and its button; an agency behind the command is read as in a sentence."""
    if context.args:
        await sentences.answer(update, context, _text_of(update))
        return
    deps, asker = context.deps, await asker_of(update, context)
    async with deps.sessions() as session:
        answer = await answer_deadlines(session, question=await deps.question(session, asker))
    await edit(update, render_answer(answer, deps.texts, asker=asker, zone=deps.zone))


async def show_deadlines_of(update: Update, context: Context) -> None:
    """The deadlines of an agency that was asked back or is leafed through, of a period or all that lie ahead."""
    assert update.callback_query is not None
    pressed = ShowDeadlinesOf.unpack(update.callback_query.data or "")
    deps, asker = context.deps, await asker_of(update, context)
    async with deps.sessions() as session:
        question = await deps.question(session, asker)
        known = question.registry
        agency = known.agencies.get(pressed.agency_id) if pressed and pressed.agency_id is not None else None
        if pressed is None or (agency is None and pressed.agency_id is not None):
            answer: Answer = STALE
        else:
            period = known.find_period(pressed.period_id)
            periods, kind = (period,) if period else (), DeadlineKind.PUBLISH if pressed.is_publication else None
            answer = await answer_deadlines(session, question=question, agency=agency, periods=periods, kind=kind)
    page = pressed.page if pressed else 0
    await edit(update, render_answer(answer, deps.texts, asker=asker, zone=deps.zone, page=page))


async def show_missing(update: Update, context: Context) -> None:
    """/belum and its pages; a region or a period behind the command is read as in a sentence."""
    if context.args:
        await sentences.answer(update, context, _text_of(update))
        return
    query = update.callback_query
    pressed = ShowMissing.unpack(query.data or "") if query else None
    deps, asker = context.deps, await asker_of(update, context)
    async with deps.sessions() as session:
        question = await deps.question(session, asker)
        pressed = pressed or ShowMissing()
        sought = await find_sought(
            session,
            question=question,
            period=question.registry.find_period(pressed.period_id),
            regions=question.registry.list_of(pressed.regions),
            action_id=pressed.action_id,
            kind=DeadlineKind.PUBLISH if pressed.is_publication else DeadlineKind.REPORT,
        )
        answer = await answer_missing(session, question=question, sought=sought)
    await edit(update, render_answer(answer, deps.texts, asker=asker, zone=deps.zone, page=pressed.page))


def _text_of(update: Update) -> str:
    """The whole text of a command."""
    return update.effective_message.text or "" if update.effective_message else ""


def _detail(answer: StatusAnswer, deps: Deps, language: str, page: int) -> Message:
    status, may_detail = answer.status, answer.may_detail
    return render_detail(status, deps.texts, language, zone=deps.zone, may_detail=may_detail, page=page)
