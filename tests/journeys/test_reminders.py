"""A focal point is reminded, says that it was read, reports, and is left in peace."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta

import pytest
from sqlmodel import select

from bot.domain.roles import Role
from db.engine import Sessions
from db.models import OutboxMessage, OutboxState
from tests.reminder_world import H_7, JAYAPURA, TEMANGGUNG, World
from tests.stage import Stage, on_stage

HOUR, DAY = timedelta(hours=1), timedelta(days=1)


@pytest.fixture
async def stage(sqlite_sessions: Sessions) -> AsyncIterator[Stage]:
    """Inspektorat of a regency in WIB and of a city in WIT, on the evening before H-7."""
    async with sqlite_sessions.begin() as session:
        built = await World(session).build()
        await built.assign(TEMANGGUNG, 1, 2)
        await built.assign(JAYAPURA, 1)
        await built.seat(1001, (Role.INSPECTORATE, TEMANGGUNG))
        await built.seat(1004, (Role.INSPECTORATE, JAYAPURA), name="Yohana")
    async with on_stage(sqlite_sessions, now=H_7 - 12 * HOUR) as staged:
        for person in (1001, 1004):
            await staged.actor(person).says("/start")
        await staged.travel(H_7 - 11 * HOUR)
        yield staged


def reminders(stage: Stage, person: int) -> list[str]:
    return [text for text in stage.actor(person).texts if text.startswith("Pengingat ")]


async def test_each_is_reminded_at_eight_of_their_own_morning(stage: Stage) -> None:
    await stage.travel(H_7 - 2 * HOUR)
    assert (len(reminders(stage, 1001)), len(reminders(stage, 1004))) == (0, 1)
    await stage.travel(H_7)
    (sri,) = reminders(stage, 1001)
    assert "7 hari lagi" in sri
    assert "Kamis pukul 01.59 WIT" in reminders(stage, 1004)[0]


async def test_what_was_read_is_recorded(stage: Stage) -> None:
    await stage.travel(H_7)
    await stage.actor(1001).taps("Sudah dibaca")
    await stage.actor(1001).taps("Sudah dibaca")
    async with stage.sessions() as session:
        rows = (await session.exec(select(OutboxMessage).where(OutboxMessage.chat_id == 1))).all()
    assert [(row.state, row.read_at is not None) for row in rows] == [(OutboxState.SENT, True)]


async def test_who_reports_in_between_is_left_in_peace(stage: Stage) -> None:
    await stage.travel(H_7)
    async with stage.sessions.begin() as session:
        for assignment in (1, 2):
            await World(session).report(assignment)
    for day in range(1, 16):
        await stage.travel(H_7 + day * DAY)
    assert len(reminders(stage, 1001)) == 1
    assert [text.split(" ")[1] for text in reminders(stage, 1004)] == ["H-7", "H-3", "H-1", "H-0", "H+1", "H+3", "H+7"]


async def test_after_downtime_one_late_reminder_comes_instead_of_three(stage: Stage) -> None:
    await stage.restart()
    await stage.travel(datetime(2026, 7, 28, 4, 0, tzinfo=UTC))
    (only,) = reminders(stage, 1001)
    assert only.startswith("Pengingat H-1")
    assert "(terlambat dikirim)" in only


async def test_the_button_of_a_reminder_works_after_a_restart(stage: Stage) -> None:
    await stage.travel(H_7)
    await stage.restart()
    assert "Kabupaten Temanggung" in await stage.actor(1001).taps("Lihat status")


async def test_a_reminder_stays_when_its_status_is_looked_at(stage: Stage) -> None:
    await stage.travel(H_7)
    sri = stage.actor(1001)
    status = await sri.taps("Lihat status")
    assert status.startswith("Kabupaten Temanggung · TW VI (B18)")
    assert len(reminders(stage, 1001)) == 1
    await sri.taps("Rincian")
    assert len(sri.messages) == 3  # greeting, reminder, and the status that turned its page in place
