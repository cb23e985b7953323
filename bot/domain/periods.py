"""Periods of a cycle as everybody refers to them, and which of them a question is about."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from bot.domain.duties import DeadlineKind


@dataclass(frozen=True)
class PeriodRef:
    """A reporting period; codes such as B06 recur in every cycle, so the key decides."""

    id: int
    cycle_id: int
    cycle_code: str
    code: str
    name: str
    starts_on: date
    ends_on: date
    opens_on: date | None = None

    @property
    def full_name(self) -> str:
        """The name as messages write it, such as "TW VI (B18)"."""
        return f"{self.name} ({self.code})"

    def has_begun(self, today: date) -> bool:
        """Whether the period is running or over."""
        return self.starts_on <= today

    def is_reportable(self, today: date) -> bool:
        """Whether its reporting has opened: on its opening day or, where none is known, once it is over."""
        return today >= self.opens_on if self.opens_on else today > self.ends_on


@dataclass(frozen=True)
class DeadlineRef:
    """A deadline in force: of a period for all agencies, or (a dispensation) for one of them."""

    period_id: int
    agency_id: int | None
    kind: DeadlineKind
    due_at: datetime
    is_sample: bool = False


def list_beside(period: PeriodRef, periods: Sequence[PeriodRef]) -> tuple[PeriodRef, ...]:
    """The periods to which people turn from one: before and after it, and those that its number can mean as well.

    TW VI is the sixth of its cycle and the second of its year, and "tw 2" is TW II too.
    """
    cycle = sorted(
        (other for other in periods if other.cycle_id == period.cycle_id), key=lambda one: (one.starts_on, one.id)
    )
    numbers = {other.id: {place, _number_in_year(other, cycle)} for place, other in enumerate(cycle, 1)}
    place = cycle.index(period)
    return tuple(
        other
        for at, other in enumerate(cycle)
        if at != place and (abs(at - place) == 1 or numbers[other.id] & numbers[period.id])
    )


def _number_in_year(period: PeriodRef, cycle: Sequence[PeriodRef]) -> int:
    same_year = [other for other in cycle if other.starts_on.year == period.starts_on.year]
    return 1 + same_year.index(period)


def current_period(periods: Sequence[PeriodRef], today: date) -> PeriodRef | None:
    """The period that a question without one is about: the last whose reporting has opened.

    Before any has opened it is the last that has begun, else the first there is.
    """
    ordered = sorted(periods, key=lambda period: (period.starts_on, period.id))
    for fits in (PeriodRef.is_reportable, PeriodRef.has_begun):
        found = [period for period in ordered if fits(period, today)]
        if found:
            return found[-1]
    return ordered[0] if ordered else None
