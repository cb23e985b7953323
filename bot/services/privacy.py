"""A person's own data and peace: consent, stop and resume, what is stored, erasure."""

from dataclasses import dataclass
from datetime import date, datetime

from sqlmodel import col, select, update
from sqlmodel.ext.asyncio.session import AsyncSession

from bot.domain.agencies import AgencyRef
from bot.domain.roles import Role
from bot.services.audit import focal_point, record
from bot.services.chats import open_chat
from bot.services.enrolment import require_another_administrator
from bot.services.kept_questions import agencies_in
from bot.services.notices import tell_unreachable
from bot.texts.catalog import SOURCE
from db.models import Chat, ChatState, Consent, FocalPoint
from db.queries.agencies import list_agencies
from db.queries.chats import suppress_queue
from db.queries.corrections import count_notes, forget_notes
from db.queries.invites import vacate
from db.queries.last_questions import find_last_question, forget_last_question
from db.queries.people import Person
from db.queries.personal import (
    MessageCounts,
    SeatRecord,
    count_invites_made,
    count_messages,
    forget_failures,
    forget_invite_names,
    forget_texts,
    forget_updates,
    list_consents,
    list_seat_records,
    list_update_ids,
)

NOTICE_VERSION = "2026-11"
"""Raise it with every change of the privacy notice: whoever agreed to an older one is asked again."""

OUTSIDE_TELEGRAM = -(2**62)
"""Ids of Telegram have 52 bits at most, so an erased chat takes one that no chat can ever have."""


@dataclass(frozen=True)
class AskedLast:
    """When a question was asked that is remembered for a while, and the agencies that it was about."""

    at: datetime
    agencies: tuple[AgencyRef, ...]


@dataclass(frozen=True)
class OwnData:
    """All that is stored about a person."""

    name: str | None
    username: str | None
    telegram_id: int
    known_since: datetime
    language: str
    reminder_hour: int | None
    stopped_at: datetime | None
    chat_state: ChatState
    opened_at: datetime | None
    seats: tuple[SeatRecord, ...]
    consents: tuple[Consent, ...]
    messages: MessageCounts
    invites_made: int
    updates_kept: int
    notes_kept: int = 0
    asked: AskedLast | None = None


async def has_agreed(session: AsyncSession, person_id: int) -> bool:
    """Whether the person agreed to the notice as it reads now."""
    return any(
        consent.version == NOTICE_VERSION and consent.withdrawn_at is None
        for consent in await list_consents(session, person_id)
    )


async def give_consent(session: AsyncSession, *, person_id: int, version: str, now: datetime) -> bool:
    """Record that the person agrees; once, however often they press. False for another wording than the present."""
    if version != NOTICE_VERSION:
        return False
    await session.get_one(FocalPoint, person_id, with_for_update=True)
    if not await has_agreed(session, person_id):
        session.add(Consent(focal_point_id=person_id, version=version, given_at=now))
        record(session, "consent_given", by=focal_point(person_id), now=now, version=version)
    return True


async def stop(session: AsyncSession, *, person: Person, now: datetime) -> int:
    """Stop every planned message from now on; returns how many that waited were withdrawn. Questions are answered.

    The other seats of the person's agencies and the coordinator are told, so that nobody relies on a reminder.
    """
    row = await session.get_one(FocalPoint, person.id, with_for_update=True)
    if row.stopped_at is None:
        row.stopped_at = now
        session.add(row)
        record(session, "stopped", by=focal_point(person.id), now=now)
        await session.flush()
        if person.is_reachable:
            await tell_unreachable(session, [person.id], now=now)
    return await suppress_queue(session, person.chat_key, "stopped") if person.chat_key is not None else 0


async def resume(session: AsyncSession, *, person: Person, username: str | None, now: datetime) -> None:
    """Send planned messages again, by the person's own wish; what was withdrawn stays so."""
    row = await session.get_one(FocalPoint, person.id, with_for_update=True)
    if row.stopped_at is not None:
        row.stopped_at = None
        session.add(row)
        record(session, "resumed", by=focal_point(person.id), now=now)
    if person.telegram_id is not None:
        await open_chat(session, telegram_id=person.telegram_id, username=username, now=now, on_purpose=True)


async def own_data(session: AsyncSession, *, person: Person, today: date) -> OwnData:
    """Gather everything that is stored about the person."""
    row = await session.get_one(FocalPoint, person.id)
    chat = await session.get_one(Chat, person.chat_key)
    return OwnData(
        name=row.name,
        username=chat.username,
        telegram_id=chat.telegram_id,
        known_since=row.created_at,
        language=row.language or chat.language or SOURCE,
        reminder_hour=row.reminder_hour,
        stopped_at=row.stopped_at,
        chat_state=chat.state,
        opened_at=chat.opened_at,
        seats=tuple(await list_seat_records(session, person.id, today)),
        consents=tuple(await list_consents(session, person.id)),
        messages=await count_messages(session, chat.id or 0),
        invites_made=await count_invites_made(session, person.id),
        updates_kept=len(await list_update_ids(session, chat.telegram_id)),
        notes_kept=await count_notes(session, person.id),
        asked=await _asked_last(session, chat.id or 0, today),
    )


async def _asked_last(session: AsyncSession, chat_key: int, today: date) -> AskedLast | None:
    row = await find_last_question(session, chat_key)
    if row is None:
        return None
    keys = agencies_in(row.understood)
    return AskedLast(row.asked_at, tuple(await list_agencies(session, today, keys)) if keys else ())


async def erase(session: AsyncSession, *, person: Person, now: datetime) -> None:
    """Forget who the person is: name, account, seats, settings, texts sent to them and updates received from them.

    What was decided and what was sent stays as keys without a name. Raises LastAdministrator rather than leave nobody
    to administer.
    """
    if any(seat.role is Role.SETNAS_ADMIN for seat in person.seats):
        await require_another_administrator(session, person.id)
    row = await session.get_one(FocalPoint, person.id, with_for_update=True)
    row.name, row.language, row.stopped_at = None, None, None
    row.reminder_hour, row.earlier_hour, row.hour_from = None, None, None
    session.add(row)
    await vacate(session, person.id, now)
    await _withdraw_consents(session, person.id, now)
    await forget_invite_names(session, person.id)
    await forget_notes(session, person.id)
    if person.chat_key is not None:
        await _erase_chat(session, person.chat_key)
    record(session, "erased", by=focal_point(person.id), now=now)


async def _withdraw_consents(session: AsyncSession, person_id: int, now: datetime) -> None:
    statement = (
        update(Consent)
        .where(col(Consent.focal_point_id) == person_id, col(Consent.withdrawn_at).is_(None))
        .values(withdrawn_at=now)
    )
    await session.exec(statement)


async def _erase_chat(session: AsyncSession, chat_key: int) -> None:
    chat = (await session.exec(select(Chat).where(Chat.id == chat_key).with_for_update())).one()
    await suppress_queue(session, chat_key, "erased")
    await forget_texts(session, chat_key)
    await forget_updates(session, chat.telegram_id)
    await forget_failures(session, chat.telegram_id)
    await forget_last_question(session, chat_key)
    chat.telegram_id, chat.username, chat.focal_point_id = OUTSIDE_TELEGRAM - chat_key, None, None
    chat.state, chat.state_reason = ChatState.CLOSED, "erased"
    chat.menu, chat.language = None, None
    session.add(chat)
