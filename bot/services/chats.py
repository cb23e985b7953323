"""The life of a chat: opened by its person, closed by what Telegram says, followed when its id changes."""

from datetime import datetime

from sqlmodel.ext.asyncio.session import AsyncSession

from bot.services.audit import SIGAP, Actor, focal_point, record
from db.models import ChatState
from db.queries.chats import find_chat, move_queue, open_if, suppress_queue

BLOCKED = "blocked"
"""Reason of a chat whose person blocked the bot."""


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
    """Close a chat that can no longer be reached and withdraw what waits for it; returns how many messages.

    reason: a short word such as "blocked" or "kicked"; it is named in the chat and in each message.
    """
    chat = await find_chat(session, telegram_id)
    if chat is None or chat.id is None:
        return 0
    if chat.state is not ChatState.CLOSED:
        chat.state, chat.state_reason = ChatState.CLOSED, reason
        session.add(chat)
        record(session, "chat_closed", by=by, now=now, chat=chat.id, reason=reason)
    return await suppress_queue(session, chat.id, reason)


async def migrate_chat(session: AsyncSession, *, old_id: int, new_id: int, now: datetime) -> bool:
    """Follow a group that became a supergroup; returns False when it was followed before or is unknown.

    Rows refer to our key, so the new id is all that changes, unless the supergroup is known already.
    """
    old = await find_chat(session, old_id)
    if old is None or old.id is None or old.migrated_to == new_id:
        return False
    new = await find_chat(session, new_id)
    if new is None or new.id is None:
        old.telegram_id = new_id
    else:
        await move_queue(session, old.id, new.id)
        old.state, old.state_reason, old.migrated_to = ChatState.CLOSED, "migrated", new_id
    session.add(old)
    record(session, "chat_migrated", by=SIGAP, now=now, chat=old.id)
    return True
