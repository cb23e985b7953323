"""Who an announcement reaches: persons in seats, each once, and groups; and the seats that nobody can be reached in."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from zoneinfo import ZoneInfo

from sqlmodel.ext.asyncio.session import AsyncSession

from bot.domain.agencies import AgencyRef
from bot.domain.audiences import Audience, BadAudience, Condition, Reached
from bot.domain.disclosure import GroupScope, ScopeKind
from bot.domain.period_words import find_period, resolve
from bot.domain.periods import PeriodRef
from bot.domain.roles import SETNAS_ROLES, AgencyKind, Role
from bot.services.recaps import match_action
from db.models import ChatState
from db.queries.actions import list_actions, list_assigned
from db.queries.addressees import Occupied, list_occupied
from db.queries.duties import list_cycles_in_use
from db.queries.groups import list_bindings
from db.queries.tallies import list_tallies


@dataclass(frozen=True)
class PersonReached:
    """A person with the seats for which they are written to; zone: that of the first of these agencies."""

    person_id: int
    chat_key: int
    agencies: tuple[AgencyRef, ...]
    roles: tuple[Role, ...]
    zone: ZoneInfo


@dataclass(frozen=True)
class GroupReached:
    """A group, or a topic of it."""

    binding_id: int
    chat_key: int
    thread_id: int | None
    scope: GroupScope
    zone: ZoneInfo


@dataclass(frozen=True)
class Recipients:
    """Everybody that a message leaves for. unreachable: occupied seats whose person cannot be written to."""

    people: tuple[PersonReached, ...]
    groups: tuple[GroupReached, ...]
    unreachable: tuple[tuple[AgencyRef, Role], ...]

    @property
    def number(self) -> int:
        return len(self.people) + len(self.groups)


@dataclass(frozen=True)
class World:
    """What the conditions are held against. allowed: agencies to which the sender may write; None: all."""

    agencies: Mapping[int, AgencyRef]
    periods: Sequence[PeriodRef]
    today: date
    zone: ZoneInfo
    allowed: frozenset[int] | None = None


async def find_recipients(session: AsyncSession, *, audience: Audience, world: World) -> Recipients:
    """Look up who fulfils all conditions now; raises BadAudience for a code that nothing bears."""
    chosen, action_ids = await _choose(session, audience, world)
    wants_people = audience.to is not Reached.GROUPS
    wants_groups = audience.to is not Reached.PEOPLE and not audience.roles
    seats = await _seats(session, audience, chosen) if wants_people else []
    people, unreachable = _sort(seats, chosen)
    groups = await _groups(session, audience, world, chosen, action_ids) if wants_groups else ()
    return Recipients(people, groups, unreachable)


async def _choose(
    session: AsyncSession, audience: Audience, world: World
) -> tuple[dict[int, AgencyRef], frozenset[int]]:
    """The agencies that fulfil the conditions, in order of their codes, and the actions that were named."""
    chosen = {key: agency for key, agency in world.agencies.items() if world.allowed is None or key in world.allowed}
    if not audience.is_everywhere:
        chosen = {key: agency for key, agency in chosen.items() if agency.kind is not AgencyKind.COORDINATOR}
    if audience.regions:
        named = {_by_code(world.agencies, code).id for code in audience.regions}
        chosen = {key: agency for key, agency in chosen.items() if named & {agency.id, agency.parent_id}}
    if audience.kinds:
        chosen = {key: agency for key, agency in chosen.items() if agency.kind in audience.kinds}
    actions = await _actions(session, audience.action) if audience.action else frozenset()
    if actions:
        assigned = await list_assigned(session, actions)
        chosen = {key: agency for key, agency in chosen.items() if key in assigned}
    if audience.missing:
        late = await _missing(session, audience.missing, world)
        chosen = {key: agency for key, agency in chosen.items() if key in late}
    return dict(sorted(chosen.items(), key=lambda pair: pair[1].code)), actions


def _by_code(agencies: Mapping[int, AgencyRef], code: str) -> AgencyRef:
    found = next((agency for agency in agencies.values() if agency.code == code), None)
    if found is None or found.kind is AgencyKind.COORDINATOR:
        raise BadAudience(f"{Condition.REGION.value}={code}")
    return found


async def _actions(session: AsyncSession, code: str) -> frozenset[int]:
    """The action that bears the code in each cycle in use, with its sub-actions."""
    found: set[int] = set()
    for cycle_id in await list_cycles_in_use(session):
        actions = await list_actions(session, cycle_id)
        if action := match_action(actions, code):
            found |= {action.id, *(one.id for one in actions if one.parent_id == action.id)}
    if not found:
        raise BadAudience(f"{Condition.ACTION.value}={code}")
    return frozenset(found)


async def _missing(session: AsyncSession, words: str, world: World) -> set[int]:
    """The agencies that still owe a report in the period."""
    cycles = await list_cycles_in_use(session)
    periods = [period for period in world.periods if not cycles or period.cycle_id in cycles]
    query = find_period(words.lower())
    found = resolve(query, periods, world.today) if query else None
    if found is None:
        raise BadAudience(f"{Condition.MISSING.value}={words}")
    return {row.agency_id for row in await list_tallies(session, found.chosen.id) if row.tally.open}


async def _seats(session: AsyncSession, audience: Audience, chosen: Mapping[int, AgencyRef]) -> list[Occupied]:
    """Setnas writes to itself only where it names its own roles."""
    roles = audience.roles or frozenset(Role) - SETNAS_ROLES
    return [seat for seat in await list_occupied(session, roles) if seat.agency_id in chosen]


def _sort(
    seats: Sequence[Occupied], chosen: Mapping[int, AgencyRef]
) -> tuple[tuple[PersonReached, ...], tuple[tuple[AgencyRef, Role], ...]]:
    order = {key: place for place, key in enumerate(chosen)}
    by_person: dict[int, list[Occupied]] = defaultdict(list)
    unreachable = []
    for seat in sorted(seats, key=lambda seat: (order[seat.agency_id], seat.role)):
        if seat.chat_state is ChatState.OPEN and not seat.is_stopped:
            by_person[seat.person_id].append(seat)
        else:
            unreachable.append((chosen[seat.agency_id], seat.role))
    return tuple(_person(held, chosen) for held in by_person.values()), tuple(unreachable)


def _person(held: Sequence[Occupied], chosen: Mapping[int, AgencyRef]) -> PersonReached:
    first = held[0]
    assert first.chat_key is not None, "an open chat has a key"
    agencies = tuple(dict.fromkeys(chosen[seat.agency_id] for seat in held))
    roles = tuple(dict.fromkeys(seat.role for seat in held))
    return PersonReached(first.person_id, first.chat_key, agencies, roles, agencies[0].zone)


async def _groups(
    session: AsyncSession,
    audience: Audience,
    world: World,
    chosen: Mapping[int, AgencyRef],
    action_ids: frozenset[int],
) -> tuple[GroupReached, ...]:
    found = await list_bindings(session, world.agencies)
    return tuple(
        GroupReached(
            one.id, one.chat_key, one.thread_id, one.scope, one.scope.agency.zone if one.scope.agency else world.zone
        )
        for one in found
        if _is_for(one.scope, audience, world, chosen, action_ids)
    )


def _is_for(
    scope: GroupScope,
    audience: Audience,
    world: World,
    chosen: Mapping[int, AgencyRef],
    action_ids: frozenset[int],
) -> bool:
    """Whether a group fulfils the conditions.

    Who is late is told to the group of that agency alone; one that many agencies read is left out of such a message.
    """
    if scope.kind is ScopeKind.AGENCY:
        return scope.agency is not None and scope.agency.id in chosen
    if audience.missing:
        return False
    if scope.kind is ScopeKind.ACTION:
        named = scope.action is not None and scope.action.id in action_ids
        return world.allowed is None and (named or audience.is_everywhere)
    if scope.kind is ScopeKind.PROVINCE:
        return scope.agency is not None and scope.agency.id in chosen
    return world.allowed is None and audience.is_everywhere
