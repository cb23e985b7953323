"""Help, and what is left of buttons from the past."""

from __future__ import annotations

from telegram import Update

from bot.deps import Context
from bot.metrics import MISREAD
from bot.services.alternatives import list_alternatives
from bot.services.questions import HELP, STALE, STRANGER, WhichAgency
from bot.views.answers import render_answer
from bot.views.callback_data import AskExample
from bot.views.menus import EXAMPLES
from bot.views.question_buttons import TypeAgain
from handlers import sentences
from handlers.answers import edit
from handlers.asker import asker_of


async def show(update: Update, context: Context) -> None:
    """/bantuan, /help and the button."""
    asker = await asker_of(update, context)
    found = STRANGER if asker.is_stranger else HELP
    await edit(update, render_answer(found, context.deps.texts, asker=asker, zone=context.deps.zone))


async def ask_example(update: Update, context: Context) -> None:
    """An example was tapped: it is answered, below the help, as if it had been typed."""
    query = update.callback_query
    assert query is not None
    pressed = AskExample.unpack(query.data or "")
    asker = await asker_of(update, context)
    if pressed is None or pressed.example not in EXAMPLES:
        await show_fresh_menu(update, context)
        return
    await query.answer()
    await sentences.answer(update, context, context.deps.texts.label(EXAMPLES[pressed.example], asker.language))


async def ask_again(update: Update, context: Context) -> None:
    """Another agency was meant than the one that was read: those with a name like it are offered, or it is written."""
    assert update.callback_query is not None
    pressed = TypeAgain.unpack(update.callback_query.data or "")
    deps, asker = context.deps, await asker_of(update, context)
    deps.metrics.sentences.labels(MISREAD).inc()
    async with deps.sessions() as session:
        registry = (await deps.question(session, asker)).registry
    misread = registry.agencies.get(pressed.agency_id) if pressed else None
    if asker.is_stranger or pressed is None or misread is None:
        await show_fresh_menu(update, context)
        return
    choices = list_alternatives(registry.index, misread)
    found = WhichAgency(choices, registry.find_period(pressed.period_id), was_misread=True)
    await edit(update, render_answer(found, deps.texts, asker=asker, zone=deps.zone))


async def show_fresh_menu(update: Update, context: Context) -> None:
    """A button that this version does not know: forged, or from before a change."""
    asker = await asker_of(update, context)
    found = STRANGER if asker.is_stranger else STALE
    await edit(update, render_answer(found, context.deps.texts, asker=asker, zone=context.deps.zone))
