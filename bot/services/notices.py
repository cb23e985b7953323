"""Tells those who must know: queues one notice for each of them, which gathers what happens until it leaves."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from sqlmodel.ext.asyncio.session import AsyncSession

from bot.domain.agencies import AgencyRef
from bot.domain.calendar import ONE_DAY
from bot.domain.ladder import DEFAULT_HOUR
from bot.domain.notices import ONCE_A_DAY, NoticeKind
from bot.domain.permissions import GRANTS, HeldSeat, Permission, Reach, coordinates, may
from bot.domain.roles import Role
from bot.services.outbox import NewMessage, enqueue
from db.models import ChatState, Correction, OutboxMessage, OutboxState
from db.queries.addressees import Occupied, list_occupied
from db.queries.agencies import list_agencies
from db.queries.outbox import list_latest

GATHER = timedelta(minutes=1)
"""How long a notice waits for more of its kind, so that fifty people who block the bot at once make one message."""
GATHER_REQUESTS = timedelta(minutes=5)
"""The same for requests to correct data: so long their makers may write what is wrong."""
USEFUL = timedelta(days=14)
"""How long a notice helps: longer than any run of days off."""
TRIES = 3
"""Another replica may queue the same notice at the same moment; then this one joins it."""


@dataclass(frozen=True)
class Reader:
    """A person who can be told, with the seats that say of what; zone: that of the first of them."""

    person_id: int
    chat_key: int
    zone: ZoneInfo
    held: tuple[HeldSeat, ...]


async def tell_unreachable(session: AsyncSession, person_ids: Collection[int], *, now: datetime) -> int:
    """Tell that persons get no reminders any more; returns how many notices that made.

    Told are the other seats of their agencies and their coordinators: the korwil, or else the administrators.
    """
    gone = await list_occupied(session, tuple(Role), person_ids) if person_ids else []
    if not gone:
        return 0
    offices = {seat.agency_id for seat in gone}
    colleagues = await list_occupied(session, tuple(Role), agency_ids=offices)
    above = await list_occupied(session, (Role.REGIONAL_COORDINATOR, Role.SETNAS_ADMIN))
    readers, agencies = await _readers(session, [*colleagues, *above], now)
    told: dict[int, dict[int, None]] = defaultdict(dict)
    for seat in gone:
        if seat.agency_id in agencies:
            for reader in _concerned(readers, agencies[seat.agency_id]):
                if reader.person_id not in person_ids:
                    told[reader.person_id][seat.person_id] = None
    items = {person_id: list(persons) for person_id, persons in told.items()}
    return await _tell(session, NoticeKind.UNREACHABLE, readers, items, now)


async def tell_parked(session: AsyncSession, chat_keys: Sequence[int], *, now: datetime) -> int:
    """Tell the administrators of groups in which the bot may no longer write; returns how many notices that made."""
    if not chat_keys:
        return 0
    readers = await _entitled(session, Permission.OPERATE, now)
    return await _tell(session, NoticeKind.PARKED, readers, dict.fromkeys(readers, chat_keys), now)


async def tell_correction(
    session: AsyncSession, *, correction_id: int, agency: AgencyRef, asked_by: int, now: datetime
) -> int:
    """Tell those who settle requests about the agency that there is one; returns how many notices that made."""
    readers = {
        key: reader
        for key, reader in (await _entitled(session, Permission.SETTLE, now)).items()
        if may(reader.held, Permission.SETTLE, agency.place) and key != asked_by
    }
    return await _tell(session, NoticeKind.CORRECTION, readers, {key: [correction_id] for key in readers}, now)


async def tell_settled(session: AsyncSession, *, correction: Correction, by: int | None, now: datetime) -> int:
    """Tell the person who asked that their request was dealt with, unless they did it; returns how many notices."""
    if correction.focal_point_id == by or correction.id is None:
        return 0
    readers, _ = await _readers(session, await list_occupied(session, tuple(Role), {correction.focal_point_id}), now)
    return await _tell(session, NoticeKind.SETTLED, readers, {key: [correction.id] for key in readers}, now)


def _concerned(readers: Mapping[int, Reader], agency: AgencyRef) -> Iterable[Reader]:
    """The colleagues at an agency and its korwil; where nobody coordinates it, the administrators."""
    colleagues = [
        reader
        for reader in readers.values()
        if any(seat.place.agency_id == agency.id for seat in reader.held if seat.role is not Role.REGIONAL_COORDINATOR)
    ]
    coordinators = [
        reader
        for reader in readers.values()
        if any(seat.role is Role.REGIONAL_COORDINATOR and coordinates(seat.place, agency.place) for seat in reader.held)
    ]
    administrators = [r for r in readers.values() if any(seat.role is Role.SETNAS_ADMIN for seat in r.held)]
    return [*colleagues, *(coordinators or administrators)]


async def _entitled(session: AsyncSession, permission: Permission, now: datetime) -> Mapping[int, Reader]:
    roles = [role for role, grants in GRANTS.items() if grants[permission] is not Reach.NOWHERE]
    readers, _ = await _readers(session, await list_occupied(session, roles), now)
    return readers


async def _readers(
    session: AsyncSession, rows: Sequence[Occupied], now: datetime
) -> tuple[dict[int, Reader], dict[int, AgencyRef]]:
    """Those among the occupants who can be written to, by key, and the agencies of all of them."""
    wanted = {row.agency_id for row in rows}
    agencies = {agency.id: agency for agency in await list_agencies(session, now.date(), wanted)}
    found: dict[int, Reader] = {}
    for row in rows:
        agency = agencies.get(row.agency_id)
        if agency is None or row.chat_key is None or row.chat_state is not ChatState.OPEN or row.is_stopped:
            continue
        held = found[row.person_id].held if row.person_id in found else ()
        zone = found[row.person_id].zone if row.person_id in found else agency.zone
        seats = tuple(dict.fromkeys((*held, HeldSeat(row.role, agency.place))))
        found[row.person_id] = Reader(row.person_id, row.chat_key, zone, seats)
    return found, agencies


async def _tell(
    session: AsyncSession,
    kind: NoticeKind,
    readers: Mapping[int, Reader],
    items: Mapping[int, Sequence[int]],
    now: datetime,
) -> int:
    """Let the items of each reader join the notice that waits for them, or queue one; returns how many were queued."""
    chosen, queued = [readers[person_id] for person_id in items], 0
    for _ in range(TRIES if chosen else 0):
        latest, messages = await list_latest(session, [reader.chat_key for reader in chosen], kind), []
        for reader in chosen:
            row = latest.get(reader.chat_key)
            if row is not None and row.state is OutboxState.QUEUED:
                known: list[int] = row.payload["items"]
                row.payload = row.payload | {"items": list(dict.fromkeys([*known, *items[reader.person_id]]))}
            elif (message := _message(kind, reader, items[reader.person_id], row, now)) is not None:
                messages.append(message)
        await session.flush()
        new = await enqueue(session, messages, now=now)
        queued += new
        if new == len(messages):
            break
    return queued


def _message(
    kind: NoticeKind, reader: Reader, items: Sequence[int], latest: OutboxMessage | None, now: datetime
) -> NewMessage | None:
    """The next notice: soon, or tomorrow where today had one that left; None where that one told it already."""
    gather = GATHER_REQUESTS if kind is NoticeKind.CORRECTION else GATHER
    day, due_at = now.astimezone(reader.zone).date(), now + gather
    told = date.fromisoformat(latest.payload["day"]) if latest is not None and kind in ONCE_A_DAY else None
    if latest is not None and told is not None and told >= day:
        items, day = [item for item in items if item not in latest.payload["items"]], told + ONE_DAY
        due_at = datetime.combine(day, time(DEFAULT_HOUR), reader.zone).astimezone(now.tzinfo)
    if not items:
        return None
    sign = str(day) if kind in ONCE_A_DAY else "-".join(map(str, items))
    return NewMessage(
        dedupe_key=f"{kind}|{sign}|{reader.person_id}",
        kind=kind,
        chat_key=reader.chat_key,
        payload={"person": reader.person_id, "day": day.isoformat(), "items": list(items)},
        due_at=due_at,
        next_at=due_at,
        expires_at=due_at + USEFUL,
    )
