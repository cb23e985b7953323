"""Looks at reminders again right before they leave: are they still true, and what do they say by now?"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from sqlmodel.ext.asyncio.session import AsyncSession

from bot.domain.agencies import AgencyRef
from bot.domain.chains import ADDRESSED, Addressee, Chain, Facts, list_chains
from bot.domain.duties import DeadlineKind, Duty, Standing
from bot.domain.ladder import Rung, Shift, Step, shift_of
from bot.domain.periods import PeriodRef
from bot.domain.reminders import MessageKind
from bot.domain.roles import Role
from bot.services.calendars import load_calendars
from bot.services.outbox import Held, Withheld
from bot.services.reminder_check import SEAT_EMPTY, Check, Promise, find_obstacle, find_wait, recheck
from bot.services.reminders import addressees_of
from bot.services.status import DueDate, measure
from db.queries.addressees import Occupied, list_languages, list_names, list_occupied
from db.queries.agencies import list_agencies
from db.queries.duties import list_duties
from db.queries.outbox import count_chains
from db.queries.periods import list_deadlines, list_periods

LATE_AFTER = timedelta(hours=1)
"""From when on a message says that it comes late."""
LISTED = 15
"""Agencies that a copy names one by one."""


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
class _Batch:
    """What a batch of messages is held against, read once for all of them."""

    promises: Mapping[int, Sequence[Promise]]
    occupied: Mapping[int, Sequence[Occupied]]
    facts: Facts
    chains: Mapping[int, Sequence[Chain]]
    people: Mapping[int, Addressee]
    duties: Mapping[tuple[int, int], Sequence[Duty]]
    names: Mapping[int, str]
    languages: Mapping[int, str]


Found = tuple[Held, Check, Sequence[tuple[Chain, Step]]]


async def prepare(
    session: AsyncSession, held: Sequence[Held], *, now: datetime, zone: ZoneInfo
) -> dict[int, Reminder | Withheld]:
    """Say what each held message says by now, or why it does not leave. zone: that of national deadlines.

    What was closed in the meantime is not mentioned; where nothing is left, the message is withheld for good.
    """
    batch = await _load(session, held, now=now, zone=zone)
    looked = {one.id: _look(one, batch, now) for one in held}
    found = [seen for seen in looked.values() if not isinstance(seen, Withheld)]
    wanted = [chain.key for _, check, true in found if check.kind is MessageKind.COPY for chain, _ in true[:LISTED]]
    reminded = await count_chains(session, MessageKind.REMINDER, wanted)
    return {
        key: seen if isinstance(seen, Withheld) else _tell(*seen, batch=batch, reminded=reminded)
        for key, seen in looked.items()
    }


async def _load(session: AsyncSession, held: Sequence[Held], *, now: datetime, zone: ZoneInfo) -> _Batch:
    """The facts about the agencies, periods and persons of these messages; no others."""
    promises = {one.id: [Promise.read(notice) for notice in one.payload["notices"]] for one in held}
    every = [promise for several in promises.values() for promise in several]
    agency_ids, period_ids = {promise.agency_id for promise in every}, {promise.period_id for promise in every}
    person_ids = {one.payload["person"] for one in held}
    occupied: dict[int, list[Occupied]] = defaultdict(list)
    for seat in await list_occupied(session, ADDRESSED, person_ids):
        occupied[seat.person_id].append(seat)
    seats = [seat for several in occupied.values() for seat in several]
    today = now.astimezone(zone).date()
    wanted = agency_ids | {seat.agency_id for seat in seats} | {one.payload["home"] for one in held}
    agencies = {agency.id: agency for agency in await list_agencies(session, today, wanted)}
    facts = Facts(
        zone=zone,
        agencies=agencies,
        periods={period.id: period for period in await list_periods(session) if period.id in period_ids},
        deadlines=await list_deadlines(session, period_ids),
        duties=await list_duties(session, period_ids, agency_ids),
        people=addressees_of(seats, agencies),
        calendars=await load_calendars(session, years={today.year, *(promise.due_on.year for promise in every)}),
    )
    chains: dict[int, list[Chain]] = defaultdict(list)
    for chain in list_chains(facts):
        chains[chain.agency.id].append(chain)
    duties: dict[tuple[int, int], list[Duty]] = defaultdict(list)
    for duty in facts.duties:
        duties[duty.agency_id, duty.period_id].append(duty)
    names, languages = await list_names(session, person_ids), await list_languages(session, person_ids)
    people = {person.person_id: person for person in facts.people}
    return _Batch(promises, occupied, facts, chains, people, duties, names, languages)


def _look(held: Held, batch: _Batch, now: datetime) -> Found | Withheld:
    """The chains of a message that are still true, with their steps, or why it does not leave."""
    person_id, facts = held.payload["person"], batch.facts
    if (reason := find_obstacle(held, batch.occupied.get(person_id, ()), now)) is not None:
        return Withheld(reason)
    if person_id not in batch.people or held.payload["home"] not in facts.agencies:
        return Withheld(SEAT_EMPTY)
    roles = tuple(map(Role, held.payload["roles"]))
    check = Check(facts, batch.chains, batch.people[person_id], roles, MessageKind(held.kind), now)
    looked = [recheck(promise, check) for promise in batch.promises[held.id]]
    true = [found for found in looked if not isinstance(found, str)]
    if not true:
        return Withheld(next(found for found in looked if isinstance(found, str)))
    true.sort(key=lambda pair: (-pair[1].rung.offset, pair[0].agency.code, pair[0].period.id))
    return find_wait(held, facts, true[0], now) or (held, check, true)


def _tell(
    held: Held,
    check: Check,
    true: Sequence[tuple[Chain, Step]],
    *,
    batch: _Batch,
    reminded: Mapping[str, tuple[int, int]],
) -> Reminder:
    person_id = check.person.person_id
    held_roles = {seat.role for seat in check.person.seats}
    chains = [
        _open_chain(chain, step, check, batch, _times(chain, reminded) if _counts(check, place) else 0)
        for place, (chain, step) in enumerate(true)
    ]
    return Reminder(
        kind=check.kind,
        reference=held.reference,
        language=batch.languages.get(person_id, "id"),
        name=batch.names.get(person_id),
        roles=tuple(role for role in check.roles if role in held_roles),
        home=check.facts.agencies[held.payload["home"]],
        chains=tuple(chains),
        is_late=check.now - held.due_at > LATE_AFTER,
        is_repeated=held.is_repeated,
    )


def _open_chain(chain: Chain, step: Step, check: Check, batch: _Batch, reminded: int | None) -> OpenChain:
    agency, about = chain.agency, (chain.period.id, chain.kind)
    owed = [
        duty
        for duty in batch.duties[agency.id, chain.period.id]
        if chain.kind is DeadlineKind.REPORT or duty.standing is Standing.VERIFIED
    ]
    same = [other for other in batch.chains[agency.id] if (other.period.id, other.kind) == about]
    return OpenChain(
        agency=agency,
        period=chain.period,
        kind=chain.kind,
        rung=step.rung,
        duties=chain.duties,
        due=_due_date(chain, check),
        owed=len(owed),
        elsewhere=sum(len(other.duties) for other in same) - len(chain.duties),
        is_repair=chain.is_repair,
        shift=shift_of(step, check.facts.calendars.of(agency)),
        reminded=reminded,
    )


def _due_date(chain: Chain, check: Check) -> DueDate:
    today, calendar = check.now.astimezone(check.facts.zone).date(), check.facts.calendars.of(chain.agency)
    return measure(chain.due_at, chain.due_on, calendar, now=check.now, today=today, is_sample=chain.is_sample)


def _counts(check: Check, place: int) -> bool:
    """Whether the message tells how often those who owe it were reminded."""
    return check.kind is MessageKind.COPY and place < LISTED


def _times(chain: Chain, reminded: Mapping[str, tuple[int, int]]) -> int | None:
    planned, sent = reminded.get(chain.key, (0, 0))
    return sent if planned else None
