"""The reminder ladder: which rungs a deadline has, on which day each is sent, and to whom."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

from bot.domain.calendar import ONE_DAY, WorkingCalendar
from bot.domain.duties import DeadlineKind
from bot.domain.roles import Role

DEFAULT_HOUR = 8
EARLIEST_CHOICE, LATEST_CHOICE = 7, 17
OPENING, CLOSING = time(7, 0), time(20, 0)
"""Nothing planned leaves outside these hours of the agency's own day."""


class Rung(StrEnum):
    """A step of the ladder, named by its distance from the deadline in calendar days."""

    H_MINUS_14 = "H-14"
    H_MINUS_7 = "H-7"
    H_MINUS_3 = "H-3"
    H_MINUS_1 = "H-1"
    H_0 = "H-0"
    H_PLUS_1 = "H+1"
    H_PLUS_3 = "H+3"
    H_PLUS_7 = "H+7"

    @property
    def offset(self) -> int:
        """Days from the date of the deadline; negative before it."""
        return int(self[1:])

    @property
    def is_before(self) -> bool:
        """Whether the rung must leave before the deadline passes."""
        return self.offset <= 0


EVERY_RUNG: tuple[Rung, ...] = tuple(Rung)

AUDIENCE: Mapping[DeadlineKind, tuple[Role, ...]] = {
    DeadlineKind.REPORT: (Role.INSPECTORATE,),
    DeadlineKind.PUBLISH: (Role.PUBLIC_RELATIONS, Role.COMMUNICATIONS_OFFICE),
}
"""Who owes what a deadline is for, and so climbs the whole ladder."""

ESCALATION: Mapping[Rung, Role] = {Rung.H_PLUS_3: Role.LEADERSHIP, Rung.H_PLUS_7: Role.REGIONAL_COORDINATOR}
"""Who is told besides, one message a day over all their agencies."""

STEPS_UPWARDS: Mapping[Role, Role] = {
    Role.LEADERSHIP: Role.REGIONAL_COORDINATOR,
    Role.REGIONAL_COORDINATOR: Role.SETNAS_ADMIN,
}
"""Whom an empty seat is skipped to, at once."""


@dataclass(frozen=True)
class Step:
    """One rung on the day on which it is sent; `nominal` is its own day, `absorbed` are the rungs it replaces there."""

    sent_on: date
    rung: Rung
    nominal: date
    absorbed: tuple[Rung, ...] = ()

    @property
    def is_shifted(self) -> bool:
        """Whether its own day was no working day."""
        return self.sent_on != self.nominal


@dataclass(frozen=True)
class Shift:
    """Why a step is not sent on its own day: the rungs that moved, the holidays they met, and whether a weekend."""

    sent_on: date
    rungs: tuple[Rung, ...]
    holidays: tuple[str, ...]
    has_weekend: bool


def steps(due_on: date, calendar: WorkingCalendar, rungs: Sequence[Rung] = EVERY_RUNG) -> list[Step]:
    """Lay the rungs out over working days, at most one a day, in order of days.

    Before the deadline a rung moves to the working day before it, H-0 stays; after it a rung moves to
    the next working day. Of two on one day the later one remains: before the deadline that is the one
    nearer to it, after the deadline the one with the wider audience.
    """
    by_day: dict[date, Step] = {}
    for rung in sorted(rungs, key=lambda rung: rung.offset):
        nominal = due_on + timedelta(days=rung.offset)
        day = _sent_on(rung, nominal, calendar)
        replaced = by_day.get(day)
        by_day[day] = Step(day, rung, nominal, (*replaced.absorbed, replaced.rung) if replaced else ())
    return sorted(by_day.values(), key=lambda step: step.sent_on)


def shift_of(step: Step, calendar: WorkingCalendar) -> Shift | None:
    """Say why a step moved, with the rungs that moved along with it; None if it is sent on its own day."""
    if not step.is_shifted:
        return None
    due_on = step.nominal - timedelta(days=step.rung.offset)
    days = {rung: due_on + timedelta(days=rung.offset) for rung in (*step.absorbed, step.rung)}
    moved = {rung: day for rung, day in days.items() if day != step.sent_on}
    furthest = max(moved.values(), key=lambda day: abs(day - step.sent_on))
    low, high = sorted((step.sent_on, furthest))
    names = calendar.holidays_between(low - ONE_DAY, high)
    names |= {day: calendar.days_off[day] for day in moved.values() if day in calendar.days_off}
    return Shift(
        sent_on=step.sent_on,
        rungs=tuple(moved),
        holidays=tuple(dict.fromkeys(names[day] for day in sorted(names))),
        has_weekend=any(day not in calendar.days_off for day in moved.values()),
    )


def _sent_on(rung: Rung, nominal: date, calendar: WorkingCalendar) -> date:
    if rung is Rung.H_0:
        return nominal
    return calendar.on_or_before(nominal) if rung.is_before else calendar.on_or_after(nominal)


def send_at(step: Step, due_at: datetime, zone: ZoneInfo, hour: int = DEFAULT_HOUR) -> datetime | None:
    """The moment the step leaves, in the agency's zone; None where that would break the deadline.

    A rung before the deadline is never sent at or after it.
    """
    moment = datetime.combine(step.sent_on, time(hour), zone)
    return None if step.rung.is_before and moment >= due_at else moment


def useful_until(step: Step, due_at: datetime, zone: ZoneInfo) -> datetime:
    """When a step that could not leave in time is given up.

    A rung before the deadline helps until the deadline, one after it until the end of its day.
    """
    return due_at if step.rung.is_before else datetime.combine(step.sent_on, CLOSING, zone)


def next_opening(moment: datetime, zone: ZoneInfo, calendar: WorkingCalendar, own_day: date) -> datetime:
    """The next moment, from this one on, at which a planned message may leave.

    That is between 07.00 and 20.00 local time, on a working day or on the message's own day, since H-0 stays
    on its day whatever that is.
    """
    local = moment.astimezone(zone)
    day = local.date()
    if local.time() >= CLOSING:
        day += ONE_DAY
    while not (calendar.is_working_day(day) or day == own_day):
        day += ONE_DAY
    return max(moment, datetime.combine(day, OPENING, zone))


def next_hour(moment: datetime, zone: ZoneInfo) -> datetime:
    """The next moment, from this one on, within the hours of a zone; on any day."""
    local = moment.astimezone(zone)
    day = local.date() + (ONE_DAY if local.time() >= CLOSING else timedelta(0))
    return max(moment, datetime.combine(day, OPENING, zone))


def skipped_to(role: Role) -> Iterator[Role]:
    """Yield the role and then those above it that take its place when the seat is empty."""
    current: Role | None = role
    while current is not None:
        yield current
        current = STEPS_UPWARDS.get(current)
