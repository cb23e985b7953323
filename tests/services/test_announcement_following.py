"""The message that follows an announcement: edited now and then, and only when it would say something else."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

import pytest
from sqlmodel import col, select, update

from bot.domain.roles import Role
from bot.services.announcement_following import EVERY, FOLLOWED, PROGRESS, follow_in, plan_progress
from bot.services.announcements import ANNOUNCEMENT, draft, submit
from bot.services.audit import focal_point
from bot.services.directory import Registry, load_registry
from bot.services.recipients import World
from db.engine import Sessions
from db.models import OutboxMessage, OutboxState
from tests import reminder_world
from tests.reminder_world import H_7, JAYAPURA, SETNAS, TEMANGGUNG, WIB

SOON = EVERY - timedelta(seconds=1)


@dataclass
class Desk:
    """An announcement to two persons, whose writer follows it."""

    sessions: Sessions
    registry: Registry

    async def plans(self, now: datetime) -> int:
        async with self.sessions.begin() as session:
            return await plan_progress(session, agencies=self.registry.agencies, now=now)

    async def settle(self, kind: str, state: OutboxState, number: int = 9) -> None:
        """Some messages of a kind end in a state."""
        async with self.sessions.begin() as session:
            found = select(OutboxMessage.id).where(OutboxMessage.kind == kind, OutboxMessage.state == "queued")
            keys = (await session.exec(found.limit(number))).all()
            await session.exec(update(OutboxMessage).where(col(OutboxMessage.id).in_(keys)).values(state=state))


@pytest.fixture
async def desk(sqlite_sessions: Sessions) -> Desk:
    async with sqlite_sessions.begin() as session:
        world = await reminder_world.World(session).build()
        ratna = await world.seat(1003, (Role.SETNAS_ADMIN, SETNAS))
        await world.seat(1001, (Role.INSPECTORATE, TEMANGGUNG))
        await world.seat(1004, (Role.INSPECTORATE, JAYAPURA))
        registry = await load_registry(session, H_7.date())
        by = focal_point(ratna)
        made = await draft(session, text="Rapat", audience="", by=by, now=H_7)
        reached = World(registry.agencies, registry.periods, H_7.date(), WIB)
        await submit(session, announcement=made, world=reached, by=by, now=H_7)
        follow_in(made, 77)
    return Desk(sqlite_sessions, registry)


async def test_it_is_edited_when_something_changed_and_at_most_every_fifteen_seconds(desk: Desk) -> None:
    assert await desk.plans(H_7) == 1
    assert await desk.plans(H_7 + EVERY) == 0, "the edit before it has not left"
    await desk.settle(PROGRESS, OutboxState.SENT)
    assert await desk.plans(H_7 + EVERY) == 0, "nothing changed"
    await desk.settle(ANNOUNCEMENT, OutboxState.SENT, 1)
    assert await desk.plans(H_7 + SOON) == 0, "too soon"
    assert await desk.plans(H_7 + EVERY) == 1
    await desk.settle(PROGRESS, OutboxState.SENT)
    await desk.settle(ANNOUNCEMENT, OutboxState.FAILED)
    assert await desk.plans(H_7 + 2 * EVERY) == 1
    await desk.settle(PROGRESS, OutboxState.SENT)
    assert await desk.plans(H_7 + 3 * EVERY) == 0, "it has come to its end"


async def test_a_message_that_is_gone_is_not_followed_any_more(desk: Desk) -> None:
    await desk.plans(H_7)
    await desk.settle(PROGRESS, OutboxState.FAILED)
    await desk.settle(ANNOUNCEMENT, OutboxState.SENT)
    assert await desk.plans(H_7 + EVERY) == 0


async def test_it_follows_for_some_days_and_no_longer(desk: Desk) -> None:
    assert await desk.plans(H_7 + FOLLOWED + EVERY) == 0
    assert await desk.plans(H_7 + FOLLOWED) == 1
