"""The inbox as it lies in the database: once each, encrypted, gone in time."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import text
from sqlmodel import func, select

from bot.services import inbox
from bot.services.inbox import RETENTION, Waiting, is_update
from db.engine import Sessions
from db.models import InboxUpdate

NOW = datetime(2026, 7, 13, 2, 0, tzinfo=UTC)


def saying(number: int, words: str = "Halo") -> dict[str, object]:
    return {"update_id": number, "message": {"text": words}}


async def stored(sessions: Sessions, *raws: dict[str, object]) -> int:
    async with sessions.begin() as session:
        return await inbox.store(session, raws=raws, now=NOW)


async def waiting(sessions: Sessions, **options: object) -> list[Waiting]:
    async with sessions() as session:
        return await inbox.list_waiting(session, **{"limit": 100, **options})  # type: ignore[arg-type]


async def test_an_update_that_comes_again_is_ignored(sessions: Sessions) -> None:
    assert await stored(sessions, saying(8), saying(7)) == 2
    assert await stored(sessions, saying(8, "other"), saying(9)) == 1
    assert [found.update_id for found in await waiting(sessions)] == [7, 8, 9]
    assert json.loads((await waiting(sessions))[1].raw) == saying(8)


async def test_what_people_say_lies_encrypted_in_the_table(sessions: Sessions) -> None:
    await stored(sessions, saying(7, "rahasia"))
    async with sessions() as session:
        raw = (await (await session.connection()).execute(text("SELECT raw FROM inbox_update"))).scalar_one()
    assert b"rahasia" not in bytes(raw)


@pytest.mark.parametrize("words", ["🙂 \u202e <b>&", "half \ud83d", "x" * 60_000, "\x00"])
async def test_any_text_comes_back_as_it_was(sessions: Sessions, words: str) -> None:
    await stored(sessions, saying(7, words))
    assert json.loads((await waiting(sessions))[0].raw) == saying(7, words)


async def test_an_update_too_deep_to_be_written_keeps_its_number(sqlite_sessions: Sessions) -> None:
    deep: dict[str, object] = {"update_id": 7}
    level = deep
    for _ in range(100_000):
        level["next"] = level = {}
    await stored(sqlite_sessions, deep)
    assert await waiting(sqlite_sessions) == [Waiting(7, '{"update_id": 7}')]


async def test_a_handled_update_waits_no_longer_and_its_text_is_erased(sessions: Sessions) -> None:
    await stored(sessions, saying(7), saying(8))
    async with sessions.begin() as session:
        assert await inbox.mark_handled(session, update_id=7, now=NOW)
        assert not await inbox.mark_handled(session, update_id=7, now=NOW)
    async with sessions() as session:
        assert (await session.exec(select(InboxUpdate.raw).where(InboxUpdate.update_id == 7))).one() is None
    assert [found.update_id for found in await waiting(sessions)] == [8]


async def test_a_failed_update_keeps_its_text_for_a_look(sessions: Sessions) -> None:
    await stored(sessions, saying(7))
    async with sessions.begin() as session:
        await inbox.mark_handled(session, update_id=7, now=NOW, error="KeyError")
    async with sessions() as session:
        row = (await session.exec(select(InboxUpdate))).one()
    assert (row.error, row.handled_at, json.loads(row.raw or "")) == ("KeyError", NOW, saying(7))


async def test_numbers_and_texts_are_gone_within_a_week_but_never_before_they_were_handled(sessions: Sessions) -> None:
    await stored(sessions, saying(7), saying(8), saying(9))
    async with sessions.begin() as session:
        await inbox.mark_handled(session, update_id=7, now=NOW, error="KeyError")
        await inbox.mark_handled(session, update_id=8, now=NOW + timedelta(days=5))
    async with sessions.begin() as session:
        assert await inbox.purge(session, before=NOW + timedelta(days=7) - RETENTION) == 1
    async with sessions() as session:
        assert (await session.exec(select(func.count()).select_from(InboxUpdate))).one() == 2
    assert timedelta(days=7) > RETENTION


async def test_what_is_in_hand_and_what_is_too_much_is_left_out(sessions: Sessions) -> None:
    await stored(sessions, *(saying(number) for number in range(1, 8)))
    found = await waiting(sessions, limit=3, without={1, 3})
    assert [row.update_id for row in found] == [2, 4, 5]


@pytest.mark.parametrize("raw", [None, 5, "x", [], {}, {"update_id": "7"}, {"update_id": True}, {"update_id": 2**63}])
def test_what_has_no_number_of_its_own_is_no_update(raw: object) -> None:
    assert not is_update(raw)
    assert is_update({"update_id": 7})
