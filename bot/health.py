"""Whether this process is alive and ready, and the figures that a monitor reads."""

from __future__ import annotations

from sqlalchemy.exc import SQLAlchemyError

from bot.deps import Deps
from bot.services.figures import Figures, read_figures
from bot.services.leases import HOUSEKEEPING, PLANNER, POLLER
from bot.web import Health
from db.schema import is_current


async def examine(deps: Deps) -> Health:
    """Alive while no part is overdue; ready while the database answers with the schema of this program."""
    late, has_room = deps.pulse.late(), not deps.is_disk_low()
    try:
        missing = () if await is_current(deps.sessions) else ("schema",)
    except (SQLAlchemyError, OSError):
        missing = ("database",)
    full = () if has_room else ("disk",)
    return Health(is_alive=not late, is_ready=not missing, has_room=has_room, failing=(*late, *full, *missing))


async def scrape(deps: Deps) -> bytes:
    """The figures of this process and of the database; without a database those of the process alone."""
    metrics = deps.metrics
    for part, age in deps.pulse.ages().items():
        metrics.tick_age.labels(part).set(age)
    for name in (POLLER, PLANNER, HOUSEKEEPING):
        metrics.leads.labels(name).set(deps.leads(name))
    try:
        async with deps.sessions() as session:
            _show(deps, await read_figures(session, now=deps.now()))
        metrics.database_up.set(1)
    except (SQLAlchemyError, OSError):
        metrics.database_up.set(0)
    return metrics.text()


def _show(deps: Deps, figures: Figures) -> None:
    metrics = deps.metrics
    metrics.set_outbox(figures.outbox)
    metrics.oldest_due.set(figures.oldest_due.total_seconds())
    metrics.planner_lag.set(figures.planner_lag.total_seconds())
    metrics.inbox_waiting.set(figures.inbox_waiting)
    metrics.inbox_lag.set(figures.inbox_lag.total_seconds())
    metrics.inbox_failed.set(figures.inbox_failed)
