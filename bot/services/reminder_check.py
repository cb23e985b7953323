"""Whether a queued reminder is still true right before it leaves, and may leave at this hour."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from bot.domain.agencies import AgencyRef
from bot.domain.chains import Addressee, Chain, Facts, Seating
from bot.domain.duties import DeadlineKind
from bot.domain.ladder import Rung, Step, next_opening, send_at, steps
from bot.domain.reminders import MessageKind
from bot.domain.roles import Role
from bot.services.outbox import TOO_LATE, Held, Withheld
from bot.services.reminders import SUPERSEDED
from bot.services.status import deadline_of
from db.queries.addressees import Occupied

CHAT_CLOSED, STOPPED, SEAT_EMPTY = "chat_closed", "stopped", "seat_empty"
DUTY_CLOSED, DEADLINE_MOVED, QUIET_HOURS = "duty_closed", "deadline_moved", "quiet_hours"


@dataclass(frozen=True)
class Promise:
    """One chain at one rung as the row keeps it."""

    agency_id: int
    period_id: int
    kind: DeadlineKind
    due_on: date
    due_at: datetime
    rung: Rung
    is_repair: bool

    @classmethod
    def read(cls, notice: Mapping[str, Any]) -> "Promise":
        """Read what `payload_of` wrote."""
        return cls(
            agency_id=notice["agency"],
            period_id=notice["period"],
            kind=DeadlineKind(notice["kind"]),
            due_on=date.fromisoformat(notice["due_on"]),
            due_at=datetime.fromisoformat(notice["due_at"]),
            rung=Rung(notice["rung"]),
            is_repair=notice["repair"],
        )


@dataclass(frozen=True)
class Check:
    """What the promises of one message are held against; chains: those of each agency."""

    facts: Facts
    chains: Mapping[int, Sequence[Chain]]
    person: Addressee
    roles: tuple[Role, ...]
    kind: MessageKind
    now: datetime

    def holds(self, role: Role, agency: AgencyRef) -> bool:
        """Whether the person still holds the role for the agency."""
        return bool(Seating([self.person]).holders(role, agency))


def find_obstacle(held: Held, occupied: Sequence[Occupied], now: datetime) -> str | None:
    """Why the person cannot or need not be written to any more; None if they can."""
    if now >= held.expires_at:
        return TOO_LATE
    if not held.is_chat_open:
        return CHAT_CLOSED
    if any(seat.is_stopped for seat in occupied):
        return STOPPED
    return None if occupied and held.person_id == held.payload["person"] else SEAT_EMPTY


def recheck(promise: Promise, check: Check) -> tuple[Chain, Step] | str:
    """The chain of a promise with its step if it is still true, else the reason why it is not."""
    facts, now = check.facts, check.now
    agency = facts.agencies.get(promise.agency_id)
    if agency is None or not any(check.holds(role, agency) for role in check.roles):
        return SEAT_EMPTY
    of_agency = [chain for chain in check.chains.get(agency.id, ()) if chain.kind is promise.kind]
    of_period = [chain for chain in of_agency if chain.period.id == promise.period_id]
    chain = next((chain for chain in of_period if chain.due_on == promise.due_on), None)
    if chain is None:
        return DEADLINE_MOVED if of_period and _is_moved(promise, facts) else DUTY_CLOSED
    if promise.rung.is_before and now >= chain.due_at:
        return TOO_LATE
    step = _newest_step(promise, chain, check)
    return (chain, step) if step is not None else SUPERSEDED


def _is_moved(promise: Promise, facts: Facts) -> bool:
    """Whether the deadline of the period, or the agency's own, is no longer the one that was promised."""
    in_force = deadline_of(facts.deadlines, promise.period_id, promise.agency_id, promise.kind)
    return not promise.is_repair and (in_force is None or in_force.due_at != promise.due_at)


def _newest_step(promise: Promise, chain: Chain, check: Check) -> Step | None:
    """The step of the promise, unless a later rung of the chain came due to the same person, or does so today."""
    calendar, zone = check.facts.calendars.of(chain.agency), check.facts.zone_of(chain.agency)
    if check.kind is MessageKind.COPY:
        return steps(chain.due_on, calendar, (promise.rung,))[0]
    laid, today = steps(chain.due_on, calendar), check.now.astimezone(zone).date()
    for step in laid:
        moment = send_at(step, chain.due_at, zone, check.person.hour_on(step.sent_on))
        if step.rung.offset > promise.rung.offset and moment is not None and step.sent_on <= today:
            return None
    return next((step for step in laid if step.rung is promise.rung), None)


def find_wait(held: Held, facts: Facts, first: tuple[Chain, Step], now: datetime) -> Withheld | None:
    """When to look again, outside the hours in which planned messages may leave; None within them."""
    chain, step = first
    zone: ZoneInfo = facts.zone_of(facts.agencies[held.payload["home"]])
    opening = next_opening(now, zone, facts.calendars.of(chain.agency), step.sent_on)
    if opening <= now:
        return None
    return Withheld(TOO_LATE) if opening >= held.expires_at else Withheld(QUIET_HOURS, until=opening)
