"""What a notice says by the time it leaves: of the things that it was queued for, those that are still so."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Awaitable, Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

from sqlmodel.ext.asyncio.session import AsyncSession

from bot.domain.agencies import AgencyRef
from bot.domain.calendar import Calendars
from bot.domain.ladder import next_opening
from bot.domain.notices import NoticeKind
from bot.domain.periods import PeriodRef
from bot.domain.permissions import HeldSeat, Permission, may
from bot.domain.roles import Role
from bot.services.calendars import load_calendars
from bot.services.outbox import Held, Withheld
from bot.services.reminder_check import QUIET_HOURS, SEAT_EMPTY, find_obstacle
from db.models import ChatState, Correction
from db.queries.addressees import Occupied, list_languages, list_names, list_occupied
from db.queries.agencies import list_agencies
from db.queries.chats import list_parked
from db.queries.corrections import list_corrections_of, list_unsettled
from db.queries.periods import list_periods

OVER = "over"
"""Reason of a notice about something that has passed before it left."""

Office = tuple[Role, AgencyRef]


@dataclass(frozen=True)
class Reader:
    """Whoever is told, as messages address them; held: their seats as questions of permission see them."""

    person_id: int
    name: str | None
    language: str
    offices: tuple[Office, ...]

    @property
    def home(self) -> AgencyRef:
        """The agency of the first seat, whose clock and days off hold."""
        return self.offices[0][1]

    @property
    def held(self) -> tuple[HeldSeat, ...]:
        return tuple(HeldSeat(role, agency.place) for role, agency in self.offices)

    def may(self, permission: Permission, agency: AgencyRef) -> bool:
        """Whether one of their seats grants the permission about the agency."""
        return may(self.held, permission, agency.place)


@dataclass(frozen=True)
class Unreachable:
    """A person who gets no reminders any more, with those of their offices that the reader answers for."""

    name: str | None
    offices: tuple[Office, ...]


@dataclass(frozen=True)
class Parked:
    """A group in which the bot may not write, and why; no reason where that is so in one of its topics only."""

    telegram_id: int
    reason: str
    title: str = ""


@dataclass(frozen=True)
class Mistake:
    """A request to correct data; place: how many older ones wait."""

    agency: AgencyRef
    period: PeriodRef
    asked_at: datetime
    name: str | None = None
    note: str | None = None
    place: int = 0


@dataclass(frozen=True)
class Notice:
    """A notice as it stands at the moment of sending; what it names is of the type that belongs to its kind."""

    kind: NoticeKind
    reference: str
    reader: Reader
    unreachable: tuple[Unreachable, ...] = ()
    parked: tuple[Parked, ...] = ()
    mistakes: tuple[Mistake, ...] = ()
    is_repeated: bool = False


@dataclass(frozen=True)
class _Batch:
    """Who is told, and when they may be, read once for all notices of one kind."""

    occupied: Mapping[int, Sequence[Occupied]]
    readers: Mapping[int, Reader]
    calendars: Calendars


async def prepare_notices(
    session: AsyncSession, held: Sequence[Held], *, now: datetime
) -> dict[int, Notice | Withheld]:
    """Say what each held notice says by now, or why it does not leave; all are of one kind or of several."""
    contents: dict[int, Notice | Withheld] = {}
    for kind in dict.fromkeys(NoticeKind(one.kind) for one in held):
        same = [one for one in held if one.kind == kind]
        items = {item for one in same for item in one.payload["items"]}
        batch, fill = await _load(session, same, now), await LOADERS[kind](session, items, now)
        for one in same:
            contents[one.id] = _look(one, batch, now) or fill(_begin(one, kind, batch), one.payload["items"])
    return {key: _unless_empty(content) for key, content in contents.items()}


async def _load(session: AsyncSession, held: Sequence[Held], now: datetime) -> _Batch:
    person_ids = {one.payload["person"] for one in held}
    occupied: dict[int, list[Occupied]] = defaultdict(list)
    for seat in await list_occupied(session, tuple(Role), person_ids):
        occupied[seat.person_id].append(seat)
    agencies = await _agencies(session, {seat.agency_id for seats in occupied.values() for seat in seats}, now)
    names, languages = await list_names(session, person_ids), await list_languages(session, person_ids)
    readers = {
        person_id: Reader(person_id, names.get(person_id), languages.get(person_id, "id"), _offices(seats, agencies))
        for person_id, seats in occupied.items()
    }
    return _Batch(occupied, readers, await load_calendars(session, years={now.year, now.year + 1}))


def _look(held: Held, batch: _Batch, now: datetime) -> Withheld | None:
    """Why a notice does not leave now: nobody is there to read it, or it is night or a day off."""
    person_id = held.payload["person"]
    obstacle = find_obstacle(held, batch.occupied.get(person_id, ()), now)
    if obstacle is not None or not batch.readers[person_id].offices:
        return Withheld(obstacle or SEAT_EMPTY)
    home = batch.readers[person_id].home
    opening = next_opening(now, home.zone, batch.calendars.of(home), date.min)
    return Withheld(QUIET_HOURS, until=opening) if opening > now else None


def _begin(held: Held, kind: NoticeKind, batch: _Batch) -> Notice:
    return Notice(kind, held.reference, batch.readers[held.payload["person"]], is_repeated=held.is_repeated)


def _unless_empty(content: Notice | Withheld) -> Notice | Withheld:
    is_empty = isinstance(content, Notice) and not (content.unreachable or content.parked or content.mistakes)
    return Withheld(OVER) if is_empty else content


Fill = Callable[[Notice, Sequence[int]], Notice]
"""Puts into a notice what is still so of the things that it was queued for, as far as its reader may know."""


async def _find_unreachable(session: AsyncSession, items: Collection[int], now: datetime) -> Fill:
    seats: dict[int, list[Occupied]] = defaultdict(list)
    for seat in await list_occupied(session, tuple(Role), items):
        seats[seat.person_id].append(seat)
    away = {person_id: held for person_id, held in seats.items() if not any(map(_is_reachable, held))}
    agencies = await _agencies(session, {seat.agency_id for held in away.values() for seat in held}, now)
    names = await list_names(session, away)

    def fill(notice: Notice, wanted: Sequence[int]) -> Notice:
        found = [(names.get(key), _offices(away[key], agencies)) for key in wanted if key in away]
        known = [
            Unreachable(name, tuple(office for office in offices if _answers_for(notice.reader, office)))
            for name, offices in found
        ]
        return replace(notice, unreachable=tuple(person for person in known if person.offices))

    return fill


async def _find_parked(session: AsyncSession, items: Collection[int], _now: datetime) -> Fill:
    rows = await list_parked(session, items)
    parked = {key: Parked(telegram_id, reason, title) for key, telegram_id, title, reason in rows}

    def fill(notice: Notice, wanted: Sequence[int]) -> Notice:
        may_know = notice.reader.may(Permission.OPERATE, notice.reader.home)
        return replace(notice, parked=tuple(parked[key] for key in wanted if key in parked and may_know))

    return fill


async def _find_requests(session: AsyncSession, items: Collection[int], now: datetime) -> Fill:
    waiting = await list_unsettled(session)
    places = {row.id: place for place, row in enumerate(waiting)}
    rows = [row for row in waiting if row.id in items]
    names = await list_names(session, {row.focal_point_id for row in rows})
    mistakes = await _mistakes(session, rows, now)

    def fill(notice: Notice, wanted: Sequence[int]) -> Notice:
        found = [
            replace(mistake, name=names.get(row.focal_point_id), note=row.note, place=places[row.id])
            for row, mistake in mistakes
            if row.id in wanted and notice.reader.may(Permission.SETTLE, mistake.agency)
        ]
        return replace(notice, mistakes=tuple(found))

    return fill


async def _find_settled(session: AsyncSession, items: Collection[int], now: datetime) -> Fill:
    rows = [row for row in await list_corrections_of(session, items) if row.settled_at is not None]
    mistakes = await _mistakes(session, rows, now)

    def fill(notice: Notice, wanted: Sequence[int]) -> Notice:
        own = [row.id in wanted and row.focal_point_id == notice.reader.person_id for row, _ in mistakes]
        return replace(
            notice, mistakes=tuple(mistake for (_, mistake), is_own in zip(mistakes, own, strict=True) if is_own)
        )

    return fill


LOADERS: Mapping[NoticeKind, Callable[[AsyncSession, Collection[int], datetime], Awaitable[Fill]]] = {
    NoticeKind.UNREACHABLE: _find_unreachable,
    NoticeKind.PARKED: _find_parked,
    NoticeKind.CORRECTION: _find_requests,
    NoticeKind.SETTLED: _find_settled,
}
"""How the things of each kind are looked up."""


async def _mistakes(
    session: AsyncSession, rows: Sequence[Correction], now: datetime
) -> list[tuple[Correction, Mistake]]:
    agencies = await _agencies(session, {row.agency_id for row in rows}, now)
    periods = {period.id: period for period in await list_periods(session)} if rows else {}
    return [
        (row, Mistake(agencies[row.agency_id], periods[row.period_id], row.asked_at))
        for row in rows
        if row.agency_id in agencies and row.period_id in periods
    ]


async def _agencies(session: AsyncSession, ids: Collection[int], now: datetime) -> dict[int, AgencyRef]:
    return {agency.id: agency for agency in await list_agencies(session, now.date(), ids)} if ids else {}


def _offices(seats: Sequence[Occupied], agencies: Mapping[int, AgencyRef]) -> tuple[Office, ...]:
    return tuple((seat.role, agencies[seat.agency_id]) for seat in seats if seat.agency_id in agencies)


def _answers_for(reader: Reader, office: Office) -> bool:
    return reader.may(Permission.VIEW_DETAIL, office[1])


def _is_reachable(seat: Occupied) -> bool:
    return seat.chat_state is ChatState.OPEN and not seat.is_stopped
