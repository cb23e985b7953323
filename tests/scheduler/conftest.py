"""A bot on a scripted wire, in a world where a reminder is due."""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import timedelta

import pytest
from sqlmodel import col, select
from telegram.ext import ExtBot

from bot.deps import Deps, MovableClock
from bot.domain.roles import Role
from bot.services.directory import Directory
from bot.services.rates import Limits
from bot.services.reminders import plan_due
from bot.texts.catalog import Texts
from bot.transport import WireRequest
from db.engine import Sessions
from db.models import Chat, OutboxMessage, SendAttempt
from scheduler.sender import Sender
from tests.reminder_world import H_7, TEMANGGUNG, WIB, World
from tests.scheduler.scripted import ScriptedWire

FAST = Limits(rate=10_000, per_chat=10_000)
"""Tests do not wait."""


@dataclass
class Post:
    """The sender with all that a test looks at afterwards."""

    deps: Deps
    clock: MovableClock
    wire: ScriptedWire
    bot: ExtBot[None]
    sender: Sender

    async def rows(self) -> list[OutboxMessage]:
        """Every message, in order of its chat."""
        async with self.deps.sessions() as session:
            return list((await session.exec(select(OutboxMessage).order_by(col(OutboxMessage.chat_id)))).all())

    async def row(self) -> OutboxMessage:
        """The only message."""
        (only,) = await self.rows()
        return only

    async def attempts(self) -> list[SendAttempt]:
        """Every attempt that was made."""
        async with self.deps.sessions() as session:
            return list((await session.exec(select(SendAttempt).order_by(col(SendAttempt.id)))).all())

    async def chat(self, telegram_id: int) -> Chat | None:
        """A chat by its id of Telegram."""
        async with self.deps.sessions() as session:
            return (await session.exec(select(Chat).where(Chat.telegram_id == telegram_id))).first()

    async def plan(self) -> None:
        """Queue what is due now."""
        async with self.deps.sessions.begin() as session:
            await plan_due(session, now=self.deps.now(), zone=WIB)

    def pass_by(self, time: timedelta) -> None:
        """Let time pass."""
        self.clock.move_to(self.clock.now() + time)


@pytest.fixture
async def post(sqlite_sessions: Sessions) -> AsyncIterator[Post]:
    """One Inspektorat whose H-7 is due at this very moment, queued."""
    async with sqlite_sessions.begin() as session:
        built = await World(session).build()
        await built.assign(TEMANGGUNG, 1, 2)
        await built.seat(1001, (Role.INSPECTORATE, TEMANGGUNG))
        await plan_due(session, now=H_7 - timedelta(hours=1), zone=WIB)
    clock, wire = MovableClock(H_7), ScriptedWire()
    deps = Deps(sessions=sqlite_sessions, clock=clock, texts=Texts(), directory=Directory(), zone=WIB)
    bot: ExtBot[None] = ExtBot("123456:test", request=WireRequest(wire), get_updates_request=WireRequest(wire))
    async with bot:
        post = Post(deps, clock, wire, bot, Sender(deps, bot, FAST, clock=clock))
        await post.plan()
        yield post
