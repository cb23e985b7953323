"""Two chats and a queue before them: what tests of the outbox do again and again."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from sqlmodel import col, select

from bot.domain.delivery import MessageClass
from bot.services.outbox import Claim, Held, NewMessage, claim, enqueue, hold, intend
from bot.services.rates import Limits
from bot.services.settlement import Result, Settlement, settle
from db.engine import Sessions
from db.models import Chat, ChatState, OutboxMessage, SendAttempt

NOW = datetime(2026, 7, 22, 1, 0, tzinfo=UTC)
MINUTE, HOUR = timedelta(minutes=1), timedelta(hours=1)
ME, OTHER = "sender-1", "sender-2"
FAST = Limits(rate=10_000, per_chat=10_000)
NORMAL, CRITICAL, GROUP = MessageClass.NORMAL, MessageClass.CRITICAL, MessageClass.GROUP


def message(
    key: str = "a",
    chat_key: int = 1,
    due_at: datetime = NOW,
    expired: str = "",
    message_class: MessageClass = NORMAL,
) -> NewMessage:
    """A message that helps for twelve hours."""
    until = NOW + 12 * HOUR
    return NewMessage(key, "pengingat", chat_key, {"n": 1}, due_at, due_at, until, expired, message_class)


async def fill(sessions: Sessions, *messages: NewMessage, chats: tuple[int, ...] = (1001, 1002)) -> int:
    """These chats, and these messages in the queue."""
    async with sessions.begin() as session:
        if (await session.exec(select(Chat))).first() is None:
            session.add_all(
                Chat(id=n, telegram_id=telegram_id, state=ChatState.OPEN) for n, telegram_id in enumerate(chats, 1)
            )
            await session.flush()
        return await enqueue(session, messages, now=NOW)


async def rows(sessions: Sessions) -> list[OutboxMessage]:
    """Every message, in order of its making."""
    async with sessions() as session:
        return list((await session.exec(select(OutboxMessage).order_by(col(OutboxMessage.id)))).all())


async def row(sessions: Sessions) -> OutboxMessage:
    """The only message."""
    (only,) = await rows(sessions)
    return only


async def attempts(sessions: Sessions) -> list[SendAttempt]:
    """Every attempt that was made."""
    async with sessions() as session:
        return list((await session.exec(select(SendAttempt).order_by(col(SendAttempt.id)))).all())


async def claimed(
    sessions: Sessions, owner: str = ME, now: datetime = NOW, limits: Limits = FAST, limit: int = 32
) -> list[Claim]:
    """What an owner gets of the queue."""
    async with sessions.begin() as session:
        found = await claim(session, owner=owner, now=now, limits=limits, limit=limit)
    return list(found.claims)


async def looked_at(sessions: Sessions, which: Claim, owner: str = ME, now: datetime = NOW) -> Held | None:
    """A claimed message right before it leaves."""
    async with sessions() as session:
        return next(iter(await hold(session, [which.id], owner=owner, now=now)), None)


async def intended(sessions: Sessions, which: Claim, owner: str = ME, now: datetime = NOW) -> str | None:
    """The key of the attempt that begins; None where it may not."""
    async with sessions.begin() as session:
        return (await intend(session, {which.id: "Pengingat"}, owner=owner, now=now)).get(which.id)


async def sending(sessions: Sessions, message_class: MessageClass = NORMAL) -> str:
    """One message on its way; returns the key of its attempt."""
    await fill(sessions, message(message_class=message_class))
    (mine,) = await claimed(sessions)
    attempt = await intended(sessions, mine)
    assert attempt is not None
    return attempt


async def settled(
    sessions: Sessions, attempt_id: str, result: Result, now: datetime = NOW, outbox_id: int = 1, chat: int = 1001
) -> bool:
    """Whether the result changed its message."""
    async with sessions.begin() as session:
        return bool(await settle(session, [Settlement(outbox_id, attempt_id, chat, result, now)]))
