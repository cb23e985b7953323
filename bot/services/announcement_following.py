"""What became of an announcement: for its writer, in a message that follows it, and for those who agree to it."""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlmodel.ext.asyncio.session import AsyncSession

from bot.domain.agencies import AgencyRef
from bot.domain.audiences import Audience, parse_audience
from bot.domain.delivery import MessageClass
from bot.domain.permissions import Permission, may_everywhere
from bot.services.announcement_drafts import may_announce
from bot.services.announcement_reports import count_answers
from bot.services.announcements import cancel, read_progress, recall
from bot.services.asking import Asker
from bot.services.audit import focal_point
from bot.services.boards import ON_ITS_WAY
from bot.services.outbox import NewMessage, enqueue
from db.models import Announcement, AnnouncementState, OutboxState
from db.queries.addressees import list_names
from db.queries.announcements import (
    find_announcement,
    find_private_chat,
    list_followed,
    list_latest,
    list_receipts,
)
from db.queries.boards import list_newest

PROGRESS = "pengumuman_kemajuan"
"""Kind of the edits of the message that follows an announcement."""
EVERY = timedelta(seconds=15)
"""That message changes no more often."""
FOLLOWED = timedelta(days=3)
"""How long it follows what was sent; after that a press shows the state of the moment."""
LISTED = 8

WAITING = (OutboxState.QUEUED, OutboxState.LEASED, OutboxState.SENDING)
FAILED = (OutboxState.FAILED, OutboxState.SUPPRESSED, OutboxState.EXPIRED)


@dataclass(frozen=True)
class Followed:
    """An announcement as its writer follows it. answers: of a poll, by province, see `announcement_reports`."""

    id: int
    state: AnnouncementState
    text: str
    audience: Audience
    options: tuple[str, ...]
    has_attachment: bool
    is_corrected: bool
    created_by: int | None
    send_at: datetime | None
    counts: Mapping[OutboxState, int]
    readers: int
    answers: Mapping[AgencyRef | None, Mapping[int, int]]
    decided_by: str | None = None

    def count(self, *states: OutboxState) -> int:
        """How many messages are in one of these states."""
        return sum(self.counts.get(state, 0) for state in states)

    @property
    def number(self) -> int:
        """How many recipients there are; a repetition is no recipient more."""
        return sum(number for state, number in self.counts.items() if state is not OutboxState.RESENT)

    @property
    def sign(self) -> str:
        """A short sign of all that changes."""
        counts = sorted((state.value, number) for state, number in self.counts.items())
        answers = [(place and place.id, sorted(chosen.items())) for place, chosen in self.answers.items()]
        said = (self.state.value, self.text, counts, self.readers, answers)
        return hashlib.sha256(repr(said).encode()).hexdigest()[:16]


def may_follow(asker: Asker, announcement: Announcement) -> bool:
    """Whether the asker sees what became of it and may change it: who wrote it, and those who write to the nation."""
    if not may_announce(asker) or asker.person is None:
        return False
    return announcement.created_by == asker.person.id or may_everywhere(asker.held, Permission.ANNOUNCE)


async def list_own(session: AsyncSession, *, asker: Asker) -> list[Announcement]:
    """The latest announcements that the asker may follow, newest first."""
    assert asker.person is not None
    creators = None if may_everywhere(asker.held, Permission.ANNOUNCE) else [asker.person.id]
    return await list_latest(session, creators=creators, limit=LISTED)


async def read_followed(
    session: AsyncSession, *, announcements: Sequence[Announcement], agencies: Mapping[int, AgencyRef]
) -> dict[int, Followed]:
    """What became of announcements, by key."""
    progress = await read_progress(session, [one.id for one in announcements if one.id is not None])
    names = await list_names(session, {one.decided_by for one in announcements if one.decided_by is not None})
    found = {}
    for one in announcements:
        assert one.id is not None
        receipts = await list_receipts(session, one.id)
        found[one.id] = Followed(
            id=one.id,
            state=one.state,
            text=one.text,
            audience=parse_audience(one.audience),
            options=tuple(one.options),
            has_attachment=bool(one.attachment_kind),
            is_corrected=one.revision > 0,
            created_by=one.created_by,
            send_at=one.send_at,
            counts=progress[one.id],
            readers=len(receipts),
            answers=count_answers(receipts, agencies) if one.options else {},
            decided_by=names.get(one.decided_by or 0),
        )
    return found


async def find_own(session: AsyncSession, *, asker: Asker, announcement_id: int) -> Announcement | None:
    """The announcement of a key, or the draft, that the asker may follow."""
    found = await find_announcement(session, announcement_id)
    return found if found is not None and may_follow(asker, found) else None


async def find_any(session: AsyncSession, *, announcement_id: int) -> Announcement | None:
    """The announcement of a key, whoever wrote it."""
    return await find_announcement(session, announcement_id)


def may_change(announcement: Announcement) -> bool:
    """Whether it can be corrected and recalled."""
    return announcement.state is AnnouncementState.APPROVED


async def recall_own(session: AsyncSession, *, asker: Asker, announcement: Announcement, now: datetime) -> None:
    """Take it back, in the name of the asker."""
    if asker.person is not None and may_follow(asker, announcement):
        await recall(session, announcement=announcement, by=focal_point(asker.person.id), now=now)


async def cancel_own(session: AsyncSession, *, asker: Asker, announcement: Announcement | None, now: datetime) -> bool:
    """Give up a draft of the asker's own, or one that waits for a second person."""
    if asker.person is None or announcement is None or announcement.id is None:
        return False
    if announcement.state is AnnouncementState.DRAFT and announcement.created_by != asker.person.id:
        return False
    return await cancel(session, announcement_id=announcement.id, by=focal_point(asker.person.id), now=now)


def follow_in(announcement: Announcement, message_id: int | None) -> None:
    """Let a message in the writer's private chat follow the announcement from now on."""
    announcement.progress = {"message": message_id}


async def follow_for(session: AsyncSession, *, asker: Asker, announcement_id: int, message_id: int | None) -> None:
    """The same, where the writer is who looks at it; drafts keep what they wait for."""
    if message_id is None or asker.person is None:
        return
    found = await find_announcement(session, announcement_id)
    if found is None or found.created_by != asker.person.id or found.state is AnnouncementState.DRAFT:
        return
    await let_go(session, asker=asker, message_id=message_id)
    follow_in(found, message_id)


async def let_go(session: AsyncSession, *, asker: Asker, message_id: int | None) -> None:
    """The message in the chat of the asker shows something else from now on."""
    if message_id is None or asker.person is None:
        return
    for one in await list_latest(session, creators=[asker.person.id], limit=LISTED):
        if one.progress.get("message") == message_id:
            one.progress = {}


async def plan_progress(session: AsyncSession, *, agencies: Mapping[int, AgencyRef], now: datetime) -> int:
    """Queue an edit of each following message that would say something new; returns how many were queued."""
    announcements = await list_followed(session, now - FOLLOWED)
    if not announcements:
        return 0
    newest = await list_newest(session, [chain_of(one.id or 0) for one in announcements])
    found = await read_followed(session, announcements=announcements, agencies=agencies)
    messages = []
    for one in announcements:
        row, followed = newest.get(chain_of(one.id or 0)), found[one.id or 0]
        if row is not None and not _may_change(row.state, row.payload, followed.sign, now):
            continue
        assert one.created_by is not None
        chat = await find_private_chat(session, one.created_by)
        if chat is not None and chat.id is not None:
            messages.append(_edit(followed, chat.id, one.progress["message"], now))
    return await enqueue(session, messages, now=now)


def chain_of(announcement_id: int) -> str:
    """What all edits of one following message have in common."""
    return f"{PROGRESS}:{announcement_id}"


def _may_change(state: OutboxState, payload: Mapping[str, object], sign: str, now: datetime) -> bool:
    """One edit after the other, no more often than every so often, and none where the message is gone."""
    if state in ON_ITS_WAY or state is OutboxState.FAILED or payload["sign"] == sign:
        return False
    return now.timestamp() - float(str(payload["at"])) >= EVERY.total_seconds()


def _edit(followed: Followed, chat_key: int, message_id: int, now: datetime) -> NewMessage:
    return NewMessage(
        dedupe_key=f"{chain_of(followed.id)}|{now.timestamp()}",
        kind=PROGRESS,
        chat_key=chat_key,
        payload={"announcement": followed.id, "edits": message_id, "sign": followed.sign, "at": now.timestamp()},
        due_at=now,
        next_at=now,
        expires_at=now + FOLLOWED,
        message_class=MessageClass.CHANGE,
        chain=chain_of(followed.id),
    )
