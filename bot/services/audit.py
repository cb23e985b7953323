"""Writes down what was decided, by whom and when; keys and codes only, never a person's name."""

from dataclasses import dataclass
from datetime import datetime

from sqlmodel.ext.asyncio.session import AsyncSession

from db.models import AuditEntry


@dataclass(frozen=True)
class Actor:
    """Who decided: a focal point by key, the operator, or the program itself."""

    kind: str
    person_id: int | None = None


OPERATOR = Actor("operator")
"""The command line, and those whom ADMIN_IDS names: the operator put them there."""

SIGAP = Actor("sigap")


def focal_point(person_id: int) -> Actor:
    """A focal point who decides."""
    return Actor("focal_point", person_id)


def record(session: AsyncSession, event: str, *, by: Actor, now: datetime, **detail: int | str | None) -> None:
    """Add an entry that is stored with the transaction it speaks of."""
    session.add(AuditEntry(at=now, actor=by.kind, actor_id=by.person_id, event=event, detail=detail))
