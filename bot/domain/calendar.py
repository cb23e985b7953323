"""Working days: Monday to Friday less national holidays, cuti bersama and regional days off."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta

from bot.domain.agencies import AgencyRef

ONE_DAY = timedelta(days=1)
SATURDAY = 5


@dataclass(frozen=True)
class WorkingCalendar:
    """The days off that hold for one agency: date to the name of the holiday, in Indonesian."""

    days_off: Mapping[date, str] = field(default_factory=dict)

    def is_working_day(self, day: date) -> bool:
        """Whether offices work on this day."""
        return day.weekday() < SATURDAY and day not in self.days_off

    def on_or_before(self, day: date) -> date:
        """Return the day itself if it is a working day, else the nearest working day before it."""
        while not self.is_working_day(day):
            day -= ONE_DAY
        return day

    def on_or_after(self, day: date) -> date:
        """Return the day itself if it is a working day, else the nearest working day after it."""
        while not self.is_working_day(day):
            day += ONE_DAY
        return day

    def working_days_left(self, today: date, due_on: date) -> int:
        """Count the working days after today up to and including the day of the deadline."""
        return sum(self.is_working_day(day) for day in days_between(today, due_on))

    def holidays_between(self, today: date, due_on: date) -> dict[date, str]:
        """Name the weekdays after today up to the deadline on which offices are closed."""
        return {
            day: self.days_off[day]
            for day in days_between(today, due_on)
            if day in self.days_off and day.weekday() < SATURDAY
        }


def days_between(after: date, until: date) -> Iterator[date]:
    """Yield the days after the first date, up to and including the second."""
    day = after + ONE_DAY
    while day <= until:
        yield day
        day += ONE_DAY


@dataclass(frozen=True)
class Calendars:
    """The working calendars of all agencies over some years.

    `by_region` holds the days off of single agencies; those of a province hold for all that lies in it.
    `unknown_years` are those for which no cuti bersama has been decreed, as far as is known.
    """

    everywhere: WorkingCalendar = field(default_factory=WorkingCalendar)
    by_region: Mapping[int, Mapping[date, str]] = field(default_factory=dict)
    unknown_years: frozenset[int] = frozenset()
    _made: dict[tuple[int | None, int | None], WorkingCalendar] = field(default_factory=dict, repr=False, compare=False)

    def of(self, agency: AgencyRef) -> WorkingCalendar:
        """The calendar of an agency: what holds everywhere, in its province and in itself."""
        regions = (
            agency.parent_id if agency.parent_id in self.by_region else None,
            agency.id if agency.id in self.by_region else None,
        )
        if regions not in self._made:
            days_off = dict(self.everywhere.days_off)
            for region in regions:
                if region is not None:
                    days_off |= self.by_region[region]
            self._made[regions] = WorkingCalendar(days_off) if regions != (None, None) else self.everywhere
        return self._made[regions]
