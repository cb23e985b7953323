"""The button under every reminder: it was read, which also proves that it arrived."""

from __future__ import annotations

from telegram import Update

from bot.deps import Context
from bot.services import evidence
from bot.views.callback_data import Acknowledge
from bot.views.reminder import render_read
from handlers.answers import notify
from handlers.asker import asker_of


async def acknowledge(update: Update, context: Context) -> None:
    """Note that the message under the button was read; pressing it again changes nothing."""
    assert update.callback_query is not None
    pressed, chat, deps = Acknowledge.unpack(update.callback_query.data or ""), update.effective_chat, context.deps
    asker, is_first, message = await asker_of(update, context), None, update.effective_message
    if pressed is not None and chat is not None:
        async with deps.sessions.begin() as session:
            is_first = await evidence.acknowledge(
                session,
                reference=pressed.reference,
                telegram_id=chat.id,
                message_id=message.message_id if message is not None else None,
                now=deps.now(),
            )
    await notify(update, render_read(deps.texts, asker.language, is_first=is_first))
