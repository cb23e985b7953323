"""What becomes of attempts: results, leases that ran out, and the one repetition of what matters and is unclear."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

from sqlalchemy import Row, bindparam, func
from sqlalchemy.exc import DataError, SQLAlchemyError
from sqlmodel import col
from sqlmodel.ext.asyncio.session import AsyncSession

from bot.domain.delivery import REPEATED_AFTER
from bot.services.chats import TOPIC_CLOSED, close_chats, migrate_chat, park_chats, park_topics
from bot.services.outbox import DELIVERED_BEFORE, NOBODY, TOO_LATE
from db.models import OutboxMessage, OutboxState
from db.queries import outbox as queries

LEASE_EXPIRED = "lease_expired"
"""Reason of an attempt whose sender was never heard of again."""
REPETITION = "|ulang"
"""What the dedupe key of a repetition ends in."""

UNRECORDABLE = (SQLAlchemyError, OSError)
"""What the database raises when it is away."""
UNACCEPTABLE = (DataError, ArithmeticError, ValueError)
"""What it raises whenever it is asked to take what it cannot hold, such as a number without end."""

LEFT = frozenset({OutboxState.SENDING, OutboxState.UNKNOWN})
"""States from which the result of an attempt is taken: late evidence wins."""
PROVABLE = LEFT | {OutboxState.RESENT}
"""States that the proof of arrival ends, also where a repetition was queued meanwhile."""


class Outcome(StrEnum):
    """What became of an attempt, as far as that is known."""

    DELIVERED = "delivered"
    REFUSED = "refused"  # for good
    NOT_SENT = "not_sent"  # certainly; may be tried again
    UNKNOWN = "unknown"  # may have arrived; never sent again blindly


@dataclass(frozen=True)
class Result:
    """What became of an attempt; `retry_in` for what was not sent. `counts` is False where waiting was asked for.

    closes_chat, parks_chat: the chat takes nothing more, for the reason named, or not before its administrators act;
    new_chat: the id under which a group goes on.
    """

    outcome: Outcome
    message_id: int | None = None
    reason: str = ""
    error: str = ""
    retry_in: timedelta = timedelta(0)
    counts: bool = True
    closes_chat: bool = False
    parks_chat: bool = False
    new_chat: int | None = None


@dataclass(frozen=True)
class Settlement:
    """The result of an attempt to send a message to a chat of Telegram, and when it was known.

    reference: of the message, for the log.
    """

    outbox_id: int
    attempt_id: str
    telegram_id: int
    result: Result
    at: datetime
    reference: str = ""


@dataclass(frozen=True)
class Reaped:
    """What the reaper found: leases that ran out before and after sending began, and messages too late to help."""

    freed: int
    unknown: int
    expired: int


async def settle(session: AsyncSession, settlements: Sequence[Settlement]) -> int:
    """Record what became of attempts, and what that says of their chats; returns how many messages it changed.

    A result is taken from `sending` and from `unknown`, so that evidence which comes late still counts.
    Settling again changes nothing.
    """
    if not settlements:
        return 0
    grouped: dict[Outcome, list[Settlement]] = defaultdict(list)
    for one in settlements:
        grouped[one.result.outcome].append(one)
    await queries.end_attempts(session, [_end(one) for one in settlements])
    changed = 0
    for outcome, members in grouped.items():
        changed += await SETTLE[outcome](session, members)
    now = max(one.at for one in settlements)
    closed = {one.telegram_id: one.result.reason for one in settlements if one.result.closes_chat}
    await close_chats(session, closed, now=now)
    await _park(session, settlements, now)
    for one in settlements:
        if one.result.new_chat is not None:
            await migrate_chat(session, old_id=one.telegram_id, new_id=one.result.new_chat, now=one.at)
    return changed


async def _park(session: AsyncSession, settlements: Sequence[Settlement], now: datetime) -> None:
    """Write nothing more to topics that are closed, and to groups as a whole in which the bot may not write."""
    stopped = [one for one in settlements if one.result.parks_chat]
    in_topics = [one.outbox_id for one in stopped if one.result.reason == TOPIC_CLOSED]
    topical = await park_topics(session, in_topics, now=now) if in_topics else frozenset()
    whole = {one.telegram_id: one.result.reason for one in stopped if one.outbox_id not in topical}
    await park_chats(session, whole, now=now)


async def _delivered(session: AsyncSession, members: Sequence[Settlement]) -> int:
    rows = [_row(one, new_message_id=one.result.message_id, new_at=one.at) for one in members]
    values = {
        "state": OutboxState.SENT,
        "reason": "",
        "message_id": bindparam("new_message_id"),
        "sent_at": bindparam("new_at"),
    }
    changed = await queries.settle_each(session, rows, {OutboxState.SENDING}, values)
    if changed == len(rows):  # none was ever unclear, so none is repeated either
        return changed
    changed += await queries.settle_each(session, rows, PROVABLE - {OutboxState.SENDING}, values)
    learnt = func.coalesce(queries.OUTBOX.c.message_id, bindparam("new_message_id"))
    known = [_row(one, new_message_id=one.result.message_id) for one in members]
    await queries.settle_each(session, known, {OutboxState.SENT}, {"message_id": learnt})  # a press was faster
    await withdraw_repetitions(session, [one.outbox_id for one in members])
    return changed


async def _not_sent(session: AsyncSession, members: Sequence[Settlement]) -> int:
    rows = [
        _row(one, new_next_at=one.at + one.result.retry_in, new_less=0 if one.result.counts else 1) for one in members
    ]
    values = {
        "state": OutboxState.QUEUED,
        "reason": "",
        "unknown_at": None,
        "next_at": bindparam("new_next_at"),
        "attempts": queries.OUTBOX.c.attempts - bindparam("new_less"),
    }
    return await queries.settle_each(session, rows, LEFT, values)


async def _refused(session: AsyncSession, members: Sequence[Settlement]) -> int:
    rows = [_row(one, new_reason=one.result.reason) for one in members]
    values = {"state": OutboxState.FAILED, "reason": bindparam("new_reason")}
    return await queries.settle_each(session, rows, LEFT, values)


async def _unknown(session: AsyncSession, members: Sequence[Settlement]) -> int:
    rows = [_row(one, new_reason=one.result.reason, new_at=one.at) for one in members]
    values = {"state": OutboxState.UNKNOWN, "reason": bindparam("new_reason"), "unknown_at": bindparam("new_at")}
    return await queries.settle_each(session, rows, {OutboxState.SENDING}, values)


SETTLE = {
    Outcome.DELIVERED: _delivered,
    Outcome.NOT_SENT: _not_sent,
    Outcome.REFUSED: _refused,
    Outcome.UNKNOWN: _unknown,
}


def _end(one: Settlement) -> dict[str, Any]:
    return {
        "attempt_id": one.attempt_id,
        "outcome": one.result.outcome,
        "error": one.result.error,
        "finished_at": one.at,
    }


def _row(one: Settlement, **values: Any) -> dict[str, Any]:
    return {"outbox_id": one.outbox_id, "attempt_id": one.attempt_id, **values}


async def withdraw_repetitions(session: AsyncSession, outbox_ids: Sequence[int]) -> int:
    """Take back repetitions that have not left, since the first one did arrive; returns how many."""
    return await queries.set_where(
        session,
        col(OutboxMessage.resend_of).in_(outbox_ids),
        col(OutboxMessage.state).in_([OutboxState.QUEUED, OutboxState.LEASED]),
        state=OutboxState.SUPPRESSED,
        reason=DELIVERED_BEFORE,
        **NOBODY,
    )


async def reap(session: AsyncSession, *, now: datetime) -> Reaped:
    """End what nobody will end: leases of senders that are gone, and messages that are too late to help."""
    ran_out = col(OutboxMessage.lease_until) <= now
    state = col(OutboxMessage.state)
    return Reaped(
        freed=await queries.set_where(
            session, state == OutboxState.LEASED, ran_out, state=OutboxState.QUEUED, **NOBODY
        ),
        unknown=await queries.set_where(
            session,
            state == OutboxState.SENDING,
            ran_out,
            state=OutboxState.UNKNOWN,
            reason=LEASE_EXPIRED,
            unknown_at=now,
            **NOBODY,
        ),
        expired=await queries.set_where(
            session,
            state == OutboxState.QUEUED,
            col(OutboxMessage.expires_at) <= now,
            state=OutboxState.EXPIRED,
            reason=TOO_LATE,
        ),
    )


async def repeat_unclear(session: AsyncSession, *, now: datetime) -> int:
    """Queue the one repetition of what matters and has been unclear for long enough; returns how many.

    Whether it still helps, and the hours, are looked at when it leaves, as with every message.
    """
    repeated = 0
    for message_class, patience in REPEATED_AFTER.items():
        if patience is not None:
            for row in await queries.list_unclear(session, message_class, now - patience, now):
                repeated += await _repeat(session, row, now)
    return repeated


async def repeat(session: AsyncSession, *, outbox_id: int, now: datetime) -> bool:
    """Queue the one repetition of an unclear message because a person decided so; False where that cannot be."""
    row = await queries.find_message(session, outbox_id)
    if row is None or row.repeat or row.expires_at <= now:
        return False
    return bool(await _repeat(session, row, now))


async def _repeat(session: AsyncSession, row: Row[Any] | OutboxMessage, now: datetime) -> int:
    moved = await queries.set_where(
        session,
        col(OutboxMessage.id) == row.id,
        col(OutboxMessage.state) == OutboxState.UNKNOWN,
        state=OutboxState.RESENT,
    )
    if not moved:
        return 0
    kept = ("reference", "kind", "message_class", "priority", "chain", "chat_id", "thread_id", "payload")
    again = {name: getattr(row, name) for name in (*kept, "due_at", "expires_at")}
    again |= {"dedupe_key": f"{row.dedupe_key}{REPETITION}", "repeat": 1, "resend_of": row.id}
    again |= {"state": OutboxState.QUEUED, "reason": "", "next_at": now, "attempts": 0, "created_at": now}
    return await queries.insert_new(session, [again])
