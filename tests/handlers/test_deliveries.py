"""Administrators see what became of messages and decide about those of which nobody knows; replies are proof."""

from collections.abc import AsyncIterator
from datetime import timedelta

import pytest
from sqlmodel import col, select, update

from bot.domain.roles import Role
from bot.views.callback_data import SettleDelivery
from db.engine import Sessions
from db.models import AuditEntry, OutboxMessage, OutboxState
from tests.reminder_world import H_7, SETNAS, TEMANGGUNG, World
from tests.stage import Stage, on_stage

SRI, RATNA, BUDI = 1001, 1003, 1002


@pytest.fixture
async def stage(sqlite_sessions: Sessions) -> AsyncIterator[Stage]:
    """An Inspektorat that got its H-7, of which nobody knows whether it arrived, and an administrator."""
    async with sqlite_sessions.begin() as session:
        built = await World(session).build()
        await built.assign(TEMANGGUNG, 1, 2)
        await built.seat(SRI, (Role.INSPECTORATE, TEMANGGUNG))
        await built.seat(RATNA, (Role.SETNAS_ADMIN, SETNAS), name="Ratna")
        await built.seat(BUDI, (Role.SETNAS_VERIFIER, SETNAS), name="Budi")
    async with on_stage(sqlite_sessions, now=H_7 - timedelta(hours=1)) as staged:
        for person in (SRI, RATNA, BUDI):
            await staged.actor(person).says("/start")
        await staged.travel(H_7)
        await unclear(staged)
        yield staged


async def unclear(stage: Stage) -> None:
    """Nobody knows of the reminder any more."""
    async with stage.sessions.begin() as session:
        await session.exec(update(OutboxMessage).values(state=OutboxState.UNKNOWN, unknown_at=H_7, message_id=None))


async def states(stage: Stage) -> list[OutboxState]:
    async with stage.sessions() as session:
        return list((await session.exec(select(OutboxMessage.state).order_by(col(OutboxMessage.id)))).all())


async def events(stage: Stage) -> list[str]:
    async with stage.sessions() as session:
        return [event for event in (await session.exec(select(AuditEntry.event))).all() if event.startswith("delivery")]


async def test_an_administrator_sees_what_is_unclear_and_says_that_it_was_seen(stage: Stage) -> None:
    ratna = stage.actor(RATNA)
    await ratna.says("/atur")
    page = await ratna.taps("Pengiriman")
    assert "Belum pasti sampai: 1" in page
    assert "H-7 Kabupaten Temanggung, R-" in page
    assert "Belum pasti sampai" not in await ratna.taps("1. ✓ Sudah tampil")
    assert await states(stage) == [OutboxState.SENT]
    assert await events(stage) == ["delivery_seen"]


async def test_an_administrator_has_it_sent_again_once(stage: Stage) -> None:
    ratna = stage.actor(RATNA)
    await ratna.says("/atur")
    await ratna.taps("Pengiriman")
    await ratna.taps("1. Kirim ulang")
    await ratna.forges(SettleDelivery(1, True).pack())
    assert await states(stage) == [OutboxState.RESENT, OutboxState.QUEUED]
    assert await events(stage) == ["delivery_repeated"]
    await stage.travel(H_7)
    assert "(dikirim ulang; abaikan bila sudah diterima)" in stage.actor(SRI).last


@pytest.mark.parametrize("person", [SRI, BUDI])
async def test_nobody_else_sees_or_decides_anything(stage: Stage, person: int) -> None:
    actor = stage.actor(person)
    await actor.says("/atur")
    assert "Pengiriman" not in actor.buttons
    for repeats in (False, True):
        await actor.forges(SettleDelivery(1, repeats).pack())
    assert await states(stage) == [OutboxState.UNKNOWN]
    assert await events(stage) == []


async def test_a_reply_proves_that_the_message_arrived(stage: Stage) -> None:
    sri = stage.actor(SRI)
    reminder = sri.messages[-1]
    await sri.says("Baik, terima kasih", reply_to=reminder.id)
    assert await states(stage) == [OutboxState.SENT]
    async with stage.sessions() as session:
        assert (await session.exec(select(OutboxMessage.message_id))).one() == reminder.id
