"""Answers go at the shared rate, and wait once when Telegram asks for it."""

import asyncio
from datetime import timedelta

import pytest
from sqlmodel import select
from telegram.error import RetryAfter
from telegram.ext import ExtBot

from bot.deps import SystemClock
from bot.services.handling import InHand, in_hand
from bot.services.rates import Limits, closed_until
from bot.transport import WireRequest
from db.models import RateBucket
from scheduler.answering import AnswerLimiter
from tests.scheduler.conftest import Post
from tests.scheduler.scripted import refused


def bot_of(post: Post, limits: Limits) -> ExtBot[None]:
    """A bot whose answers are limited."""
    request = WireRequest(post.wire)
    limiter = AnswerLimiter(post.deps, limits, clock=SystemClock())
    return ExtBot("123456:test", request=request, get_updates_request=request, rate_limiter=limiter)


async def test_answers_are_spaced_once_the_burst_is_used_up(post: Post) -> None:
    loop, limits = asyncio.get_running_loop(), Limits(rate=25)
    async with bot_of(post, limits) as bot:
        began = loop.time()
        await asyncio.gather(*(bot.send_message(1001, "Jawaban") for _ in range(10)))
    assert len(post.wire.sent) == 10
    assert loop.time() - began >= 5 * limits.spacing.total_seconds() - 0.01


async def test_an_answer_waits_once_as_long_as_telegram_asks(post: Post) -> None:
    post.wire.script.append(refused(429, "Too Many Requests: retry after 1", retry_after=1))
    async with bot_of(post, Limits(rate=25)) as bot:
        await bot.send_message(1001, "Jawaban")
    assert len(post.wire.sent) == 2


async def test_an_answer_that_would_wait_too_long_is_given_up_and_all_are_told(post: Post) -> None:
    post.wire.script.append(refused(429, "Too Many Requests: retry after 60", retry_after=60))
    async with bot_of(post, Limits(rate=25)) as bot:
        with pytest.raises(RetryAfter):
            await bot.send_message(1001, "Jawaban")
    now = SystemClock().now()
    async with post.deps.sessions() as session:
        until = await closed_until(session, now=now)
    assert until is not None
    assert timedelta(seconds=30) < until - now <= timedelta(seconds=60)


async def test_what_is_no_message_takes_no_slot(post: Post) -> None:
    async with bot_of(post, Limits(rate=0.001)) as bot:
        for _ in range(3):
            await bot.get_me()


@pytest.mark.parametrize(("age", "is_used"), [(0, True), (0.2, False)])
async def test_an_answer_uses_the_slot_that_was_reserved_for_it_unless_that_is_long_past(
    post: Post, age: float, is_used: bool
) -> None:
    read = SystemClock().now
    hand = InHand(7, "one", read, slot=(1001, read() - timedelta(seconds=age)))
    async with bot_of(post, Limits(rate=25)) as bot:
        with in_hand(hand):
            await bot.send_message(1001, "Jawaban")
    async with post.deps.sessions() as session:
        taken = (await session.exec(select(RateBucket.key))).all()
    assert list(taken) == ([] if is_used else ["all"])
    assert len(post.wire.sent) == 1


def test_a_reserved_slot_is_good_for_one_message_to_its_own_chat() -> None:
    at = SystemClock().now()
    hand = InHand(7, "one", SystemClock().now, slot=(1001, at))
    assert (hand.take_slot(1002), hand.take_slot(1001), hand.take_slot(1001)) == (None, at, None)


async def test_once_telegram_asks_to_wait_no_reserved_slot_is_good_and_a_long_wait_is_given_up(post: Post) -> None:
    read = SystemClock().now
    post.wire.script.append(refused(429, "Too Many Requests: retry after 60", retry_after=60))
    async with bot_of(post, Limits(rate=25)) as bot:
        for chat in (1001, 1002):
            with in_hand(InHand(chat, "one", read, slot=(chat, read()))), pytest.raises(RetryAfter):
                await bot.send_message(chat, "Jawaban")
        with pytest.raises(RetryAfter):
            await bot.send_message(1003, "Jawaban")
    assert len(post.wire.sent) == 1


async def test_to_be_asked_to_wait_is_no_effect_of_the_update_that_is_answered(post: Post) -> None:
    post.wire.script.append(refused(429, "Too Many Requests: retry after 60", retry_after=60))
    hand = InHand(7, "one", SystemClock().now)
    async with bot_of(post, Limits(rate=25)) as bot:
        with in_hand(hand), pytest.raises(RetryAfter):
            await bot.send_message(1001, "Jawaban")
    assert not hand.is_marked
    assert not hand.is_lost
