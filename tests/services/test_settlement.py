"""What becomes of attempts: results in any order, lost leases, the one repetition; on both kinds of database."""

from datetime import timedelta

import pytest

from bot.domain.delivery import PRIORITY, REPEATED_AFTER, MessageClass, class_of
from bot.domain.ladder import Rung
from bot.services.evidence import acknowledge, find_reference, witness
from bot.services.outbox import LEASE
from bot.services.rates import Limits
from bot.services.settlement import (
    SETTLE,
    Outcome,
    Reaped,
    Result,
    Settlement,
    reap,
    repeat,
    repeat_unclear,
    settle,
)
from db.engine import Sessions
from db.models import OutboxState
from tests.services.post_office import (
    CRITICAL,
    HOUR,
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
    settled,
)

PATIENCE = timedelta(minutes=10)


async def states(sessions: Sessions) -> list[OutboxState]:
    return [found.state for found in await rows(sessions)]


async def unclear(sessions: Sessions, message_class: MessageClass = CRITICAL) -> str:
    """A message of which nobody knows whether it arrived; returns the key of its attempt."""
    attempt_id = await sending(sessions, message_class)
    await settled(sessions, attempt_id, Result(Outcome.UNKNOWN, reason="Ambiguous"))
    return attempt_id


async def repeated(sessions: Sessions, after: timedelta = PATIENCE) -> int:
    async with sessions.begin() as session:
        return await repeat_unclear(session, now=NOW + after)


async def pressed(sessions: Sessions, message_id: int | None = None, person: int = 1001) -> bool | None:
    reference = (await rows(sessions))[0].reference
    async with sessions.begin() as session:
        return await acknowledge(
            session, reference=reference, telegram_id=person, now=NOW + MINUTE, message_id=message_id
        )


# Results


def test_every_outcome_has_its_way_to_be_settled() -> None:
    assert set(SETTLE) == set(Outcome)


async def test_what_was_delivered_is_sent_with_the_id_of_its_message(sessions: Sessions) -> None:
    attempt_id = await sending(sessions)
    assert await settled(sessions, attempt_id, Result(Outcome.DELIVERED, message_id=77))
    found = await row(sessions)
    assert (found.state, found.message_id, found.sent_at, found.lease_owner) == (OutboxState.SENT, 77, NOW, None)
    (attempt,) = await attempts(sessions)
    assert (attempt.outcome, attempt.finished_at) == ("delivered", NOW)


async def test_results_of_a_batch_are_settled_together_each_as_it_is(sessions: Sessions) -> None:
    await fill(sessions, *(message(str(n)) for n in range(5)))
    begun = {mine.id: await intended(sessions, mine) for mine in await claimed(sessions)}
    results = [
        Result(Outcome.DELIVERED, message_id=7),
        Result(Outcome.DELIVERED, message_id=8),
        Result(Outcome.REFUSED, reason="refused", error="BadRequest: too long"),
        Result(Outcome.NOT_SENT, retry_in=MINUTE),
        Result(Outcome.UNKNOWN, reason="Ambiguous"),
    ]
    batch = [
        Settlement(key, attempt or "", 1001, result, NOW)
        for (key, attempt), result in zip(begun.items(), results, strict=True)
    ]
    async with sessions.begin() as session:
        assert await settle(session, batch) == 5
    assert [found.message_id for found in await rows(sessions)][:2] == [7, 8]
    assert [(found.state, found.reason) for found in await rows(sessions)] == [
        (OutboxState.SENT, ""),
        (OutboxState.SENT, ""),
        (OutboxState.FAILED, "refused"),
        (OutboxState.QUEUED, ""),
        (OutboxState.UNKNOWN, "Ambiguous"),
    ]
    assert [attempt.error for attempt in await attempts(sessions)][2] == "BadRequest: too long"


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
    await unclear(sessions)
    assert (await row(sessions)).state is OutboxState.UNKNOWN
    assert await claimed(sessions, now=NOW + HOUR) == []


async def test_evidence_that_comes_late_still_counts(sessions: Sessions) -> None:
    attempt_id = await sending(sessions)
    async with sessions.begin() as session:
        await reap(session, now=NOW + LEASE)
    assert (await row(sessions)).state is OutboxState.UNKNOWN
    assert await settled(sessions, attempt_id, Result(Outcome.DELIVERED, message_id=77))
    assert (await row(sessions)).state is OutboxState.SENT


async def test_a_result_is_taken_once(sessions: Sessions) -> None:
    attempt_id = await sending(sessions)
    await settled(sessions, attempt_id, Result(Outcome.DELIVERED, message_id=77))
    for result in (Result(Outcome.REFUSED), Result(Outcome.NOT_SENT), Result(Outcome.UNKNOWN)):
        assert not await settled(sessions, attempt_id, result)
    assert (await row(sessions)).state is OutboxState.SENT


async def test_the_result_of_an_earlier_attempt_ends_no_later_one(sessions: Sessions) -> None:
    first = await sending(sessions)
    await settled(sessions, first, Result(Outcome.NOT_SENT))
    (again,) = await claimed(sessions)
    assert await intended(sessions, again) is not None
    assert not await settled(sessions, first, Result(Outcome.REFUSED))
    assert (await row(sessions)).state is OutboxState.SENDING


async def test_the_reaper_frees_what_was_never_tried_and_flags_what_was(sessions: Sessions) -> None:
    await sending(sessions)
    await fill(sessions, message("b"), message("c", due_at=NOW + timedelta(hours=20)))
    await claimed(sessions, OTHER)
    async with sessions.begin() as session:
        assert await reap(session, now=NOW) == Reaped(0, 0, 0)
        assert await reap(session, now=NOW + LEASE) == Reaped(freed=1, unknown=1, expired=0)
    async with sessions.begin() as session:
        assert (await reap(session, now=NOW + timedelta(hours=12))).expired == 2
    assert await states(sessions) == [OutboxState.UNKNOWN, OutboxState.EXPIRED, OutboxState.EXPIRED]


# The one repetition


@pytest.mark.parametrize("message_class", MessageClass)
def test_every_class_has_a_policy_and_a_place_in_the_order(message_class: MessageClass) -> None:
    assert message_class in REPEATED_AFTER
    assert message_class in PRIORITY


def test_the_rungs_around_the_deadline_matter_most() -> None:
    assert [rung for rung in Rung if class_of(rung) is CRITICAL] == ["H-1", "H-0", "H+1", "H+3", "H+7"]


async def test_what_matters_is_repeated_once_after_ten_minutes_without_evidence(sessions: Sessions) -> None:
    await unclear(sessions)
    assert await repeated(sessions, PATIENCE - MINUTE) == 0
    assert await repeated(sessions) == 1
    first, second = await rows(sessions)
    assert (first.state, second.state) == (OutboxState.RESENT, OutboxState.QUEUED)
    assert (second.resend_of, second.repeat, second.reference) == (first.id, 1, first.reference)
    assert (second.payload, second.expires_at) == (first.payload, first.expires_at)
    assert await repeated(sessions, HOUR) == 0


async def test_a_repetition_that_is_unclear_too_is_the_end(sessions: Sessions) -> None:
    await unclear(sessions)
    await repeated(sessions)
    (again,) = await claimed(sessions, now=NOW + PATIENCE)
    held = await looked_at(sessions, again, now=NOW + PATIENCE)
    assert held is not None
    assert held.is_repeated
    attempt_id = await intended(sessions, again, now=NOW + PATIENCE)
    await settled(sessions, attempt_id or "", Result(Outcome.UNKNOWN), outbox_id=again.id)
    assert await repeated(sessions, HOUR) == 0
    assert await states(sessions) == [OutboxState.RESENT, OutboxState.UNKNOWN]


@pytest.mark.parametrize("message_class", [MessageClass.NORMAL, MessageClass.GROUP])
async def test_other_classes_are_never_repeated_by_themselves(
    sqlite_sessions: Sessions, message_class: MessageClass
) -> None:
    await unclear(sqlite_sessions, message_class)
    assert await repeated(sqlite_sessions, HOUR) == 0
    async with sqlite_sessions.begin() as session:  # but a person may decide so
        assert await repeat(session, outbox_id=1, now=NOW + HOUR)
        assert not await repeat(session, outbox_id=1, now=NOW + HOUR)
        assert not await repeat(session, outbox_id=2, now=NOW + HOUR)
    assert await states(sqlite_sessions) == [OutboxState.RESENT, OutboxState.QUEUED]


async def test_nothing_is_repeated_that_would_no_longer_help(sqlite_sessions: Sessions) -> None:
    await unclear(sqlite_sessions)
    assert await repeated(sqlite_sessions, timedelta(hours=12)) == 0
    async with sqlite_sessions.begin() as session:
        assert not await repeat(session, outbox_id=1, now=NOW + timedelta(hours=12))


async def test_a_result_that_comes_after_all_takes_the_repetition_back(sessions: Sessions) -> None:
    attempt_id = await unclear(sessions)
    await repeated(sessions)
    assert await settled(sessions, attempt_id, Result(Outcome.DELIVERED, message_id=5), NOW + PATIENCE)
    first, second = await rows(sessions)
    assert (first.state, second.state, second.reason) == (
        OutboxState.SENT,
        OutboxState.SUPPRESSED,
        "delivered_before",
    )


# Evidence


async def test_reading_it_proves_that_an_unclear_message_arrived(sessions: Sessions) -> None:
    await unclear(sessions)
    assert await pressed(sessions, message_id=9) is True
    found = await row(sessions)
    assert (found.state, found.read_at, found.sent_at, found.message_id) == (
        OutboxState.SENT,
        NOW + MINUTE,
        NOW + MINUTE,
        9,
    )
    assert await repeated(sessions, HOUR) == 0


async def test_reading_the_first_one_takes_a_waiting_repetition_back(sessions: Sessions) -> None:
    await unclear(sessions)
    await repeated(sessions)
    await pressed(sessions, message_id=9)
    assert await states(sessions) == [OutboxState.SENT, OutboxState.SUPPRESSED]


async def test_reading_the_repetition_proves_nothing_about_the_first(sessions: Sessions) -> None:
    await unclear(sessions)
    await repeated(sessions)
    (again,) = await claimed(sessions, now=NOW + PATIENCE)
    attempt_id = await intended(sessions, again, now=NOW + PATIENCE)
    await settled(sessions, attempt_id or "", Result(Outcome.DELIVERED, message_id=12), outbox_id=again.id)
    assert await pressed(sessions, message_id=12) is True
    assert await pressed(sessions, message_id=12) is False
    assert await states(sessions) == [OutboxState.RESENT, OutboxState.SENT]


async def test_reading_it_twice_changes_nothing(sqlite_sessions: Sessions) -> None:
    attempt_id = await sending(sqlite_sessions)
    await settled(sqlite_sessions, attempt_id, Result(Outcome.DELIVERED, message_id=7))
    assert [await pressed(sqlite_sessions), await pressed(sqlite_sessions)] == [True, False]
    assert (await row(sqlite_sessions)).read_at == NOW + MINUTE


async def test_another_chat_cannot_say_that_it_read_the_message(sqlite_sessions: Sessions) -> None:
    await sending(sqlite_sessions)
    assert await pressed(sqlite_sessions, person=1002) is None
    async with sqlite_sessions.begin() as session:
        assert await acknowledge(session, reference="R-AAAAAAAA", telegram_id=1001, now=NOW) is None
        assert not await witness(session, reference="R-AAAAAAAA", telegram_id=1001, now=NOW)
    assert (await row(sqlite_sessions)).read_at is None


async def test_a_press_may_be_faster_than_the_answer_of_telegram(sqlite_sessions: Sessions) -> None:
    attempt_id = await sending(sqlite_sessions)
    await pressed(sqlite_sessions)
    await settled(sqlite_sessions, attempt_id, Result(Outcome.DELIVERED, message_id=77))
    found = await row(sqlite_sessions)
    assert (found.state, found.message_id) == (OutboxState.SENT, 77)


async def test_a_reply_proves_that_the_message_arrived(sessions: Sessions) -> None:
    await unclear(sessions)
    reference = (await row(sessions)).reference
    async with sessions.begin() as session:
        assert await witness(session, reference=reference, telegram_id=1001, now=NOW, message_id=4)
    found = await row(sessions)
    assert (found.state, found.message_id, found.read_at) == (OutboxState.SENT, 4, None)


def test_the_reference_is_the_last_one_that_a_message_bears() -> None:
    assert find_reference("Sdr. R-AAAAAAAA menulis … Rujukan R-7K2M4QXA") == "R-7K2M4QXA"
    assert find_reference("Rujukan r-7k2m4qxa R-1") is None


async def test_all_that_was_on_its_way_to_a_group_that_moved_follows_it(sqlite_sessions: Sessions) -> None:
    sessions, group, supergroup, limits = sqlite_sessions, -1, -2, Limits(rate=10_000, per_group=10_000)
    await fill(sessions, message("a"), message("b"), chats=(group, supergroup))
    begun = {one.id: await intended(sessions, one) for one in await claimed(sessions, limits=limits)}
    moved = Result(Outcome.NOT_SENT, new_chat=supergroup)
    for key, attempt_id in begun.items():  # one after the other, as their refusals come
        assert attempt_id is not None
        assert await settled(sessions, attempt_id, moved, outbox_id=key, chat=group)
    assert [(found.state, found.chat_id) for found in await rows(sessions)] == [(OutboxState.QUEUED, 2)] * 2
