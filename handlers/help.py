"""Help, what is left of buttons from the past, and commands in groups."""

from __future__ import annotations

from telegram import MessageEntity, Update

from bot.deps import Context
from bot.services.questions import HELP, STALE, STRANGER
from bot.texts.catalog import language_of
from bot.views.answers import render_answer
from bot.views.callback_data import AskExample
from bot.views.conversation import render_private_only
from bot.views.menus import EXAMPLES
from handlers import sentences
from handlers.answers import edit, reply
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


async def show_fresh_menu(update: Update, context: Context) -> None:
    """A button that this version does not know: forged, or from before a change."""
    asker = await asker_of(update, context)
    found = STRANGER if asker.is_stranger else STALE
    await edit(update, render_answer(found, context.deps.texts, asker=asker, zone=context.deps.zone))


async def point_to_private(update: Update, context: Context) -> None:
    """A command in a group: data is answered in private."""
    user, deps = update.effective_user, context.deps
    language = language_of(user.language_code if user else None)
    await reply(update, render_private_only(deps.texts, language, username=context.bot.username))


async def heed_mention(update: Update, context: Context) -> None:
    """A group addresses the bot by its name; whoever else is mentioned there is none of its business."""
    message = update.effective_message
    names = message.parse_entities([MessageEntity.MENTION]).values() if message else ()
    if f"@{context.bot.username}".lower() in {name.lower() for name in names}:
        await point_to_private(update, context)
