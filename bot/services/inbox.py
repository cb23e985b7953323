"""The inbox: updates are stored as they came before Telegram is told that they arrived."""

import json
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlmodel.ext.asyncio.session import AsyncSession

from bot.services.floods import Budget, FloodLimit, Gate, Verdict, open_gate
from db.queries import inbox as queries
from db.queries.bulk import Values

RETENTION = timedelta(days=6)
"""How long numbers are kept: `update_id` starts anew, at random, after an idle week."""

SENDERS_KEPT = timedelta(hours=1)
"""How long it is kept who sent an update: long enough to know a flood."""

MOST_ATTEMPTS = 6
"""How often an update is tried at most when the process dies over it: an innocent one can be in hand several times."""

LARGEST_ID = 2**63 - 1
COUNTED: Mapping[str, Budget] = {
    "message": Budget.SPOKEN,
    "edited_message": Budget.SPOKEN,
    "callback_query": Budget.SPOKEN,
    "message_reaction": Budget.SPOKEN,
    "inline_query": Budget.TYPED,
}
"""Kinds of updates that a person causes as fast as they like, and what each counts towards; the others are no one's."""


@dataclass(frozen=True)
class Waiting:
    """A stored update that one replica has claimed; `raw` is its JSON text.

    attempt: which one this is, from 1; is_flood: it is only there to tell its sender to slow down; asker: the chat
    of whoever said something in private, and so waits for an answer.
    """

    update_id: int
    raw: str
    attempt: int = 1
    is_flood: bool = False
    asker: int | None = None


def is_update(raw: object) -> bool:
    """Whether this can be stored at all: an object with a number of its own."""
    return isinstance(raw, Mapping) and _is_id(raw.get("update_id")) and raw["update_id"] >= 0


async def store(
    session: AsyncSession, *, raws: Sequence[Mapping[str, Any]], now: datetime, limit: FloodLimit | None = None
) -> set[int]:
    """Store updates, encrypted; one whose `update_id` is there already is ignored. Returns the numbers of new ones.

    raws: each as `is_update` demands. limit: what of one person goes beyond it is not stored, but for one update on
    which a warning can be based.
    """
    known = await queries.list_known(session, [raw["update_id"] for raw in raws])
    gate = await open_gate(session, [sender_of(raw) for raw in raws], limit, now) if limit else Gate()
    rows: dict[int, Values] = {}
    for raw in raws:
        number, sender = raw["update_id"], sender_of(raw)
        verdict = Verdict.DROP if number in known or number in rows else gate.judge(sender)
        if verdict is not Verdict.DROP:
            gate.let_in(sender, verdict)
            rows[number] = _row(raw, sender, verdict is Verdict.WARN, now)
    return await queries.insert_new(session, list(rows.values()))


def _row(raw: Mapping[str, Any], sender: int | None, is_flood: bool, now: datetime) -> Values:
    return {
        "update_id": raw["update_id"],
        "lane": lane_of(raw),
        "sender": sender,
        "is_flood": is_flood,
        "raw": _text(raw),
        "received_at": now,
        "attempts": 0,
        "error": "",
    }


def lane_of(raw: Mapping[str, Any]) -> int:
    """What an update must stay in order with: those of its chat, or of its person; whatever the text, a number."""
    for happened in raw.values():
        if isinstance(happened, Mapping):
            message = happened.get("message")
            chat = happened.get("chat") or (message.get("chat") if isinstance(message, Mapping) else None)
            found = _id_in(chat) or _id_in(happened.get("from")) or _id_in(happened.get("user"))
            if found is not None:
                return found
    number: int = raw["update_id"]
    return number


def sender_of(raw: Mapping[str, Any]) -> int | None:
    """Whose doing an update is, as far as it counts against them; with the sign of what it counts towards."""
    for kind, budget in COUNTED.items():
        happened = raw.get(kind)
        if isinstance(happened, Mapping):
            found = _id_in(happened.get("from")) or _id_in(happened.get("user"))
            return found and abs(found) * budget
    return None


def _id_in(place: object) -> int | None:
    number = place.get("id") if isinstance(place, Mapping) else None
    return number if isinstance(number, int) and _is_id(number) else None


def _is_id(number: object) -> bool:
    return isinstance(number, int) and not isinstance(number, bool) and abs(number) <= LARGEST_ID


def _text(raw: Mapping[str, Any]) -> str:
    """Write JSON in ASCII, as half a surrogate pair has no other form; what is too deep keeps its number."""
    try:
        return json.dumps(raw)
    except RecursionError:
        return json.dumps({"update_id": raw["update_id"]})


async def claim(
    session: AsyncSession, *, owner: str, now: datetime, until: datetime, limit: int, retries: int = 1
) -> list[Waiting]:
    """Claim the oldest update of each chat, of as many chats as the limits say, until a moment.

    now: by the clock of the database, as all replicas must agree on it. retries: how many at most of those during
    whose handling a process died; one at a time, so that what is healthy does not share the fate of what kills.
    """
    rows: list[queries.Claimed] = []
    if retries:  # first, as there may always be others
        rows = await queries.claim_heads(session, owner=owner, now=now, until=until, limit=retries, is_retry=True)
    left = limit - len(rows)
    rows += await queries.claim_heads(session, owner=owner, now=now, until=until, limit=left, is_retry=False)
    return [_waiting(row) for row in rows]


def _waiting(row: queries.Claimed) -> Waiting:
    asker = row.sender if row.sender == row.lane else None  # a private chat bears the number of its person
    return Waiting(row.update_id, row.raw or "", row.attempts, row.is_flood, asker)


async def extend(session: AsyncSession, update_ids: Collection[int], *, owner: str, until: datetime) -> int:
    """Hold claims for longer; returns how many were still held."""
    return await queries.extend_claims(session, update_ids, owner=owner, until=until) if update_ids else 0


async def mark_handled(session: AsyncSession, *, update_id: int, owner: str, now: datetime, error: str = "") -> bool:
    """Note that an update is done with; returns whether it was still this owner's to handle.

    Its text is erased at once, unless an error (the name of its kind, nothing personal) makes it worth a look.
    """
    return await queries.close_update(session, update_id, owner=owner, now=now, error=error, keep_raw=bool(error))


async def mark_all_handled(session: AsyncSession, update_ids: Collection[int], *, owner: str, now: datetime) -> None:
    """Note that these updates ended well, and erase their texts, as far as they are still this owner's."""
    if update_ids:
        await queries.close_all(session, update_ids, owner=owner, now=now)


async def purge(session: AsyncSession, *, before: datetime) -> int:
    """Delete texts and numbers of updates handled before a moment, `now - RETENTION`; returns how many.

    Of the others it forgets who sent them an hour after they were handled. What still waits stays, however old it is.
    """
    await queries.forget_senders(session, before=before + RETENTION - SENDERS_KEPT)
    return await queries.delete_handled(session, before=before)
