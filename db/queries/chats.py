"""Private chats and groups as rows, and what waits in their queues."""

from datetime import datetime

from sqlmodel import col, select, update
from sqlmodel.ext.asyncio.session import AsyncSession

from db.models import Chat, ChatState, OutboxMessage, OutboxState
from db.queries.once import insert_once

NOT_LEFT_YET = (OutboxState.QUEUED, OutboxState.LEASED)
"""A leased message has not been sent either: without its row the sender's intent finds nothing."""


async def find_chat(session: AsyncSession, telegram_id: int) -> Chat | None:
    """The chat with this id of Telegram, held for this transaction."""
    statement = select(Chat).where(Chat.telegram_id == telegram_id).with_for_update()
    return (await session.exec(statement)).first()


async def ensure_chat(session: AsyncSession, telegram_id: int) -> Chat:
    """The chat with this id of Telegram, made if need be, held for this transaction."""
    await insert_once(session, Chat, telegram_id=telegram_id, state=ChatState.EXPECTED, state_reason="")
    chat = await find_chat(session, telegram_id)
    assert chat is not None
    return chat


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
