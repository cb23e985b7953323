"""The inbox: updates are stored as they came before Telegram is told that they arrived."""

import json
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlmodel.ext.asyncio.session import AsyncSession

from db.models import InboxUpdate
from db.queries.inbox import close_update, delete_handled, list_unhandled
from db.queries.once import insert_once

RETENTION = timedelta(days=6)
"""How long numbers are kept: `update_id` starts anew, at random, after an idle week."""

LARGEST_ID = 2**63 - 1


@dataclass(frozen=True)
class Waiting:
    """A stored update that was not handled yet; `raw` is its JSON text."""

    update_id: int
    raw: str


def is_update(raw: object) -> bool:
    """Whether this can be stored at all: an object with a number of its own."""
    if not isinstance(raw, Mapping):
        return False
    number = raw.get("update_id")
    return isinstance(number, int) and not isinstance(number, bool) and 0 <= number <= LARGEST_ID


async def store(session: AsyncSession, *, raws: Sequence[Mapping[str, Any]], now: datetime) -> int:
    """Store updates, encrypted; one whose `update_id` is there already is ignored. Returns how many were new.

    raws: each as `is_update` demands.
    """
    fresh = 0
    for raw in raws:
        fresh += await insert_once(
            session, InboxUpdate, update_id=raw["update_id"], raw=_text(raw), received_at=now, error=""
        )
    return fresh


def _text(raw: Mapping[str, Any]) -> str:
    """Write JSON in ASCII, as half a surrogate pair has no other form; what is too deep keeps its number."""
    try:
        return json.dumps(raw)
    except RecursionError:
        return json.dumps({"update_id": raw["update_id"]})


async def list_waiting(session: AsyncSession, *, limit: int, without: Collection[int] = frozenset()) -> list[Waiting]:
    """The oldest updates that wait to be handled, less those whose numbers are named."""
    found = await list_unhandled(session, limit=limit, without=without)
    return [Waiting(row.update_id, row.raw or "") for row in found]


async def mark_handled(session: AsyncSession, *, update_id: int, now: datetime, error: str = "") -> bool:
    """Note that an update is done with; returns whether it still waited.

    Its text is erased at once, unless an error (the name of its kind, nothing personal) makes it worth a look.
    """
    return await close_update(session, update_id, now=now, error=error, keep_raw=bool(error))


async def purge(session: AsyncSession, *, before: datetime) -> int:
    """Delete texts and numbers of updates handled before a moment, `now - RETENTION`; returns how many.

    What still waits stays, however old it is.
    """
    return await delete_handled(session, before=before)
