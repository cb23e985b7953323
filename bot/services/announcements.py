"""The life of an announcement: written, agreed to, sent through the outbox, corrected, recalled."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import Any

from sqlmodel import col
from sqlmodel.ext.asyncio.session import AsyncSession

from bot.domain.audiences import parse_audience
from bot.domain.delivery import MessageClass
from bot.domain.ladder import next_hour
from bot.services.audit import Actor, record
from bot.services.outbox import NOBODY, NewMessage, enqueue, new_reference
from bot.services.recipients import GroupReached, PersonReached, Recipients, World, find_recipients
from db.models import Announcement, AnnouncementState, OutboxMessage, OutboxState
from db.queries import announcements as queries
from db.queries.outbox import set_where

ANNOUNCEMENT, CORRECTION, RECALL = "pengumuman", "pengumuman_ralat", "pengumuman_tarik"
"""Kinds of the queued messages: what is announced, the edit of one, the removal of one."""
RECALLED = "recalled"
"""Reason of messages that had not left when their announcement was recalled."""
APPROVAL_ABOVE = 50
"""So many recipients one person may write to alone."""
HELPS_FOR = timedelta(days=3)
"""How long an announcement that could not leave is still worth sending."""
LEFT = (OutboxState.LEASED, OutboxState.SENDING, OutboxState.UNKNOWN, OutboxState.RESENT, OutboxState.SENT)
"""States in which a message may be with its reader already."""
TEXT_LIMIT, CAPTION_LIMIT = 3_000, 800
"""Characters of what is written, so that with the frame around it the message stays within Telegram's limits."""


@dataclass(frozen=True)
class Preview:
    """Whom an announcement would reach now. busy: how many of the persons get another message that day."""

    recipients: Recipients
    busy: int

    @property
    def needs_approval(self) -> bool:
        """Whether a second person must agree."""
        return self.recipients.number > APPROVAL_ABOVE


def chain_of(announcement_id: int) -> str:
    """What all messages of an announcement have in common."""
    return f"pengumuman:{announcement_id}"


async def draft(
    session: AsyncSession,
    *,
    text: str,
    audience: str,
    by: Actor,
    now: datetime,
    send_at: datetime | None = None,
    agency_id: int | None = None,
    **more: Any,
) -> Announcement:
    """Keep what somebody wrote; nothing is sent. agency_id: for whom it speaks, None for Setnas PK.

    more: attachment_kind, attachment_id, link, options.
    """
    made = Announcement(
        reference=new_reference(),
        text=text,
        audience=audience,
        created_by=by.person_id,
        created_at=now,
        send_at=send_at,
        agency_id=agency_id,
        **more,
    )
    session.add(made)
    await session.flush()
    return made


async def preview(session: AsyncSession, *, announcement: Announcement, world: World, now: datetime) -> Preview:
    """Look up whom it would reach; raises BadAudience."""
    found = await find_recipients(session, audience=parse_audience(announcement.audience), world=world)
    day = (announcement.send_at or now).astimezone(world.zone).date()
    start = datetime.combine(day, time(0), world.zone)
    chats = [person.chat_key for person in found.people]
    return Preview(found, await queries.count_writing_on(session, chats, start, start + timedelta(days=1)))


async def submit(
    session: AsyncSession, *, announcement: Announcement, world: World, by: Actor, now: datetime, is_alone: bool = False
) -> tuple[AnnouncementState, Preview]:
    """Send a draft, or hand it to a second person where it reaches many; done twice, it changes nothing.

    is_alone: the command line, whose operator answers for it. Returns the state that it has now.
    """
    seen = await preview(session, announcement=announcement, world=world, now=now)
    assert announcement.id is not None
    waits = seen.needs_approval and not is_alone
    state = AnnouncementState.WAITING if waits else AnnouncementState.APPROVED
    if not await queries.move_state(session, announcement.id, [AnnouncementState.DRAFT], state=state):
        return announcement.state, seen
    record(
        session, f"announcement_{state}", by=by, now=now, announcement=announcement.id, number=seen.recipients.number
    )
    if not waits:
        await _launch(session, announcement, seen.recipients, now)
    return state, seen


async def decide(
    session: AsyncSession, *, announcement: Announcement, agrees: bool, world: World, by: Actor, now: datetime
) -> bool:
    """A second person agrees or declines; False where somebody was faster, or it is the one who wrote it.

    The recipients are looked up now, and from then on do not change.
    """
    assert announcement.id is not None
    if by.person_id is None or by.person_id == announcement.created_by:
        return False
    state = AnnouncementState.APPROVED if agrees else AnnouncementState.DECLINED
    moved = {"state": state, "decided_by": by.person_id, "decided_at": now}
    if not await queries.move_state(session, announcement.id, [AnnouncementState.WAITING], **moved):
        return False
    record(session, f"announcement_{state}", by=by, now=now, announcement=announcement.id)
    if agrees:
        found = await find_recipients(session, audience=parse_audience(announcement.audience), world=world)
        await _launch(session, announcement, found, now)
    return True


async def cancel(session: AsyncSession, *, announcement_id: int, by: Actor, now: datetime) -> bool:
    """Give up a draft, or one that waits."""
    old = [AnnouncementState.DRAFT, AnnouncementState.WAITING]
    done = await queries.move_state(session, announcement_id, old, state=AnnouncementState.CANCELLED)
    if done:
        record(session, "announcement_cancelled", by=by, now=now, announcement=announcement_id)
    return done


async def correct(session: AsyncSession, *, announcement: Announcement, text: str, by: Actor, now: datetime) -> int:
    """Change what was announced: what has not left goes out anew, what was sent is edited; returns how many are."""
    assert announcement.id is not None
    revision = announcement.revision + 1
    moved = {"text": text, "revision": revision}
    if not await queries.move_state(session, announcement.id, [AnnouncementState.APPROVED], **moved):
        return 0
    record(session, "announcement_corrected", by=by, now=now, announcement=announcement.id, revision=revision)
    return await _change_sent(session, announcement.id, CORRECTION, str(revision), now)


async def recall(session: AsyncSession, *, announcement: Announcement, by: Actor, now: datetime) -> int:
    """Take an announcement back: what has not left stays here, what was sent is removed; returns how many are."""
    assert announcement.id is not None
    moved = {"state": AnnouncementState.RECALLED, "recalled_at": now}
    if not await queries.move_state(session, announcement.id, [AnnouncementState.APPROVED], **moved):
        return 0
    record(session, "announcement_recalled", by=by, now=now, announcement=announcement.id)
    number = await _change_sent(session, announcement.id, RECALL, "", now)
    await set_where(
        session,
        col(OutboxMessage.chain) == chain_of(announcement.id),
        col(OutboxMessage.kind) != RECALL,
        col(OutboxMessage.state).in_([OutboxState.QUEUED, OutboxState.LEASED]),
        state=OutboxState.SUPPRESSED,
        reason=RECALLED,
        **NOBODY,
    )
    return number


async def _launch(session: AsyncSession, announcement: Announcement, found: Recipients, now: datetime) -> None:
    """Queue one message for everybody who is reached now."""
    assert announcement.id is not None
    due_at = max(announcement.send_at or now, now)
    messages = [_to_person(announcement.id, person, due_at) for person in found.people]
    messages += [_to_group(announcement.id, group, due_at) for group in found.groups]
    await enqueue(session, messages, now=now)


def _to_person(announcement_id: int, person: PersonReached, due_at: datetime) -> NewMessage:
    leaves_at = next_hour(due_at, person.zone)
    return NewMessage(
        dedupe_key=f"{chain_of(announcement_id)}|{person.chat_key}",
        kind=ANNOUNCEMENT,
        chat_key=person.chat_key,
        payload={
            "announcement": announcement_id,
            "person": person.person_id,
            "agencies": [agency.id for agency in person.agencies],
            "roles": [role.value for role in person.roles],
            "zone": person.zone.key,
        },
        due_at=due_at,
        next_at=leaves_at,
        expires_at=leaves_at + HELPS_FOR,
        chain=chain_of(announcement_id),
    )


def _to_group(announcement_id: int, group: GroupReached, due_at: datetime) -> NewMessage:
    leaves_at = next_hour(due_at, group.zone)
    return NewMessage(
        dedupe_key=f"{chain_of(announcement_id)}|{group.chat_key}|{group.thread_id or 0}",
        kind=ANNOUNCEMENT,
        chat_key=group.chat_key,
        payload={"announcement": announcement_id, "binding": group.binding_id, "zone": group.zone.key},
        due_at=due_at,
        next_at=leaves_at,
        expires_at=leaves_at + HELPS_FOR,
        message_class=MessageClass.GROUP,
        chain=chain_of(announcement_id),
        thread_id=group.thread_id,
    )


async def _change_sent(session: AsyncSession, announcement_id: int, kind: str, mark: str, now: datetime) -> int:
    """Queue the same change for each message that may be with its reader already."""
    rows = await queries.hold_rows(session, chain_of(announcement_id), ANNOUNCEMENT)
    changes = [_change(row, announcement_id, kind, mark, now) for row in rows if row.state in LEFT]
    return await enqueue(session, changes, now=now)


def _change(row: OutboxMessage, announcement_id: int, kind: str, mark: str, now: datetime) -> NewMessage:
    return NewMessage(
        dedupe_key=f"{row.dedupe_key}|{kind}|{mark}",
        kind=kind,
        chat_key=row.chat_id,
        payload={**row.payload, "announcement": announcement_id, "original": row.id},
        due_at=now,
        next_at=now,
        expires_at=now + HELPS_FOR,
        message_class=MessageClass.CHANGE,
        chain=chain_of(announcement_id),
    )


async def read_progress(session: AsyncSession, ids: Sequence[int]) -> dict[int, Mapping[OutboxState, int]]:
    """How many messages of each announcement are in each state."""
    found = await queries.count_states(session, [chain_of(key) for key in ids], ANNOUNCEMENT)
    return {key: found[chain_of(key)] for key in ids}
