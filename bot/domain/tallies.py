"""Counts over many duties: of an agency, of a region, of the nation; a missing figure is counted, never added as 0."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from functools import reduce

from bot.domain.duties import Duty, Standing, count
from bot.domain.periods import PeriodRef

HUNDREDTH = Decimal("0.01")


@dataclass(frozen=True)
class Tally:
    """Duties counted by each of the three facts; tallies of several agencies may be added.

    with_figure: how many have a percentage, `percents` their sum, `unverified` how many of them no verifier confirmed;
    since and as_of: the oldest and the newest date of the facts; sources: where they come from, in alphabetical order.
    """

    owed: int = 0
    reported: int = 0
    on_time: int = 0
    late: int = 0
    time_unknown: int = 0
    verified: int = 0
    awaiting: int = 0
    returned: int = 0
    obstacles: int = 0
    open: int = 0
    with_figure: int = 0
    unverified: int = 0
    percents: Decimal = Decimal(0)
    since: date | None = None
    as_of: date | None = None
    sources: tuple[str, ...] = ()

    @property
    def mean(self) -> Decimal | None:
        """The simple mean of the figures there are, in hundredths; None without any."""
        return (self.percents / self.with_figure).quantize(HUNDREDTH) if self.with_figure else None

    @property
    def without_figure(self) -> int:
        return self.owed - self.with_figure

    @property
    def is_untouched(self) -> bool:
        """Whether nothing at all was recorded of what is owed."""
        return not (self.reported or self.returned or self.with_figure)

    @property
    def is_complete(self) -> bool:
        """Whether everything that is owed was reported and nothing is held up."""
        return self.owed > 0 and not self.open and not self.obstacles

    def __add__(self, other: "Tally") -> "Tally":
        return Tally(
            owed=self.owed + other.owed,
            reported=self.reported + other.reported,
            on_time=self.on_time + other.on_time,
            late=self.late + other.late,
            time_unknown=self.time_unknown + other.time_unknown,
            verified=self.verified + other.verified,
            awaiting=self.awaiting + other.awaiting,
            returned=self.returned + other.returned,
            obstacles=self.obstacles + other.obstacles,
            open=self.open + other.open,
            with_figure=self.with_figure + other.with_figure,
            unverified=self.unverified + other.unverified,
            percents=self.percents + other.percents,
            since=earliest(self.since, other.since),
            as_of=latest(self.as_of, other.as_of),
            sources=tuple(sorted({*self.sources, *other.sources})),
        )


@dataclass(frozen=True)
class AgencyTally:
    """The tally of one agency, with the deadline for reports that holds for it."""

    agency_id: int
    due_at: datetime | None
    tally: Tally

    def is_late(self, now: datetime) -> bool:
        """Whether something was reported after the deadline, or is still owed after it."""
        is_overdue = self.due_at is not None and now > self.due_at and self.tally.open > 0
        return self.tally.late > 0 or is_overdue


@dataclass(frozen=True)
class Census:
    """How many agencies owe anything, and how they stand; late ones are among the others."""

    agencies: int
    complete: int
    open: int
    held_up: int
    late: int


def earliest(*days: date | None) -> date | None:
    """The first of the days that are known."""
    return min((day for day in days if day is not None), default=None)


def latest(*days: date | None) -> date | None:
    """The last of the days that are known."""
    return max((day for day in days if day is not None), default=None)


def tally(duties: Sequence[Duty], report_due_at: datetime | None) -> Tally:
    """Count the duties of one agency in one period."""
    figures = count(duties, report_due_at)
    percents = [(duty.percent, duty.standing) for duty in duties if duty.percent is not None]
    return Tally(
        owed=figures.owed,
        reported=figures.reported,
        on_time=figures.on_time,
        late=figures.late,
        time_unknown=figures.time_unknown,
        verified=figures.verified,
        awaiting=figures.awaiting,
        returned=figures.returned,
        obstacles=figures.obstacles,
        open=figures.open,
        with_figure=len(percents),
        unverified=sum(standing is not Standing.VERIFIED for _, standing in percents),
        percents=sum((percent for percent, _ in percents), Decimal(0)),
        since=earliest(*(duty.since or duty.as_of for duty in duties)),
        as_of=latest(*(duty.as_of for duty in duties)),
        sources=tuple(sorted({source for duty in duties for source in duty.sources})),
    )


def is_ahead(period: PeriodRef, counted: Tally, today: date) -> bool:
    """Whether nobody can have reported yet: reporting has not opened, and nothing was recorded all the same.

    Where no opening day is known, the period has not begun.
    """
    return today < (period.opens_on or period.starts_on) and counted.is_untouched


def total(tallies: Iterable[Tally]) -> Tally:
    """All of them added up."""
    return reduce(Tally.__add__, tallies, Tally())


def census(tallies: Sequence[AgencyTally], now: datetime) -> Census:
    """Count agencies instead of duties; those that owe nothing are left out."""
    owing = [row for row in tallies if row.tally.owed]
    complete = sum(row.tally.is_complete for row in owing)
    are_open = sum(row.tally.open > 0 for row in owing)
    return Census(
        agencies=len(owing),
        complete=complete,
        open=are_open,
        held_up=len(owing) - complete - are_open,
        late=sum(row.is_late(now) for row in owing),
    )
