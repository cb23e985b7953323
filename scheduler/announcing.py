"""What queued announcements, their corrections and recalls do when they leave."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from bot.deps import Deps
from bot.services.announcement_content import Content, Corrected, Spoken, prepare
from bot.services.outbox import Held, Withheld
from bot.views.announcements import render_announcement, render_recalled
from bot.views.message import Act, Edit, Removal

SAYS_SO_ALREADY = "says_so_already"
"""Reason of a correction of a message that left with the new words."""


async def compose_announcements(deps: Deps, held: Sequence[Held], now: datetime) -> dict[int, Act | Withheld]:
    """Look at each again and say what it does in its chat."""
    async with deps.sessions() as session:
        registry = await deps.directory.read(session, deps.today())
        prepared = await prepare(session, held, agencies=registry.agencies, now=now)
    return {key: content if isinstance(content, Withheld) else _act(deps, content) for key, content in prepared.items()}


def _act(deps: Deps, content: Content) -> Act | Withheld:
    if isinstance(content, Spoken):
        return render_announcement(content, deps.texts)
    if isinstance(content, Corrected):
        message = render_announcement(content.spoken, deps.texts)
        return Withheld(SAYS_SO_ALREADY) if message.text == content.said else Edit(message, content.message_id)
    if content.is_removable:
        return Removal(content.message_id)
    return Edit(render_recalled(content.spoken, deps.texts), content.message_id)
