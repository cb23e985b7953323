"""A few agencies and persons, small enough to be made anew for each test."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

from sqlmodel.ext.asyncio.session import AsyncSession

from bot.domain.agencies import AgencyRef
from bot.domain.roles import AgencyKind, Role
from bot.services.audit import OPERATOR
from bot.services.enrolment import Account, Enrolled, redeem
from bot.services.invitations import Invitation, invite
from db.engine import Sessions
from db.models import Agency, AgencyVersion, Chat, ChatState, FocalPoint, OutboxMessage
from db.queries.agencies import get_agency
from db.queries.invites import ensure_seat, occupy
from db.queries.people import Person, find_person

NOW = datetime(2026, 7, 13, 1, 0, tzinfo=UTC)
TODAY = date(2026, 7, 13)
SRI = Account(1001, "sriw", "Sri W")
BUDI = Account(1002, None, "Budi")
RINA = Account(1003, "rina_setnas", "Rina")


@dataclass(frozen=True)
class Village:
    """The agencies of a test by name."""

    setnas: AgencyRef
    central_java: AgencyRef
    temanggung: AgencyRef
    jayapura: AgencyRef


async def settle(sessions: Sessions) -> Village:
    """Make the agencies."""
    async with sessions.begin() as session:
        setnas = await _agency(session, "SETNAS", AgencyKind.COORDINATOR, "Setnas PK", None, "Asia/Jakarta")
        java = await _agency(session, "33", AgencyKind.PROVINCE, "Jawa Tengah", None, "Asia/Jakarta")
        temanggung = await _agency(session, "33.23", AgencyKind.REGENCY, "Temanggung", java.id, "Asia/Jakarta")
        jayapura = await _agency(session, "91.71", AgencyKind.CITY, "Jayapura", None, "Asia/Jayapura")
    return Village(setnas, java, temanggung, jayapura)


async def _agency(
    session: AsyncSession, code: str, kind: AgencyKind, name: str, parent: int | None, zone: str
) -> AgencyRef:
    agency = Agency(kind=kind, time_zone=zone)
    session.add(agency)
    await session.flush()
    assert agency.id is not None
    session.add(AgencyVersion(agency_id=agency.id, code=code, name=name, parent_id=parent))
    await session.flush()
    return await get_agency(session, agency.id, TODAY)


async def invited(
    sessions: Sessions, agency: AgencyRef, role: Role, *, name: str | None = None, now: datetime = NOW
) -> Invitation:
    """An invitation made by the operator."""
    async with sessions.begin() as session:
        made = await invite(session, agency=agency, role=role, by=OPERATOR, now=now, name=name)
    assert made is not None
    return made


async def opening(
    sessions: Sessions, code: str | None, account: Account = SRI, *, now: datetime = NOW
) -> Enrolled | None:
    """What becomes of a code that somebody opens."""
    async with sessions.begin() as session:
        return await redeem(session, code=code, account=account, now=now, today=TODAY)


async def seated(
    sessions: Sessions, agency: AgencyRef, role: Role, account: Account = SRI, *, name: str | None = None
) -> Person:
    """A person who opened an invitation."""
    enrolled = await opening(sessions, (await invited(sessions, agency, role, name=name)).code, account)
    assert enrolled is not None
    return enrolled.person


async def expected(sessions: Sessions, agency: AgencyRef, role: Role, account: Account = SRI) -> Person:
    """A person whom an import named and who has not written yet."""
    async with sessions.begin() as session:
        row = FocalPoint(name="Sri Wahyuni", created_at=NOW)
        session.add(row)
        await session.flush()
        assert row.id is not None
        session.add(Chat(telegram_id=account.telegram_id, focal_point_id=row.id, state=ChatState.EXPECTED))
        await occupy(session, await ensure_seat(session, agency.id, role), row.id, NOW)
    return await person_of(sessions, account)


async def person_of(sessions: Sessions, account: Account = SRI) -> Person:
    """The person as they are stored now."""
    async with sessions() as session:
        person = await find_person(session, account.telegram_id, TODAY)
    assert person is not None
    return person


async def queue(sessions: Sessions, person: Person, *keys: str) -> None:
    """Let messages wait for a person."""
    assert person.chat_key is not None
    async with sessions.begin() as session:
        for key in keys:
            session.add(
                OutboxMessage(
                    dedupe_key=key,
                    reference=key,
                    kind="reminder",
                    chat_id=person.chat_key,
                    payload={},
                    due_at=NOW,
                    next_at=NOW,
                    expires_at=NOW + timedelta(days=1),
                    created_at=NOW,
                )
            )
