"""What queued boards and their pins do when they leave."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from bot.deps import Deps
from bot.services.boards import PIN, BoardView, read_boards
from bot.services.chats import MIGRATED
from bot.services.outbox import TOO_LATE, Held, Withheld
from bot.services.reminder_check import CHAT_CLOSED
from bot.views.boards import render_board
from bot.views.message import Act, Edit, Pin

UNBOUND = "unbound"
"""Reason of a board whose group is bound to nothing any more."""


async def compose_boards(deps: Deps, held: Sequence[Held], now: datetime) -> dict[int, Act | Withheld]:
    """Say what is true now, which may be newer than what was queued."""
    async with deps.sessions() as session:
        registry = await deps.directory.read(session, deps.today())
        wanted = {one.payload["binding"] for one in held}
        views = await read_boards(session, binding_ids=wanted, registry=registry, now=now, zone=deps.zone)
    return {one.id: _act(deps, one, views.get(one.payload["binding"]), now) for one in held}


def _act(deps: Deps, held: Held, view: BoardView | None, now: datetime) -> Act | Withheld:
    if now >= held.expires_at:
        return Withheld(TOO_LATE)
    if not held.is_chat_open:
        return Withheld(CHAT_CLOSED)
    if view is None:
        return Withheld(UNBOUND)
    changes: int | None = held.payload["message" if held.kind == PIN else "edits"]
    if changes is not None and changes != view.message_id:
        return Withheld(MIGRATED)
    if changes is not None and held.kind == PIN:
        return Pin(changes)
    message = render_board(view, deps.texts, now=now, zone=deps.zone)
    return message if changes is None else Edit(message, changes)
