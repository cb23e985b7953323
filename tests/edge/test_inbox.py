"""The inbox as it lies in the database: once each, encrypted, gone in time."""

from __future__ import annotations

import asyncio
import json
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import text
from sqlmodel import func, select

from bot.services import inbox
from bot.services.inbox import RETENTION, Waiting, is_update, lane_of, sender_of
from db.engine import Sessions
from db.models import InboxUpdate

NOW = datetime(2026, 7, 13, 2, 0, tzinfo=UTC)
HOLD = timedelta(seconds=30)
ME, OTHER = "one replica", "another"


def saying(number: int, words: str = "Halo", chat: int | None = None) -> dict[str, object]:
    """A message in a chat; in one of its own unless one is named."""
    return {"update_id": number, "message": {"text": words, "chat": {"id": chat or number}}}


async def stored(sessions: Sessions, *raws: dict[str, object]) -> int:
    async with sessions.begin() as session:
        return len(await inbox.store(session, raws=raws, now=NOW))


async def claimed(
    sessions: Sessions,
    owner: str = ME,
    *,
    now: datetime = NOW,
    hold: timedelta = HOLD,
    limit: int = 100,
    retries: int = 100,
) -> list[Waiting]:
    """What a replica gets hold of."""
    async with sessions.begin() as session:
        return await inbox.claim(session, owner=owner, now=now, until=now + hold, limit=limit, retries=retries)


async def done(sessions: Sessions, number: int, owner: str = ME, *, now: datetime = NOW, error: str = "") -> bool:
    async with sessions.begin() as session:
        return await inbox.mark_handled(session, update_id=number, owner=owner, now=now, error=error)


def numbers(found: list[Waiting]) -> list[int]:
    return [waiting.update_id for waiting in found]


async def test_an_update_that_comes_again_is_ignored(sessions: Sessions) -> None:
    assert await stored(sessions, saying(8), saying(7)) == 2
    assert await stored(sessions, saying(8, "other"), saying(9)) == 1
    found = await claimed(sessions)
    assert numbers(found) == [7, 8, 9]
    assert json.loads(found[1].raw) == saying(8)


async def test_what_people_say_lies_encrypted_in_the_table(sessions: Sessions) -> None:
    await stored(sessions, saying(7, "rahasia"))
    async with sessions() as session:
        raw = (await (await session.connection()).execute(text("SELECT raw FROM inbox_update"))).scalar_one()
    assert b"rahasia" not in bytes(raw)


@pytest.mark.parametrize("words", ["🙂 \u202e <b>&", "half \ud83d", "x" * 60_000, "\x00"])
async def test_any_text_comes_back_as_it_was(sessions: Sessions, words: str) -> None:
    await stored(sessions, saying(7, words))
    assert json.loads((await claimed(sessions))[0].raw) == saying(7, words)


async def test_an_update_too_deep_to_be_written_keeps_its_number(sqlite_sessions: Sessions) -> None:
    deep: dict[str, object] = {"update_id": 7}
    level = deep
    for _ in range(100_000):
        level["next"] = level = {}
    await stored(sqlite_sessions, deep)
    assert await claimed(sqlite_sessions) == [Waiting(7, '{"update_id": 7}')]


async def test_an_update_is_claimed_by_one_replica_until_its_time_has_run_out(sessions: Sessions) -> None:
    await stored(sessions, saying(7), saying(8))
    assert numbers(await claimed(sessions, limit=1)) == [7]
    assert numbers(await claimed(sessions, OTHER)) == [8]
    assert await claimed(sessions, OTHER, now=NOW + HOLD - timedelta(seconds=1)) == []
    again = await claimed(sessions, OTHER, now=NOW + HOLD)
    assert [(found.update_id, found.attempt) for found in again] == [(7, 2), (8, 2)]
    assert not await done(sessions, 7, ME)
    assert await done(sessions, 7, OTHER)


async def test_what_was_tried_before_is_tried_again_one_at_a_time(sessions: Sessions) -> None:
    await stored(sessions, saying(7), saying(8))
    await claimed(sessions)
    await stored(sessions, saying(9))
    assert numbers(await claimed(sessions, OTHER, now=NOW + HOLD, retries=1)) == [7, 9]
    assert numbers(await claimed(sessions, OTHER, now=NOW + HOLD, retries=0)) == []


async def test_a_claim_can_be_held_for_longer(sessions: Sessions) -> None:
    await stored(sessions, saying(7), saying(8))
    await claimed(sessions)
    async with sessions.begin() as session:
        assert await inbox.extend(session, [7, 9], owner=ME, until=NOW + 2 * HOLD) == 1
        assert await inbox.extend(session, [7], owner=OTHER, until=NOW + 9 * HOLD) == 0
    assert numbers(await claimed(sessions, OTHER, now=NOW + HOLD)) == [8]


async def test_of_each_chat_only_the_oldest_update_can_be_claimed(sessions: Sessions) -> None:
    await stored(sessions, saying(1, chat=5), saying(2, chat=5), saying(3, chat=6), saying(4, chat=5))
    assert numbers(await claimed(sessions)) == [1, 3]
    assert await claimed(sessions, OTHER) == []
    await done(sessions, 1)
    assert numbers(await claimed(sessions, OTHER)) == [2]
    assert await claimed(sessions) == []


async def test_many_replicas_at_once_never_get_the_same_update_nor_two_of_one_chat(sessions: Sessions) -> None:
    await stored(sessions, *(saying(number, chat=1 + number % 12) for number in range(1, 61)))
    found = await asyncio.gather(*(claimed(sessions, f"replica {number}", limit=3) for number in range(8)))
    got = [update_id for claims in found for update_id in numbers(claims)]
    assert len(got) == len(set(got))
    assert set(got) <= set(range(1, 13))


async def test_a_handled_update_waits_no_longer_and_its_text_is_erased(sessions: Sessions) -> None:
    await stored(sessions, saying(7), saying(8))
    await claimed(sessions)
    assert await done(sessions, 7)
    assert not await done(sessions, 7)
    async with sessions() as session:
        assert (await session.exec(select(InboxUpdate.raw).where(InboxUpdate.update_id == 7))).one() is None
    assert numbers(await claimed(sessions, now=NOW + HOLD)) == [8]


async def test_a_failed_update_keeps_its_text_for_a_look(sessions: Sessions) -> None:
    await stored(sessions, saying(7))
    await claimed(sessions)
    await done(sessions, 7, error="KeyError")
    async with sessions() as session:
        row = (await session.exec(select(InboxUpdate))).one()
    assert (row.error, row.handled_at, json.loads(row.raw or "")) == ("KeyError", NOW, saying(7))


async def test_numbers_and_texts_are_gone_within_a_week_but_never_before_they_were_handled(sessions: Sessions) -> None:
    await stored(sessions, saying(7), saying(8), saying(9))
    await claimed(sessions)
    await done(sessions, 7, error="KeyError")
    await done(sessions, 8, now=NOW + timedelta(days=5))
    async with sessions.begin() as session:
        assert await inbox.purge(session, before=NOW + timedelta(days=7) - RETENTION) == 1
    async with sessions() as session:
        assert (await session.exec(select(func.count()).select_from(InboxUpdate))).one() == 2
    assert timedelta(days=7) > RETENTION


@pytest.mark.parametrize(
    ("raw", "lane", "sender"),
    [
        ({"message": {"chat": {"id": -100}, "from": {"id": 5}}}, -100, 5),
        ({"callback_query": {"from": {"id": 5}, "message": {"chat": {"id": -100}}}}, -100, 5),
        ({"inline_query": {"from": {"id": 5}}}, 5, -5),
        ({"message_reaction": {"chat": {"id": -100}, "user": {"id": 5}}}, -100, 5),
        ({"my_chat_member": {"chat": {"id": 5}, "from": {"id": 5}}}, 5, None),
        ({"message": {"chat": {"id": 2**70}, "from": {"id": True}}}, 9, None),
        ({"message": {"chat": [], "from": "x"}}, 9, None),
        ({"message": 5, "other": None}, 9, None),
        ({}, 9, None),
    ],
)
def test_an_update_has_a_lane_and_a_sender_whatever_it_looks_like(
    raw: dict[str, object], lane: int, sender: int | None
) -> None:
    assert (lane_of({"update_id": 9} | raw), sender_of({"update_id": 9} | raw)) == (lane, sender)


@pytest.mark.parametrize("raw", [None, 5, "x", [], {}, {"update_id": "7"}, {"update_id": True}, {"update_id": 2**63}])
def test_what_has_no_number_of_its_own_is_no_update(raw: object) -> None:
    assert not is_update(raw)
    assert is_update({"update_id": 7})
