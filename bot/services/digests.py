"""Digests for groups: once a week and on the working day after a deadline, about what each group is bound to."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, time, timedelta
from enum import StrEnum
from fractions import Fraction
from zoneinfo import ZoneInfo

from sqlmodel.ext.asyncio.session import AsyncSession

from bot.domain.agencies import AgencyRef
from bot.domain.calendar import ONE_DAY, WorkingCalendar
from bot.domain.delivery import MessageClass
from bot.domain.disclosure import Content
from bot.domain.duties import DeadlineKind
from bot.domain.ladder import CLOSING
from bot.domain.periods import PeriodRef
from bot.domain.tallies import AgencyTally
from bot.services.boards import sign_of
from bot.services.calendars import load_calendars
from bot.services.deadlines import list_holding
from bot.services.directory import Registry
from bot.services.outbox import NewMessage, enqueue
from bot.services.standings import ScopeStanding, find_scope_period, standing_of, tallies_of
from db.queries.boards import list_newest
from db.queries.groups import BindingRef, list_bindings
from db.queries.publications import count_published

DIGEST = "rekap_grup"
IMPROVED = 3
"""So many agencies are named as those that improved most."""
PERIODS_DRAWN = 8


class Occasion(StrEnum):
    """Why a digest is sent."""

    WEEK = "mingguan"  # on the first working day of a week, where something has changed since the last one
    CLOSED = "H+1"  # on the first working day after the deadline for reports


@dataclass(frozen=True)
class Digest:
    """What a group is told: the state of its scope, who improved most since the period before, and the course so far.

    published: how many duties of the period have a publication; course: the periods of the cycle up to this one.
    """

    binding: BindingRef
    occasion: Occasion
    standing: ScopeStanding
    published: int
    improved: tuple[AgencyRef, ...]
    course: tuple[ScopeStanding, ...]


@dataclass(frozen=True)
class _Due:
    occasion: Occasion
    period: PeriodRef


def chain_of(binding_id: int) -> str:
    """What all digests of a binding have in common."""
    return f"rekap:{binding_id}"


async def plan_digests(session: AsyncSession, *, registry: Registry, now: datetime, zone: ZoneInfo) -> int:
    """Queue the digests whose moment has come today; returns how many were queued."""
    bindings = [one for one in await list_bindings(session, registry.agencies) if _is_time(one, now, zone)]
    if not bindings:
        return 0
    newest = await list_newest(session, [chain_of(one.id) for one in bindings])
    calendars = await load_calendars(session, years=[now.year])
    messages = []
    for binding in bindings:
        agency = binding.scope.agency
        calendar = calendars.of(agency) if agency else calendars.everywhere
        due = await _occasion(session, binding, registry, calendar, now, zone)
        if due is None:
            continue
        standing = await _standing(session, binding, due.period, registry, now, zone)
        sign = sign_of(replace(standing, due=None), binding.language)  # the days that are left are no news
        row = newest.get(chain_of(binding.id))
        if due.occasion is Occasion.CLOSED or row is None or row.payload["sign"] != sign:
            messages.append(_message(binding, due, sign, now, zone))
    return await enqueue(session, messages, now=now)


def _zone_of(binding: BindingRef, zone: ZoneInfo) -> ZoneInfo:
    return binding.scope.agency.zone if binding.scope.agency else zone


def _is_time(binding: BindingRef, now: datetime, zone: ZoneInfo) -> bool:
    """Whether it is between the hour of the group and the end of the day; one that was bound later waits."""
    local = now.astimezone(_zone_of(binding, zone))
    hour = datetime.combine(local.date(), time(binding.digest_hour), local.tzinfo)
    is_bound_later = binding.bound_at is not None and binding.bound_at > hour
    return hour <= now and local.time() < CLOSING and not is_bound_later


async def _occasion(
    session: AsyncSession,
    binding: BindingRef,
    registry: Registry,
    calendar: WorkingCalendar,
    now: datetime,
    zone: ZoneInfo,
) -> _Due | None:
    """What today is for the group; the day after a deadline goes before the week."""
    today = now.astimezone(_zone_of(binding, zone)).date()
    if not calendar.is_working_day(today):
        return None
    periods, deadlines = await list_holding(session, binding.scope.agency)
    for deadline in deadlines:
        day_after = deadline.due_at.astimezone(zone).date() + ONE_DAY
        if deadline.kind is DeadlineKind.REPORT and calendar.on_or_after(day_after) == today:
            return _Due(Occasion.CLOSED, periods[deadline.period_id])
    if calendar.on_or_after(today - timedelta(days=today.weekday())) != today:
        return None
    period = await find_scope_period(session, scope=binding.scope, periods=registry.periods, today=today)
    return _Due(Occasion.WEEK, period) if period else None


def _message(binding: BindingRef, due: _Due, sign: str, now: datetime, zone: ZoneInfo) -> NewMessage:
    local = _zone_of(binding, zone)
    today = now.astimezone(local).date()
    return NewMessage(
        dedupe_key=f"{chain_of(binding.id)}|{today.isoformat()}",
        kind=DIGEST,
        chat_key=binding.chat_key,
        payload={"binding": binding.id, "occasion": due.occasion.value, "period": due.period.id, "sign": sign},
        due_at=datetime.combine(today, time(binding.digest_hour), local),
        next_at=now,
        expires_at=datetime.combine(today, CLOSING, local),
        message_class=MessageClass.GROUP,
        chain=chain_of(binding.id),
        thread_id=binding.thread_id,
    )


async def _standing(
    session: AsyncSession, binding: BindingRef, period: PeriodRef, registry: Registry, now: datetime, zone: ZoneInfo
) -> ScopeStanding:
    return await standing_of(
        session, scope=binding.scope, period=period, agencies=registry.agencies, now=now, zone=zone
    )


async def read_digests(
    session: AsyncSession,
    *,
    wanted: Mapping[int, tuple[Occasion, int]],
    registry: Registry,
    now: datetime,
    zone: ZoneInfo,
) -> dict[int, Digest]:
    """What some groups are told; wanted: occasion and period by the key of the binding."""
    found = {}
    for binding in await list_bindings(session, registry.agencies):
        if binding.id in wanted:
            occasion, period_id = wanted[binding.id]
            period = registry.find_period(period_id)
            if period is not None:
                found[binding.id] = await _read(session, binding, occasion, period, registry, now, zone)
    return found


async def _read(
    session: AsyncSession,
    binding: BindingRef,
    occasion: Occasion,
    period: PeriodRef,
    registry: Registry,
    now: datetime,
    zone: ZoneInfo,
) -> Digest:
    cycle = sorted((one for one in registry.periods if one.cycle_id == period.cycle_id), key=lambda one: one.starts_on)
    so_far = [one for one in cycle if one.starts_on <= period.starts_on][-PERIODS_DRAWN:]
    course = [await _standing(session, binding, one, registry, now, zone) for one in so_far]
    tallies = [
        await tallies_of(session, scope=binding.scope, period=one, agencies=registry.agencies) for one in so_far[-2:]
    ]
    within = {row.agency_id for row in tallies[-1]}
    improved = _improved(*tallies) if len(tallies) == 2 and binding.scope.shows(Content.THANKS) else ()
    return Digest(
        binding=binding,
        occasion=occasion,
        standing=course[-1],
        published=await count_published(session, period.id, within),
        improved=tuple(registry.agencies[key] for key in improved),
        course=tuple(one for one in course if one.tally.owed),
    )


def _improved(before: Sequence[AgencyTally], now: Sequence[AgencyTally]) -> list[int]:
    """The agencies whose share of reported duties grew most, those with the lower code first among equals."""
    shares = _shares(before)
    grown = {key: share - shares[key] for key, share in _shares(now).items() if key in shares}
    return sorted((key for key in grown if grown[key] > 0), key=lambda key: (-grown[key], key))[:IMPROVED]


def _shares(tallies: Collection[AgencyTally]) -> dict[int, Fraction]:
    return {row.agency_id: Fraction(row.tally.reported, row.tally.owed) for row in tallies if row.tally.owed}
