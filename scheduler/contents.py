"""What a queued message says when it leaves: by its kind, for a whole batch at once."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Awaitable, Callable, Mapping, Sequence
from datetime import datetime, timedelta

import structlog

from bot.deps import Deps
from bot.domain.notices import NoticeKind
from bot.domain.reminders import MessageKind
from bot.services.announcement_approvals import APPROVAL, DECISION
from bot.services.announcement_following import PROGRESS
from bot.services.announcements import ANNOUNCEMENT, CORRECTION, RECALL
from bot.services.boards import BOARD, PIN
from bot.services.digests import DIGEST
from bot.services.groups import GREETING, LEAVING
from bot.services.notice_content import prepare_notices
from bot.services.outbox import Held, Withheld
from bot.services.reminder_content import prepare
from bot.views.message import Act
from bot.views.notices import render_notice
from bot.views.reminder import render_reminder
from scheduler.announcing import compose_announcements
from scheduler.announcing_office import compose_office
from scheduler.boarding import compose_boards
from scheduler.digesting import compose_digests
from scheduler.group_rows import compose_stays

log = structlog.get_logger(__name__)

Contents = Mapping[int, Act | Withheld]
Compose = Callable[[Deps, Sequence[Held], datetime], Awaitable[Contents]]

UNREADABLE, UNKNOWN_KIND = "unreadable", "unknown_kind"
PUT_OFF = timedelta(minutes=10)
"""How long a message waits of which the program cannot make a text; until it expires, or a newer program can."""


async def compose_reminders(deps: Deps, held: Sequence[Held], now: datetime) -> Contents:
    """Look at reminders and copies again, and say what is still true."""
    async with deps.sessions() as session:
        prepared = await prepare(session, held, now=now, zone=deps.zone)
    return {
        key: content if isinstance(content, Withheld) else render_reminder(content, deps.texts, zone=deps.zone)
        for key, content in prepared.items()
    }


async def compose_notices(deps: Deps, held: Sequence[Held], now: datetime) -> Contents:
    """Look at what notices are about again, and say what is still so."""
    async with deps.sessions() as session:
        prepared = await prepare_notices(session, held, now=now)
    return {
        key: content if isinstance(content, Withheld) else render_notice(content, deps.texts, zone=deps.zone)
        for key, content in prepared.items()
    }


COMPOSERS: Mapping[str, Compose] = {
    MessageKind.REMINDER: compose_reminders,
    MessageKind.COPY: compose_reminders,
    GREETING: compose_stays,
    LEAVING: compose_stays,
    **dict.fromkeys(NoticeKind, compose_notices),
    **dict.fromkeys((ANNOUNCEMENT, CORRECTION, RECALL), compose_announcements),
    **dict.fromkeys((PROGRESS, APPROVAL, DECISION), compose_office),
    **dict.fromkeys((BOARD, PIN), compose_boards),
    DIGEST: compose_digests,
}
"""Every kind of message that is queued."""


async def compose(deps: Deps, held: Sequence[Held], now: datetime, composers: Mapping[str, Compose]) -> Contents:
    """What each message says; one that cannot be made out is put off and holds up no other."""
    by_composer: dict[Compose, list[Held]] = defaultdict(list)
    contents: dict[int, Act | Withheld] = {}
    for one in held:
        if (composer := composers.get(one.kind)) is None:
            log.error("message_of_unknown_kind", reference=one.reference, kind=one.kind)
            contents[one.id] = Withheld(UNKNOWN_KIND, until=now + PUT_OFF)
        else:
            by_composer[composer].append(one)
    for composer, members in by_composer.items():
        contents |= await _composed(composer, deps, members, now)
    return contents


async def _composed(composer: Compose, deps: Deps, held: Sequence[Held], now: datetime) -> Contents:
    try:
        return await composer(deps, held, now)
    except (LookupError, ValueError, TypeError, AttributeError, AssertionError) as error:
        if len(held) > 1:
            parts = [await _composed(composer, deps, [one], now) for one in held]
            return {key: content for part in parts for key, content in part.items()}
        log.exception("message_unreadable", reference=held[0].reference, error=type(error).__name__)
        return {held[0].id: Withheld(UNREADABLE, until=now + PUT_OFF)}
