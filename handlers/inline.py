"""Inline mode: `@bot temang` in any chat offers cards to share."""

from __future__ import annotations

from datetime import timedelta

import structlog
from telegram import InlineQueryResultArticle, InlineQueryResultsButton, InputTextMessageContent, Update
from telegram.error import BadRequest

from bot.deps import Context
from bot.services.asking import Asker
from bot.services.cards import Lack, offer_cards
from bot.views.card import NOTHING, CardChoice, render_card
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
        offered = await offer_cards(session, question=await deps.question(session, asker), text=query.query)
    choices = [render_card(card, deps.texts, asker.language, zone=deps.zone) for card in offered.cards]
    try:
        await query.answer(
            [_article(choice) for choice in choices],
            cache_time=CACHE_TIME,
            is_personal=True,
            button=None if choices else _way_in(context, asker, offered.lack),
        )
    except BadRequest as error:
        if TOO_LATE not in error.message.lower():
            raise
        log.info("inline_query_expired")  # the person has typed on: nobody waits for this answer


def _article(choice: CardChoice) -> InlineQueryResultArticle:
    content = InputTextMessageContent(choice.text, link_preview_options=NO_PREVIEW)
    return InlineQueryResultArticle(choice.id, choice.title, content, description=choice.line)


def _way_in(context: Context, asker: Asker, lack: Lack) -> InlineQueryResultsButton:
    label = context.deps.texts.label(NOTHING[lack], asker.language)
    return InlineQueryResultsButton(label, start_parameter=FROM_INLINE)
