"""The life of a message that waits to go out, on both kinds of database."""

import asyncio
from datetime import UTC, datetime, timedelta

import pytest
from sqlmodel import select

from bot.services.outbox import (
    LEASE,
    Claim,
    Held,
    NewMessage,
    Outcome,
    Reaped,
    Result,
    Withheld,
    acknowledge,
    claim,
    enqueue,
    hold,
    intend,
    is_any_due,
    new_reference,
    reap,
    settle,
    suppress,
    withhold,
)
from db.engine import Sessions
from db.models import Chat, ChatState, OutboxMessage, OutboxState, SendAttempt

NOW = datetime(2026, 7, 22, 1, 0, tzinfo=UTC)
MINUTE = timedelta(minutes=1)
ME, OTHER = "sender-1", "sender-2"


def message(key: str = "a", chat_key: int = 1, due_at: datetime = NOW, expired: str = "") -> NewMessage:
    return NewMessage(key, "pengingat", chat_key, {"n": 1}, due_at, due_at, NOW + timedelta(hours=12), expired)


async def fill(sessions: Sessions, *messages: NewMessage) -> int:
    """Two chats, and these messages in the queue."""
    async with sessions.begin() as session:
        if (await session.exec(select(Chat))).first() is None:
            session.add_all(Chat(id=n, telegram_id=1000 + n, state=ChatState.OPEN) for n in (1, 2))
            await session.flush()
        return await enqueue(session, messages, now=NOW)


async def rows(sessions: Sessions) -> list[OutboxMessage]:
    async with sessions() as session:
        return list((await session.exec(select(OutboxMessage).order_by(OutboxMessage.id))).all())  # type: ignore[arg-type]


async def row(sessions: Sessions) -> OutboxMessage:
    (only,) = await rows(sessions)
    return only


async def claimed(sessions: Sessions, owner: str = ME, now: datetime = NOW) -> list[Claim]:
    async with sessions.begin() as session:
        return await claim(session, owner=owner, now=now)


async def looked_at(sessions: Sessions, which: Claim, owner: str = ME, now: datetime = NOW) -> Held | None:
    async with sessions.begin() as session:
        return await hold(session, which, owner=owner, now=now)


async def sending(sessions: Sessions) -> str:
    """One message on its way; returns the key of its attempt."""
    await fill(sessions, message())
    (mine,) = await claimed(sessions)
    async with sessions.begin() as session:
        held = await hold(session, mine, owner=ME, now=NOW)
        assert held is not None
        return await intend(session, held, text="Pengingat", now=NOW)


async def settled(sessions: Sessions, attempt_id: str, result: Result, now: datetime = NOW) -> bool:
    async with sessions.begin() as session:
        return await settle(session, attempt_id=attempt_id, result=result, now=now)


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


async def test_two_senders_at_once_share_the_queue_without_overlap(sessions: Sessions) -> None:
    await fill(sessions, *(message(str(n)) for n in range(30)))
    batches = await asyncio.gather(*(claimed(sessions, f"sender-{n}") for n in range(4)))
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
    assert await looked_at(sessions, mine, OTHER) is None
    assert await looked_at(sessions, mine, now=NOW + LEASE) is None
    assert await looked_at(sessions, mine) is not None


async def test_the_intent_and_its_text_are_on_record_before_anything_is_sent(sessions: Sessions) -> None:
    attempt_id = await sending(sessions)
    found = await row(sessions)
    assert (found.state, found.attempts, found.attempt_id) == (OutboxState.SENDING, 1, attempt_id)
    async with sessions() as session:
        attempt = (await session.exec(select(SendAttempt))).one()
    assert (attempt.attempt_id, attempt.text, attempt.outcome) == (attempt_id, "Pengingat", "")


async def test_what_was_delivered_is_sent_with_the_id_of_its_message(sessions: Sessions) -> None:
    attempt_id = await sending(sessions)
    assert await settled(sessions, attempt_id, Result(Outcome.DELIVERED, message_id=77))
    found = await row(sessions)
    assert (found.state, found.message_id, found.sent_at) == (OutboxState.SENT, 77, NOW)


async def test_what_was_not_sent_waits_its_time_and_goes_out_again(sessions: Sessions) -> None:
    attempt_id = await sending(sessions)
    await settled(sessions, attempt_id, Result(Outcome.NOT_SENT, retry_in=MINUTE))
    assert await claimed(sessions) == []
    (again,) = await claimed(sessions, now=NOW + MINUTE)
    held = await looked_at(sessions, again, now=NOW + MINUTE)
    assert held is not None
    assert held.attempts == 1


async def test_waiting_that_telegram_asked_for_is_no_attempt(sqlite_sessions: Sessions) -> None:
    attempt_id = await sending(sqlite_sessions)
    await settled(sqlite_sessions, attempt_id, Result(Outcome.NOT_SENT, retry_in=MINUTE, counts=False))
    assert (await row(sqlite_sessions)).attempts == 0


async def test_what_is_unclear_is_never_sent_again_blindly(sessions: Sessions) -> None:
    attempt_id = await sending(sessions)
    await settled(sessions, attempt_id, Result(Outcome.UNKNOWN, error="TimedOut"))
    assert (await row(sessions)).state is OutboxState.UNKNOWN
    assert await claimed(sessions, now=NOW + timedelta(hours=1)) == []


async def test_evidence_that_comes_late_still_counts(sessions: Sessions) -> None:
    attempt_id = await sending(sessions)
    async with sessions.begin() as session:
        await reap(session, now=NOW + LEASE)
    assert (await row(sessions)).state is OutboxState.UNKNOWN
    assert await settled(sessions, attempt_id, Result(Outcome.DELIVERED, message_id=77))
    assert (await row(sessions)).state is OutboxState.SENT


async def test_a_result_is_taken_once(sqlite_sessions: Sessions) -> None:
    attempt_id = await sending(sqlite_sessions)
    await settled(sqlite_sessions, attempt_id, Result(Outcome.DELIVERED, message_id=77))
    assert not await settled(sqlite_sessions, attempt_id, Result(Outcome.REFUSED))
    assert (await row(sqlite_sessions)).state is OutboxState.SENT


async def test_the_reaper_frees_what_was_never_tried_and_flags_what_was(sessions: Sessions) -> None:
    await sending(sessions)
    await fill(sessions, message("b"), message("c", due_at=NOW + timedelta(hours=20)))
    await claimed(sessions, OTHER)
    async with sessions.begin() as session:
        assert await reap(session, now=NOW) == Reaped(0, 0, 0)
        assert await reap(session, now=NOW + LEASE) == Reaped(freed=1, unknown=1, expired=0)
    async with sessions.begin() as session:
        assert (await reap(session, now=NOW + timedelta(hours=12))).expired == 2
    states = {found.dedupe_key: found.state for found in await rows(sessions)}
    assert states == {"a": OutboxState.UNKNOWN, "b": OutboxState.EXPIRED, "c": OutboxState.EXPIRED}


@pytest.mark.parametrize(
    ("reason", "state"), [("duty_closed", OutboxState.SUPPRESSED), ("too_late", OutboxState.EXPIRED)]
)
async def test_what_is_withheld_for_good_says_why(sqlite_sessions: Sessions, reason: str, state: OutboxState) -> None:
    await fill(sqlite_sessions, message())
    (mine,) = await claimed(sqlite_sessions)
    async with sqlite_sessions.begin() as session:
        held = await hold(session, mine, owner=ME, now=NOW)
        assert held is not None
        await withhold(session, held, Withheld(reason))
    found = await row(sqlite_sessions)
    assert (found.state, found.reason, found.lease_owner) == (state, reason, None)


async def test_what_must_wait_goes_back_into_the_queue(sqlite_sessions: Sessions) -> None:
    await fill(sqlite_sessions, message())
    (mine,) = await claimed(sqlite_sessions)
    async with sqlite_sessions.begin() as session:
        held = await hold(session, mine, owner=ME, now=NOW)
        assert held is not None
        await withhold(session, held, Withheld("quiet_hours", until=NOW + MINUTE))
    assert await claimed(sqlite_sessions) == []
    assert len(await claimed(sqlite_sessions, now=NOW + MINUTE)) == 1


async def test_a_withdrawn_message_is_no_longer_held(sessions: Sessions) -> None:
    await fill(sessions, message())
    (mine,) = await claimed(sessions)
    async with sessions.begin() as session:
        assert await suppress(session, outbox_ids=[mine.id], reason="stopped") == 1
    assert await looked_at(sessions, mine) is None


async def test_reading_it_proves_that_an_unclear_message_arrived(sessions: Sessions) -> None:
    attempt_id = await sending(sessions)
    await settled(sessions, attempt_id, Result(Outcome.UNKNOWN))
    reference = (await row(sessions)).reference
    async with sessions.begin() as session:
        assert await acknowledge(session, reference=reference, telegram_id=1001, now=NOW + MINUTE) is True
    found = await row(sessions)
    assert (found.state, found.read_at, found.sent_at) == (OutboxState.SENT, NOW + MINUTE, NOW + MINUTE)


async def test_reading_it_twice_changes_nothing(sqlite_sessions: Sessions) -> None:
    attempt_id = await sending(sqlite_sessions)
    await settled(sqlite_sessions, attempt_id, Result(Outcome.DELIVERED, message_id=7))
    reference = (await row(sqlite_sessions)).reference
    for moment, is_first in ((NOW + MINUTE, True), (NOW + 2 * MINUTE, False)):
        async with sqlite_sessions.begin() as session:
            assert await acknowledge(session, reference=reference, telegram_id=1001, now=moment) is is_first
    assert (await row(sqlite_sessions)).read_at == NOW + MINUTE


async def test_another_chat_cannot_say_that_it_read_the_message(sqlite_sessions: Sessions) -> None:
    await sending(sqlite_sessions)
    reference = (await row(sqlite_sessions)).reference
    async with sqlite_sessions.begin() as session:
        assert await acknowledge(session, reference=reference, telegram_id=1002, now=NOW) is None
        assert await acknowledge(session, reference="R-AAAAAAAA", telegram_id=1001, now=NOW) is None
    assert (await row(sqlite_sessions)).read_at is None


async def test_a_press_may_be_faster_than_the_answer_of_telegram(sqlite_sessions: Sessions) -> None:
    attempt_id = await sending(sqlite_sessions)
    reference = (await row(sqlite_sessions)).reference
    async with sqlite_sessions.begin() as session:
        await acknowledge(session, reference=reference, telegram_id=1001, now=NOW)
    await settled(sqlite_sessions, attempt_id, Result(Outcome.DELIVERED, message_id=77))
    found = await row(sqlite_sessions)
    assert (found.state, found.message_id) == (OutboxState.SENT, 77)
