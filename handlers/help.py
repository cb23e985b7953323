"""Help, and what is left of buttons from the past."""

from __future__ import annotations

from telegram import Update

from bot.deps import Context
from bot.metrics import MISREAD
from bot.services.questions import HELP, STALE, STRANGER, TYPE_AGAIN
from bot.views.answers import render_answer
from bot.views.callback_data import AskExample
from bot.views.menus import EXAMPLES
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
    """Another agency was meant than the one that was read: its name is asked for."""
    asker = await asker_of(update, context)
    context.deps.metrics.sentences.labels(MISREAD).inc()
    found = STRANGER if asker.is_stranger else TYPE_AGAIN
    await edit(update, render_answer(found, context.deps.texts, asker=asker, zone=context.deps.zone))


async def show_fresh_menu(update: Update, context: Context) -> None:
    """A button that this version does not know: forged, or from before a change."""
    asker = await asker_of(update, context)
    found = STRANGER if asker.is_stranger else STALE
    await edit(update, render_answer(found, context.deps.texts, asker=asker, zone=context.deps.zone))
