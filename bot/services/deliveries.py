"""What administrators see of deliveries, and what they decide about messages of which nobody knows."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlmodel import col
from sqlmodel.ext.asyncio.session import AsyncSession

from bot.domain.agencies import AgencyRef
from bot.domain.permissions import Permission
from bot.services.asking import Asker
from bot.services.audit import OPERATOR, focal_point, record
from bot.services.settlement import repeat, withdraw_repetitions
from db.models import OutboxMessage, OutboxState
from db.queries import outbox as queries
from db.queries.soundness import count_by_state

LISTED = 200
"""Messages that are looked at; further ones come up as these are settled."""


@dataclass(frozen=True)
class Listed:
    """A message that needs a person: of which nobody knows whether it arrived, or that was refused.

    kind: of message; agency, rung: of what it is about, if anything; since: when it came to this; may_repeat: whether
    a repetition is possible and would still help.
    """

    id: int
    reference: str
    kind: str
    agency: AgencyRef | None
    rung: str
    reason: str
    since: datetime
    is_repeated: bool
    may_repeat: bool = False


@dataclass(frozen=True)
class Deliveries:
    """How many messages are in each state; those that are unclear, the oldest first; the newest that were refused."""

    counts: Mapping[OutboxState, int]
    unclear: tuple[Listed, ...]
    refused: tuple[Listed, ...]


class Decided(StrEnum):
    """What came of a decision."""

    SEEN = "seen"
    REPEATED = "repeated"
    NOT_NEEDED = "not_needed"  # settled meanwhile, or too late
    NOT_ALLOWED = "not_allowed"


async def read_deliveries(session: AsyncSession, *, agencies: Mapping[int, AgencyRef], now: datetime) -> Deliveries:
    """What became of all messages; agencies: those of the registry."""
    unclear = await queries.list_in_state(session, OutboxState.UNKNOWN, LISTED)
    refused = await queries.list_in_state(session, OutboxState.FAILED, LISTED)
    return Deliveries(
        counts=await count_by_state(session),
        unclear=tuple(_listed(row, agencies, now) for row in unclear),
        refused=tuple(_listed(row, agencies, now) for row in reversed(refused)),
    )


async def decide(session: AsyncSession, *, asker: Asker, outbox_id: int, repeats: bool, now: datetime) -> Decided:
    """Say of an unclear message that it was seen, or repeat it once; deciding again changes nothing."""
    if not asker.may_somewhere(Permission.OPERATE):
        return Decided.NOT_ALLOWED
    done = await (repeat(session, outbox_id=outbox_id, now=now) if repeats else _mark_seen(session, outbox_id, now))
    if not done:
        return Decided.NOT_NEEDED
    decided = Decided.REPEATED if repeats else Decided.SEEN
    by = focal_point(asker.person.id) if asker.person is not None else OPERATOR
    record(session, f"delivery_{decided}", by=by, now=now, outbox=outbox_id)
    return decided


async def _mark_seen(session: AsyncSession, outbox_id: int, now: datetime) -> bool:
    done = await queries.set_where(
        session,
        col(OutboxMessage.id) == outbox_id,
        col(OutboxMessage.state) == OutboxState.UNKNOWN,
        state=OutboxState.SENT,
        reason="",
        sent_at=now,
    )
    await withdraw_repetitions(session, [outbox_id])
    return done > 0


def _listed(row: OutboxMessage, agencies: Mapping[int, AgencyRef], now: datetime) -> Listed:
    notice: Mapping[str, Any] = next(iter(row.payload.get("notices", ())), {})
    return Listed(
        id=row.id or 0,
        reference=row.reference,
        kind=row.kind,
        agency=agencies.get(notice.get("agency", 0)),
        rung=notice.get("rung", ""),
        reason=row.reason,
        since=row.unknown_at or row.due_at,
        is_repeated=row.repeat > 0,
        may_repeat=row.repeat == 0 and row.expires_at > now,
    )
