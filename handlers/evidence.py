"""A reply to one of our messages: whatever it says, it proves that the message arrived."""

from __future__ import annotations

from telegram import Update

from bot.deps import Context
from bot.services import evidence


async def note_reply(update: Update, context: Context) -> None:
    """Note the proof; the reply itself is answered elsewhere."""
    message, chat, deps = update.effective_message, update.effective_chat, context.deps
    original = message.reply_to_message if message is not None else None
    if original is None or chat is None or original.from_user is None or original.from_user.id != context.bot.id:
        return
    reference = evidence.find_reference(original.text or "")
    if reference is not None:
        async with deps.sessions.begin() as session:
            await evidence.witness(
                session, reference=reference, telegram_id=chat.id, now=deps.now(), message_id=original.message_id
            )
