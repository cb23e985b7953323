"""Codes that bind a group: who may make one for what, how it is named, and how it is used up."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from sqlmodel.ext.asyncio.session import AsyncSession

from bot.domain.agencies import AgencyRef
from bot.domain.codes import hash_code, new_code
from bot.domain.disclosure import GroupScope, ScopeKind
from bot.domain.errors import Refusal, UnknownAgency
from bot.domain.periods import PeriodRef, current_period
from bot.domain.permissions import Permission, may_everywhere
from bot.domain.roles import AgencyKind
from bot.services.asking import Asker
from bot.services.audit import Actor, record
from bot.services.enrolment import has_tried_too_often
from bot.services.invitations import LIFETIME
from bot.services.recaps import match_action
from db.models import FailedRedemption
from db.queries import groups as queries
from db.queries.actions import find_action, list_actions
from db.queries.duties import list_cycles_in_use

NATION_WORD, ACTION_WORD = ScopeKind.NATION.value, f"{ScopeKind.ACTION.value}:"


class UnknownScope(Refusal):
    """A group cannot be bound to this."""

    def __init__(self, words: str) -> None:
        super().__init__(
            f'Cakupan "{words}" tidak dikenal: nasional, kode instansi, atau aksi:KODE. / '
            f'The scope "{words}" is not known: nasional, the code of an agency, or aksi:CODE.'
        )


@dataclass(frozen=True)
class GroupCodeMade:
    """A code as it is handed over; nobody can read it again later."""

    code: str
    scope: GroupScope
    expires_at: datetime

    def link(self, bot_username: str) -> str | None:
        """The link that adds the bot to a group and binds it; None while the name of the bot is not known."""
        return f"https://t.me/{bot_username}?startgroup={self.code}" if bot_username else None


def may_bind(asker: Asker, scope: GroupScope) -> bool:
    """Whether the asker may bind groups to this, and let them go again."""
    if scope.agency is None:
        return may_everywhere(asker.held, Permission.BIND_GROUP)
    return can_be_bound(scope.agency) and asker.may(Permission.BIND_GROUP, scope.agency)


def scopes_to_offer(asker: Asker) -> list[GroupScope]:
    """What the asker can be offered to bind a group to without a name: the nation, the agencies of their seats."""
    seats = asker.person.seats if asker.person else ()
    scopes = [GroupScope(), *(GroupScope(agency) for agency in dict.fromkeys(seat.agency for seat in seats))]
    return [scope for scope in scopes if may_bind(asker, scope)]


def can_be_bound(agency: AgencyRef) -> bool:
    """Whether a group can be about the agency; the coordinator itself owes nothing."""
    return agency.kind is not AgencyKind.COORDINATOR


def scope_word(scope: GroupScope) -> str:
    """The scope as `sigap invite --group --scope` takes it."""
    if scope.action is not None:
        return f"{ACTION_WORD}{scope.action.code}"
    return scope.agency.code if scope.agency is not None else NATION_WORD


async def read_scope(
    session: AsyncSession,
    words: str,
    *,
    agencies: Mapping[int, AgencyRef],
    periods: tuple[PeriodRef, ...],
    today: date,
) -> GroupScope:
    """Read `nasional`, the code of an agency, or `aksi:7.2` of the cycle in use; raises a Refusal for anything else."""
    wanted = words.strip()
    if wanted.casefold() == NATION_WORD:
        return GroupScope()
    if wanted.casefold().startswith(ACTION_WORD):
        return await _action_scope(session, wanted, periods, today)
    agency = next((agency for agency in agencies.values() if agency.code == wanted), None)
    if agency is None:
        raise UnknownAgency(wanted)
    if not can_be_bound(agency):
        raise UnknownScope(wanted)
    return GroupScope(agency)


async def make_code(
    session: AsyncSession, *, scope: GroupScope, by: Actor, now: datetime, request: str | None = None
) -> GroupCodeMade | None:
    """Make a code that holds for 72 hours and binds one group.

    request: what asks for it, such as a press of one button; asked for again, nothing is made and None returned.
    """
    made = GroupCodeMade(new_code(), scope, now + LIFETIME)
    is_new = await queries.add_code(
        session,
        code_hash=hash_code(made.code),
        agency_id=scope.agency.id if scope.agency else None,
        action_id=scope.action.id if scope.action else None,
        created_at=now,
        created_by=by.person_id,
        expires_at=made.expires_at,
        request=request,
    )
    if not is_new:
        return None
    record(session, "group_code_made", by=by, now=now, scope=scope_word(scope))
    return made


async def use_code(
    session: AsyncSession, *, code: str | None, telegram_id: int, agencies: Mapping[int, AgencyRef], now: datetime
) -> GroupScope | None:
    """Use a code up and return what it binds to.

    None is the one answer to a wrong, a used and an expired code, to what does not look like one (None), and to too
    many tries; commit all the same, for the try is counted against whoever typed it, together with invitations.
    """
    if await has_tried_too_often(session, telegram_id, now):
        return None
    found = await queries.find_code(session, hash_code(code)) if code else None
    if found is not None:
        action = await find_action(session, found.action_id) if found.action_id is not None else None
        agency = agencies.get(found.agency_id) if found.agency_id is not None else None
        is_whole = (found.agency_id is None) == (agency is None) and (found.action_id is None) == (action is None)
        if is_whole and await queries.claim_code(session, found.code_hash, now):
            return GroupScope(agency, action)
    session.add(FailedRedemption(telegram_id=telegram_id, at=now))
    return None


async def was_used_at(session: AsyncSession, code: str) -> datetime | None:
    """When a code was used up, which is also the moment of the binding that it made; None for any other."""
    found = await queries.find_code(session, hash_code(code))
    return found.used_at if found is not None else None


async def _action_scope(session: AsyncSession, words: str, periods: tuple[PeriodRef, ...], today: date) -> GroupScope:
    cycles = await list_cycles_in_use(session)
    period = current_period([period for period in periods if period.cycle_id in cycles] or periods, today)
    actions = await list_actions(session, period.cycle_id) if period else []
    action = match_action(actions, words[len(ACTION_WORD) :])
    if action is None:
        raise UnknownScope(words)
    return GroupScope(action=action)
