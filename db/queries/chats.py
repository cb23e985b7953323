"""Private chats and groups as rows, and what waits in their queues."""

from collections.abc import Collection
from datetime import datetime

from sqlmodel import and_, col, or_, select, update
from sqlmodel.ext.asyncio.session import AsyncSession

from db.models import Chat, ChatState, FocalPoint, GroupBinding, GroupChat, OutboxMessage, OutboxState
from db.queries.once import insert_once

NOT_LEFT_YET = (OutboxState.QUEUED, OutboxState.LEASED)
"""A leased message has not been sent either: without its row the sender's intent finds nothing."""


async def find_chat(session: AsyncSession, telegram_id: int) -> Chat | None:
    """The chat with this id of Telegram, held for this transaction; others may still queue messages for it."""
    statement = select(Chat).where(Chat.telegram_id == telegram_id).with_for_update(key_share=True)
    return (await session.exec(statement)).first()


async def ensure_chat(session: AsyncSession, telegram_id: int) -> Chat:
    """The chat with this id of Telegram, made if need be, held for this transaction."""
    await insert_once(session, Chat, telegram_id=telegram_id, state=ChatState.EXPECTED, state_reason="")
    chat = await find_chat(session, telegram_id)
    assert chat is not None
    return chat


async def has_stopped(session: AsyncSession, person_id: int) -> bool:
    """Whether the person asked for no more planned messages."""
    statement = select(FocalPoint.id).where(FocalPoint.id == person_id, col(FocalPoint.stopped_at).is_not(None))
    return (await session.exec(statement)).first() is not None


async def list_parked(session: AsyncSession, keys: Collection[int]) -> list[tuple[int, int, str, str]]:
    """Of the groups of these keys those in which the bot may not write: key, id of Telegram, title and reason.

    The reason is empty where only a topic of the group is closed.
    """
    is_topic_closed = col(Chat.id).in_(
        select(GroupBinding.chat_id).where(
            col(GroupBinding.parked_at).is_not(None), col(GroupBinding.ended_at).is_(None)
        )
    )
    statement = (
        select(Chat.id, Chat.telegram_id, GroupChat.title, Chat.state_reason)
        .outerjoin(GroupChat, col(GroupChat.chat_id) == col(Chat.id))
        .where(
            col(Chat.id).in_(keys),
            or_(col(Chat.state) == ChatState.PARKED, and_(col(Chat.state) == ChatState.OPEN, is_topic_closed)),
        )
        .order_by(col(Chat.id))
    )
    rows = (await session.exec(statement)).all()
    return [(key, telegram_id, title or "", reason) for key, telegram_id, title, reason in rows if key is not None]


async def suppress_queue(session: AsyncSession, chat_key: int, reason: str) -> int:
    """Withdraw everything that waits for a chat and name the reason; returns how many messages that were."""
    statement = (
        update(OutboxMessage)
        .where(col(OutboxMessage.chat_id) == chat_key, col(OutboxMessage.state).in_(NOT_LEFT_YET))
        .values(state=OutboxState.SUPPRESSED, reason=reason, lease_owner=None, lease_until=None)
    )
    return (await session.exec(statement)).rowcount


async def move_queue(session: AsyncSession, old_key: int, new_key: int) -> None:
    """Send what waits for one chat to another."""
    statement = (
        update(OutboxMessage)
        .where(col(OutboxMessage.chat_id) == old_key, col(OutboxMessage.state).in_(NOT_LEFT_YET))
        .values(chat_id=new_key)
    )
    await session.exec(statement)


async def forget_messages(session: AsyncSession, chat_key: int, reason: str) -> None:
    """Forget the ids of what was sent to a chat, so that nothing changes what bears the same ids elsewhere."""
    statement = (
        update(OutboxMessage)
        .where(
            col(OutboxMessage.chat_id) == chat_key,
            col(OutboxMessage.state) == OutboxState.SENT,
            col(OutboxMessage.message_id).is_not(None),
        )
        .values(message_id=None, reason=reason)
    )
    await session.exec(statement)


async def open_if(
    session: AsyncSession, telegram_id: int, states: tuple[ChatState, ...], *, username: str | None, now: datetime
) -> bool:
    """Open a chat of a person that stands in one of the states; returns whether it was opened by this call."""
    statement = (
        update(Chat)
        .where(
            col(Chat.telegram_id) == telegram_id,
            col(Chat.focal_point_id).is_not(None),
            col(Chat.state).in_(states),
        )
        .values(state=ChatState.OPEN, state_reason="", username=username, opened_at=now)
    )
    return (await session.exec(statement)).rowcount == 1
