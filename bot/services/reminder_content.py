"""Looks at a reminder again right before it leaves: is it still true, and what does it say by now?"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from sqlmodel.ext.asyncio.session import AsyncSession

from bot.domain.agencies import AgencyRef
from bot.domain.chains import ADDRESSED, Addressee, Chain, Facts, Seating, list_chains
from bot.domain.duties import DeadlineKind, Duty, Standing
from bot.domain.ladder import Rung, Shift, Step, next_opening, send_at, shift_of, steps
from bot.domain.periods import DeadlineRef, PeriodRef
from bot.domain.reminders import MessageKind
from bot.domain.roles import Role
from bot.services.calendars import load_calendars
from bot.services.outbox import TOO_LATE, Held, Withheld
from bot.services.reminders import SUPERSEDED, addressees_of
from bot.services.status import DueDate, deadline_of, look_at
from db.queries.addressees import Occupied, find_language, list_names, list_occupied
from db.queries.agencies import list_agencies
from db.queries.duties import list_duties
from db.queries.outbox import count_begun
from db.queries.periods import list_deadlines, list_periods

CHAT_CLOSED, STOPPED, SEAT_EMPTY = "chat_closed", "stopped", "seat_empty"
DUTY_CLOSED, DEADLINE_MOVED, QUIET_HOURS = "duty_closed", "deadline_moved", "quiet_hours"
LATE_AFTER = timedelta(minutes=15)
"""From when on a message says that it comes late."""
LISTED = 15
"""Agencies that a copy names one by one."""


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
class OpenChain:
    """What is still owed by one deadline, as the message tells it.

    owed: duties of the agency in the period, or its verified achievements; elsewhere: what else is open there by
    other deadlines; reminded: messages sent before to those who owe it, None where nobody there can be written to
    (copies only).
    """

    agency: AgencyRef
    period: PeriodRef
    kind: DeadlineKind
    rung: Rung
    duties: tuple[Duty, ...]
    due: DueDate
    owed: int
    elsewhere: int = 0
    is_repair: bool = False
    shift: Shift | None = None
    reminded: int | None = 0


@dataclass(frozen=True)
class Reminder:
    """A reminder or a copy as it stands at the moment of sending; chains on the highest rung come first."""

    kind: MessageKind
    reference: str
    language: str
    name: str | None
    roles: tuple[Role, ...]
    home: AgencyRef
    chains: tuple[OpenChain, ...]
    is_late: bool = False
    is_repeated: bool = False

    @property
    def rung(self) -> Rung:
        return self.chains[0].rung


@dataclass(frozen=True)
class _Check:
    """What a promise is held against."""

    facts: Facts
    person: Addressee
    roles: tuple[Role, ...]
    chains: Sequence[Chain]
    kind: MessageKind
    now: datetime

    def holds(self, role: Role, agency: AgencyRef) -> bool:
        """Whether the person still holds the role for the agency."""
        return bool(Seating([self.person]).holders(role, agency))


async def prepare(session: AsyncSession, held: Held, *, now: datetime, zone: ZoneInfo) -> Reminder | Withheld:
    """Say what the held message says by now, or why it does not leave. zone: that of national deadlines.

    What was closed in the meantime is not mentioned; where nothing is left, the message is withheld for good.
    """
    promises = [Promise.read(notice) for notice in held.payload["notices"]]
    occupied = await list_occupied(session, ADDRESSED, [held.payload["person"]])
    if (reason := _unreachable(held, occupied, now)) is not None:
        return Withheld(reason)
    facts = await _load(session, held, promises, occupied, now=now, zone=zone)
    if not facts.people or held.payload["home"] not in facts.agencies:
        return Withheld(SEAT_EMPTY)
    roles = tuple(map(Role, held.payload["roles"]))
    check = _Check(facts, facts.people[0], roles, list_chains(facts), MessageKind(held.kind), now)
    looked = [(promise, _recheck(promise, check)) for promise in promises]
    true = [(chain, step) for _, found in looked if not isinstance(found, str) for chain, step in [found]]
    if not true:
        return Withheld(next(found for _, found in looked if isinstance(found, str)))
    true.sort(key=lambda pair: (-pair[1].rung.offset, pair[0].agency.code, pair[0].period.id))
    if (wait := _wait(held, facts, true[0], now)) is not None:
        return wait
    return await _tell(session, held, check, true)


def _unreachable(held: Held, occupied: Sequence[Occupied], now: datetime) -> str | None:
    """Why the person cannot or need not be written to any more; None if they can."""
    if now >= held.expires_at:
        return TOO_LATE
    if not held.is_chat_open:
        return CHAT_CLOSED
    if any(seat.is_stopped for seat in occupied):
        return STOPPED
    return None if occupied and held.person_id == held.payload["person"] else SEAT_EMPTY


async def _load(
    session: AsyncSession,
    held: Held,
    promises: Sequence[Promise],
    occupied: Sequence[Occupied],
    *,
    now: datetime,
    zone: ZoneInfo,
) -> Facts:
    """The facts about these agencies, periods and this person; no others."""
    agency_ids = {promise.agency_id for promise in promises}
    period_ids = {promise.period_id for promise in promises}
    today = now.astimezone(zone).date()
    wanted = agency_ids | {seat.agency_id for seat in occupied} | {held.payload["home"]}
    agencies = {agency.id: agency for agency in await list_agencies(session, today, wanted)}
    return Facts(
        zone=zone,
        agencies=agencies,
        periods={period.id: period for period in await list_periods(session) if period.id in period_ids},
        deadlines=await list_deadlines(session, period_ids),
        duties=await list_duties(session, period_ids, agency_ids),
        people=addressees_of(occupied, agencies),
        calendars=await load_calendars(session, years={today.year, *(promise.due_on.year for promise in promises)}),
    )


def _recheck(promise: Promise, check: _Check) -> tuple[Chain, Step] | str:
    """The chain of a promise with its step if it is still true, else the reason why it is not."""
    facts, now = check.facts, check.now
    agency = facts.agencies.get(promise.agency_id)
    if agency is None or not any(check.holds(role, agency) for role in check.roles):
        return SEAT_EMPTY
    of_agency = [chain for chain in check.chains if (chain.agency.id, chain.kind) == (agency.id, promise.kind)]
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


def _newest_step(promise: Promise, chain: Chain, check: _Check) -> Step | None:
    """The step of the promise, unless by now a later rung of the chain is due to the same person."""
    calendar, zone = check.facts.calendars.of(chain.agency), check.facts.zone_of(chain.agency)
    if check.kind is MessageKind.COPY:
        return steps(chain.due_on, calendar, (promise.rung,))[0]
    laid = steps(chain.due_on, calendar)
    for step in laid:
        moment = send_at(step, chain.due_at, zone, check.person.sending_hour)
        if step.rung.offset > promise.rung.offset and moment is not None and moment <= check.now:
            return None
    return next((step for step in laid if step.rung is promise.rung), None)


def _wait(held: Held, facts: Facts, first: tuple[Chain, Step], now: datetime) -> Withheld | None:
    """When to look again, outside the hours in which planned messages may leave; None within them."""
    chain, step = first
    zone = facts.zone_of(facts.agencies[held.payload["home"]])
    opening = next_opening(now, zone, facts.calendars.of(chain.agency), step.sent_on)
    if opening <= now:
        return None
    return Withheld(TOO_LATE) if opening >= held.expires_at else Withheld(QUIET_HOURS, until=opening)


async def _tell(session: AsyncSession, held: Held, check: _Check, true: Sequence[tuple[Chain, Step]]) -> Reminder:
    person_id = check.person.person_id
    chains = [await _open_chain(session, chain, step, check, place) for place, (chain, step) in enumerate(true)]
    held_roles = {seat.role for seat in check.person.seats}
    return Reminder(
        kind=check.kind,
        reference=held.reference,
        language=await find_language(session, person_id) or "id",
        name=(await list_names(session, [person_id])).get(person_id),
        roles=tuple(role for role in check.roles if role in held_roles),
        home=check.facts.agencies[held.payload["home"]],
        chains=tuple(chains),
        is_late=check.now - held.due_at > LATE_AFTER,
        is_repeated=bool(held.payload.get("repeated", False)),
    )


async def _open_chain(session: AsyncSession, chain: Chain, step: Step, check: _Check, place: int) -> OpenChain:
    facts, agency = check.facts, chain.agency
    owed = [
        duty
        for duty in facts.duties
        if (duty.agency_id, duty.period_id) == (agency.id, chain.period.id)
        and (chain.kind is DeadlineKind.REPORT or duty.standing is Standing.VERIFIED)
    ]
    same = [other for other in check.chains if (other.agency, other.period, other.kind) == _about(chain)]
    deadline = DeadlineRef(chain.period.id, agency.id, chain.kind, chain.due_at, chain.is_sample)
    due = await look_at(session, deadline, agency=agency, now=check.now, zone=facts.zone)
    assert due is not None
    counts = check.kind is MessageKind.COPY and place < LISTED
    return OpenChain(
        agency=agency,
        period=chain.period,
        kind=chain.kind,
        rung=step.rung,
        duties=chain.duties,
        due=due,
        owed=len(owed),
        elsewhere=sum(len(other.duties) for other in same) - len(chain.duties),
        is_repair=chain.is_repair,
        shift=shift_of(step, facts.calendars.of(agency)),
        reminded=await _times_reminded(session, chain) if counts else 0,
    )


async def _times_reminded(session: AsyncSession, chain: Chain) -> int | None:
    planned, sent = await count_begun(session, f"{MessageKind.REMINDER}|{chain.key}|")
    return sent if planned else None


def _about(chain: Chain) -> tuple[AgencyRef, PeriodRef, DeadlineKind]:
    return chain.agency, chain.period, chain.kind
