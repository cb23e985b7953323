"""What queued rows for those who write announcements, and agree to them, do when they leave."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from bot.deps import Deps
from bot.services.announcement_approvals import APPROVAL
from bot.services.announcement_following import PROGRESS
from bot.services.announcement_office import OfficeFacts, prepare_office
from bot.services.outbox import Held, Withheld
from bot.views import announcement_pages as pages
from bot.views.message import Act, Edit, Message


async def compose_office(deps: Deps, held: Sequence[Held], now: datetime) -> dict[int, Act | Withheld]:
    """Say how things stand now."""
    async with deps.sessions() as session:
        registry = await deps.directory.read(session, deps.today())
        prepared = await prepare_office(session, held, registry=registry, now=now, zone=deps.zone)
    return {
        one.id: facts if isinstance(facts := prepared[one.id], Withheld) else _act(deps, one, facts, now)
        for one in held
    }


def _act(deps: Deps, held: Held, facts: OfficeFacts, now: datetime) -> Act:
    if held.kind == PROGRESS:
        return Edit(_page(deps, facts, now), held.payload["edits"])
    if held.kind == APPROVAL:
        return pages.render_approval(
            facts.followed,
            deps.texts,
            facts.language,
            zone=deps.zone,
            writer=facts.writer,
            people=facts.people,
            groups=facts.groups,
            agencies=facts.agencies,
        )
    return pages.render_told(facts.followed, deps.texts, facts.language)


def _page(deps: Deps, facts: OfficeFacts, now: datetime) -> Message:
    return pages.render_followed(
        facts.followed, deps.texts, facts.language, now=now, zone=deps.zone, agencies=facts.agencies
    )
