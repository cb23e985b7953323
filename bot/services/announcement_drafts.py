"""Writing an announcement in chat: a draft that takes its content, its audience and its time step by step."""

import hashlib
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from sqlmodel.ext.asyncio.session import AsyncSession

from bot.domain.agencies import AgencyRef
from bot.domain.audiences import Audience, BadAudience, parse_audience
from bot.domain.ladder import next_hour
from bot.domain.permissions import HeldSeat, Permission, may, may_everywhere
from bot.domain.roles import Role
from bot.services.announcement_content import Spoken
from bot.services.announcements import LEFT, Preview, cancel, draft, preview, read_progress
from bot.services.asking import Asker
from bot.services.audit import focal_point
from bot.services.questions import Question
from bot.services.recipients import World, find_recipients
from db.models import Announcement, AnnouncementState
from db.queries.announcements import find_announcement, find_draft


class Step(StrEnum):
    """What a draft waits for: the next message of its writer is taken for it."""

    CONTENT = "isi"
    AUDIENCE = "sasaran"
    TIME = "waktu"
    READY = "siap"


@dataclass(frozen=True)
class Outlook:
    """A draft, and what sending it now would do; seen: None where its audience cannot be read, or it corrects.

    later: how many wait for the morning of their zone; changed: how many messages a correction would edit.
    """

    announcement_id: int
    step: Step
    spoken: Spoken
    audience: Audience
    send_at: datetime | None
    seen: Preview | None
    later: int
    corrects: int | None
    changed: int
    sign: str

    @property
    def is_poll(self) -> bool:
        return bool(self.spoken.options)

    @property
    def may_leave(self) -> bool:
        """Whether there is anything to send, and anybody to send it to."""
        is_for_somebody = self.corrects is not None or (self.seen is not None and self.seen.recipients.number > 0)
        return bool(self.spoken.text) and is_for_somebody


def may_announce(asker: Asker) -> bool:
    """Whether the asker writes announcements; whoever does is known by name, so it takes a seat of one's own."""
    return asker.person is not None and asker.may_somewhere(Permission.ANNOUNCE)


def reach_of(held: Collection[HeldSeat], agencies: Mapping[int, AgencyRef]) -> frozenset[int] | None:
    """The agencies to which these seats may write; None: all."""
    if may_everywhere(held, Permission.ANNOUNCE):
        return None
    return frozenset(key for key, agency in agencies.items() if may(held, Permission.ANNOUNCE, agency.place))


def world_of(question: Question, held: Collection[HeldSeat] | None = None) -> World:
    """What the audience of the asker, or of whoever holds these seats, is held against."""
    registry = question.registry
    reach = reach_of(question.asker.held if held is None else held, registry.agencies)
    return World(registry.agencies, registry.periods, question.today, question.zone, reach)


async def begin(
    session: AsyncSession, *, asker: Asker, now: datetime, is_poll: bool = False, corrects: Announcement | None = None
) -> Announcement:
    """Begin a draft, which ends those that the person began before. corrects: what it is to take the place of."""
    assert asker.person is not None
    by = focal_point(asker.person.id)
    while (older := await find_draft(session, asker.person.id)) is not None and older.id is not None:
        await cancel(session, announcement_id=older.id, by=by, now=now)
    made = await draft(session, text="", audience="", by=by, now=now, agency_id=_speaks_for(asker))
    made.progress = {"step": Step.CONTENT.value, "is_poll": is_poll}
    if corrects is not None:
        made.progress |= {"corrects": corrects.id, "is_poll": bool(corrects.options)}
        made.audience, made.agency_id, made.options = corrects.audience, corrects.agency_id, list(corrects.options)
        made.attachment_kind, made.attachment_id = corrects.attachment_kind, corrects.attachment_id
        made.link = corrects.link
    await session.flush()
    return made


async def find_open(session: AsyncSession, *, asker: Asker, announcement_id: int | None = None) -> Announcement | None:
    """The draft of the asker, where they may still write one. announcement_id: only if it is this one."""
    if asker.person is None or not may_announce(asker):
        return None
    found = await find_draft(session, asker.person.id)
    return found if found is not None and announcement_id in {None, found.id} else None


def step_of(draft: Announcement) -> Step:
    """What the draft waits for."""
    return Step(draft.progress.get("step", Step.READY))


def go_to(draft: Announcement, step: Step) -> None:
    """Let the draft wait for something else."""
    draft.progress = draft.progress | {"step": step.value}


async def set_audience(session: AsyncSession, *, draft: Announcement, audience: Audience, question: Question) -> str:
    """Write to these from now on; returns the part of the audience that nothing bears, which changes nothing."""
    try:
        await find_recipients(session, audience=audience, world=world_of(question))
    except BadAudience as error:
        return error.part
    draft.audience = str(audience)
    draft.progress = draft.progress | {"has_audience": True}
    return ""


async def give_up(session: AsyncSession, *, asker: Asker, now: datetime) -> bool:
    """End the draft that the asker has open; False where there is none."""
    draft = await find_draft(session, asker.person.id) if asker.person else None
    if draft is None or draft.id is None or asker.person is None:
        return False
    return await cancel(session, announcement_id=draft.id, by=focal_point(asker.person.id), now=now)


async def look_ahead(session: AsyncSession, *, draft: Announcement, question: Question) -> Outlook:
    """What sending the draft now would do."""
    assert draft.id is not None
    corrects = draft.progress.get("corrects")
    seen, changed = None, 0
    if corrects is None:
        try:
            seen = await preview(session, announcement=draft, world=world_of(question), now=question.now)
        except BadAudience:
            seen = None  # a period or an action that is no longer there
    else:
        counts = (await read_progress(session, [corrects]))[corrects]
        changed = sum(counts.get(state, 0) for state in LEFT)
    return Outlook(
        announcement_id=draft.id,
        step=step_of(draft),
        spoken=spoken_of(draft, question.registry.agencies, question.asker.language),
        audience=parse_audience(draft.audience),
        send_at=draft.send_at,
        seen=seen,
        later=_later(seen, max(draft.send_at or question.now, question.now)) if seen else 0,
        corrects=corrects,
        changed=changed,
        sign=sign_of(draft),
    )


def _later(seen: Preview, moment: datetime) -> int:
    zones = [one.zone for one in seen.recipients.people] + [one.zone for one in seen.recipients.groups]
    return sum(next_hour(moment, zone) > moment for zone in zones)


def spoken_of(announcement: Announcement, agencies: Mapping[int, AgencyRef], language: str) -> Spoken:
    """An announcement as it will stand in a private chat, under its own reference."""
    assert announcement.id is not None
    return Spoken(
        announcement_id=announcement.id,
        reference=announcement.reference,
        sender=agencies.get(announcement.agency_id or 0),
        text=announcement.text,
        attachment_kind=announcement.attachment_kind,
        attachment_id=announcement.attachment_id,
        link=announcement.link,
        options=tuple(announcement.options),
        is_corrected=announcement.revision > 0 or "corrects" in announcement.progress,
        is_group=False,
        language=language,
    )


def sign_of(draft: Announcement) -> str:
    """A short sign of all that leaves and to whom, so that a button sends what stood above it and nothing else."""
    moment = draft.send_at.timestamp() if draft.send_at else 0
    parts = (draft.text, draft.attachment_id, draft.link, list(draft.options), draft.audience, moment)
    return hashlib.sha256(repr(parts).encode()).hexdigest()[:8]


def _speaks_for(asker: Asker) -> int | None:
    """The province for which a korwil writes; None for Setnas PK."""
    if may_everywhere(asker.held, Permission.ANNOUNCE):
        return None
    seats = [seat for seat in asker.held if seat.role is Role.REGIONAL_COORDINATOR and seat.place.is_region]
    return seats[0].place.agency_id if seats else None


async def find_corrected(session: AsyncSession, draft: Announcement) -> Announcement | None:
    """What a draft is to take the place of, while it can."""
    found = await find_announcement(session, draft.progress["corrects"])
    return found if found is not None and found.state is AnnouncementState.APPROVED else None
