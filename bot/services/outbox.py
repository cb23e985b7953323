"""The life of a message that waits to go out: claimed, intended, sent, and settled by what became of it."""

import secrets
from base64 import b32encode
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

from sqlmodel import col
from sqlmodel.ext.asyncio.session import AsyncSession

from db.models import ChatState, OutboxMessage, OutboxState, SendAttempt
from db.queries import outbox as queries

LEASE = timedelta(seconds=120)
"""How long a sender may take from the claim to the result of a message."""
BATCH = 20
REFERENCE_BYTES = 5
TOO_LATE = "too_late"
"""Reason of a message that would no longer help."""

LEFT = frozenset({OutboxState.SENDING, OutboxState.UNKNOWN})
"""States from which the result of an attempt is taken: late evidence wins."""
PROVABLE = LEFT | {OutboxState.QUEUED, OutboxState.LEASED}
"""States that a press on the message itself proves wrong: it arrived."""


@dataclass(frozen=True)
class NewMessage:
    """A message to be queued, or written down as `expired` with a reason when it is too late for it.

    due_at: when it should leave; next_at: when it may; expires_at: from when on it would no longer help.
    """

    dedupe_key: str
    kind: str
    chat_key: int
    payload: Mapping[str, Any]
    due_at: datetime
    next_at: datetime
    expires_at: datetime
    expired: str = ""


@dataclass(frozen=True)
class Claim:
    """A message leased to one sender."""

    id: int
    kind: str
    chat_key: int


@dataclass(frozen=True)
class Held:
    """A leased message as it is looked at right before it leaves."""

    id: int
    kind: str
    reference: str
    chat_key: int
    telegram_id: int
    thread_id: int | None
    person_id: int | None
    is_chat_open: bool
    payload: Mapping[str, Any]
    due_at: datetime
    expires_at: datetime
    attempts: int = 0


@dataclass(frozen=True)
class Withheld:
    """Why a message does not leave now: `until` is when to look again, None if it never will."""

    reason: str
    until: datetime | None = None


class Outcome(StrEnum):
    """What became of an attempt, as far as that is known."""

    DELIVERED = "delivered"
    REFUSED = "refused"  # for good
    NOT_SENT = "not_sent"  # certainly; may be tried again
    UNKNOWN = "unknown"  # may have arrived; never sent again blindly


STATE_AFTER = {
    Outcome.DELIVERED: OutboxState.SENT,
    Outcome.REFUSED: OutboxState.FAILED,
    Outcome.NOT_SENT: OutboxState.QUEUED,
    Outcome.UNKNOWN: OutboxState.UNKNOWN,
}


@dataclass(frozen=True)
class Result:
    """What became of an attempt; `retry_in` for what was not sent. `counts` is False where waiting was asked for."""

    outcome: Outcome
    message_id: int | None = None
    reason: str = ""
    error: str = ""
    retry_in: timedelta = timedelta(0)
    counts: bool = True


@dataclass(frozen=True)
class Reaped:
    """What the reaper found: leases that ran out before and after sending began, and messages too late to help."""

    freed: int
    unknown: int
    expired: int


def new_reference() -> str:
    """A short opaque reference that a person can read out, such as R-7K2M9QXA."""
    return "R-" + b32encode(secrets.token_bytes(REFERENCE_BYTES)).decode()


async def enqueue(session: AsyncSession, messages: Sequence[NewMessage], *, now: datetime) -> int:
    """Queue messages, each at most once for all times; returns how many were new."""
    rows = [
        {
            "dedupe_key": message.dedupe_key,
            "reference": new_reference(),
            "kind": message.kind,
            "chat_id": message.chat_key,
            "payload": dict(message.payload),
            "state": OutboxState.EXPIRED if message.expired else OutboxState.QUEUED,
            "reason": message.expired,
            "due_at": message.due_at,
            "next_at": message.next_at,
            "expires_at": message.expires_at,
            "attempts": 0,
            "created_at": now,
        }
        for message in messages
    ]
    return await queries.insert_new(session, rows)


async def is_any_due(session: AsyncSession, *, now: datetime) -> bool:
    """Whether a message waits that may leave now."""
    return await queries.is_any_due(session, now)


async def claim(session: AsyncSession, *, owner: str, now: datetime, limit: int = BATCH) -> list[Claim]:
    """Lease messages that are due, the oldest first. Commit before sending: the intent is a second step."""
    claimed = await queries.claim_due(session, owner=owner, now=now, lease_until=now + LEASE, limit=limit)
    return [Claim(key, kind, chat_key) for key, kind, chat_key in claimed]


async def hold(session: AsyncSession, claimed: Claim, *, owner: str, now: datetime) -> Held | None:
    """Look at a claimed message right before it leaves; None where the lease is lost or it was withdrawn."""
    found = await queries.find_leased(session, claimed.id, owner, now)
    if found is None:
        return None
    row, chat = found
    return Held(
        id=claimed.id,
        kind=row.kind,
        reference=row.reference,
        chat_key=row.chat_id,
        telegram_id=chat.telegram_id,
        thread_id=row.thread_id,
        person_id=chat.focal_point_id,
        is_chat_open=chat.state is ChatState.OPEN,
        payload=row.payload,
        due_at=row.due_at,
        expires_at=row.expires_at,
        attempts=row.attempts,
    )


async def intend(session: AsyncSession, held: Held, *, text: str, now: datetime) -> str:
    """Write down that the message is about to be sent, and its text; returns the key of the attempt.

    Belongs into the transaction that holds the message. Once it is committed, only a result ends the attempt.
    """
    attempt_id = secrets.token_hex(16)
    await queries.set_where(
        session,
        col(OutboxMessage.id) == held.id,
        state=OutboxState.SENDING,
        attempt_id=attempt_id,
        attempts=OutboxMessage.attempts + 1,
        lease_until=now + LEASE,
    )
    session.add(SendAttempt(outbox_id=held.id, attempt_id=attempt_id, text=text, started_at=now))
    return attempt_id


async def withhold(session: AsyncSession, held: Held, withheld: Withheld) -> None:
    """Put a held message aside: back into the queue until a moment, or for good with the reason named."""
    waits = withheld.until is not None
    final = OutboxState.EXPIRED if withheld.reason == TOO_LATE else OutboxState.SUPPRESSED
    moved = {"next_at": withheld.until} if waits else {}
    await queries.set_where(
        session,
        col(OutboxMessage.id) == held.id,
        state=OutboxState.QUEUED if waits else final,
        reason=withheld.reason,
        lease_owner=None,
        lease_until=None,
        **moved,
    )


async def settle(session: AsyncSession, *, attempt_id: str, result: Result, now: datetime) -> bool:
    """Record what became of an attempt; returns whether it changed the message.

    It does so from `sending` and from `unknown`, so that evidence which comes late still counts.
    """
    attempt = await queries.get_attempt(session, attempt_id)
    attempt.outcome, attempt.error, attempt.finished_at = result.outcome, result.error, now
    row = await queries.find_attempted(session, attempt_id)
    if row is None or row.state not in LEFT:
        if row is not None and row.state is OutboxState.SENT:  # a press was faster than the answer of Telegram
            row.message_id = row.message_id or result.message_id
        return False
    row.state, row.reason = STATE_AFTER[result.outcome], result.reason
    row.lease_owner = row.lease_until = None
    if result.outcome is Outcome.DELIVERED:
        row.message_id, row.sent_at = result.message_id, now
    if result.outcome is Outcome.NOT_SENT:
        row.next_at = now + result.retry_in
        row.attempts -= 0 if result.counts else 1
    return True


async def reap(session: AsyncSession, *, now: datetime) -> Reaped:
    """End what nobody will end: leases of senders that are gone, and messages that are too late to help."""
    ran_out = col(OutboxMessage.lease_until) <= now
    nobody = {"lease_owner": None, "lease_until": None}
    state = col(OutboxMessage.state)
    return Reaped(
        freed=await queries.set_where(
            session, state == OutboxState.LEASED, ran_out, state=OutboxState.QUEUED, **nobody
        ),
        unknown=await queries.set_where(
            session, state == OutboxState.SENDING, ran_out, state=OutboxState.UNKNOWN, reason="lease_expired", **nobody
        ),
        expired=await queries.set_where(
            session,
            state == OutboxState.QUEUED,
            col(OutboxMessage.expires_at) <= now,
            state=OutboxState.EXPIRED,
            reason=TOO_LATE,
        ),
    )


async def suppress(session: AsyncSession, *, outbox_ids: Sequence[int], reason: str) -> int:
    """Withdraw messages that have not left yet and name the reason; returns how many that were."""
    return await queries.set_where(
        session,
        col(OutboxMessage.id).in_(outbox_ids),
        col(OutboxMessage.state).in_([OutboxState.QUEUED, OutboxState.LEASED]),
        state=OutboxState.SUPPRESSED,
        reason=reason,
        lease_owner=None,
        lease_until=None,
    )


async def acknowledge(session: AsyncSession, *, reference: str, telegram_id: int, now: datetime) -> bool | None:
    """Note that a message was read; also the proof that it arrived. Only its own chat may say so.

    Returns whether this was the first time, None where the chat got no such message.
    """
    row = await queries.find_by_reference(session, reference, telegram_id)
    if row is None:
        return None
    if row.state in PROVABLE:
        row.state, row.reason, row.lease_owner, row.lease_until = OutboxState.SENT, "", None, None
    row.sent_at = row.sent_at or now
    is_first = row.read_at is None
    row.read_at = row.read_at or now
    return is_first
