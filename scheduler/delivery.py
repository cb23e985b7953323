"""What an error of a sending means for the message, the chat and the sender: one table, decided by its kind."""

from __future__ import annotations

import random
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum

from telegram.error import BadRequest, ChatMigrated, Forbidden, InvalidToken, RetryAfter, TelegramError

from bot.services.settlement import Outcome, Result
from bot.transport_errors import UNREACHABLE, NotSent, Refusal, refusal_of

SHORTEST_RETRY, LONGEST_RETRY = timedelta(seconds=15), timedelta(minutes=10)
ERROR_LIMIT = 300
"""Characters of an error that are kept with the attempt."""


class Verdict(StrEnum):
    """What is done next after an error."""

    RETRY = "retry"  # certainly not sent: again, later each time
    WAIT = "wait"  # told to wait: again after that, and no attempt is counted
    FOLLOW = "follow"  # the group has a new id: again, to that
    CLOSE = "close"  # the chat takes no messages any more
    PARK = "park"  # the group does not let the bot write: an administrator must act
    PLAIN = "plain"  # our markup is broken: once more without it
    GIVE_UP = "give_up"  # refused for another reason, which is our error
    MOOT = "moot"  # the message that was to be changed is gone, or says so already
    HALT = "halt"  # the token is refused: nothing can be sent, and no message is to blame
    UNCLEAR = "unclear"  # may have arrived: never again blindly


# First match wins: BadRequest and NotSent are themselves kinds of NetworkError.
BY_KIND: tuple[tuple[type[TelegramError], Verdict | None], ...] = (
    (RetryAfter, Verdict.WAIT),
    (InvalidToken, Verdict.HALT),
    (NotSent, Verdict.RETRY),
    (Forbidden, None),  # decided by its text
    (BadRequest, None),
    (TelegramError, Verdict.UNCLEAR),  # timeouts, lost connections, 5xx, unreadable answers
)

BY_REFUSAL: dict[Refusal, Verdict] = {
    **dict.fromkeys(UNREACHABLE, Verdict.CLOSE),
    Refusal.NO_RIGHTS: Verdict.PARK,
    Refusal.NO_TOPIC: Verdict.PARK,
    Refusal.BAD_MARKUP: Verdict.PLAIN,
    Refusal.NOT_MODIFIED: Verdict.MOOT,
    Refusal.GONE: Verdict.MOOT,
    Refusal.OTHER: Verdict.GIVE_UP,
}


@dataclass(frozen=True)
class Judgement:
    """The verdict on an error, with a short reason that is stored; `new_id` is that of a group which moved."""

    verdict: Verdict
    reason: str
    new_id: int | None = None


def judge(error: TelegramError) -> Judgement:
    """Judge an error of a call that sends a message."""
    if isinstance(error, ChatMigrated):
        return Judgement(Verdict.FOLLOW, type(error).__name__, error.new_chat_id)
    verdict = next(verdict for kind, verdict in BY_KIND if isinstance(error, kind))
    if verdict is not None:
        return Judgement(verdict, type(error).__name__)
    refusal = refusal_of(error.message)
    if isinstance(error, Forbidden) and refusal is Refusal.OTHER:
        return Judgement(Verdict.CLOSE, Refusal.OTHER)  # whatever its text, a 403 says that the chat is closed to us
    return Judgement(BY_REFUSAL[refusal], refusal)


def judge_change(error: TelegramError) -> Judgement:
    """Judge an error of a call that edits, pins or removes: done twice it does no harm, and it parks no chat."""
    judgement = judge(error)
    if judgement.verdict is Verdict.UNCLEAR:
        return Judgement(Verdict.RETRY, judgement.reason)
    if judgement.verdict is Verdict.PARK:
        return Judgement(Verdict.MOOT, judgement.reason)
    return judgement


def result_of(error: TelegramError, judgement: Judgement, attempts: int) -> Result:
    """What becomes of the message. attempts: how many were made before this one."""
    text = _storable(f"{type(error).__name__}: {error.message}"[:ERROR_LIMIT])
    match judgement.verdict:
        case Verdict.WAIT:
            assert isinstance(error, RetryAfter)
            return Result(Outcome.NOT_SENT, error=text, retry_in=seconds_asked(error), counts=False)
        case Verdict.HALT:
            return Result(Outcome.NOT_SENT, error=text, counts=False)
        case Verdict.FOLLOW:
            wait = backoff(attempts) if attempts else timedelta(0)
            return Result(Outcome.NOT_SENT, error=text, retry_in=wait, new_chat=judgement.new_id)
        case Verdict.RETRY:
            return Result(Outcome.NOT_SENT, error=text, retry_in=backoff(attempts))
        case Verdict.MOOT if judgement.reason == Refusal.NOT_MODIFIED:
            return Result(Outcome.DELIVERED)
        case Verdict.UNCLEAR:
            return Result(Outcome.UNKNOWN, reason=judgement.reason, error=text)
        case _:
            closes, parks = judgement.verdict is Verdict.CLOSE, judgement.verdict is Verdict.PARK
            return Result(Outcome.REFUSED, reason=judgement.reason, error=text, closes_chat=closes, parks_chat=parks)


def _storable(text: str) -> str:
    """Leave out what a database cannot hold as text: half a surrogate pair, and NUL."""
    return text.encode("utf-8", "replace").decode().replace("\0", "")


def backoff(attempts: int) -> timedelta:
    """How long to wait before the next attempt: longer each time, and by chance, so that not all come back at once."""
    longest: timedelta = min(SHORTEST_RETRY * 2 ** min(attempts, 10), LONGEST_RETRY)
    share: float = random.uniform(0.5, 1.0)
    return longest * share


def seconds_asked(error: RetryAfter) -> timedelta:
    """How long Telegram asks to wait."""
    value = error.retry_after
    return value if isinstance(value, timedelta) else timedelta(seconds=value)
