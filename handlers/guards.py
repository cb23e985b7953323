"""Updates that no handler may see: those without a person behind them."""

from __future__ import annotations

from telegram import Update
from telegram.constants import ChatID
from telegram.ext import ApplicationHandlerStop

from bot.deps import Context

IMPERSONAL = frozenset({ChatID.ANONYMOUS_ADMIN, ChatID.FAKE_CHANNEL, ChatID.SERVICE_CHAT})
"""The accounts under which Telegram shows anonymous administrators, channels and forwards of linked channels."""


async def stop_impersonal(update: Update, _context: Context) -> None:
    """Stop what comes from a channel, a bot or an anonymous administrator: it bears no rights."""
    user, message = update.effective_user, update.effective_message
    sent_as_chat = message is not None and message.sender_chat is not None and update.callback_query is None
    if user is None or user.is_bot or user.id in IMPERSONAL or sent_as_chat:
        raise ApplicationHandlerStop
