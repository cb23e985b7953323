"""Figures of the database that a monitor watches; one cheap question each."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta

from sqlmodel.ext.asyncio.session import AsyncSession

from db.queries.inbox import backlog
from db.queries.soundness import count_by_state, oldest_due, planned_until

NONE = timedelta(0)


@dataclass(frozen=True)
class Figures:
    """What waits, and for how long."""

    outbox: dict[str, int] = field(default_factory=dict)
    oldest_due: timedelta = NONE
    planner_lag: timedelta = NONE
    inbox_waiting: int = 0
    inbox_lag: timedelta = NONE
    inbox_failed: int = 0


async def read_figures(session: AsyncSession, *, now: datetime) -> Figures:
    """Read all figures; an age is none while nothing waits, or before the first plan."""
    waiting, oldest, failed = await backlog(session)
    return Figures(
        outbox={state.value: number for state, number in (await count_by_state(session)).items()},
        oldest_due=_age(await oldest_due(session, now), now),
        planner_lag=_age(await planned_until(session), now),
        inbox_waiting=waiting,
        inbox_lag=_age(oldest, now),
        inbox_failed=failed,
    )


def _age(moment: datetime | None, now: datetime) -> timedelta:
    return max(now - moment, NONE) if moment is not None else NONE
