"""Who is behind an agency: its seats, whether they can be written to, and what they were last reminded of."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlmodel.ext.asyncio.session import AsyncSession

from bot.domain.agencies import AgencyRef
from bot.domain.permissions import Permission
from bot.domain.reminders import MessageKind
from bot.domain.roles import Role, may_sit
from bot.services.asking import Asker
from db.queries.addressees import list_names
from db.queries.contacts import Contact, SentReminder, list_contacts, list_sent

EXPECTED_ROLES = (Role.INSPECTORATE, Role.PUBLIC_RELATIONS, Role.COMMUNICATIONS_OFFICE, Role.LEADERSHIP)
"""Seats that every agency should fill; an empty one is told as well."""

LOOKED_BACK = 60
"""So many messages are looked through for the last reminder of an agency."""


@dataclass(frozen=True)
class SeatContact:
    """One role at an agency; names only where the asker may read details."""

    role: Role
    people: int
    reachable: int
    expected: int
    names: tuple[str, ...] = ()


@dataclass(frozen=True)
class LastReminder:
    """The newest reminder about an agency: on which rung, when, to how many, and how many of them read it."""

    rung: str
    sent_at: datetime
    people: int
    read: int


@dataclass(frozen=True)
class AgencyContacts:
    """The seats of an agency; reminder: None where none was sent or the asker may not know."""

    agency: AgencyRef
    seats: tuple[SeatContact, ...]
    may_detail: bool
    reminder: LastReminder | None


async def agency_contacts(session: AsyncSession, *, asker: Asker, agency: AgencyRef) -> AgencyContacts:
    """The seats of the agency, and for those with the right its people and its last reminder."""
    contacts = await list_contacts(session, [agency.id])
    may_detail = asker.may(Permission.VIEW_DETAIL, agency)
    people = {contact.person_id for contact in contacts}
    names = await list_names(session, people) if may_detail else {}
    sent = await list_sent(session, people, MessageKind.REMINDER, most=LOOKED_BACK) if may_detail else []
    by_role: dict[Role, list[Contact]] = {role: [] for role in EXPECTED_ROLES if may_sit(role, agency.kind)}
    for contact in contacts:
        by_role.setdefault(contact.role, []).append(contact)
    return AgencyContacts(
        agency=agency,
        seats=tuple(_seat(role, held, names) for role, held in by_role.items()),
        may_detail=may_detail,
        reminder=_last(sent, agency),
    )


def _seat(role: Role, held: Sequence[Contact], names: dict[int, str]) -> SeatContact:
    return SeatContact(
        role=role,
        people=len(held),
        reachable=sum(contact.is_reachable for contact in held),
        expected=sum(contact.is_expected and not contact.is_reachable for contact in held),
        names=tuple(names[contact.person_id] for contact in held if contact.person_id in names),
    )


def _last(sent: Sequence[SentReminder], agency: AgencyRef) -> LastReminder | None:
    """The newest reminder about the agency, with the others of the same rung and day."""
    about = [(row, _rung(row, agency)) for row in sent]
    found = [(row, rung) for row, rung in about if rung is not None]
    if not found:
        return None
    newest, rung = found[0]
    same = [row for row, other in found if other == rung and row.sent_at.date() == newest.sent_at.date()]
    people = {row.chat_key for row in same}
    read = {row.chat_key for row in same if row.read_at is not None}
    return LastReminder(rung, newest.sent_at, len(people), len(read))


def _rung(row: SentReminder, agency: AgencyRef) -> str | None:
    notices = row.payload.get("notices", [])
    return next((str(notice["rung"]) for notice in notices if notice.get("agency") == agency.id), None)
