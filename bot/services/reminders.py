"""Plans reminders from what is stored: for `sigap plan`, and for the queue of what is due."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from sqlmodel.ext.asyncio.session import AsyncSession

from bot.domain.agencies import AgencyRef
from bot.domain.chains import ADDRESSED, Addressee, Facts
from bot.domain.delivery import class_of
from bot.domain.duties import REPAIR_TIME
from bot.domain.ladder import DEFAULT_HOUR, EVERY_RUNG, next_opening
from bot.domain.permissions import HeldSeat
from bot.domain.reminders import PlannedReminder, plan
from bot.services.calendars import load_calendars
from bot.services.outbox import TOO_LATE, NewMessage, enqueue
from db.models import ChatState
from db.queries.addressees import Occupied, list_names, list_occupied
from db.queries.agencies import list_agencies
from db.queries.duties import list_duties, list_periods_with_returns
from db.queries.outbox import hold_cursor
from db.queries.periods import list_deadlines, list_periods

CURSOR = "reminders"
SUPERSEDED = "superseded"
"""Reason of a rung that a newer one of its chain has taken the place of."""

REACH_BEFORE = timedelta(days=-min(rung.offset for rung in EVERY_RUNG))
REACH_AFTER = timedelta(days=max(rung.offset for rung in EVERY_RUNG))
LONGEST_LEAVE = timedelta(days=31)
"""More than any run of days off: how far a rung can move."""

GRAIN = timedelta(minutes=15)
"""Reminders leave at full hours, and every zone differs from UTC by a multiple of this."""


@dataclass(frozen=True)
class Planned:
    """What a tick of the planner did: messages queued, written off as too late, and left out as unreachable."""

    enqueued: int = 0
    expired: int = 0
    unreachable: int = 0


@dataclass(frozen=True)
class Preview:
    """What would be sent, and the years among it for which cuti bersama is not known yet."""

    reminders: tuple[PlannedReminder, ...]
    unknown_years: tuple[int, ...] = ()


async def load_facts(session: AsyncSession, *, after: datetime, until: datetime, zone: ZoneInfo) -> Facts:
    """Everything that a plan of the window depends on, as it stands now; the window only bounds what is read."""
    first, last = after.astimezone(zone).date(), until.astimezone(zone).date()
    agencies = {agency.id: agency for agency in await list_agencies(session, last)}
    deadlines = await list_deadlines(session)
    low, high = first - REACH_AFTER - LONGEST_LEAVE, last + REACH_BEFORE + LONGEST_LEAVE
    near = {row.period_id for row in deadlines if low <= row.due_at.astimezone(zone).date() <= high}
    near |= await list_periods_with_returns(session, low - REPAIR_TIME)
    return Facts(
        zone=zone,
        agencies=agencies,
        periods={period.id: period for period in await list_periods(session) if period.id in near},
        deadlines=[row for row in deadlines if row.period_id in near],
        duties=await list_duties(session, near) if near else [],
        people=addressees_of(await list_occupied(session, ADDRESSED), agencies),
        calendars=await load_calendars(session, years=range(low.year, high.year + 1)),
    )


async def list_planned(
    session: AsyncSession, *, first: date, last: date, zone: ZoneInfo, agency: AgencyRef | None = None
) -> Preview:
    """What the planner would send on the days given, both included, by the facts as they stand now.

    A day is that of the agency's own clock. Persons bear their names. With an agency, only what concerns it.
    """
    after = datetime.combine(first - timedelta(days=1), time(), zone)
    until = datetime.combine(last + timedelta(days=2), time(), zone)
    facts = await load_facts(session, after=after, until=until, zone=zone)
    chosen = [
        reminder
        for reminder in plan(facts, after, until)
        if first <= reminder.send_at.date() <= last
        and (agency is None or agency.id in {told.id for told in reminder.agencies})
    ]
    names = await list_names(session, {reminder.person.person_id for reminder in chosen})
    named = (replace(item, person=replace(item.person, name=names.get(item.person.person_id))) for item in chosen)
    unknown = {year for year in facts.calendars.unknown_years if first.year <= year <= last.year}
    return Preview(tuple(named), tuple(sorted(unknown)))


async def plan_due(session: AsyncSession, *, now: datetime, zone: ZoneInfo) -> Planned:
    """Queue every reminder whose moment has come since the last time; belongs into one transaction.

    The first time only sets the cursor. After downtime the newest rung of each chain is queued, if it still helps,
    and the older ones are written down as expired.
    """
    cursor = await hold_cursor(session, CURSOR, now)
    after = cursor.planned_until
    if not may_hold_moments(after, now):
        return Planned()
    facts = await load_facts(session, after=after, until=now, zone=zone)
    due = plan(facts, after, now)
    reachable = [reminder for reminder in due if reminder.person.is_reachable]
    newest = {reminder.chain_key: reminder for reminder in reachable}
    messages = [_message(item, facts, now, is_newest=newest[item.chain_key] is item) for item in reachable]
    queued = [message for message in messages if not message.expired]
    expired = [message for message in messages if message.expired]
    cursor.planned_until = now
    return Planned(
        enqueued=await enqueue(session, queued, now=now),
        expired=await enqueue(session, expired, now=now),
        unreachable=len(due) - len(reachable),
    )


def may_hold_moments(after: datetime, until: datetime) -> bool:
    """Whether any reminder can be due after the first moment and up to the second; spares most ticks all reading."""
    return until - timedelta(seconds=until.timestamp() % GRAIN.total_seconds()) > after


def payload_of(reminder: PlannedReminder) -> dict[str, Any]:
    """What the row keeps of a reminder: keys and dates, from which its text is made anew when it leaves."""
    return {
        "person": reminder.person.person_id,
        "home": reminder.home.id,
        "roles": [str(role) for role in reminder.roles],
        "notices": [
            {
                "agency": notice.chain.agency.id,
                "period": notice.chain.period.id,
                "kind": str(notice.chain.kind),
                "due_on": notice.chain.due_on.isoformat(),
                "due_at": notice.chain.due_at.isoformat(),
                "repair": notice.chain.is_repair,
                "rung": str(notice.step.rung),
            }
            for notice in reminder.notices
        ],
    }


def _message(reminder: PlannedReminder, facts: Facts, now: datetime, *, is_newest: bool) -> NewMessage:
    calendar = facts.calendars.of(reminder.lead.chain.agency)
    opening = next_opening(now, facts.zone_of(reminder.home), calendar, reminder.lead.step.sent_on)
    hopeless = TOO_LATE if opening >= reminder.useful_until else ""
    assert reminder.person.chat_key is not None, "who is reachable has a chat"
    return NewMessage(
        dedupe_key=reminder.dedupe_key,
        kind=str(reminder.kind),
        chat_key=reminder.person.chat_key,
        payload=payload_of(reminder),
        due_at=reminder.send_at,
        next_at=opening,
        expires_at=reminder.useful_until,
        expired=hopeless if is_newest else SUPERSEDED,
        message_class=class_of(reminder.rung),
        chain=reminder.lead.chain.key,
    )


def addressees_of(rows: Iterable[Occupied], agencies: dict[int, AgencyRef]) -> list[Addressee]:
    """Persons with their seats; whose chat is closed or who asked for peace is no addressee."""
    found: dict[int, tuple[Occupied, list[HeldSeat]]] = {}
    for row in rows:
        if row.chat_state in {ChatState.OPEN, ChatState.EXPECTED} and not row.is_stopped and row.agency_id in agencies:
            seat = HeldSeat(row.role, agencies[row.agency_id].place)
            found.setdefault(row.person_id, (row, []))[1].append(seat)
    return [
        Addressee(
            person_id=row.person_id,
            is_reachable=row.chat_state is ChatState.OPEN,
            hour=DEFAULT_HOUR if row.hour is None else row.hour,
            earlier_hour=DEFAULT_HOUR if row.earlier_hour is None else row.earlier_hour,
            hour_from=row.hour_from,
            chat_key=row.chat_key,
            seats=tuple(seats),
        )
        for row, seats in found.values()
    ]
