"""The second person: who is asked to agree to an announcement, and what comes of their decision."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from zoneinfo import ZoneInfo

from sqlmodel.ext.asyncio.session import AsyncSession

from bot.domain.agencies import AgencyRef
from bot.domain.audiences import parse_audience
from bot.domain.ladder import next_hour
from bot.domain.permissions import GRANTS, HeldSeat, Permission, Reach
from bot.domain.roles import Role
from bot.services.announcement_drafts import Outlook, look_ahead, may_announce, reach_of, world_of
from bot.services.announcements import HELPS_FOR, decide
from bot.services.audit import focal_point
from bot.services.outbox import NewMessage, enqueue
from bot.services.questions import Question
from bot.services.recipients import Recipients, World, find_recipients
from db.models import Announcement, AnnouncementState, ChatState
from db.queries.addressees import list_names, list_occupied
from db.queries.announcements import find_announcement, find_private_chat

APPROVAL, DECISION = "pengumuman_persetujuan", "pengumuman_putusan"
"""Kinds of the queued messages: the question to those who may agree, and what was decided, to the writer."""


class Decision(StrEnum):
    """What came of a press by a second person."""

    AGREED = "agreed"
    DECLINED = "declined"
    TOO_LATE = "too_late"  # somebody decided before
    OWN = "own"  # it is their own
    NOT_ALLOWED = "not_allowed"
    WRITER_LEFT = "writer_left"  # who wrote it may no longer write to anybody


@dataclass(frozen=True)
class Decided:
    """The outcome; by: who decided, where somebody did."""

    decision: Decision
    state: AnnouncementState
    by: str | None = None


@dataclass(frozen=True)
class Approver:
    """A person who may agree and can be asked."""

    person_id: int
    chat_key: int
    zone: ZoneInfo


async def request_approval(
    session: AsyncSession, *, announcement: Announcement, found: Recipients, question: Question
) -> int:
    """Ask everybody who may agree to this audience; returns how many were asked."""
    assert announcement.id is not None
    approvers = await _list_approvers(session, announcement.created_by, concerned(found), question)
    messages = [
        _message(
            APPROVAL,
            announcement.id,
            approver.person_id,
            approver.chat_key,
            question.now,
            next_hour(question.now, approver.zone),
        )
        for approver in approvers
    ]
    await enqueue(session, messages, now=question.now)
    return len(messages)


async def decide_in_chat(
    session: AsyncSession, *, announcement: Announcement, agrees: bool, question: Question
) -> Decided:
    """Somebody presses [Setujui] or [Tolak]; rights are looked up now, those of the writer too."""
    asker = question.asker
    if asker.person is None or not may_announce(asker):
        return Decided(Decision.NOT_ALLOWED, announcement.state)
    if announcement.state is not AnnouncementState.WAITING:
        return await _decided_before(session, announcement)
    if announcement.created_by == asker.person.id:
        return Decided(Decision.OWN, announcement.state)
    world = await writer_world(session, announcement, question)
    if world.allowed is not None and not world.allowed:
        return Decided(Decision.WRITER_LEFT, announcement.state)
    found = await find_recipients(session, audience=parse_audience(announcement.audience), world=world)
    if not _covers(reach_of(asker.held, question.registry.agencies), concerned(found)):
        return Decided(Decision.NOT_ALLOWED, announcement.state)
    by, now = focal_point(asker.person.id), question.now
    if not await decide(session, announcement=announcement, agrees=agrees, world=world, by=by, now=now):
        return await _decided_before(session, announcement)
    await _tell_writer(session, announcement, now)
    return Decided(Decision.AGREED if agrees else Decision.DECLINED, announcement.state, asker.person.name)


async def find_question(session: AsyncSession, *, announcement_id: int, question: Question) -> Outlook | None:
    """One that waits for a second person, for its writer and those who may decide about it."""
    one, asker = await find_announcement(session, announcement_id), question.asker
    if one is None or one.state is not AnnouncementState.WAITING or asker.person is None or not may_announce(asker):
        return None
    world = await writer_world(session, one, question)
    found = await find_recipients(session, audience=parse_audience(one.audience), world=world)
    is_own = one.created_by == asker.person.id
    if not is_own and not _covers(reach_of(asker.held, question.registry.agencies), concerned(found)):
        return None
    return await look_ahead(session, draft=one, question=question)


async def writer_world(session: AsyncSession, announcement: Announcement, question: Question) -> World:
    """What the audience is held against: how far the writer reaches now, whoever asks."""
    return world_of(question, await held_by(session, announcement.created_by, question.registry.agencies))


async def held_by(session: AsyncSession, person_id: int | None, agencies: Mapping[int, AgencyRef]) -> list[HeldSeat]:
    """The seats that a person occupies now."""
    occupied = await list_occupied(session, tuple(Role), [person_id]) if person_id is not None else []
    return [HeldSeat(seat.role, agencies[seat.agency_id].place) for seat in occupied if seat.agency_id in agencies]


def concerned(found: Recipients) -> frozenset[int] | None:
    """The agencies that are written to; None where a group of many reads it."""
    scopes = [group.scope for group in found.groups]
    if any(scope.agency is None for scope in scopes):
        return None
    reached = {agency.id for person in found.people for agency in person.agencies}
    return frozenset(reached | {scope.agency.id for scope in scopes if scope.agency is not None})


def _covers(reach: frozenset[int] | None, wanted: frozenset[int] | None) -> bool:
    return reach is None or (wanted is not None and wanted <= reach)


async def _list_approvers(
    session: AsyncSession, writer: int | None, wanted: frozenset[int] | None, question: Question
) -> list[Approver]:
    """Everybody else who reaches as far and can be written to."""
    agencies: Mapping[int, AgencyRef] = question.registry.agencies
    roles = [role for role, grants in GRANTS.items() if grants[Permission.ANNOUNCE] is not Reach.NOWHERE]
    held: dict[int, list[HeldSeat]] = defaultdict(list)
    open_to: dict[int, Approver] = {}
    for seat in await list_occupied(session, roles):
        agency = agencies.get(seat.agency_id)
        if agency is None or seat.person_id == writer or seat.chat_key is None:
            continue
        if seat.chat_state is ChatState.OPEN and not seat.is_stopped:
            held[seat.person_id].append(HeldSeat(seat.role, agency.place))
            open_to.setdefault(seat.person_id, Approver(seat.person_id, seat.chat_key, agency.zone))
    return [open_to[key] for key, seats in held.items() if _covers(reach_of(seats, agencies), wanted)]


async def _decided_before(session: AsyncSession, announcement: Announcement) -> Decided:
    await session.refresh(announcement)
    names = await list_names(session, [announcement.decided_by] if announcement.decided_by is not None else [])
    return Decided(Decision.TOO_LATE, announcement.state, names.get(announcement.decided_by or 0))


async def _tell_writer(session: AsyncSession, announcement: Announcement, now: datetime) -> None:
    assert announcement.id is not None
    writer = announcement.created_by
    chat = await find_private_chat(session, writer) if writer is not None else None
    if writer is not None and chat is not None and chat.id is not None:
        await enqueue(session, [_message(DECISION, announcement.id, writer, chat.id, now, now)], now=now)


def _message(
    kind: str, announcement_id: int, person_id: int, chat_key: int, now: datetime, leaves_at: datetime
) -> NewMessage:
    return NewMessage(
        dedupe_key=f"{kind}|{announcement_id}|{person_id}",
        kind=kind,
        chat_key=chat_key,
        payload={"announcement": announcement_id, "person": person_id},
        due_at=now,
        next_at=leaves_at,
        expires_at=leaves_at + HELPS_FOR,
    )
