"""What is wrong, in somebody's own words: the message after a press on "Data salah?"."""

from __future__ import annotations

from telegram import Update

from bot.deps import Context
from bot.domain.permissions import Permission
from bot.services import correction_notes as notes
from bot.services.asking import Asker
from bot.services.corrections import list_corrections
from bot.services.understanding.reading import Reading, read
from bot.services.understanding.topics import Topic
from bot.views.corrections import render_ask_note, render_corrections, render_not_noted, render_noted
from handlers.answers import reply
from handlers.asker import asker_of


async def take(update: Update, context: Context, text: str) -> bool:
    """Take a message for what is wrong where its writer was asked for that; False where it is something else."""
    deps, asker = context.deps, await asker_of(update, context)
    if update.message is None or text.startswith("/"):  # an edit of what was said before is no note
        return False
    async with deps.sessions() as session:
        if not await notes.is_awaited(session, asker=asker, now=deps.now()):
            return False
        question = await deps.question(session, asker)
    registry = question.registry
    reading = read(text, index=registry.index, periods=registry.periods, today=question.today)
    async with deps.sessions.begin() as session:
        noted = await notes.take_note(
            session, asker=asker, text=text, reading=reading, registry=registry, now=question.now
        )
    if noted is None:
        return False
    if noted.note is None:
        key, agency, period = noted.correction_id, noted.agency, noted.period
        await reply(update, render_ask_note(key, agency, period, deps.texts, asker.language, is_too_long=True))
    else:
        await reply(update, render_noted(noted, deps.texts, asker.language))
    return True


def asks_for_waiting(reading: Reading, asker: Asker) -> bool:
    """Whether somebody who settles requests speaks of wrong data of no agency: "ada laporan data salah?"."""
    is_of_none = not (reading.agencies or reading.choices or reading.unknown_name)
    return reading.topic is Topic.MISTAKE and is_of_none and asker.may_somewhere(Permission.SETTLE)


async def show_waiting(update: Update, context: Context, asker: Asker) -> None:
    """The requests that wait."""
    deps = context.deps
    async with deps.sessions() as session:
        registry = (await deps.question(session, asker)).registry
        found = await list_corrections(session, asker=asker, agencies=registry.agencies, periods=registry.periods)
    await reply(update, render_corrections(found, deps.texts, asker.language, zone=deps.zone))


async def cancel(update: Update, context: Context) -> bool:
    """/batal: nothing is asked any more; False where nothing was."""
    deps, asker = context.deps, await asker_of(update, context)
    async with deps.sessions.begin() as session:
        if not await notes.end_note(session, asker=asker, now=deps.now()):
            return False
    await reply(update, render_not_noted(deps.texts, asker.language))
    return True
