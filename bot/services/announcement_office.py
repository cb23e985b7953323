"""What messages to those who write announcements, and agree to them, say by the time they leave."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from sqlmodel.ext.asyncio.session import AsyncSession

from bot.domain.agencies import AgencyRef
from bot.domain.audiences import BadAudience, parse_audience
from bot.services.announcement_approvals import APPROVAL, held_by
from bot.services.announcement_drafts import reach_of
from bot.services.announcement_following import PROGRESS, Followed, read_followed
from bot.services.directory import Registry
from bot.services.outbox import TOO_LATE, Held, Withheld
from bot.services.recipients import World, find_recipients
from bot.services.reminder_check import CHAT_CLOSED
from db.models import Announcement, AnnouncementState
from db.queries.addressees import list_languages, list_names
from db.queries.announcements import list_announcements

DECIDED, TURNED = "decided", "turned"
"""Reasons of a question that was settled meanwhile, and of an edit of a message that shows something else now."""


@dataclass(frozen=True)
class OfficeFacts:
    """An announcement for one reader of the office. people, groups: whom it would reach, of a question."""

    followed: Followed
    language: str
    writer: str | None
    people: int
    groups: int
    agencies: Collection[AgencyRef]


async def prepare_office(
    session: AsyncSession, held: Sequence[Held], *, registry: Registry, now: datetime, zone: ZoneInfo
) -> dict[int, OfficeFacts | Withheld]:
    """Look at queued rows of the office again, whole batches at once."""
    announcements = await list_announcements(session, {one.payload["announcement"] for one in held})
    followed = await read_followed(session, announcements=list(announcements.values()), agencies=registry.agencies)
    people = {one.person_id for one in held if one.person_id is not None}
    writers = {one.created_by for one in announcements.values() if one.created_by is not None}
    languages, names = await list_languages(session, people), await list_names(session, writers)
    found: dict[int, OfficeFacts | Withheld] = {}
    for one in held:
        announcement = announcements[one.payload["announcement"]]
        if (obstacle := _obstacle(one, announcement, now)) is not None:
            found[one.id] = obstacle
            continue
        numbers = (0, 0)
        if one.kind == APPROVAL:
            numbers = await _numbers(session, announcement, registry, now, zone)
        found[one.id] = OfficeFacts(
            followed=followed[one.payload["announcement"]],
            language=languages.get(one.person_id or 0, "id"),
            writer=names.get(announcement.created_by or 0),
            people=numbers[0],
            groups=numbers[1],
            agencies=registry.agencies.values(),
        )
    return found


def _obstacle(one: Held, announcement: Announcement, now: datetime) -> Withheld | None:
    if now >= one.expires_at:
        return Withheld(TOO_LATE)
    if not one.is_chat_open:
        return Withheld(CHAT_CLOSED)
    if one.kind == PROGRESS and announcement.progress.get("message") != one.payload["edits"]:
        return Withheld(TURNED)
    if one.kind == APPROVAL and announcement.state is not AnnouncementState.WAITING:
        return Withheld(DECIDED)
    return None


async def _numbers(
    session: AsyncSession, announcement: Announcement, registry: Registry, now: datetime, zone: ZoneInfo
) -> tuple[int, int]:
    """How many persons and groups it would reach now, as far as its writer reaches."""
    reach = reach_of(await held_by(session, announcement.created_by, registry.agencies), registry.agencies)
    world = World(registry.agencies, registry.periods, now.astimezone(zone).date(), zone, reach)
    try:
        found = await find_recipients(session, audience=parse_audience(announcement.audience), world=world)
    except BadAudience:
        return 0, 0
    return len(found.people), len(found.groups)
