"""Who has read an announcement, and what they answered to a poll."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from bot.services.announcements import chain_of
from bot.services.asking import Asker
from bot.services.evidence import acknowledge, witness
from db.models import AnnouncementReceipt, AnnouncementState
from db.queries.announcements import bears_reference, list_announcements
from db.queries.once import insert_once


class Received(StrEnum):
    """What a press under an announcement amounted to."""

    NEW = "new"
    AGAIN = "again"
    CHANGED = "changed"  # another option of a poll
    STRANGER = "stranger"  # nobody who takes part
    UNKNOWN = "unknown"  # no such announcement, or not for this chat


@dataclass(frozen=True)
class Press:
    """A press: in which chat, under which message. option: of a poll, None for [Sudah dibaca]."""

    announcement_id: int
    reference: str
    chat_id: int
    message_id: int | None
    option: int | None = None

    @property
    def is_private(self) -> bool:
        return self.chat_id > 0


async def receive(session: AsyncSession, *, press: Press, asker: Asker, now: datetime) -> Received:
    """Note that the asker has read the announcement, and their answer; it also proves that the message arrived.

    In a group everybody who takes part is counted, each once; nobody else is.
    """
    announcement = (await list_announcements(session, [press.announcement_id])).get(press.announcement_id)
    if announcement is None or announcement.state not in {AnnouncementState.APPROVED, AnnouncementState.RECALLED}:
        return Received.UNKNOWN
    if press.option is not None and not 0 <= press.option < len(announcement.options):
        return Received.UNKNOWN
    if not await bears_reference(session, chain_of(press.announcement_id), press.reference):
        return Received.UNKNOWN
    if not await _prove(session, press, now):
        return Received.UNKNOWN
    if asker.person is None or asker.is_stranger:
        return Received.STRANGER
    return await _note(session, press, asker, asker.person.id, now)


async def _prove(session: AsyncSession, press: Press, now: datetime) -> bool:
    """Note that the message arrived; False where a person presses in a chat that did not get it.

    A group may have become another chat since.
    """
    reference, message_id = press.reference, press.message_id
    if press.is_private:
        first = await acknowledge(
            session, reference=reference, telegram_id=press.chat_id, message_id=message_id, now=now
        )
        return first is not None
    await witness(session, reference=reference, telegram_id=press.chat_id, message_id=message_id, now=now)
    return True


async def _note(session: AsyncSession, press: Press, asker: Asker, person_id: int, now: datetime) -> Received:
    agency = next(iter(asker.agencies), None)
    is_new = await insert_once(
        session,
        AnnouncementReceipt,
        announcement_id=press.announcement_id,
        focal_point_id=person_id,
        agency_id=agency.id if agency else None,
        read_at=now,
        option=press.option,
        answered_at=now if press.option is not None else None,
    )
    if is_new:
        return Received.NEW
    if press.option is None:
        return Received.AGAIN
    statement = (
        select(AnnouncementReceipt)
        .where(
            AnnouncementReceipt.announcement_id == press.announcement_id,
            col(AnnouncementReceipt.focal_point_id) == person_id,
        )
        .with_for_update()
    )
    row = (await session.exec(statement)).one()
    if row.option == press.option:
        return Received.AGAIN
    row.option, row.answered_at = press.option, now
    session.add(row)
    return Received.CHANGED
