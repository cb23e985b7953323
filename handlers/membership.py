"""Who can be reached: first messages, blocked bots, groups that move."""

from __future__ import annotations

from telegram import ChatMember, ChatMemberAdministrator, ChatMemberRestricted, ChatMemberUpdated, Update
from telegram.constants import ChatType
from telegram.ext import filters

from bot.deps import Context
from bot.domain.permissions import Permission
from bot.services import groups
from bot.services.boards import pin_again
from bot.services.chats import BLOCKED, close_chat, migrate_chat, open_chat, park_chats, unpark_chat
from bot.services.groups import GroupPlace
from bot.services.handling import preparing
from bot.transport_errors import Refusal
from handlers.asker import asker_of, look_up
from handlers.enrolment import account_of
from handlers.groups import GROUPS

GROUP_EVENTS = (
    filters.StatusUpdate.NEW_CHAT_TITLE,
    filters.StatusUpdate.FORUM_TOPIC_CLOSED,
    filters.StatusUpdate.FORUM_TOPIC_REOPENED,
)


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
    """The bot's own place in a chat changed: somebody blocked it, added it to a group, muted it, threw it out."""
    changed = update.my_chat_member
    if changed is None:
        return
    if changed.chat.type == ChatType.PRIVATE:
        await _blocked(changed, context)
    elif changed.chat.type in GROUPS:
        await _moved(update, changed, context)


async def _blocked(changed: ChatMemberUpdated, context: Context) -> None:
    """Nothing is sent to a person who blocked the bot until they come back by /start or a button that says so."""
    if changed.new_chat_member.status == ChatMember.BANNED:
        deps = context.deps
        async with deps.sessions.begin() as session:
            await close_chat(session, telegram_id=changed.chat.id, reason=BLOCKED, now=deps.now())


async def _moved(update: Update, changed: ChatMemberUpdated, context: Context) -> None:
    """What is new about a group decides, and who added the bot; what they ask for comes in messages of its own."""
    was_there, is_there = _is_there(changed.old_chat_member), _is_there(changed.new_chat_member)
    deps, place = context.deps, GroupPlace(changed.chat.id, changed.chat.title or "")
    is_welcome = is_there and not was_there and await _is_welcome(update, context)
    async with deps.sessions.begin() as session:
        if not is_there:
            kicked = changed.new_chat_member.status == ChatMember.BANNED
            reason = Refusal.KICKED if kicked else Refusal.NOT_MEMBER
            await groups.depart(session, telegram_id=place.telegram_id, reason=reason, now=deps.now())
            return
        if not was_there:
            await groups.arrive(session, place=place, is_welcome=is_welcome, now=deps.now())
        if _may_write(changed.new_chat_member):
            await unpark_chat(session, telegram_id=place.telegram_id, now=deps.now())
            if _may_pin(changed.new_chat_member) and not _may_pin(changed.old_chat_member):
                await pin_again(session, telegram_id=place.telegram_id)
        else:
            await park_chats(session, {place.telegram_id: Refusal.NO_RIGHTS}, now=deps.now())


async def _is_welcome(update: Update, context: Context) -> bool:
    """Whether whoever added the bot may bind groups somewhere."""
    user = update.effective_user
    return user is not None and (await asker_of(update, context)).may_somewhere(Permission.BIND_GROUP)


def _is_there(member: ChatMember) -> bool:
    if isinstance(member, ChatMemberRestricted):
        return member.is_member
    return member.status not in {ChatMember.LEFT, ChatMember.BANNED}


def _may_write(member: ChatMember) -> bool:
    return not isinstance(member, ChatMemberRestricted) or member.can_send_messages


def _may_pin(member: ChatMember) -> bool:
    return isinstance(member, ChatMemberAdministrator) and bool(member.can_pin_messages)


async def note_event(update: Update, context: Context) -> None:
    """A group got another title, or one of its topics was closed or opened again."""
    message, deps = update.message, context.deps
    if message is None:
        return
    chat, thread = message.chat, message.message_thread_id
    async with deps.sessions.begin() as session:
        if message.new_chat_title:
            await groups.rename(session, telegram_id=chat.id, title=message.new_chat_title)
        elif message.forum_topic_closed and thread is not None:
            await groups.close_topic(session, telegram_id=chat.id, thread_id=thread, now=deps.now())
        elif message.forum_topic_reopened and thread is not None:
            await groups.reopen_topic(session, telegram_id=chat.id, thread_id=thread)


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
