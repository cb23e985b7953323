"""What is stored about one person, and how it is forgotten."""

import json
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlmodel import col, delete, func, or_, select, update
from sqlmodel.ext.asyncio.session import AsyncSession

from bot.domain.agencies import AgencyRef
from bot.domain.roles import Role
from db.models import (
    Consent,
    FailedRedemption,
    InboxUpdate,
    InviteCode,
    Occupancy,
    OutboxMessage,
    OutboxState,
    Seat,
    SendAttempt,
)
from db.queries.agencies import list_agencies

PAGE = 500
SHORTEST_TOKEN = 100
"""Bytes that an empty text takes once it is encrypted, and any other of up to 15 bytes."""


@dataclass(frozen=True)
class SeatRecord:
    """A seat that a person occupies or occupied; the agency is None where it no longer exists."""

    role: Role
    agency: AgencyRef | None
    starts_at: datetime
    ends_at: datetime | None


@dataclass(frozen=True)
class MessageCounts:
    """How many planned messages of a chat were sent, were acknowledged, and wait."""

    sent: int
    read: int
    waiting: int


async def list_seat_records(session: AsyncSession, person_id: int, on: date) -> list[SeatRecord]:
    """Every seat that the person ever occupied, oldest first."""
    statement = (
        select(Occupancy, Seat)
        .join(Seat, col(Seat.id) == col(Occupancy.seat_id))
        .where(Occupancy.focal_point_id == person_id)
        .order_by(col(Occupancy.starts_at), col(Occupancy.id))
    )
    rows = (await session.exec(statement)).all()
    agencies = {agency.id: agency for agency in await list_agencies(session, on, {seat.agency_id for _, seat in rows})}
    return [SeatRecord(seat.role, agencies.get(seat.agency_id), held.starts_at, held.ends_at) for held, seat in rows]


async def list_consents(session: AsyncSession, person_id: int) -> list[Consent]:
    """What the person agreed to, oldest first."""
    statement = select(Consent).where(Consent.focal_point_id == person_id).order_by(col(Consent.id))
    return list((await session.exec(statement)).all())


async def count_messages(session: AsyncSession, chat_key: int) -> MessageCounts:
    """Count the planned messages of a chat."""
    statement = (
        select(OutboxMessage.state, func.count(), func.count(col(OutboxMessage.read_at)))
        .where(OutboxMessage.chat_id == chat_key)
        .group_by(col(OutboxMessage.state))
    )
    rows = {state: (number, read) for state, number, read in (await session.exec(statement)).all()}
    waiting = (OutboxState.QUEUED, OutboxState.LEASED, OutboxState.SENDING)
    return MessageCounts(
        sent=rows.get(OutboxState.SENT, (0, 0))[0],
        read=sum(read for _, read in rows.values()),
        waiting=sum(rows.get(state, (0, 0))[0] for state in waiting),
    )


async def count_invites_made(session: AsyncSession, person_id: int) -> int:
    """How many invitations the person made."""
    statement = select(func.count()).select_from(InviteCode).where(InviteCode.created_by == person_id)
    return (await session.exec(statement)).one()


async def list_update_ids(session: AsyncSession, telegram_id: int) -> list[int]:
    """The raw updates kept because of an error that speak of an account; encrypted, so each has to be opened.

    One that still waits is not among them: its text goes with its handling.
    """
    found: list[int] = []
    last = None
    while True:
        statement = select(InboxUpdate.update_id, InboxUpdate.raw).where(
            col(InboxUpdate.raw).is_not(None), col(InboxUpdate.handled_at).is_not(None)
        )
        if last is not None:
            statement = statement.where(col(InboxUpdate.update_id) > last)
        rows = (await session.exec(statement.order_by(col(InboxUpdate.update_id)).limit(PAGE))).all()
        if not rows:
            return found
        found += [update_id for update_id, raw in rows if raw and _speaks_of(raw, telegram_id)]
        last = rows[-1][0]


async def forget_updates(session: AsyncSession, telegram_id: int) -> None:
    """Empty the raw updates that speak of an account, and take its id off those that were handled."""
    ids = await list_update_ids(session, telegram_id)
    for start in range(0, len(ids), PAGE):
        chosen = ids[start : start + PAGE]
        await session.exec(update(InboxUpdate).where(col(InboxUpdate.update_id).in_(chosen)).values(raw=None))
    is_theirs = or_(col(InboxUpdate.sender) == telegram_id, col(InboxUpdate.lane) == telegram_id)
    statement = update(InboxUpdate).where(is_theirs, col(InboxUpdate.handled_at).is_not(None))
    await session.exec(statement.values(sender=None, lane=0))


async def forget_texts(session: AsyncSession, chat_key: int) -> None:
    """Empty the texts that were sent to a chat; when and why they were sent stays."""
    messages = select(OutboxMessage.id).where(OutboxMessage.chat_id == chat_key)
    await session.exec(update(SendAttempt).where(col(SendAttempt.outbox_id).in_(messages)).values(text=""))


async def forget_invite_names(session: AsyncSession, person_id: int) -> None:
    """Empty the names on the invitations that the person used."""
    await session.exec(update(InviteCode).where(col(InviteCode.used_by) == person_id).values(name=None))


async def forget_old_texts(session: AsyncSession, before: datetime) -> None:
    """Empty the texts of attempts that began before a moment; those that are empty already are left alone."""
    has_text = func.length(col(SendAttempt.text)) > SHORTEST_TOKEN
    await session.exec(update(SendAttempt).where(col(SendAttempt.started_at) < before, has_text).values(text=""))


async def forget_names_of_expired_invites(session: AsyncSession, now: datetime) -> None:
    """Empty the names on invitations that nobody took up in time."""
    statement = update(InviteCode).where(
        col(InviteCode.used_at).is_(None), col(InviteCode.expires_at) <= now, col(InviteCode.name).is_not(None)
    )
    await session.exec(statement.values(name=None))


async def forget_old_failures(session: AsyncSession, before: datetime) -> None:
    """Forget wrong codes that were tried before a moment."""
    await session.exec(delete(FailedRedemption).where(col(FailedRedemption.at) < before))


async def forget_failures(session: AsyncSession, telegram_id: int) -> None:
    """Forget the wrong codes that an account tried."""
    await session.exec(delete(FailedRedemption).where(col(FailedRedemption.telegram_id) == telegram_id))


def _speaks_of(raw: str, telegram_id: int) -> bool:
    if str(telegram_id) not in raw:
        return False
    try:
        return _holds_id(json.loads(raw), telegram_id)
    except (ValueError, RecursionError):
        return True  # unreadable, but it holds the number


def _holds_id(value: Any, telegram_id: int) -> bool:
    if isinstance(value, dict):
        return value.get("id") == telegram_id or any(_holds_id(part, telegram_id) for part in value.values())
    return isinstance(value, list) and any(_holds_id(part, telegram_id) for part in value)
