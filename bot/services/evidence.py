"""Proof that a message arrived: a press on it, a reply to it, or the word of an operator."""

import re
from collections.abc import Sequence
from datetime import datetime

from sqlmodel.ext.asyncio.session import AsyncSession

from bot.services.settlement import PROVABLE, withdraw_repetitions
from db.models import OutboxMessage, OutboxState
from db.queries import outbox as queries

REFERENCE = re.compile(r"\bR-[A-Z2-7]{8}\b")
"""As `bot.services.outbox.new_reference` makes them."""
UNPROVEN = PROVABLE | {OutboxState.QUEUED, OutboxState.LEASED}
"""States that the message itself proves wrong, also where the database was restored from a copy."""


def find_reference(text: str) -> str | None:
    """The reference that a message of ours bears; it is the last thing that it says."""
    found = REFERENCE.findall(text)
    return found[-1] if found else None


async def acknowledge(
    session: AsyncSession, *, reference: str, telegram_id: int, now: datetime, message_id: int | None = None
) -> bool | None:
    """Note that a message was read; also the proof that it arrived. Only its own chat may say so.

    message_id: of the message under which the button was pressed. Returns whether this was the first time, None where
    the chat got no such message.
    """
    rows = await queries.list_by_reference(session, reference, telegram_id)
    if not rows:
        return None
    await _prove(session, rows, message_id, now)
    is_first = all(row.read_at is None for row in rows)
    for row in rows:
        row.read_at = row.read_at or now
    return is_first


async def witness(
    session: AsyncSession, *, reference: str, telegram_id: int, now: datetime, message_id: int | None = None
) -> bool:
    """Note that somebody replied to a message, which proves that it arrived; False where the chat got no such one."""
    rows = await queries.list_by_reference(session, reference, telegram_id)
    if not rows:
        return False
    await _prove(session, rows, message_id, now)
    return True


async def _prove(session: AsyncSession, rows: Sequence[OutboxMessage], message_id: int | None, now: datetime) -> None:
    row = _meant(rows, message_id)
    if row.state in UNPROVEN:
        row.state, row.reason, row.lease_owner, row.lease_until = OutboxState.SENT, "", None, None
        row.message_id = row.message_id or message_id
    row.sent_at = row.sent_at or now
    await session.flush()
    if row.id is not None:
        await withdraw_repetitions(session, [row.id])


def _meant(rows: Sequence[OutboxMessage], message_id: int | None) -> OutboxMessage:
    """The first message or its repetition: the one whose id is known, else the one whose id is not."""
    named = [row for row in rows if message_id is not None and row.message_id == message_id]
    unnamed = [row for row in rows if row.message_id is None]
    return (named or unnamed or list(rows))[0]
