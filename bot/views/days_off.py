"""The holidays that are skipped where working days are counted: each is named once in a message."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from bot.services.status import DueDate

NAMED, NAMED_BRIEFLY = 6, 3
"""Holidays that a message names whose subject are deadlines, or anything else; the others are counted."""


@dataclass(frozen=True)
class DaysOff:
    """The holidays before a deadline: those named here, how many more there are, and how many were told above."""

    named: tuple[tuple[date, str], ...] = ()
    more: int = 0
    above: int = 0


def tell_days_off(dues: Sequence[DueDate | None], named: int = NAMED) -> list[DaysOff]:
    """What to say of the holidays before each deadline of a message, in its order; named: so many in all."""
    told, seen, room = [], set[date](), named
    for due in dues:
        holidays = due.holidays if due else ()
        fresh = tuple(holiday for holiday in holidays if holiday[0] not in seen)
        told.append(DaysOff(fresh[:room], len(fresh[room:]), len(holidays) - len(fresh)))
        room -= len(fresh[:room])
        seen.update(day for day, _ in fresh)
    return told


def tell_briefly(due: DueDate | None) -> DaysOff:
    """The same for a message with one deadline that is about something else."""
    return tell_days_off([due], NAMED_BRIEFLY)[0]
