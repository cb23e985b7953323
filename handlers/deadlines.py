"""The deadlines as a calendar file."""

from __future__ import annotations

from telegram import InputFile, Update
from telegram.constants import ParseMode

from bot.deps import Context
from bot.services.calendar_files import CalendarAnswer, answer_calendar
from bot.services.questions import STALE, Answer
from bot.views.answers import render_answer
from bot.views.calendar_file import render_calendar
from bot.views.callback_data import SendCalendar
from handlers.answers import edit
from handlers.asker import asker_of


async def send_calendar(update: Update, context: Context) -> None:
    """The button under the deadlines: the file comes as a new message, the deadlines stay where they are."""
    query, chat = update.callback_query, update.effective_chat
    assert query is not None
    assert chat is not None
    pressed = SendCalendar.unpack(query.data or "")
    deps, asker = context.deps, await asker_of(update, context)
    found: CalendarAnswer | Answer = STALE
    if pressed is not None:
        async with deps.sessions() as session:
            question = await deps.question(session, asker)
            found = await answer_calendar(session, question=question, agency_id=pressed.agency_id)
    if not isinstance(found, CalendarAnswer):
        await edit(update, render_answer(found, deps.texts, asker=asker, zone=deps.zone))
        return
    file = render_calendar(found, deps.texts, asker.language, zone=deps.zone)
    await query.answer()
    await chat.send_document(InputFile(file.content, file.name), caption=file.caption, parse_mode=ParseMode.HTML)
