"""Updates that no handler may see: those without a person behind them, and those of a person who sends too many."""

from __future__ import annotations

from telegram import Update
from telegram.constants import ChatID, ChatType
from telegram.ext import ApplicationHandlerStop, filters

from bot.deps import Context
from bot.services import handling
from bot.texts.catalog import language_of
from bot.views.conversation import render_plain
from handlers.answers import notify, reply
from handlers.groups import explain_impersonal
from handlers.membership import GROUP_EVENTS

IMPERSONAL = frozenset({ChatID.ANONYMOUS_ADMIN, ChatID.FAKE_CHANNEL, ChatID.SERVICE_CHAT})
"""The accounts under which Telegram shows anonymous administrators, channels and forwards of linked channels."""


EVENTS = (filters.StatusUpdate.MIGRATE, *GROUP_EVENTS)
"""Messages of Telegram itself about a group; they ask for nothing, so nobody's rights matter."""


async def stop_impersonal(update: Update, context: Context) -> None:
    """Stop what comes from a channel, a bot or an anonymous administrator: it bears no rights.

    What happens to a group and to the bot in it is heard whoever did it.
    """
    if update.my_chat_member is not None or any(event.check_update(update) for event in EVENTS):
        return
    user, message = update.effective_user, update.effective_message
    sent_as_chat = message is not None and message.sender_chat is not None and update.callback_query is None
    if user is None or user.is_bot or user.id in IMPERSONAL or sent_as_chat:
        await explain_impersonal(update, context)
        raise ApplicationHandlerStop


async def slow_down(update: Update, context: Context) -> None:
    """Ask a person who sends too much to wait, in private or on the button; the inbox lets one such update through."""
    hand, user, chat = handling.current(), update.effective_user, update.effective_chat
    if hand is None or not hand.is_flood:
        return
    message = render_plain("slow_down", context.deps.texts, language_of(user.language_code if user else None))
    if update.callback_query is not None:
        await notify(update, message.plain)
    elif chat is not None and chat.type == ChatType.PRIVATE:
        await reply(update, message)
    raise ApplicationHandlerStop
