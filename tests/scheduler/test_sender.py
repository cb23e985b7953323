"""From the queue to Telegram: each message once, and nobody waits behind another's trouble."""

import asyncio
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta

import aiohttp
import pytest
from sqlmodel import col, update

from bot.deps import Deps
from bot.domain.reminders import MessageKind
from bot.domain.roles import Role
from bot.pulse import Pulse
from bot.services.outbox import LEASE, Held
from bot.services.rates import Limits
from bot.services.settlement import reap
from db.models import ChatState, FocalPoint, OutboxMessage, OutboxState
from scheduler import jobs, run_once
from scheduler.contents import Contents
from scheduler.sender import PAUSE, Sender
from tests.reminder_world import H_7, SALATIGA, World
from tests.scheduler.conftest import FAST, Post
from tests.scheduler.scripted import Stuck, refused

MINUTE = timedelta(minutes=1)
BLOCKED = refused(403, "Forbidden: bot was blocked by the user")


async def add_second_person(post: Post) -> None:
    """Another person in the same seat, whose reminder is queued as well."""
    async with post.deps.sessions.begin() as session:
        await World(session).seat(1002, (Role.INSPECTORATE, SALATIGA), name="Budi")
        await World(session).assign(SALATIGA)
        row = await session.get_one(OutboxMessage, 1)
        payload = row.payload | {"person": 2, "home": SALATIGA}
        payload["notices"] = [row.payload["notices"][0] | {"agency": SALATIGA}]
        more = {"dedupe_key": "second", "reference": "R-SECOND", "chat_id": 2, "payload": payload}
        more |= {"state": OutboxState.QUEUED, "attempts": 0, "attempt_id": None, "lease_owner": None, "next_at": H_7}
        session.add(OutboxMessage(**row.model_dump(exclude={"id", *more}), **more))


async def test_a_due_reminder_is_sent_with_its_buttons_and_recorded(post: Post) -> None:
    assert await post.sender.run() == 1
    (sent,) = post.wire.sent
    row, (attempt,) = await post.row(), await post.attempts()
    assert sent["chat_id"] == "1001"
    assert sent["text"] == attempt.text
    assert f"v1:ok:{row.reference}" in sent["reply_markup"]
    assert (row.state, row.message_id, row.sent_at) == (OutboxState.SENT, 101, H_7)


async def test_nothing_is_sent_twice(post: Post) -> None:
    await post.sender.run()
    await post.sender.run()
    assert len(post.wire.sent) == 1


async def test_two_senders_at_once_send_it_once(post: Post) -> None:
    other = Sender(post.deps, post.bot, FAST)
    await asyncio.gather(post.sender.run(), other.run())
    assert len(post.wire.sent) == 1


async def test_what_certainly_was_not_sent_goes_out_again_later(post: Post) -> None:
    post.wire.script.append(aiohttp.ConnectionTimeoutError("no route"))
    await post.sender.run()
    assert (await post.row()).state is OutboxState.QUEUED
    post.pass_by(MINUTE)
    await post.sender.run()
    assert ((await post.row()).state, len(post.wire.sent)) == (OutboxState.SENT, 2)


@pytest.mark.parametrize(
    "trouble",
    [aiohttp.ServerDisconnectedError(), aiohttp.SocketTimeoutError("read"), (500, {"ok": False}), (200, {"x": 1})],
)
async def test_what_may_have_arrived_is_flagged_and_never_repeated(post: Post, trouble: BaseException) -> None:
    post.wire.script.append(trouble)
    await post.sender.run()
    post.pass_by(timedelta(hours=1))
    await post.sender.run()
    assert ((await post.row()).state, len(post.wire.sent)) == (OutboxState.UNKNOWN, 1)
    assert (await post.attempts())[0].outcome == "unknown"


async def test_a_blocked_chat_is_closed_with_the_reason_and_its_queue_withdrawn(post: Post) -> None:
    async with post.deps.sessions.begin() as session:
        row = await session.get_one(OutboxMessage, 1)
        later = {"dedupe_key": "later", "reference": "R-LATER", "next_at": H_7 + timedelta(days=2)}
        session.add(OutboxMessage(**row.model_dump(exclude={"id", *later}), **later))
    post.wire.script.append(BLOCKED)
    await post.sender.run()
    chat = await post.chat(1001)
    assert chat is not None
    assert (chat.state, chat.state_reason) == (ChatState.CLOSED, "blocked")
    assert {row.dedupe_key == "later": (row.state, row.reason) for row in await post.rows()} == {
        False: (OutboxState.FAILED, "blocked"),
        True: (OutboxState.SUPPRESSED, "blocked"),
    }


async def test_one_blocked_chat_does_not_hold_up_the_others(post: Post) -> None:
    await add_second_person(post)
    post.wire.script.append(BLOCKED)
    await post.sender.run()
    assert {row.state for row in await post.rows()} == {OutboxState.FAILED, OutboxState.SENT}


async def test_telegram_is_given_the_time_it_asks_for(post: Post) -> None:
    post.wire.script.append(refused(429, "Too Many Requests: retry after 30", retry_after=30))
    await post.sender.run()
    row = await post.row()
    assert (row.state, row.next_at, row.attempts) == (OutboxState.QUEUED, H_7 + timedelta(seconds=30), 0)
    post.pass_by(timedelta(seconds=30))
    await post.sender.run()
    assert (await post.row()).state is OutboxState.SENT


async def test_a_group_that_moved_is_followed_to_its_new_id(post: Post) -> None:
    post.wire.script.append(refused(400, "Bad Request: group chat was upgraded", migrate_to_chat_id=-100200))
    await post.sender.run()
    assert [sent["chat_id"] for sent in post.wire.sent] == ["1001", "-100200"]
    assert (await post.row()).state is OutboxState.SENT
    assert await post.chat(1001) is None


async def test_broken_markup_is_sent_once_more_as_plain_text(post: Post) -> None:
    post.wire.script.append(refused(400, "Bad Request: can't parse entities: Unmatched end tag"))
    await post.sender.run()
    first, second = post.wire.sent
    assert "parse_mode" not in second
    assert "<b>" in first["text"]
    assert "<b>" not in second["text"]
    assert (await post.row()).state is OutboxState.SENT


async def test_what_is_refused_for_another_reason_is_given_up(post: Post) -> None:
    post.wire.script.append(refused(400, "Bad Request: message is too long"))
    await post.sender.run()
    row = await post.row()
    assert (row.state, row.reason, len(post.wire.sent)) == (OutboxState.FAILED, "refused", 1)


async def test_a_refused_token_stops_the_sending_and_fails_no_message(post: Post) -> None:
    await add_second_person(post)
    post.wire.script.extend([refused(401, "Unauthorized"), refused(401, "Unauthorized")])
    await post.sender.run()
    await post.sender.run()
    assert len(post.wire.sent) == 2
    assert {(row.state, row.attempts) for row in await post.rows()} == {(OutboxState.QUEUED, 0)}
    post.pass_by(PAUSE)
    await post.sender.run()
    assert {row.state for row in await post.rows()} == {OutboxState.SENT}


async def test_a_reminder_that_is_no_longer_true_never_reaches_telegram(post: Post) -> None:
    async with post.deps.sessions.begin() as session:
        for assignment in (1, 2):
            await World(session).report(assignment)
    await post.sender.run()
    row = await post.row()
    assert (row.state, row.reason, post.wire.sent) == (OutboxState.SUPPRESSED, "duty_closed", [])


async def test_a_chat_that_closes_while_others_are_sent_gets_nothing_more(post: Post) -> None:
    async with post.deps.sessions.begin() as session:
        await session.exec(update(FocalPoint).values(stopped_at=H_7))
    await post.sender.run()
    assert post.wire.sent == []


async def test_a_sender_that_dies_between_intent_and_result_leaves_a_flag_and_no_duplicate(post: Post) -> None:
    stuck = Stuck()
    post.wire.script.append(stuck)
    running = asyncio.ensure_future(post.sender.run())
    await stuck.reached.wait()
    running.cancel()
    with pytest.raises(asyncio.CancelledError):
        await running
    assert (await post.row()).state is OutboxState.SENDING
    post.pass_by(LEASE)
    async with post.deps.sessions.begin() as session:
        assert (await reap(session, now=post.deps.now())).unknown == 1
    await post.sender.run()
    assert ((await post.row()).state, len(post.wire.sent)) == (OutboxState.UNKNOWN, 1)


async def test_who_is_told_to_stop_finishes_what_is_under_way_and_claims_no_more(post: Post) -> None:
    stuck = Stuck()
    post.wire.script.append(stuck)
    running = asyncio.ensure_future(post.sender.run())
    await stuck.reached.wait()
    draining = asyncio.ensure_future(post.sender.drain(60))
    await asyncio.sleep(0)
    await add_second_person(post)
    stuck.go_on.set()
    await asyncio.gather(running, draining)
    assert {row.dedupe_key == "second": row.state for row in await post.rows()} == {
        False: OutboxState.SENT,
        True: OutboxState.QUEUED,
    }
    assert await post.sender.run() == 0


async def test_what_takes_too_long_to_stop_is_left_to_the_reaper(post: Post) -> None:
    stuck = Stuck()
    post.wire.script.append(stuck)
    running = asyncio.ensure_future(post.sender.run())
    await stuck.reached.wait()
    await post.sender.drain(0.01)
    assert (await post.row()).state is OutboxState.SENDING
    stuck.go_on.set()
    await running
    assert (await post.row()).state is OutboxState.SENT


async def test_a_call_that_hangs_holds_up_nobody_else(post: Post) -> None:
    stuck = Stuck()
    post.wire.script.append(stuck)
    running = asyncio.ensure_future(post.sender.run())
    await stuck.reached.wait()
    post.wire.script.append(second := Stuck())
    await add_second_person(post)
    async with asyncio.timeout(60):
        await second.reached.wait()
    second.go_on.set()
    stuck.go_on.set()
    await running


async def test_nobody_sends_while_telegram_asked_another_replica_to_wait(post: Post) -> None:
    other = Sender(post.deps, post.bot, FAST, clock=post.clock)
    post.wire.script.append(refused(429, "Too Many Requests: retry after 30", retry_after=30))
    first = Sender(post.deps, post.bot, FAST, clock=post.clock)
    await first.run()
    await add_second_person(post)
    await asyncio.wait([asyncio.ensure_future(other.run())], timeout=0.2)
    assert len(post.wire.sent) == 1
    await other.drain()


async def test_a_process_that_slept_too_long_does_not_send(post: Post) -> None:
    sleepy = Sender(post.deps, post.bot, FAST, lease=timedelta(0.0001 / 86400))
    await sleepy.run()
    assert post.wire.sent == []
    post.pass_by(MINUTE)
    await post.sender.run()
    assert len(post.wire.sent) == 1


async def test_a_repetition_says_that_it_is_one(post: Post) -> None:
    post.pass_by(timedelta(days=6))  # H-1
    await post.plan()
    post.wire.script.append(aiohttp.ServerDisconnectedError())
    await post.sender.run()
    await jobs.reap(post.deps, post.sender)
    assert len(post.wire.sent) == 1
    post.pass_by(timedelta(minutes=11))
    await jobs.reap(post.deps, post.sender)
    await post.sender.run()
    first, second = (sent["text"] for sent in post.wire.sent)
    assert "(dikirim ulang; abaikan bila sudah diterima)" in second
    assert "dikirim ulang" not in first
    assert first.splitlines()[-1] == second.splitlines()[-1]  # the same reference
    post.pass_by(timedelta(hours=1))
    await run_once(post.deps, post.bot, FAST)
    assert len(post.wire.sent) == 2


async def test_a_kind_that_this_program_does_not_know_waits_for_one_that_does(post: Post) -> None:
    async with post.deps.sessions.begin() as session:
        await session.exec(update(OutboxMessage).values(kind="ramalan"))
    await post.sender.run()
    row = await post.row()
    assert (row.state, row.reason, post.wire.sent) == (OutboxState.QUEUED, "unknown_kind", [])


async def test_a_message_that_cannot_be_read_holds_up_no_other(post: Post) -> None:
    await add_second_person(post)
    async with post.deps.sessions.begin() as session:
        await session.exec(update(OutboxMessage).where(col(OutboxMessage.id) == 1).values(payload={"notices": [{}]}))
    await post.sender.run()
    assert {(row.id, row.state, row.reason) for row in await post.rows()} == {
        (1, OutboxState.QUEUED, "unreadable"),
        (2, OutboxState.SENT, ""),
    }


async def test_a_sender_that_claims_and_never_sends_gives_no_sign_of_life(post: Post) -> None:
    seconds = [0.0]
    deps = replace(post.deps, pulse=Pulse(lambda: seconds[0]))
    deps.pulse.expect("send", 30)

    async def fail(_deps: Deps, _held: Sequence[Held], _now: datetime) -> Contents:
        raise RuntimeError("no text today")

    for seconds[0] in (30, 60, 91):
        broken = Sender(deps, post.bot, FAST, clock=post.clock, composers={MessageKind.REMINDER: fail})
        with pytest.raises(RuntimeError):
            await broken.run()
        await broken.drain()
    assert deps.pulse.late() == ("send",)
    await Sender(deps, post.bot, FAST, clock=post.clock).run()
    assert deps.pulse.late() == ()


async def test_paid_broadcast_is_asked_for_where_it_is_switched_on(post: Post) -> None:
    await Sender(post.deps, post.bot, Limits(rate=900, is_paid=True)).run()
    assert post.wire.sent[0]["allow_paid_broadcast"] == "true"
