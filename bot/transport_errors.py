"""What failed calls to the Bot API tell; known to who sends as well as to the transport."""

import os
from enum import StrEnum

from telegram.error import NetworkError

# RetryAfter.retry_after is a timedelta; without this each 429 comes with a deprecation warning instead.
os.environ.setdefault("PTB_TIMEDELTA", "true")


class NotSent(NetworkError):
    """The call was certainly not executed: it may be made again."""


class Ambiguous(NetworkError):
    """The call may have been executed: made again, it may be a duplicate."""


class Refusal(StrEnum):
    """Why Telegram refused a call, as far as that changes what is done next."""

    BLOCKED = "blocked"
    DEACTIVATED = "deactivated"
    NEVER_STARTED = "never_started"
    KICKED = "kicked"
    NOT_MEMBER = "not_member"
    DELETED = "deleted"
    NOT_FOUND = "not_found"
    NO_RIGHTS = "no_rights"
    NO_TOPIC = "no_topic"
    BAD_MARKUP = "bad_markup"
    NOT_MODIFIED = "not_modified"
    GONE = "gone"
    OTHER = "refused"


# First match wins. The library rewrites the texts in part (it strips prefixes and changes case), hence the
# comparison in lower case by what is characteristic.
REFUSALS: tuple[tuple[str, Refusal], ...] = (
    ("bot was blocked", Refusal.BLOCKED),
    ("user is deactivated", Refusal.DEACTIVATED),
    ("can't initiate conversation", Refusal.NEVER_STARTED),
    ("can't send messages to the bot", Refusal.NOT_FOUND),
    ("can't send messages to bots", Refusal.NOT_FOUND),
    ("bot was kicked", Refusal.KICKED),
    ("bot is not a member", Refusal.NOT_MEMBER),
    ("group chat was deleted", Refusal.DELETED),
    ("chat not found", Refusal.NOT_FOUND),
    ("user not found", Refusal.NOT_FOUND),
    ("peer_id_invalid", Refusal.NOT_FOUND),
    ("not enough rights", Refusal.NO_RIGHTS),
    ("no write access", Refusal.NO_RIGHTS),
    ("need administrator rights", Refusal.NO_RIGHTS),
    ("chat_write_forbidden", Refusal.NO_RIGHTS),
    ("chat_restricted", Refusal.NO_RIGHTS),
    ("topic_closed", Refusal.NO_TOPIC),
    ("topic_deleted", Refusal.NO_TOPIC),
    ("thread not found", Refusal.NO_TOPIC),
    ("can't parse entities", Refusal.BAD_MARKUP),
    ("message is not modified", Refusal.NOT_MODIFIED),
    ("message to edit not found", Refusal.GONE),
    ("message can't be edited", Refusal.GONE),
    ("message to delete not found", Refusal.GONE),
    ("message can't be deleted", Refusal.GONE),
    ("message to pin not found", Refusal.GONE),
)
"""The texts of Telegram that are known, and what each means."""

UNREACHABLE = frozenset(
    {
        Refusal.BLOCKED,
        Refusal.DEACTIVATED,
        Refusal.NEVER_STARTED,
        Refusal.KICKED,
        Refusal.NOT_MEMBER,
        Refusal.DELETED,
        Refusal.NOT_FOUND,
    }
)
"""Refusals after which the chat is closed: it will not take a message before its people do something."""


def refusal_of(text: str) -> Refusal:
    """What a text of Telegram means; what is not known is our own error."""
    lowered = text.lower()
    return next((refusal for phrase, refusal in REFUSALS if phrase in lowered), Refusal.OTHER)
