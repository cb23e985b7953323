"""What an announcement says in one chat, looked up right before it leaves; or why it does not leave."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import Row
from sqlmodel.ext.asyncio.session import AsyncSession

from bot.domain.agencies import AgencyRef
from bot.domain.ladder import next_hour
from bot.domain.roles import Role
from bot.services.announcements import ANNOUNCEMENT, RECALL, RECALLED
from bot.services.outbox import TOO_LATE, Held, Withheld
from bot.services.reminder_check import CHAT_CLOSED, QUIET_HOURS, SEAT_EMPTY, STOPPED
from db.models import Announcement, AnnouncementState, OutboxState
from db.queries.addressees import list_languages, list_occupied
from db.queries.announcements import list_announcements, list_originals
from db.queries.groups import list_bindings

REMOVABLE = timedelta(hours=47)
"""Telegram lets a bot remove its messages for 48 hours (core.telegram.org/bots/api#deletemessage); one is kept back."""
SOON = timedelta(seconds=30)
NOT_DELIVERED, UNBOUND = "not_delivered", "unbound"
"""Reasons of a change of what did not arrive, and of a message to a group that is bound to nothing any more."""


@dataclass(frozen=True)
class Spoken:
    """An announcement as it stands in one chat.

    reference: of the queued message; sender: the agency for which it speaks, None for Setnas PK; options: of a poll.
    """

    announcement_id: int
    reference: str
    sender: AgencyRef | None
    text: str
    attachment_kind: str
    attachment_id: str
    link: str
    options: tuple[str, ...]
    is_corrected: bool
    is_group: bool
    language: str
    is_repeated: bool = False


@dataclass(frozen=True)
class Corrected:
    """A message that was sent says something else from now on; said: what it says now."""

    spoken: Spoken
    message_id: int
    said: str


@dataclass(frozen=True)
class TakenBack:
    """A message that was sent goes away, or where that is no longer possible says that it was recalled."""

    spoken: Spoken
    message_id: int
    is_removable: bool


Content = Spoken | Corrected | TakenBack


async def prepare(
    session: AsyncSession, held: Sequence[Held], *, agencies: Mapping[int, AgencyRef], now: datetime
) -> dict[int, Content | Withheld]:
    """Look at queued announcements, corrections and recalls again. agencies: the registry."""
    announcements = await list_announcements(session, {one.payload["announcement"] for one in held})
    facts = await _Facts.read(session, held, agencies)
    found: dict[int, Content | Withheld] = {}
    for one in held:
        announcement = announcements[one.payload["announcement"]]
        if (obstacle := facts.obstacle(one, announcement, now)) is not None:
            found[one.id] = obstacle
        elif one.kind == ANNOUNCEMENT:
            found[one.id] = facts.spoken(one, announcement, one.reference)
        else:
            found[one.id] = facts.change(one, announcement, now)
    return found


@dataclass(frozen=True)
class _Facts:
    """What the rows of one batch depend on."""

    agencies: Mapping[int, AgencyRef]
    seated: frozenset[int]
    stopped: frozenset[int]
    languages: Mapping[int, str]
    groups: Mapping[int, str]  # the language of each binding in force
    originals: Mapping[int, Row[Any]]

    @classmethod
    async def read(cls, session: AsyncSession, held: Sequence[Held], agencies: Mapping[int, AgencyRef]) -> "_Facts":
        people = {one.payload["person"] for one in held if "person" in one.payload}
        occupied = await list_occupied(session, list(Role), people) if people else []
        bindings = await list_bindings(session, agencies) if any("binding" in one.payload for one in held) else []
        changed = {one.payload["original"] for one in held if "original" in one.payload}
        return cls(
            agencies=agencies,
            seated=frozenset(seat.person_id for seat in occupied),
            stopped=frozenset(seat.person_id for seat in occupied if seat.is_stopped),
            languages=await list_languages(session, people) if people else {},
            groups={one.id: one.language for one in bindings},
            originals=await list_originals(session, changed) if changed else {},
        )

    def obstacle(self, one: Held, announcement: Announcement, now: datetime) -> Withheld | None:
        """Why the row does not leave now; what takes something back, or corrects it, keeps no hours."""
        if now >= one.expires_at:
            return Withheld(TOO_LATE)
        if not one.is_chat_open:
            return Withheld(CHAT_CLOSED)
        if announcement.state is AnnouncementState.RECALLED and one.kind != RECALL:
            return Withheld(RECALLED)
        if one.kind != ANNOUNCEMENT:
            return None
        if (person := one.payload.get("person")) is not None:
            if person not in self.seated:
                return Withheld(SEAT_EMPTY)
            if person in self.stopped:
                return Withheld(STOPPED)
        elif one.payload["binding"] not in self.groups:
            return Withheld(UNBOUND)
        opening = next_hour(now, ZoneInfo(one.payload["zone"]))
        return Withheld(QUIET_HOURS, until=opening) if opening > now else None

    def spoken(self, one: Held, announcement: Announcement, reference: str) -> Spoken:
        """The words for the chat of the row, under the reference of its first message."""
        assert announcement.id is not None
        person = one.payload.get("person")
        known = self.groups if person is None else self.languages
        return Spoken(
            announcement_id=announcement.id,
            reference=reference,
            sender=self.agencies.get(announcement.agency_id or 0),
            text=announcement.text,
            attachment_kind=announcement.attachment_kind,
            attachment_id=announcement.attachment_id,
            link=announcement.link,
            options=tuple(announcement.options),
            is_corrected=announcement.revision > 0,
            is_group=person is None,
            language=known.get(one.payload["binding"] if person is None else person, "id"),
            is_repeated=one.is_repeated,
        )

    def change(self, one: Held, announcement: Announcement, now: datetime) -> Content | Withheld:
        """What becomes of a message that was sent; one that is on its way is waited for."""
        original = self.originals.get(one.payload["original"])
        if original is None:
            return Withheld(NOT_DELIVERED)
        if original.state in {OutboxState.LEASED, OutboxState.SENDING, OutboxState.QUEUED}:
            return Withheld("on_its_way", until=now + SOON)
        message_id: int | None = original.message_id
        if message_id is None:
            return Withheld(NOT_DELIVERED)
        spoken = self.spoken(one, announcement, original.reference)
        if one.kind == RECALL:
            sent_at: datetime | None = original.sent_at
            return TakenBack(spoken, message_id, sent_at is None or now - sent_at < REMOVABLE)
        return Corrected(spoken, message_id, original.text or "")
