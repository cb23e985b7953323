"""What queued digests say when they leave, with a chart where charts can be drawn."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from bot.deps import Deps
from bot.services.digests import Digest, Occasion, read_digests
from bot.services.outbox import TOO_LATE, Held, Withheld
from bot.services.reminder_check import CHAT_CLOSED
from bot.views.charts.drawing import are_available, draw_chart
from bot.views.digests import draw_digest, render_digest
from bot.views.message import Act, Attachment, Medium, Message
from scheduler.boarding import UNBOUND

FILE_NAME = "rekap.png"


async def compose_digests(deps: Deps, held: Sequence[Held], now: datetime) -> dict[int, Act | Withheld]:
    """Say what is true now."""
    wanted = {one.payload["binding"]: (Occasion(one.payload["occasion"]), one.payload["period"]) for one in held}
    async with deps.sessions() as session:
        registry = await deps.directory.read(session, deps.today())
        found = await read_digests(session, wanted=wanted, registry=registry, now=now, zone=deps.zone)
    return {one.id: await _act(deps, one, found.get(one.payload["binding"]), now) for one in held}


async def _act(deps: Deps, held: Held, digest: Digest | None, now: datetime) -> Act | Withheld:
    if now >= held.expires_at:
        return Withheld(TOO_LATE)
    if not held.is_chat_open:
        return Withheld(CHAT_CLOSED)
    return Withheld(UNBOUND) if digest is None else await _message(deps, digest)


async def _message(deps: Deps, digest: Digest) -> Message:
    message, spec = render_digest(digest, deps.texts), draw_digest(digest, deps.texts)
    if spec is None or not are_available():
        return message
    picture = Attachment(Medium.PHOTO, content=await draw_chart(spec), name=FILE_NAME)
    return replace(message, attachment=picture)
