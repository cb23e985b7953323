"""Who can be reached: first messages, blocked bots, groups that move."""

from __future__ import annotations

from telegram import ChatMember, Update
from telegram.constants import ChatType

from bot.deps import Context
from bot.services.chats import BLOCKED, close_chat, migrate_chat, open_chat
from bot.services.handling import preparing
from handlers.asker import look_up
from handlers.enrolment import account_of


async def arrive(update: Update, context: Context) -> None:
    """Before anything else in a private chat: a person whom an import named is reachable from their first message."""
    if update.effective_chat is None or update.effective_chat.type != ChatType.PRIVATE or update.my_chat_member:
        return
    context.asker = await look_up(update, context)
    if context.asker.person is None or not context.asker.person.is_expected:
        return
    deps, account = context.deps, account_of(update)
    with preparing():
        async with deps.sessions.begin() as session:
            await open_chat(session, telegram_id=account.telegram_id, username=account.username, now=deps.now())
    context.asker = await look_up(update, context)


async def change(update: Update, context: Context) -> None:
    """A person blocked the bot: nothing is sent there until they come back by /start or a button that says so."""
    changed = update.my_chat_member
    if changed is None or changed.chat.type != ChatType.PRIVATE:
        return
    if changed.new_chat_member.status == ChatMember.BANNED:
        deps = context.deps
        async with deps.sessions.begin() as session:
            await close_chat(session, telegram_id=changed.chat.id, reason=BLOCKED, now=deps.now())


async def follow(update: Update, context: Context) -> None:
    """A group became a supergroup: its new id is noted, whichever of the two messages comes first."""
    message = update.effective_message
    if message is None:
        return
    old_id = message.migrate_from_chat_id or message.chat.id
    new_id = message.migrate_to_chat_id or message.chat.id
    if old_id != new_id:
        deps = context.deps
        async with deps.sessions.begin() as session:
            await migrate_chat(session, old_id=old_id, new_id=new_id, now=deps.now())
