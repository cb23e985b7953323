"""Making invitations: one secret for one seat, shown once and stored as a hash."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlmodel.ext.asyncio.session import AsyncSession

from bot.domain.agencies import AgencyRef
from bot.domain.codes import hash_code, new_code
from bot.domain.errors import NoSuchSeat
from bot.domain.permissions import Permission
from bot.domain.roles import COORDINATOR_CODE, SETNAS_ROLES, Role, may_sit
from bot.services.asking import Asker
from bot.services.audit import Actor, record
from db.models import InviteCode
from db.queries.agencies import list_agencies
from db.queries.bulk import insert_rows
from db.queries.invites import ensure_seat, ensure_seats, list_taken_seats
from db.queries.once import insert_once

LIFETIME = timedelta(hours=72)
NAME_LIMIT = 100
UNPRIVILEGED_ROLES = tuple(role for role in Role if role not in SETNAS_ROLES)

ROLE_WORDS = {
    "inspektorat": Role.INSPECTORATE,
    "itda": Role.INSPECTORATE,
    "itjen": Role.INSPECTORATE,
    "humas": Role.PUBLIC_RELATIONS,
    "diskominfo": Role.COMMUNICATIONS_OFFICE,
    "kominfo": Role.COMMUNICATIONS_OFFICE,
    "opd": Role.IMPLEMENTING_UNIT,
    "pimpinan": Role.LEADERSHIP,
    "korwil": Role.REGIONAL_COORDINATOR,
    "verifikator": Role.SETNAS_VERIFIER,
    "admin": Role.SETNAS_ADMIN,
    "administrator": Role.SETNAS_ADMIN,
}
"""What people call a role when they ask for an invitation."""


@dataclass(frozen=True)
class Invitation:
    """An invitation as it is handed over; nobody can read the code again later."""

    code: str
    agency: AgencyRef
    role: Role
    name: str | None
    expires_at: datetime

    def link(self, bot_username: str) -> str | None:
        """The deep link with the same secret; None while the name of the bot is not known."""
        return f"https://t.me/{bot_username}?start={self.code}" if bot_username else None


def may_invite(asker: Asker, agency: AgencyRef, role: Role) -> bool:
    """Whether the asker may bring a person into this seat; seats of Setnas are given by administrators alone."""
    if role in SETNAS_ROLES and Role.SETNAS_ADMIN not in asker.roles:
        return False
    return may_sit(role, agency.kind) and asker.may(Permission.INVITE, agency)


def split_role(wish: str) -> tuple[str, Role | None]:
    """Take the word for a role out of "kab temanggung humas"; what is left names the agency."""
    words = wish.split()
    roles = [ROLE_WORDS[word.lower()] for word in words if word.lower() in ROLE_WORDS]
    return " ".join(word for word in words if word.lower() not in ROLE_WORDS), roles[0] if roles else None


def means_coordinator(name: str, role: Role | None) -> bool:
    """Whether a wish is about Setnas PK itself, which a question about the state of an agency never is."""
    return name.lower().startswith(COORDINATOR_CODE.lower()) or (not name and role in SETNAS_ROLES)


def roles_to_offer(asker: Asker, agency: AgencyRef, wanted: Role | None = None) -> list[Role]:
    """The roles into which the asker may invite here; only the wanted one where that is among them."""
    roles = [role for role in Role if may_invite(asker, agency, role)]
    return [wanted] if wanted in roles else roles


async def invite(
    session: AsyncSession,
    *,
    agency: AgencyRef,
    role: Role,
    by: Actor,
    now: datetime,
    name: str | None = None,
    request: str | None = None,
) -> Invitation | None:
    """Make an invitation that holds for 72 hours; raises NoSuchSeat where nobody could sit.

    request: what asks for it, such as a press of one button; asked for again, nothing is made and None returned.
    """
    if not may_sit(role, agency.kind):
        raise NoSuchSeat(role.value, agency.full_name)
    made = Invitation(new_code(), agency, role, (name or "").strip()[:NAME_LIMIT] or None, now + LIFETIME)
    seat_id = await ensure_seat(session, agency.id, role)
    is_new = await insert_once(
        session,
        InviteCode,
        code_hash=hash_code(made.code),
        seat_id=seat_id,
        name=made.name,
        created_at=now,
        created_by=by.person_id,
        expires_at=made.expires_at,
        request=request,
    )
    if not is_new:
        return None
    record(session, "invite_made", by=by, now=now, seat=seat_id, agency=agency.id, role=role.value)
    return made


async def invite_each(
    session: AsyncSession, *, seats: Sequence[tuple[AgencyRef, Role]], by: Actor, now: datetime
) -> list[Invitation]:
    """Make an invitation for each of many seats, as `invite` does for one; the audit counts them in one entry."""
    made = [Invitation(new_code(), agency, role, None, now + LIFETIME) for agency, role in seats]
    keys = await ensure_seats(session, [(agency.id, role) for agency, role in seats])
    rows = [
        {
            "code_hash": hash_code(invitation.code),
            "seat_id": keys[invitation.agency.id, invitation.role],
            "created_at": now,
            "created_by": by.person_id,
            "expires_at": invitation.expires_at,
        }
        for invitation in made
    ]
    await insert_rows(session, InviteCode, rows)
    record(session, "invites_made", by=by, now=now, number=len(made))
    return made


async def list_empty_seats(
    session: AsyncSession, *, on: date, roles: Collection[Role] = UNPRIVILEGED_ROLES, agency: AgencyRef | None = None
) -> list[tuple[AgencyRef, Role]]:
    """Every seat that could be occupied and is not, in order of the agencies' codes; of one agency or of all.

    The seats of Setnas count only when their role is asked for: a bulk list must not carry an administrator.
    """
    taken = await list_taken_seats(session)
    agencies: Sequence[AgencyRef] = [agency] if agency else await list_agencies(session, on)
    return [
        (place, role)
        for place in agencies
        for role in Role
        if role in roles and may_sit(role, place.kind) and (place.id, role) not in taken
    ]
