"""Inline mode: `@bot temang` in any chat offers cards to share."""

from __future__ import annotations

from datetime import timedelta

import structlog
from telegram import InlineQueryResultArticle, InlineQueryResultsButton, InputTextMessageContent, Update
from telegram.error import BadRequest

from bot.deps import Context
from bot.services.asking import Asker
from bot.services.cards import list_cards
from bot.views.card import NOTHING_FOR_STRANGERS, NOTHING_FOUND, CardChoice, render_card
from handlers.answers import NO_PREVIEW
from handlers.asker import asker_of

log = structlog.get_logger(__name__)

FROM_INLINE = "sebaris"
"""The payload of the /start to which the button above an empty list leads; it is no invitation."""

CACHE_TIME = timedelta(seconds=30)
TOO_LATE = "query is too old"


async def offer(update: Update, context: Context) -> None:
    """Offer the cards that the asker may share; a stranger is offered the way into the private chat, and no data."""
    query = update.inline_query
    assert query is not None
    deps, asker = context.deps, await asker_of(update, context)
    async with deps.sessions() as session:
        cards = await list_cards(session, question=await deps.question(session, asker), text=query.query)
    choices = [render_card(card, deps.texts, asker.language, zone=deps.zone) for card in cards]
    try:
        await query.answer(
            [_article(choice) for choice in choices],
            cache_time=CACHE_TIME,
            is_personal=True,
            button=None if choices else _way_in(context, asker),
        )
    except BadRequest as error:
        if TOO_LATE not in error.message.lower():
            raise
        log.info("inline_query_expired")  # the person has typed on: nobody waits for this answer


def _article(choice: CardChoice) -> InlineQueryResultArticle:
    content = InputTextMessageContent(choice.text, link_preview_options=NO_PREVIEW)
    return InlineQueryResultArticle(choice.id, choice.title, content, description=choice.line)


def _way_in(context: Context, asker: Asker) -> InlineQueryResultsButton:
    label = NOTHING_FOR_STRANGERS if asker.is_stranger else NOTHING_FOUND
    return InlineQueryResultsButton(context.deps.texts.label(label, asker.language), start_parameter=FROM_INLINE)
