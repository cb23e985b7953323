"""Joining by invitation and leaving again."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlmodel.ext.asyncio.session import AsyncSession

from bot.domain.codes import find_code, hash_code
from bot.domain.errors import LastAdministrator
from bot.domain.roles import Role
from bot.services.audit import focal_point, record
from bot.services.chats import open_chat
from db.models import Chat, ChatState, FailedRedemption, FocalPoint, InviteCode, Seat
from db.queries.agencies import list_agencies
from db.queries.chats import ensure_chat, suppress_queue
from db.queries.invites import claim_invite, count_failures, find_invite, lock_administrators, occupy, vacate
from db.queries.people import OccupiedSeat, Person, find_person

__all__ = [
    "Account",
    "Enrolled",
    "find_code",
    "has_tried_too_often",
    "leave_seat",
    "redeem",
    "require_another_administrator",
]

WINDOW = timedelta(hours=1)
TRIES_OF_ONE, TRIES_OF_ALL = 5, 50
"""Wrong codes within the window after which a person, or everybody, is answered as if every code were wrong."""

NAME_LIMIT = 100


@dataclass(frozen=True)
class Account:
    """The Telegram account behind an update; `name` is what its owner calls themself."""

    telegram_id: int
    username: str | None
    name: str


@dataclass(frozen=True)
class Enrolled:
    """A person in a seat; `is_new` unless they sat there before."""

    person: Person
    seat: OccupiedSeat
    is_new: bool


async def redeem(
    session: AsyncSession, *, code: str | None, account: Account, now: datetime, today: date
) -> Enrolled | None:
    """Bring a person into the seat of an invitation, once.

    None is the one answer to a wrong, a used and an expired code, to one that does not even look like a code (None),
    and to too many tries; commit all the same, for the try is counted. Whoever sits in the seat already is
    told so and uses nothing up; that holds for the one who used this very code, too.
    """
    if await has_tried_too_often(session, account.telegram_id, now):
        return None
    found = await find_invite(session, hash_code(code)) if code else None
    if found is None or not await _exists(session, found[1], today):
        session.add(FailedRedemption(telegram_id=account.telegram_id, at=now))
        return None
    invite, seat = found
    person = await find_person(session, account.telegram_id, today)
    if person and _is_theirs(invite, person, now) and (held := _seat_of(person, seat)):
        await open_chat(session, telegram_id=account.telegram_id, username=account.username, now=now, on_purpose=True)
        return Enrolled(person, held, is_new=False)
    if not await claim_invite(session, invite.code_hash, now):
        session.add(FailedRedemption(telegram_id=account.telegram_id, at=now))
        return None
    return await _seat(session, invite, seat, account=account, now=now, today=today)


async def leave_seat(session: AsyncSession, *, person: Person, seat_id: int, now: datetime) -> OccupiedSeat | None:
    """End the occupancy of a seat ("Bukan saya"); None when the person does not sit there.

    Raises LastAdministrator rather than leave nobody to administer. Without any seat left nothing is sent either.
    """
    held = next((seat for seat in person.seats if seat.seat_id == seat_id), None)
    if held is None:
        return None
    if held.role is Role.SETNAS_ADMIN:
        await require_another_administrator(session, person.id)
    if not await vacate(session, person.id, now, [seat_id]):
        return None
    record(session, "seat_left", by=focal_point(person.id), now=now, seat=seat_id, agency=held.agency.id)
    if len(person.seats) == 1 and person.chat_key is not None:
        await suppress_queue(session, person.chat_key, "seat_left")
    return held


async def require_another_administrator(session: AsyncSession, person_id: int) -> None:
    """Raise LastAdministrator when nobody else administers; two who leave at once cannot both be let go."""
    if await lock_administrators(session) == {person_id}:
        raise LastAdministrator


async def has_tried_too_often(session: AsyncSession, telegram_id: int, now: datetime) -> bool:
    """Whether a person, or everybody together, tried so many wrong codes that no code is taken any more."""
    since = now - WINDOW
    if await count_failures(session, since, telegram_id) >= TRIES_OF_ONE:
        return True
    return await count_failures(session, since) >= TRIES_OF_ALL


async def _exists(session: AsyncSession, seat: Seat, today: date) -> bool:
    return bool(await list_agencies(session, today, [seat.agency_id]))


def _is_theirs(invite: InviteCode, person: Person, now: datetime) -> bool:
    """Whether the person may be told about the invitation: it is still good, or they are the one who used it."""
    return invite.used_by == person.id if invite.used_at else invite.expires_at > now


def _seat_of(person: Person, seat: Seat) -> OccupiedSeat | None:
    return next((held for held in person.seats if held.seat_id == seat.id), None)


async def _seat(
    session: AsyncSession, invite: InviteCode, seat: Seat, *, account: Account, now: datetime, today: date
) -> Enrolled:
    chat = await ensure_chat(session, account.telegram_id)
    row = await session.get(FocalPoint, chat.focal_point_id) if chat.focal_point_id else None
    row = row or FocalPoint(created_at=now)
    row.name = row.name or invite.name or account.name.strip()[:NAME_LIMIT] or None
    session.add(row)
    await session.flush()
    assert row.id is not None
    assert seat.id is not None
    _open(chat, row.id, account, now)
    is_new = await occupy(session, seat.id, row.id, now)
    invite.used_at, invite.used_by = now, row.id
    session.add_all([chat, invite])
    record(session, "invite_used", by=focal_point(row.id), now=now, invite=invite.id, seat=seat.id)
    await session.flush()
    person = await find_person(session, account.telegram_id, today)
    assert person is not None
    held = _seat_of(person, seat)
    assert held is not None
    return Enrolled(person, held, is_new)


def _open(chat: Chat, person_id: int, account: Account, now: datetime) -> None:
    chat.focal_point_id, chat.username = person_id, account.username
    chat.state, chat.state_reason, chat.opened_at = ChatState.OPEN, "", now
