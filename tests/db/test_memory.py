"""What a running bot remembers of the database, and when it must not."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

import pytest
from sqlalchemy import event
from sqlalchemy.exc import IntegrityError
from sqlmodel.ext.asyncio.session import AsyncSession

from db.engine import COMPANION, Sessions, open_database
from db.memory import MOST, NOT_REMEMBERED, PEOPLE, Part, remembered, remembered_person
from db.models import Chat, Holiday, InboxUpdate, Lease
from db.models.base import Record
from db.queries.chats import find_chat
from db.queries.holidays import list_holidays
from tests.conftest import KEY

YEARS, NOW = (2026,), datetime(2026, 6, 1, tzinfo=UTC)


class Statements:
    """Counts what is read from tables other than that of the versions."""

    def __init__(self, sessions: Sessions) -> None:
        self.count = 0
        event.listen(sessions.readers.sync_engine, "before_cursor_execute", self._note)

    def _note(self, _connection: Any, _cursor: Any, statement: str, *_: Any) -> None:
        self.count += statement.startswith("SELECT") and "revision" not in statement


async def holidays(sessions: Sessions) -> list[str]:
    async with sessions() as session:
        return [day.name for day in await remembered(session, list_holidays, YEARS)]


async def add_holiday(sessions: Sessions, name: str, day: int = 1) -> None:
    async with sessions.begin() as session:
        session.add(Holiday(day=date(2026, 6, day), name=name))


async def test_what_was_read_is_not_read_again_until_somebody_changes_it(sessions: Sessions) -> None:
    statements = Statements(sessions)
    assert await holidays(sessions) == await holidays(sessions) == []
    assert statements.count == 1
    await add_holiday(sessions, "Hari Jadi")
    assert await holidays(sessions) == ["Hari Jadi"]


async def test_what_another_process_commits_is_seen_by_the_next_reader(sessions: Sessions) -> None:
    assert await holidays(sessions) == []
    other = open_database(sessions.writer.url.render_as_string(hide_password=False), (KEY,))
    await add_holiday(other, "Hari Jadi")
    await other.close()
    assert await holidays(sessions) == ["Hari Jadi"]


async def test_a_session_that_writes_sees_what_it_wrote(sqlite_sessions: Sessions) -> None:
    assert await holidays(sqlite_sessions) == []
    async with sqlite_sessions.begin() as session:
        session.add(Holiday(day=date(2026, 6, 1), name="Hari Jadi"))
        assert len(await remembered(session, list_holidays, YEARS)) == 1


async def test_what_is_rolled_back_changes_nothing(sqlite_sessions: Sessions) -> None:
    await holidays(sqlite_sessions)
    with pytest.raises(IntegrityError):
        await add_holiday(sqlite_sessions, None)  # type: ignore[arg-type]
    assert await holidays(sqlite_sessions) == []


async def test_persons_are_forgotten_without_the_facts_and_facts_with_the_persons(sqlite_sessions: Sessions) -> None:
    sessions = sqlite_sessions

    async def ask() -> None:
        async with sessions() as session:
            await remembered(session, list_holidays, YEARS)
            await remembered_person(session, find_chat, 1001)

    await ask()
    statements = Statements(sessions)
    async with sessions.begin() as session:
        session.add(Chat(telegram_id=1001))
    await ask()
    assert statements.count == 1  # the chat alone
    await add_holiday(sessions, "Hari Jadi")
    await ask()
    assert statements.count == 3


async def test_what_is_written_all_the_time_makes_nobody_forget(sqlite_sessions: Sessions) -> None:
    await holidays(sqlite_sessions)
    statements = Statements(sqlite_sessions)
    async with sqlite_sessions.begin() as session:
        session.add(InboxUpdate(update_id=1, received_at=NOW))
        session.add(Lease(name="planner", owner="a", epoch=1, expires_at=NOW))
    await holidays(sqlite_sessions)
    assert statements.count == 0


async def test_a_reader_of_an_old_state_leaves_nothing_of_it_to_later_ones(sqlite_sessions: Sessions) -> None:
    sessions = sqlite_sessions
    async with sessions() as early:
        assert await find_chat(early, 1) is None  # from here on it sees the database as it is now
        await add_holiday(sessions, "Hari Jadi")
        assert await remembered(early, list_holidays, YEARS) == []
    assert await holidays(sessions) == ["Hari Jadi"]


async def test_what_is_read_of_old_facts_is_not_remembered_of_persons_either(sqlite_sessions: Sessions) -> None:
    sessions = sqlite_sessions

    async def read(session: AsyncSession) -> int:
        return len(await remembered_person(session, list_holidays, YEARS))  # as persons with names of agencies

    async with sessions() as early:
        assert await find_chat(early, 1) is None
        await add_holiday(sessions, "Hari Jadi")
        assert await read(early) == 0
    async with sessions() as later:
        assert await read(later) == 1


async def test_what_was_written_before_a_savepoint_is_seen(sqlite_sessions: Sessions) -> None:
    assert await holidays(sqlite_sessions) == []
    async with sqlite_sessions.begin() as session:
        session.add(Holiday(day=date(2026, 6, 1), name="Hari Jadi"))
        await session.flush()
        async with session.begin_nested():
            session.add(Lease(name="planner", owner="a", epoch=1, expires_at=NOW))
    assert await holidays(sqlite_sessions) == ["Hari Jadi"]


async def test_an_update_in_hand_relies_on_what_was_looked_at_for_it(sqlite_sessions: Sessions) -> None:
    class Looked:
        knows_versions = True

        async def join(self, session: AsyncSession) -> None: ...

        def committed(self) -> None: ...

    await holidays(sqlite_sessions)
    asked: list[str] = []
    event.listen(sqlite_sessions.readers.sync_engine, "before_cursor_execute", lambda *all: asked.append(all[2]))
    token = COMPANION.set(Looked())
    try:
        await holidays(sqlite_sessions)
        assert asked == []
        await add_holiday(sqlite_sessions, "Hari Jadi")
        assert await holidays(sqlite_sessions) == ["Hari Jadi"]
    finally:
        COMPANION.reset(token)


async def test_no_more_is_remembered_than_there_is_room_for(sqlite_sessions: Sessions) -> None:
    async def echo(_session: AsyncSession, number: int) -> int:
        return number

    async with sqlite_sessions() as session:
        for number in range(MOST + 1):
            await remembered(session, echo, number)
        assert await remembered(session, echo, 7) == 7
    assert len(sqlite_sessions.memory.view()[Part.FACTS].kept) <= MOST


def test_every_table_that_is_named_exists() -> None:
    assert set(Record.metadata.tables) >= NOT_REMEMBERED | PEOPLE
