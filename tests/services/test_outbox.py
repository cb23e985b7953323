"""The life of a message up to the moment it leaves, on both kinds of database."""

import asyncio

import pytest

from bot.services.outbox import LEASE, Withheld, enqueue, is_any_due, new_reference, release, suppress, withhold
from bot.services.rates import Limits
from db.engine import Sessions
from db.models import OutboxState
from tests.services.post_office import (
    CRITICAL,
    FAST,
    GROUP,
    HOUR,
    ME,
    MINUTE,
    NOW,
    OTHER,
    attempts,
    claimed,
    fill,
    intended,
    looked_at,
    message,
    row,
    rows,
    sending,
)


async def test_a_dedupe_key_is_queued_once_for_all_times(sessions: Sessions) -> None:
    assert await fill(sessions, message("a"), message("b")) == 2
    assert await fill(sessions, message("a"), message("c")) == 1
    assert [found.dedupe_key for found in await rows(sessions)] == ["a", "b", "c"]


async def test_more_messages_than_one_statement_takes_are_queued(sqlite_sessions: Sessions) -> None:
    assert await fill(sqlite_sessions, *(message(str(n)) for n in range(1201))) == 1201


async def test_what_is_too_late_is_written_down_and_never_claimed(sessions: Sessions) -> None:
    await fill(sessions, message(expired="superseded"))
    assert await claimed(sessions) == []
    assert ((await row(sessions)).state, (await row(sessions)).reason) == (OutboxState.EXPIRED, "superseded")


def test_references_are_short_opaque_and_fit_into_a_button() -> None:
    found = {new_reference() for _ in range(500)}
    assert len(found) == 500
    assert {len(reference) for reference in found} == {10}


async def test_the_oldest_is_claimed_first_and_nothing_twice(sessions: Sessions) -> None:
    await fill(sessions, message("late"), message("early", due_at=NOW - MINUTE), message("later", due_at=NOW + MINUTE))
    keys = {found.id: found.dedupe_key for found in await rows(sessions)}
    assert [keys[mine.id] for mine in await claimed(sessions)] == ["early", "late"]
    assert await claimed(sessions, OTHER) == []


async def test_what_matters_more_is_claimed_before_what_is_older(sessions: Sessions) -> None:
    old = NOW - HOUR
    await fill(
        sessions,
        message("group", due_at=old, message_class=GROUP),
        message("normal", due_at=old),
        message("critical", message_class=CRITICAL),
    )
    keys = {found.id: found.dedupe_key for found in await rows(sessions)}
    assert [keys[mine.id] for mine in await claimed(sessions)] == ["critical", "normal", "group"]


async def test_two_senders_at_once_share_the_queue_without_overlap(sessions: Sessions) -> None:
    await fill(sessions, *(message(str(n)) for n in range(30)))
    batches = await asyncio.gather(*(claimed(sessions, f"sender-{n}", limit=20) for n in range(4)))
    taken = [mine.id for batch in batches for mine in batch]
    assert len(taken) == len(set(taken)) == 30


async def test_waiting_is_seen_without_claiming(sqlite_sessions: Sessions) -> None:
    await fill(sqlite_sessions, message(due_at=NOW + MINUTE))
    async with sqlite_sessions() as session:
        assert not await is_any_due(session, now=NOW)
        assert await is_any_due(session, now=NOW + MINUTE)


async def test_only_the_owner_of_a_running_lease_may_send(sessions: Sessions) -> None:
    await fill(sessions, message())
    (mine,) = await claimed(sessions)
    for owner, now in ((OTHER, NOW), (ME, NOW + LEASE)):
        assert await looked_at(sessions, mine, owner, now) is None
        assert await intended(sessions, mine, owner, now) is None
    assert await looked_at(sessions, mine) is not None
    assert await intended(sessions, mine) is not None


async def test_an_intent_cannot_be_had_twice(sessions: Sessions) -> None:
    await fill(sessions, message())
    (mine,) = await claimed(sessions)
    first = await intended(sessions, mine)
    assert first is not None
    assert await intended(sessions, mine) is None
    assert [attempt.attempt_id for attempt in await attempts(sessions)] == [first]


async def test_one_lost_lease_in_a_batch_keeps_no_other_from_leaving(sessions: Sessions) -> None:
    await fill(sessions, message("a"), message("b"))
    first, second = await claimed(sessions)
    async with sessions.begin() as session:
        await suppress(session, outbox_ids=[first.id], reason="stopped")
    assert await intended(sessions, first) is None
    assert await intended(sessions, second) is not None
    assert {found.dedupe_key: found.state for found in await rows(sessions)} == {
        "a": OutboxState.SUPPRESSED,
        "b": OutboxState.SENDING,
    }


async def test_the_intent_and_its_text_are_on_record_before_anything_is_sent(sessions: Sessions) -> None:
    attempt_id = await sending(sessions)
    found = await row(sessions)
    assert (found.state, found.attempts, found.attempt_id) == (OutboxState.SENDING, 1, attempt_id)
    (attempt,) = await attempts(sessions)
    assert (attempt.attempt_id, attempt.text, attempt.outcome) == (attempt_id, "Pengingat", "")


async def test_claims_are_paced_over_all_chats(sqlite_sessions: Sessions) -> None:
    await fill(sqlite_sessions, *(message(str(n), chat_key=n) for n in range(1, 31)), chats=tuple(range(1, 31)))
    limits = Limits(rate=25)
    first = await claimed(sqlite_sessions, limits=limits)
    assert [(mine.leaves_at - NOW) / limits.spacing for mine in first] == list(range(13))
    assert await claimed(sqlite_sessions, OTHER, limits=limits) == []  # half a second is given away, to whomever
    later = await claimed(sqlite_sessions, OTHER, now=NOW + limits.ahead, limits=limits)
    assert later[0].leaves_at - NOW == 13 * limits.spacing


async def test_a_second_message_to_one_chat_goes_back_until_its_turn(sessions: Sessions) -> None:
    await fill(sessions, *(message(str(n)) for n in range(3)), message("other", chat_key=2))
    limits = Limits(rate=25, per_chat=0.2)
    keys = {found.id: found.dedupe_key for found in await rows(sessions)}
    assert [keys[mine.id] for mine in await claimed(sessions, limits=limits)] == ["0", "other"]
    waiting = [(found.state, (found.next_at - NOW).total_seconds()) for found in await rows(sessions)][1:3]
    assert waiting == [(OutboxState.QUEUED, 5.0), (OutboxState.QUEUED, 10.0)]


@pytest.mark.parametrize(
    ("reason", "state"), [("duty_closed", OutboxState.SUPPRESSED), ("too_late", OutboxState.EXPIRED)]
)
async def test_what_is_withheld_for_good_says_why(sqlite_sessions: Sessions, reason: str, state: OutboxState) -> None:
    await fill(sqlite_sessions, message())
    (mine,) = await claimed(sqlite_sessions)
    async with sqlite_sessions.begin() as session:
        await withhold(session, {mine.id: Withheld(reason)}, owner=ME)
    found = await row(sqlite_sessions)
    assert (found.state, found.reason, found.lease_owner) == (state, reason, None)


async def test_what_must_wait_goes_back_into_the_queue(sqlite_sessions: Sessions) -> None:
    await fill(sqlite_sessions, message())
    (mine,) = await claimed(sqlite_sessions)
    async with sqlite_sessions.begin() as session:
        await withhold(session, {mine.id: Withheld("quiet_hours", until=NOW + MINUTE)}, owner=ME)
    assert await claimed(sqlite_sessions) == []
    assert len(await claimed(sqlite_sessions, now=NOW + MINUTE)) == 1


async def test_nobody_withholds_what_another_has_claimed(sqlite_sessions: Sessions) -> None:
    await fill(sqlite_sessions, message())
    (mine,) = await claimed(sqlite_sessions)
    async with sqlite_sessions.begin() as session:
        await withhold(session, {mine.id: Withheld("duty_closed")}, owner=OTHER)
    assert (await row(sqlite_sessions)).state is OutboxState.LEASED


async def test_a_withdrawn_message_is_no_longer_held(sessions: Sessions) -> None:
    await fill(sessions, message())
    (mine,) = await claimed(sessions)
    async with sessions.begin() as session:
        assert await suppress(session, outbox_ids=[mine.id], reason="stopped") == 1
    assert await looked_at(sessions, mine) is None


async def test_who_stops_gives_back_what_was_claimed_and_nothing_else(sessions: Sessions) -> None:
    await sending(sessions)
    await fill(sessions, message("b"), message("c"))
    (mine,) = await claimed(sessions, limit=1)
    (others,) = await claimed(sessions, OTHER, limit=1)
    async with sessions.begin() as session:
        assert await release(session, owner=ME) == 1
    states = {found.id: found.state for found in await rows(sessions)}
    assert (states[1], states[mine.id], states[others.id]) == (
        OutboxState.SENDING,
        OutboxState.QUEUED,
        OutboxState.LEASED,
    )


async def test_queueing_nothing_is_nothing(sqlite_sessions: Sessions) -> None:
    async with sqlite_sessions.begin() as session:
        assert await enqueue(session, [], now=NOW) == 0
    assert await claimed(sqlite_sessions, limits=FAST) == []
