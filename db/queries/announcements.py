"""Announcements, the messages that carry them, and who has read or answered."""

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Row
from sqlalchemy import select as select_columns
from sqlmodel import col, func, select, update
from sqlmodel.ext.asyncio.session import AsyncSession
from sqlmodel.sql.expression import SelectOfScalar

from db.models import (
    Announcement,
    AnnouncementReceipt,
    AnnouncementState,
    Chat,
    OutboxMessage,
    OutboxState,
    SendAttempt,
)


async def find_announcement(session: AsyncSession, announcement_id: int) -> Announcement | None:
    """The announcement of a key, held for this transaction."""
    return (
        await session.exec(select(Announcement).where(Announcement.id == announcement_id).with_for_update())
    ).first()


async def list_announcements(session: AsyncSession, ids: Collection[int]) -> dict[int, Announcement]:
    """Announcements by key."""
    found = (await session.exec(select(Announcement).where(col(Announcement.id).in_(ids)))).all()
    return {one.id: one for one in found if one.id is not None}


async def list_latest(session: AsyncSession, *, creators: Collection[int] | None, limit: int) -> list[Announcement]:
    """The newest announcements that have gone beyond a draft; of some persons, or of all."""
    statement = select(Announcement).where(
        col(Announcement.state).not_in([AnnouncementState.DRAFT, AnnouncementState.CANCELLED])
    )
    if creators is not None:
        statement = statement.where(col(Announcement.created_by).in_(creators))
    return list((await session.exec(statement.order_by(col(Announcement.id).desc()).limit(limit))).all())


async def find_draft(session: AsyncSession, person_id: int) -> Announcement | None:
    """The newest draft of a person, held for this transaction."""
    statement = (
        select(Announcement)
        .where(Announcement.created_by == person_id, Announcement.state == AnnouncementState.DRAFT)
        .order_by(col(Announcement.id).desc())
        .limit(1)
        .with_for_update()
    )
    return (await session.exec(statement)).first()


async def list_followed(session: AsyncSession, since: datetime) -> list[Announcement]:
    """Announcements that left, or leave, after a moment and whose writers have a message about them."""
    statement = select(Announcement).where(
        col(Announcement.state).in_([AnnouncementState.APPROVED, AnnouncementState.RECALLED]),
        func.coalesce(Announcement.send_at, Announcement.decided_at, Announcement.created_at) >= since,
        col(Announcement.created_by).is_not(None),
    )
    found = (await session.exec(statement.order_by(col(Announcement.id)))).all()
    return [one for one in found if one.progress.get("message") is not None]


async def move_state(
    session: AsyncSession, announcement_id: int, old: Collection[AnnouncementState], **values: Any
) -> bool:
    """Change an announcement while it is in one of the states; returns whether it was, so that one of two wins."""
    statement = (
        update(Announcement)
        .where(col(Announcement.id) == announcement_id, col(Announcement.state).in_(old))
        .values(**values)
    )
    return (await session.exec(statement)).rowcount == 1


async def list_rows(session: AsyncSession, chain: str, kind: str) -> list[OutboxMessage]:
    """The messages of a kind that carry an announcement; `chain` is its own."""
    return list((await session.exec(_rows(chain, kind))).all())


async def hold_rows(session: AsyncSession, chain: str, kind: str) -> list[OutboxMessage]:
    """The same, held for this transaction: none of them can be claimed before it ends."""
    return list((await session.exec(_rows(chain, kind).with_for_update())).all())


def _rows(chain: str, kind: str) -> SelectOfScalar[OutboxMessage]:
    statement = select(OutboxMessage).where(OutboxMessage.chain == chain, OutboxMessage.kind == kind)
    return statement.order_by(col(OutboxMessage.id))


async def bears_reference(session: AsyncSession, chain: str, reference: str) -> bool:
    """Whether a message of the announcement bears the reference."""
    statement = select(OutboxMessage.id).where(OutboxMessage.chain == chain, OutboxMessage.reference == reference)
    return (await session.exec(statement.limit(1))).first() is not None


async def list_originals(session: AsyncSession, ids: Collection[int]) -> dict[int, Row[Any]]:
    """State, number at Telegram and last text of messages by key: what a change of them depends on."""
    statement = (
        select_columns(
            col(OutboxMessage.id),
            col(OutboxMessage.state),
            col(OutboxMessage.message_id),
            col(OutboxMessage.reference),
            col(OutboxMessage.sent_at),
            col(SendAttempt.text),
        )
        .outerjoin(SendAttempt, col(SendAttempt.attempt_id) == col(OutboxMessage.attempt_id))
        .where(col(OutboxMessage.id).in_(ids))
    )
    rows: Sequence[Any] = (await (await session.connection()).execute(statement)).all()
    return {row.id: row for row in rows}


async def count_states(session: AsyncSession, chains: Collection[str], kind: str) -> dict[str, dict[OutboxState, int]]:
    """How many messages of each chain are in each state."""
    statement = (
        select(OutboxMessage.chain, OutboxMessage.state, func.count())
        .where(OutboxMessage.kind == kind, col(OutboxMessage.chain).in_(chains))
        .group_by(col(OutboxMessage.chain), col(OutboxMessage.state))
    )
    found: dict[str, dict[OutboxState, int]] = {chain: {} for chain in chains}
    for chain, state, number in (await session.exec(statement)).all():
        found[chain][OutboxState(state)] = number
    return found


async def count_writing_on(session: AsyncSession, chat_keys: Collection[int], start: datetime, end: datetime) -> int:
    """How many of these chats get another message between two moments."""
    statement = (
        select(func.count(func.distinct(OutboxMessage.chat_id)))
        .where(col(OutboxMessage.due_at) >= start, col(OutboxMessage.due_at) < end)
        .where(
            col(OutboxMessage.state).in_(
                [OutboxState.QUEUED, OutboxState.LEASED, OutboxState.SENDING, OutboxState.SENT]
            )
        )
    )
    chosen, number = sorted(chat_keys), 0
    for first in range(0, len(chosen), 500):
        part = statement.where(col(OutboxMessage.chat_id).in_(chosen[first : first + 500]))
        number += (await session.exec(part)).one()
    return number


async def list_receipts(session: AsyncSession, announcement_id: int) -> Sequence[AnnouncementReceipt]:
    """Who has read or answered, in that order."""
    statement = select(AnnouncementReceipt).where(AnnouncementReceipt.announcement_id == announcement_id)
    return (await session.exec(statement.order_by(col(AnnouncementReceipt.read_at)))).all()


async def find_private_chat(session: AsyncSession, person_id: int) -> Chat | None:
    """The newest private chat of a person."""
    statement = select(Chat).where(Chat.focal_point_id == person_id).order_by(col(Chat.id).desc()).limit(1)
    return (await session.exec(statement)).first()
