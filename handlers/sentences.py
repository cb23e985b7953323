"""Plain sentences in a private chat, and messages that are no text."""

from __future__ import annotations

import re
from collections.abc import Awaitable, Callable
from dataclasses import replace

from telegram import Update

from bot.deps import Context
from bot.services.enrolment import find_code
from bot.services.follow_ups import change_after, follow
from bot.services.questions import ONLY_TEXT, STRANGER, TOO_LONG, UNKNOWN_COMMAND, Answer, Said, answer_sentence
from bot.services.understanding.errands import Errand, find_errand
from bot.services.understanding.intents import COMMANDS
from bot.services.understanding.reading import read
from bot.views.answers import render_answer
from bot.views.follow_ups import way_back
from handlers import (
    charts,
    composing,
    correction_notes,
    enrolment,
    follow_ups,
    following,
    group_settings,
    inviting,
    privacy,
    settings,
)
from handlers.answers import reply
from handlers.asker import asker_of

COMMAND = re.compile(r"\s*/(\w+)")
ERRANDS: dict[Errand, Callable[[Update, Context], Awaitable[None]]] = {
    Errand.SETTINGS: settings.show,
    Errand.STOP: privacy.stop,
    Errand.DATA: privacy.show_data,
    Errand.ERASE: privacy.ask_erasure,
    Errand.PRIVACY: privacy.show_notice,
    Errand.SEATS: settings.show_seats,
}
"""What a sentence about oneself is answered with: the same as its command."""

LONGEST = 1000
"""Characters of a question; what is longer is no question."""


async def hear(update: Update, context: Context) -> None:
    """A sentence: an invitation code, a step of an announcement, an invitation or a code to make, or a question."""
    assert update.effective_message is not None
    text = update.effective_message.text or ""
    if not text.startswith("/") and await composing.take(update, context):
        return
    if (code := find_code(text)) is not None:
        await enrolment.redeem(update, context, code)
    elif (wish := inviting.find_wish(text)) is not None:
        await inviting.hear(update, context, wish)
    elif (wish := group_settings.find_wish(text)) is not None:
        await group_settings.hear(update, context, wish)
    elif following.is_wish(text):
        await following.show_list(update, context)
    elif (errand := find_errand(text)) is not None:
        await ERRANDS[errand](update, context)
    elif (command := COMMAND.match(text)) and command[1].lower() not in COMMANDS:
        await _decline_command(update, context, f"/{command[1]}")
    elif not await correction_notes.take(update, context, text):
        await answer(update, context, text)


async def answer(update: Update, context: Context, text: str) -> None:
    """Answer a question as it is understood, by itself or by the one before it."""
    deps, asker, followed, change = context.deps, await asker_of(update, context), None, None
    async with deps.sessions() as session:
        question = await deps.question(session, asker)
        if len(text) > LONGEST:
            found: Answer = STRANGER if asker.is_stranger else TOO_LONG
        else:
            reading = read(text, index=question.registry.index, periods=question.registry.periods, today=question.today)
            followed = await follow(session, question=question, text=text, reading=reading)
            found = await answer_sentence(session, question=question, reading=followed.reading)
            change = change_after(question, followed, found)
            deps.metrics.sentences.labels(followed.reading.intent.value).inc()
    if followed and correction_notes.asks_for_waiting(followed.reading, asker):
        await correction_notes.show_waiting(update, context, asker)
        return
    wants_picture = followed is not None and followed.reading.is_chart
    picture = charts.picture_of(found, context, asker, question.registry) if wants_picture else None
    back = way_back(deps.texts, asker=asker, reading=followed.reading) if followed and followed.leans else ()
    if picture is not None:
        await charts.send_picture(update, replace(picture, rows=(*picture.rows, *back)))
    else:
        message = render_answer(found, deps.texts, asker=asker, zone=deps.zone)
        await reply(update, replace(message, rows=(*message.rows, *back)))
    await follow_ups.keep(context, change)


async def decline(update: Update, context: Context) -> None:
    """A sticker, a picture, a voice message: say what can be read here, unless an announcement is being written."""
    if await composing.take(update, context):
        return
    asker = await asker_of(update, context)
    found = STRANGER if asker.is_stranger else ONLY_TEXT
    await reply(update, render_answer(found, context.deps.texts, asker=asker, zone=context.deps.zone))


async def _decline_command(update: Update, context: Context, command: str) -> None:
    """A command that does not exist: say so, and what there is."""
    asker = await asker_of(update, context)
    found = STRANGER if asker.is_stranger else Said(UNKNOWN_COMMAND, command)
    await reply(update, render_answer(found, context.deps.texts, asker=asker, zone=context.deps.zone))
