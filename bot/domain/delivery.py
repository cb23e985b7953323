"""What may be done about a message of which nobody knows whether it arrived: a table by class of message."""

from collections.abc import Mapping
from datetime import timedelta
from enum import StrEnum

from bot.domain.ladder import Rung


class MessageClass(StrEnum):
    """How much it matters that a message arrives, and that it arrives only once.

    Answers to a command or a press are in no class: they are sent at most once and never queued.
    """

    CRITICAL = "critical"  # the deadline is near or past: better once too often, and said so
    NORMAL = "normal"  # the next rung says the same
    GROUP = "group"  # read by many: a person decides
    CHANGE = "change"  # an edit, a pin or a removal: doing it twice does no harm


CRITICAL_RUNGS = frozenset({Rung.H_MINUS_1, Rung.H_0, Rung.H_PLUS_1, Rung.H_PLUS_3, Rung.H_PLUS_7})

REPEATED_AFTER: Mapping[MessageClass, timedelta | None] = {
    MessageClass.CRITICAL: timedelta(minutes=10),
    MessageClass.NORMAL: None,
    MessageClass.GROUP: None,
    MessageClass.CHANGE: timedelta(minutes=1),
}
"""How long evidence is awaited before the one repetition; None: never by itself."""

PRIORITY: Mapping[MessageClass, int] = {
    MessageClass.CRITICAL: 0,
    MessageClass.NORMAL: 1,
    MessageClass.GROUP: 2,
    MessageClass.CHANGE: 2,
}
"""Which leaves first where not all can leave at once."""


def class_of(rung: Rung) -> MessageClass:
    """The class of a reminder, or of its copy, on a rung."""
    return MessageClass.CRITICAL if rung in CRITICAL_RUNGS else MessageClass.NORMAL
