"""The button [Grafik]: a picture comes as a new message, and what it was pressed under stays where it is."""

from __future__ import annotations

from telegram import InputFile, Update
from telegram.constants import ChatAction, ParseMode

from bot.deps import Context
from bot.services.agency_questions import answer_trend
from bot.services.asking import Asker
from bot.services.broad import answer_recap, find_scope
from bot.services.comparisons import Comparison
from bot.services.directory import Registry
from bot.services.questions import STALE, STRANGER, Answer
from bot.services.recaps import Recap
from bot.views.answers import render_answer
from bot.views.callback_data import DrawCourse, DrawRecap
from bot.views.charts.bars import render_recap_chart
from bot.views.charts.course import render_course_chart
from bot.views.charts.drawing import are_available, draw_chart
from bot.views.charts.specs import Picture
from handlers.answers import edit
from handlers.asker import asker_of

FILE_NAME = "grafik.png"


async def send_course(update: Update, context: Context) -> None:
    """An agency over the periods of a cycle, by the same rights as its trend."""
    assert update.callback_query is not None
    pressed = DrawCourse.unpack(update.callback_query.data or "")
    deps, asker, found = context.deps, await asker_of(update, context), None
    async with deps.sessions() as session:
        question = await deps.question(session, asker)
        agency = question.registry.agencies.get(pressed.agency_id) if pressed else None
        if pressed and agency:
            period = question.registry.find_period(pressed.period_id)
            found = await answer_trend(session, question=question, agency=agency, period=period)
    picture = picture_of(found, context, asker, question.registry) if found else None
    await _send(update, context, asker, found, picture)


async def send_recap(update: Update, context: Context) -> None:
    """A province, the central agencies or the nation, by the same rights as the recap."""
    assert update.callback_query is not None
    pressed = DrawRecap.unpack(update.callback_query.data or "")
    deps, asker, found = context.deps, await asker_of(update, context), None
    async with deps.sessions() as session:
        question = await deps.question(session, asker)
        scope = find_scope(question.registry, pressed.scope) if pressed else None
        if pressed and scope and not asker.is_stranger:
            period = question.registry.find_period(pressed.period_id)
            found = await answer_recap(session, question=question, scope=scope, period=period)
    picture = picture_of(found, context, asker, question.registry) if found else None
    await _send(update, context, asker, found, picture)


def picture_of(found: Answer, context: Context, asker: Asker, registry: Registry) -> Picture | None:
    """The answer as a picture; None where it is none to look at, or nothing draws."""
    if not are_available():
        return None
    texts = context.deps.texts
    if isinstance(found, Comparison) and found.is_trend and found.columns:
        cycle_id = found.columns[0].period.cycle_id
        periods = [period for period in registry.periods if period.cycle_id == cycle_id]
        return render_course_chart(found, periods, texts, asker.language, today=context.deps.today())
    return render_recap_chart(found, texts, asker.language) if isinstance(found, Recap) else None


async def send_picture(update: Update, picture: Picture) -> None:
    """Draw it beside the event loop, while the chat shows that something is coming."""
    chat = update.effective_chat
    assert chat is not None
    await chat.send_action(ChatAction.UPLOAD_PHOTO)
    photo = InputFile(await draw_chart(picture.spec), FILE_NAME)
    await chat.send_photo(
        photo, caption=picture.caption, parse_mode=ParseMode.HTML, reply_markup=picture.message.markup
    )


async def _send(update: Update, context: Context, asker: Asker, found: Answer | None, picture: Picture | None) -> None:
    """Send the picture; where there is none to draw, or none may be seen, the answer in words takes its place."""
    query = update.callback_query
    assert query is not None
    if picture is None:
        answer = STRANGER if asker.is_stranger else found or STALE
        await edit(update, render_answer(answer, context.deps.texts, asker=asker, zone=context.deps.zone))
        return
    await query.answer()
    await send_picture(update, picture)
