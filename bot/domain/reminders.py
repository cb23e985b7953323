"""Which reminders leave when, to whom and about what: decided from facts alone."""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from enum import StrEnum

from bot.domain.agencies import AgencyRef
from bot.domain.chains import Addressee, Chain, Facts, Seating, list_chains
from bot.domain.ladder import AUDIENCE, CLOSING, ESCALATION, Rung, Shift, Step, send_at, shift_of, steps, useful_until
from bot.domain.permissions import HeldSeat
from bot.domain.roles import Role


class MessageKind(StrEnum):
    """What a planned message is: a reminder to who owes, or a copy to who is told besides."""

    REMINDER = "pengingat"
    COPY = "tembusan"


@dataclass(frozen=True)
class Notice:
    """One chain at one step of its ladder, and why that is not on its own day."""

    chain: Chain
    step: Step
    shift: Shift | None = None


@dataclass(frozen=True)
class PlannedReminder:
    """One message to one person: about one chain for who owes, about one or more for who is told besides.

    `home` is the agency whose zone the times are in: that of the chain, for a copy that of the person's own seat.
    """

    kind: MessageKind
    person: Addressee
    roles: tuple[Role, ...]
    home: AgencyRef
    notices: tuple[Notice, ...]
    send_at: datetime
    useful_until: datetime

    @property
    def lead(self) -> Notice:
        """The notice on the highest rung; the first of these."""
        return max(self.notices, key=lambda notice: notice.step.rung.offset)

    @property
    def rung(self) -> Rung:
        return self.lead.step.rung

    @property
    def agencies(self) -> tuple[AgencyRef, ...]:
        return tuple(dict.fromkeys(notice.chain.agency for notice in self.notices))

    @property
    def chain_key(self) -> str:
        """What the rungs of one chain have in common; of several that are late only the newest is sent."""
        about = self.lead.chain.key if self.kind is MessageKind.REMINDER else ""
        return f"{self.kind}|{about}|{self.person.person_id}"

    @property
    def dedupe_key(self) -> str:
        """Unique for all times: a reminder by its rung, a copy by its day, since it is one a day."""
        step = self.rung if self.kind is MessageKind.REMINDER else f"{self.lead.step.sent_on:%Y-%m-%d}"
        return f"{self.chain_key}|{step}"


@dataclass
class _Copy:
    """What a person is told besides on one day, while it is being collected."""

    person: Addressee
    home: AgencyRef
    roles: dict[Role, None] = field(default_factory=dict)
    notices: dict[str, Notice] = field(default_factory=dict)


def plan(facts: Facts, after: datetime, until: datetime) -> list[PlannedReminder]:
    """Every reminder that leaves after the first moment and up to the second, in order of time.

    Pure: the planner's tick and `sigap plan` both use it.
    """
    planning = _Planning(facts, after, until)
    planned = [reminder for chain in list_chains(facts) for reminder in planning.reminders(chain)]
    return sorted([*planned, *planning.finished_copies()], key=lambda item: (item.send_at, item.dedupe_key))


class _Planning:
    """One run of the plan: what is looked up again and again, and the copies collected along the way."""

    def __init__(self, facts: Facts, after: datetime, until: datetime) -> None:
        self.facts, self.after, self.until = facts, after, until
        self.seating = Seating(facts.people)
        self.copies: dict[tuple[int, date], _Copy] = {}
        self._steps: dict[tuple[date, int, Rung | None], list[tuple[Step, Shift | None]]] = {}
        day = timedelta(days=1)
        self._first, self._last = after.date() - day, until.date() + day

    def reminders(self, chain: Chain) -> Iterator[PlannedReminder]:
        """Reminders to those who owe the chain; copies of it are kept for `finished_copies`."""
        owing: dict[int, tuple[Addressee, list[Role]]] = {}
        for role in AUDIENCE[chain.kind]:
            for person, _ in self.seating.holders(role, chain.agency):
                owing.setdefault(person.person_id, (person, []))[1].append(role)
        besides = self._tell_besides(chain, owing)
        zone = self.facts.zone_of(chain.agency)
        for step, shift in self._steps_of(chain, None):
            for person, roles in owing.values():
                moment = send_at(step, chain.due_at, zone, person.hour_on(step.sent_on))
                if moment is not None and self.after < moment <= self.until:
                    yield PlannedReminder(
                        kind=MessageKind.REMINDER,
                        person=person,
                        roles=(*roles, *besides.get((person.person_id, step.sent_on), ())),
                        home=chain.agency,
                        notices=(Notice(chain, step, shift),),
                        send_at=moment,
                        useful_until=useful_until(step, chain.due_at, zone),
                    )

    def finished_copies(self) -> Iterator[PlannedReminder]:
        """One message a day to each person who is told besides, over all agencies and deadlines."""
        for (_, day), copy in self.copies.items():
            zone = self.facts.zone_of(copy.home)
            moment = datetime.combine(day, time(copy.person.hour_on(day)), zone)
            if self.after < moment <= self.until:
                yield PlannedReminder(
                    kind=MessageKind.COPY,
                    person=copy.person,
                    roles=tuple(copy.roles),
                    home=copy.home,
                    notices=tuple(copy.notices.values()),
                    send_at=moment,
                    useful_until=datetime.combine(day, CLOSING, zone),
                )

    def _tell_besides(self, chain: Chain, owing: Mapping[int, object]) -> dict[tuple[int, date], list[Role]]:
        """Collect the copies of a chain; return the roles in which those who owe it would have got one.

        Who owes it gets one message about it, also when they hold a second seat. Of two rungs on one day only the
        later one is sent, so an escalation that a later rung replaces is not told to anybody.
        """
        merged: dict[tuple[int, date], list[Role]] = defaultdict(list)
        sent = {step.rung for step, _ in self._steps_of(chain, None)}
        for rung, role in ESCALATION.items():
            for step, shift in self._steps_of(chain, rung) if rung in sent else ():
                for person, seat in self.seating.told(role, chain.agency):
                    if person.person_id in owing:
                        merged[person.person_id, step.sent_on].append(seat.role)
                    else:
                        self._collect(person, seat, Notice(chain, step, shift))
        return merged

    def _collect(self, person: Addressee, seat: HeldSeat, notice: Notice) -> None:
        home = self.facts.agencies[seat.place.agency_id]
        copy = self.copies.setdefault((person.person_id, notice.step.sent_on), _Copy(person, home))
        copy.roles[seat.role] = None
        copy.notices[notice.chain.key] = notice  # a later rung of the same chain takes the place of an earlier one

    def _steps_of(self, chain: Chain, rung: Rung | None) -> list[tuple[Step, Shift | None]]:
        """The steps within the window, give or take a day, for all rungs or for one, with their shifts."""
        calendar = self.facts.calendars.of(chain.agency)
        key = (chain.due_on, id(calendar), rung)
        if key not in self._steps:
            laid = steps(chain.due_on, calendar, (rung,)) if rung else steps(chain.due_on, calendar)
            near = [step for step in laid if self._first <= step.sent_on <= self._last]
            self._steps[key] = [(step, shift_of(step, calendar)) for step in near]
        return self._steps[key]
