"""The life of a chat: opened by its person, closed by what Telegram says, followed when its id changes."""

from collections.abc import Collection, Mapping
from datetime import datetime

from sqlmodel.ext.asyncio.session import AsyncSession

from bot.services.audit import SIGAP, Actor, focal_point, record
from bot.services.notices import tell_parked, tell_unreachable
from db.models import Chat, ChatState
from db.queries.chats import find_chat, forget_messages, has_stopped, move_queue, open_if, suppress_queue
from db.queries.groups import (
    end_bindings,
    forget_boards,
    list_topics_of,
    move_group,
    park_topic,
    suppress_topic,
)

BLOCKED = "blocked"
"""Reason of a chat whose person blocked the bot."""
TOPIC_CLOSED = "no_topic"
"""Reason of messages to a topic that was closed or deleted."""
MIGRATED = "migrated"
"""Reason of a group that goes on as a supergroup, and of what was sent before: its messages have no id there."""


async def open_chat(
    session: AsyncSession, *, telegram_id: int, username: str | None, now: datetime, on_purpose: bool = False
) -> bool:
    """Note that a person writes; returns whether their chat was opened by it.

    Any message opens a chat that an import named; one that was closed opens again only on purpose, that is by
    /start, by an invitation or by a button that says so.
    """
    states = (ChatState.EXPECTED, ChatState.CLOSED) if on_purpose else (ChatState.EXPECTED,)
    if not await open_if(session, telegram_id, states, username=username, now=now):
        return False
    chat = await find_chat(session, telegram_id)
    assert chat is not None
    assert chat.focal_point_id is not None
    record(session, "chat_opened", by=focal_point(chat.focal_point_id), now=now, chat=chat.id)
    return True


async def close_chat(session: AsyncSession, *, telegram_id: int, reason: str, now: datetime, by: Actor = SIGAP) -> int:
    """Close a chat as `close_chats` does; returns how many messages were withdrawn."""
    return await close_chats(session, {telegram_id: reason}, now=now, by=by)


async def close_chats(session: AsyncSession, reasons: Mapping[int, str], *, now: datetime, by: Actor = SIGAP) -> int:
    """Close chats that can no longer be reached, withdraw what waits for them, and tell those who must know.

    What a group was bound to ends: whoever brings the bot back binds it anew.

    reasons: by the id of Telegram, a short word such as "blocked" or "kicked"; it is named in the chat and in each
    message. Returns how many messages were withdrawn.
    """
    withdrawn, gone = 0, []
    for telegram_id in sorted(reasons):
        chat = await find_chat(session, telegram_id)
        if chat is None or chat.id is None:
            continue
        if chat.state is not ChatState.CLOSED:
            _shut(session, chat, ChatState.CLOSED, reasons[telegram_id], now=now, by=by)
            if chat.focal_point_id is not None and not await has_stopped(session, chat.focal_point_id):
                gone.append(chat.focal_point_id)
        if chat.focal_point_id is None:
            await end_bindings(session, chat.id, now)
        withdrawn += await suppress_queue(session, chat.id, reasons[telegram_id])
    await tell_unreachable(session, gone, now=now)
    return withdrawn


async def park_chats(session: AsyncSession, reasons: Mapping[int, str], *, now: datetime) -> int:
    """Send nothing to groups in which the bot may not write, and tell the administrators, once for each time.

    A private chat in which it may not has nobody to mend that, and is closed. reasons: as for `close_chats`. Returns
    how many messages were withdrawn.
    """
    withdrawn, parked, private = 0, [], {}
    for telegram_id in sorted(reasons):
        chat = await find_chat(session, telegram_id)
        if chat is None or chat.id is None:
            continue
        if chat.focal_point_id is not None:
            private[telegram_id] = reasons[telegram_id]
            continue
        if chat.state not in {ChatState.CLOSED, ChatState.PARKED}:
            _shut(session, chat, ChatState.PARKED, reasons[telegram_id], now=now, by=SIGAP)
            parked.append(chat.id)
        withdrawn += await suppress_queue(session, chat.id, reasons[telegram_id])
    await tell_parked(session, parked, now=now)
    return withdrawn + await close_chats(session, private, now=now)


async def park_topics(session: AsyncSession, outbox_ids: Collection[int], *, now: datetime) -> Collection[int]:
    """Send nothing to topics that are closed or gone, as messages to them proved, nor elsewhere in their stead.

    Administrators are told, once for each time. Returns which of the messages were for a topic at all.
    """
    topics, parked = await list_topics_of(session, outbox_ids), []
    for chat_key, thread_id in sorted(set(topics.values())):
        if await park_topic(session, chat_key, thread_id, now):
            parked.append(chat_key)
        await suppress_topic(session, chat_key, thread_id, TOPIC_CLOSED)
    await tell_parked(session, parked, now=now)
    return topics.keys()


async def unpark_chat(session: AsyncSession, *, telegram_id: int, now: datetime) -> bool:
    """Write to a group again, since its administrators have mended it; False where it was not parked."""
    chat = await find_chat(session, telegram_id)
    if chat is None or chat.state is not ChatState.PARKED:
        return False
    chat.state, chat.state_reason = ChatState.OPEN, ""
    session.add(chat)
    record(session, "chat_opened", by=SIGAP, now=now, chat=chat.id)
    return True


def _shut(session: AsyncSession, chat: Chat, state: ChatState, reason: str, *, now: datetime, by: Actor) -> None:
    chat.state, chat.state_reason = state, reason
    session.add(chat)
    record(session, "chat_closed", by=by, now=now, chat=chat.id, reason=reason)


async def migrate_chat(session: AsyncSession, *, old_id: int, new_id: int, now: datetime) -> bool:
    """Follow a group that became a supergroup; returns False when it was followed before or is unknown.

    Rows refer to our key, so the new id is all that changes, unless the supergroup is known already. Ids of messages in
    the old group mean nothing in the new one.
    """
    old, new = await find_chat(session, old_id), await find_chat(session, new_id)
    if old is None or old.id is None:
        return False
    if old.migrated_to == new_id:  # what was on its way then is back in the queue now
        if new is not None and new.id is not None:
            await move_queue(session, old.id, new.id)
        return False
    await forget_boards(session, old.id)
    await forget_messages(session, old.id, MIGRATED)
    if new is None or new.id is None:
        old.telegram_id = new_id
    else:
        await move_queue(session, old.id, new.id)
        await move_group(session, old.id, new.id, now)
        old.state, old.state_reason, old.migrated_to = ChatState.CLOSED, MIGRATED, new_id
    session.add(old)
    record(session, "chat_migrated", by=SIGAP, now=now, chat=old.id)
    return True
