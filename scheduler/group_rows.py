"""What queued rows about the bot's own stay in a group do: explain it, and leave where no code came."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from bot.deps import Deps
from bot.services.groups import LEAVING, list_bound
from bot.services.outbox import Held, Withheld
from bot.views.groups import render_arrival
from bot.views.message import Act, Leave

BOUND, CHAT_CLOSED = "bound", "chat_closed"


async def compose_stays(deps: Deps, held: Sequence[Held], _now: datetime) -> dict[int, Act | Withheld]:
    """Nothing is said and nowhere is left that was bound meanwhile."""
    async with deps.sessions() as session:
        bound = await list_bound(session, chat_keys={one.chat_key for one in held})
    return {one.id: _content(one, one.chat_key in bound, deps) for one in held}


def _content(held: Held, is_bound: bool, deps: Deps) -> Act | Withheld:
    if is_bound:
        return Withheld(BOUND)
    if not held.is_chat_open:
        return Withheld(CHAT_CLOSED)
    if held.kind == LEAVING:
        return Leave()
    return render_arrival(deps.texts, "id", is_welcome=bool(held.payload["is_welcome"]))
