"""What an error means: a test for each row of the table."""

from datetime import timedelta

import pytest
from telegram.error import (
    BadRequest,
    ChatMigrated,
    Forbidden,
    InvalidToken,
    NetworkError,
    RetryAfter,
    TelegramError,
    TimedOut,
)

from bot.services.settlement import Outcome
from bot.transport_errors import REFUSALS, Ambiguous, NotSent, Refusal
from scheduler.delivery import BY_KIND, BY_REFUSAL, LONGEST_RETRY, Verdict, backoff, judge, result_of

TABLE: list[tuple[TelegramError, Verdict, Outcome]] = [
    (NotSent("ClientConnectorError"), Verdict.RETRY, Outcome.NOT_SENT),
    (Ambiguous("SocketTimeoutError"), Verdict.UNCLEAR, Outcome.UNKNOWN),
    (Ambiguous("The server answered 502"), Verdict.UNCLEAR, Outcome.UNKNOWN),
    (TimedOut(), Verdict.UNCLEAR, Outcome.UNKNOWN),
    (NetworkError("Request Entity Too Large"), Verdict.UNCLEAR, Outcome.UNKNOWN),
    (TelegramError("Invalid server response"), Verdict.UNCLEAR, Outcome.UNKNOWN),
    (RetryAfter(30), Verdict.WAIT, Outcome.NOT_SENT),
    (ChatMigrated(-100200), Verdict.FOLLOW, Outcome.NOT_SENT),
    (InvalidToken("Unauthorized"), Verdict.HALT, Outcome.NOT_SENT),
    (Forbidden("Forbidden: bot was blocked by the user"), Verdict.CLOSE, Outcome.REFUSED),
    (Forbidden("Forbidden: user is deactivated"), Verdict.CLOSE, Outcome.REFUSED),
    (Forbidden("Forbidden: bot was kicked from the supergroup chat"), Verdict.CLOSE, Outcome.REFUSED),
    (Forbidden("Forbidden: bot is not a member of the supergroup chat"), Verdict.CLOSE, Outcome.REFUSED),
    (Forbidden("Forbidden: bot can't initiate conversation with a user"), Verdict.CLOSE, Outcome.REFUSED),
    (Forbidden("Forbidden: something new"), Verdict.CLOSE, Outcome.REFUSED),
    (BadRequest("Bad Request: chat not found"), Verdict.CLOSE, Outcome.REFUSED),
    (BadRequest("Bad Request: PEER_ID_INVALID"), Verdict.CLOSE, Outcome.REFUSED),
    (BadRequest("Bad Request: not enough rights to send text messages to the chat"), Verdict.PARK, Outcome.REFUSED),
    (BadRequest("Bad Request: CHAT_WRITE_FORBIDDEN"), Verdict.PARK, Outcome.REFUSED),
    (BadRequest("Bad Request: TOPIC_CLOSED"), Verdict.PARK, Outcome.REFUSED),
    (BadRequest("Bad Request: message thread not found"), Verdict.PARK, Outcome.REFUSED),
    (BadRequest("Bad Request: can't parse entities: unexpected end tag"), Verdict.PLAIN, Outcome.REFUSED),
    (BadRequest("Bad Request: message is too long"), Verdict.GIVE_UP, Outcome.REFUSED),
]


@pytest.mark.parametrize(("error", "verdict", "outcome"), TABLE, ids=lambda value: str(value))
def test_an_error_is_judged_by_its_kind(error: TelegramError, verdict: Verdict, outcome: Outcome) -> None:
    judgement = judge(error)
    result = result_of(error, judgement, attempts=0)
    assert judgement.verdict is verdict
    assert result.outcome is outcome
    assert (result.closes_chat, result.parks_chat) == (verdict is Verdict.CLOSE, verdict is Verdict.PARK)


def test_every_refusal_has_a_verdict() -> None:
    assert set(BY_REFUSAL) == set(Refusal)
    assert {refusal for _, refusal in REFUSALS} | {Refusal.OTHER} == set(Refusal)


def test_the_last_row_catches_whatever_comes_as_unclear() -> None:
    assert BY_KIND[-1] == (TelegramError, Verdict.UNCLEAR)


def test_telegram_is_given_the_time_it_asks_for_and_no_attempt_is_counted() -> None:
    result = result_of(RetryAfter(30), judge(RetryAfter(30)), attempts=3)
    assert (result.retry_in, result.counts) == (timedelta(seconds=30), False)


def test_a_refused_token_costs_no_message_an_attempt() -> None:
    error = InvalidToken("Unauthorized")
    assert not result_of(error, judge(error), attempts=0).counts


def test_a_moved_group_is_followed_at_once_but_not_round_in_circles() -> None:
    error = ChatMigrated(-100200)
    assert judge(error).new_id == -100200
    assert result_of(error, judge(error), attempts=0).retry_in == timedelta(0)
    assert result_of(error, judge(error), attempts=1).retry_in > timedelta(0)


def test_retries_come_ever_later_up_to_ten_minutes() -> None:
    assert timedelta(seconds=7) < backoff(0) <= timedelta(seconds=15)
    assert timedelta(minutes=5) <= backoff(40) <= LONGEST_RETRY


def test_an_error_is_kept_without_what_no_database_can_hold() -> None:
    error = Ambiguous("Bad\0 \ud83d gateway")
    assert result_of(error, judge(error), attempts=0).error == "Ambiguous: Bad ? gateway"
