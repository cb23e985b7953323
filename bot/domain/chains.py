"""What reminders depend on: who may be written to, and what is owed by which deadline."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from zoneinfo import ZoneInfo

from bot.domain.agencies import AgencyRef
from bot.domain.calendar import Calendars
from bot.domain.duties import REPAIR_TIME, DeadlineKind, Duty, due_at, end_of_day
from bot.domain.ladder import AUDIENCE, DEFAULT_HOUR, EARLIEST_CHOICE, ESCALATION, LATEST_CHOICE, skipped_to
from bot.domain.periods import DeadlineRef, PeriodRef
from bot.domain.permissions import HeldSeat, coordinates
from bot.domain.roles import AgencyKind, Role

ADDRESSED = frozenset(
    {role for roles in AUDIENCE.values() for role in roles}
    | {above for role in ESCALATION.values() for above in skipped_to(role)}
)
"""The roles that reminders and their copies go to."""


@dataclass(frozen=True)
class Addressee:
    """A person with a Telegram account that may be written to, now or once they have started the bot.

    `hour` is the local hour they chose; before the day `hour_from` it was `earlier_hour`. Who blocked or stopped the
    bot is no addressee: their seat is empty.
    """

    person_id: int
    is_reachable: bool
    hour: int = DEFAULT_HOUR
    name: str | None = None
    chat_key: int | None = None
    seats: tuple[HeldSeat, ...] = ()
    earlier_hour: int = DEFAULT_HOUR
    hour_from: date | None = None

    def hour_on(self, day: date) -> int:
        """The hour at which reminders leave on a day, never outside the choice that the contract allows."""
        chosen = self.hour if self.hour_from is None or day >= self.hour_from else self.earlier_hour
        return min(max(chosen, EARLIEST_CHOICE), LATEST_CHOICE)


@dataclass(frozen=True)
class Chain:
    """What one agency still owes by one deadline; its rungs follow each other.

    `is_repair`: the deadline is that of returned duties, later than the one of the period.
    """

    agency: AgencyRef
    period: PeriodRef
    kind: DeadlineKind
    due_at: datetime
    due_on: date
    duties: tuple[Duty, ...]
    is_repair: bool = False
    is_sample: bool = False

    @property
    def key(self) -> str:
        """Period codes recur in every cycle, hence the cycle; the date makes a moved deadline a chain of its own."""
        period = f"{self.period.cycle_code}/{self.period.code}"
        return f"{period}|{self.kind}:{self.due_on:%Y-%m-%d}|{self.agency.id}"


@dataclass(frozen=True)
class Facts:
    """Everything that a plan depends on. zone: that of national deadlines."""

    zone: ZoneInfo
    agencies: Mapping[int, AgencyRef]
    periods: Mapping[int, PeriodRef]
    deadlines: Sequence[DeadlineRef]
    duties: Sequence[Duty]
    people: Sequence[Addressee]
    calendars: Calendars = field(default_factory=Calendars)

    def zone_of(self, agency: AgencyRef) -> ZoneInfo:
        """The zone of an agency's day; Setnas keeps the national one."""
        return self.zone if agency.kind is AgencyKind.COORDINATOR else agency.zone


def list_chains(facts: Facts) -> list[Chain]:
    """Group what is owed by agency, period, kind and date of the deadline.

    A dispensation replaces the period's deadline for its agency; a returned duty has its own if that is later.
    """
    deadlines = {(row.period_id, row.agency_id, row.kind): row for row in facts.deadlines}
    grouped: dict[tuple[int, int, DeadlineKind, date], list[tuple[Duty, datetime, DeadlineRef | None]]] = {}
    for duty in facts.duties:
        if duty.agency_id not in facts.agencies or duty.period_id not in facts.periods:
            continue
        for kind in _owed(duty):
            period_id, agency_id = duty.period_id, duty.agency_id
            base = deadlines.get((period_id, agency_id, kind)) or deadlines.get((period_id, None, kind))
            if (due := own_deadline(duty, kind, base, facts.zone)) is not None:
                key = (agency_id, period_id, kind, due.astimezone(facts.zone).date())
                grouped.setdefault(key, []).append((duty, due, base))
    return [_chain(facts, key, members) for key, members in grouped.items()]


def own_deadline(duty: Duty, kind: DeadlineKind, base: DeadlineRef | None, zone: ZoneInfo) -> datetime | None:
    """When a duty is due: with its period or, once returned, by its own deadline if that is later."""
    if base is not None:
        return due_at(base.due_at, duty.returned_on if kind is DeadlineKind.REPORT else None, zone)
    if kind is DeadlineKind.REPORT and duty.returned_on is not None:
        return end_of_day(duty.returned_on + REPAIR_TIME, zone)
    return None


def _owed(duty: Duty) -> Iterator[DeadlineKind]:
    if duty.is_open:
        yield DeadlineKind.REPORT
    if duty.owes_publication:
        yield DeadlineKind.PUBLISH


def _chain(
    facts: Facts,
    key: tuple[int, int, DeadlineKind, date],
    members: Sequence[tuple[Duty, datetime, DeadlineRef | None]],
) -> Chain:
    agency_id, period_id, kind, due_on = key
    due, base = min(due for _, due, _ in members), members[0][2]
    is_repair = base is None or due != base.due_at
    return Chain(
        agency=facts.agencies[agency_id],
        period=facts.periods[period_id],
        kind=kind,
        due_at=due,
        due_on=due_on,
        duties=tuple(duty for duty, _, _ in members),
        is_repair=is_repair,
        is_sample=base is not None and base.is_sample and not is_repair,
    )


class Seating:
    """Who sits where, and who takes the place of an empty seat."""

    def __init__(self, people: Sequence[Addressee]) -> None:
        self._held: dict[Role, list[tuple[Addressee, HeldSeat]]] = defaultdict(list)
        self._at: dict[tuple[Role, int], list[tuple[Addressee, HeldSeat]]] = defaultdict(list)
        for person in people:
            for seat in person.seats:
                self._held[seat.role].append((person, seat))
                self._at[seat.role, seat.place.agency_id].append((person, seat))

    def holders(self, role: Role, agency: AgencyRef) -> list[tuple[Addressee, HeldSeat]]:
        """The persons who hold the role for an agency: in it, over its region, or over the nation."""
        if role is Role.SETNAS_ADMIN:
            return self._held[role]
        if role is Role.REGIONAL_COORDINATOR:
            return [held for held in self._held[role] if coordinates(held[1].place, agency.place)]
        return self._at.get((role, agency.id), [])

    def told(self, role: Role, agency: AgencyRef) -> list[tuple[Addressee, HeldSeat]]:
        """The persons told on behalf of the role: its holders or, where the seat is empty, those of the next above."""
        return next((found for above in skipped_to(role) if (found := self.holders(above, agency))), [])
