"""The life of a message that waits to go out, up to the moment it leaves: queued, claimed, looked at, intended."""

import secrets
from base64 import b32encode
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlmodel import col
from sqlmodel.ext.asyncio.session import AsyncSession

from bot.domain.delivery import PRIORITY, MessageClass
from bot.services import rates
from bot.services.rates import DEFAULTS, Limits
from db.models import ChatState, OutboxMessage, OutboxState
from db.queries import outbox as queries

LEASE = timedelta(seconds=120)
"""How long a sender may take from the claim to the result of a message."""
BATCH = 32
REFERENCE_BYTES = 5
TOO_LATE, DELIVERED_BEFORE = "too_late", "delivered_before"
"""Reasons of a message that would no longer help, and of a repetition that proved needless."""

NOBODY: Mapping[str, Any] = {"lease_owner": None, "lease_until": None}


@dataclass(frozen=True)
class NewMessage:
    """A message to be queued, or written down as `expired` with a reason when it is too late for it.

    due_at: when it should leave; next_at: when it may; expires_at: from when on it would no longer help.
    chain: what messages about the same have in common, so that they can be counted.
    """

    dedupe_key: str
    kind: str
    chat_key: int
    payload: Mapping[str, Any]
    due_at: datetime
    next_at: datetime
    expires_at: datetime
    expired: str = ""
    message_class: MessageClass = MessageClass.NORMAL
    chain: str = ""
    thread_id: int | None = None


@dataclass(frozen=True)
class Claim:
    """A message leased to one sender, and the moment at which it may leave."""

    id: int
    telegram_id: int
    leaves_at: datetime


@dataclass(frozen=True)
class Claimed:
    """What a look into the queue brought: messages, or how long to wait for a slot; neither: nothing is due."""

    claims: tuple[Claim, ...] = ()
    wait: timedelta | None = None


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
    is_repeated: bool = False


@dataclass(frozen=True)
class Withheld:
    """Why a message does not leave now: `until` is when to look again, None if it never will."""

    reason: str
    until: datetime | None = None


def new_reference() -> str:
    """A short opaque reference that a person can read out, such as R-7K2M9QXA."""
    return "R-" + b32encode(secrets.token_bytes(REFERENCE_BYTES)).decode()


async def enqueue(session: AsyncSession, messages: Sequence[NewMessage], *, now: datetime) -> int:
    """Queue messages, each at most once for all times; returns how many were new."""
    rows = [
        {
            "dedupe_key": message.dedupe_key,
            "reference": new_reference(),
            "repeat": 0,
            "kind": message.kind,
            "message_class": message.message_class,
            "priority": PRIORITY[message.message_class],
            "chain": message.chain,
            "chat_id": message.chat_key,
            "thread_id": message.thread_id,
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


async def claim(
    session: AsyncSession,
    *,
    owner: str,
    now: datetime,
    limit: int = BATCH,
    limits: Limits = DEFAULTS,
    pace_now: datetime | None = None,
    lease: timedelta = LEASE,
) -> Claimed:
    """Lease messages that are due, by priority and age, each with the slot at which it may leave.

    Commit before sending: the intent is a second step. pace_now: the clock of the limits, where it is another one;
    the slots are its moments. What has to wait for its chat goes back into the queue.
    """
    paced = pace_now or now
    room = await rates.find_room(session, limits, now=paced)
    if not room.number:
        return Claimed(wait=room.wait)
    rows = await queries.claim_due(
        session, owner=owner, now=now, lease_until=now + lease, limit=min(limit, room.number)
    )
    if not rows:
        return Claimed()
    slots = await rates.take_slots(session, limits, [row.telegram_id for row in rows], now=paced)
    claims = []
    for row, slot in zip(rows, slots, strict=True):
        if slot.is_soon:
            claims.append(Claim(row.id, row.telegram_id, slot.at))
        else:
            again = now + (slot.at - paced)
            await queries.set_where(
                session, col(OutboxMessage.id) == row.id, state=OutboxState.QUEUED, next_at=again, **NOBODY
            )
    return Claimed(tuple(claims), wait=None if claims else timedelta(0))


async def hold(session: AsyncSession, ids: Sequence[int], *, owner: str, now: datetime) -> list[Held]:
    """Look at claimed messages right before they leave; those whose lease is lost or that were withdrawn are missing.

    Only reads: the intent checks the lease once more.
    """
    return [
        Held(
            id=row.id,
            kind=row.kind,
            reference=row.reference,
            chat_key=row.chat_key,
            telegram_id=row.telegram_id,
            thread_id=row.thread_id,
            person_id=row.focal_point_id,
            is_chat_open=row.chat_state is ChatState.OPEN,
            payload=row.payload,
            due_at=row.due_at,
            expires_at=row.expires_at,
            attempts=row.attempts,
            is_repeated=row.repeat > 0,
        )
        for row in await queries.list_leased(session, ids, owner, now)
    ]


async def intend(
    session: AsyncSession, texts: Mapping[int, str], *, owner: str, now: datetime, lease: timedelta = LEASE
) -> dict[int, str]:
    """Write down that messages, given by key, are about to be sent with these texts; returns the key of each attempt.

    Where the lease is lost there is none: another has it. Once this is committed, only a result ends an attempt.
    """
    if not texts:
        return {}
    token = secrets.token_hex(16)
    return await queries.begin_attempts(session, texts, token=token, owner=owner, now=now, lease_until=now + lease)


async def withhold(session: AsyncSession, withheld: Mapping[int, Withheld], *, owner: str) -> None:
    """Put held messages aside: back into the queue until a moment, or for good with the reason named."""
    for key, why in withheld.items():
        waits = why.until is not None
        final = OutboxState.EXPIRED if why.reason == TOO_LATE else OutboxState.SUPPRESSED
        moved = {"next_at": why.until} if waits else {}
        await queries.set_where(
            session,
            col(OutboxMessage.id) == key,
            col(OutboxMessage.state) == OutboxState.LEASED,
            col(OutboxMessage.lease_owner) == owner,
            state=OutboxState.QUEUED if waits else final,
            reason=why.reason,
            **NOBODY,
            **moved,
        )


async def release(session: AsyncSession, *, owner: str) -> int:
    """Give back what an owner claimed and did not begin to send; returns how many messages."""
    return await queries.set_where(
        session,
        col(OutboxMessage.state) == OutboxState.LEASED,
        col(OutboxMessage.lease_owner) == owner,
        state=OutboxState.QUEUED,
        **NOBODY,
    )


async def suppress(session: AsyncSession, *, outbox_ids: Sequence[int], reason: str) -> int:
    """Withdraw messages that have not left yet and name the reason; returns how many that was."""
    return await queries.set_where(
        session,
        col(OutboxMessage.id).in_(outbox_ids),
        col(OutboxMessage.state).in_([OutboxState.QUEUED, OutboxState.LEASED]),
        state=OutboxState.SUPPRESSED,
        reason=reason,
        **NOBODY,
    )
