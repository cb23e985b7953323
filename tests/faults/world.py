"""A database in which many people are reminded at one moment."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from sqlalchemy import update
from sqlmodel import col
from sqlmodel.ext.asyncio.session import AsyncSession

from bot.domain.duties import DeadlineKind
from bot.domain.roles import AgencyKind, Role
from bot.services.reminders import plan_due
from db.engine import open_database
from db.models import Agency, AgencyVersion, Assignment, Chat, ChatState, Deadline, FocalPoint, Occupancy, Seat
from db.queries.bulk import insert_rows
from db.schema import migrate
from tests.reminder_world import DUE_AT, H_7, LONG_AGO, WIB, World

KEY = "ZmF1bHRzLWZhdWx0cy1mYXVsdHMtZmF1bHRzLTEyMzQ="
"""The key of databases that hold nothing but invented people."""

FIRST_PERSON, FIRST_AGENCY = 100_000, 5_000
PEOPLE_IN_AGENCY = 50
ZONES = ("Asia/Jakarta", "Asia/Makassar", "Asia/Jayapura")
BEFORE = H_7 - timedelta(hours=3)
"""When planning begins: everybody's H-7 lies ahead, in each zone."""
GROUP_SHIFT = -1_000_000_000
"""What turns the id of a person into that of the group which stands in for their chat."""


def telegram_ids(people: int) -> range:
    """The ids of everybody who is to be reminded."""
    return range(FIRST_PERSON, FIRST_PERSON + people)


async def fill(
    address: str,
    people: int,
    *,
    zones: tuple[str, ...] = ZONES[:1],
    groups: int = 0,
    due_at: datetime = DUE_AT,
    since: datetime = BEFORE,
) -> None:
    """Make a database in which so many people owe a report; the last `groups` of them are reached in a group.

    since: when planning begins.
    """
    sessions = open_database(address, (KEY,))
    await migrate(sessions)
    async with sessions.begin() as session:
        await World(session).build()
        await session.exec(update(Deadline).where(col(Deadline.kind) == DeadlineKind.REPORT).values(due_at=due_at))
        size = 1 if groups else PEOPLE_IN_AGENCY  # where chats are closed, no colleague is to be told of it
        await _add_agencies(session, -(-people // size), zones)
        await _add_people(session, people, groups, size)
        await plan_due(session, now=since, zone=WIB)
    await sessions.close()


async def _add_agencies(session: AsyncSession, number: int, zones: tuple[str, ...]) -> None:
    keys = range(FIRST_AGENCY, FIRST_AGENCY + number)
    kind = AgencyKind.REGENCY
    await insert_rows(
        session, Agency, [{"id": key, "kind": kind, "time_zone": zones[key % len(zones)]} for key in keys]
    )
    await insert_rows(
        session, AgencyVersion, [{"agency_id": key, "code": f"99.{key}", "name": f"Contoh {key}"} for key in keys]
    )
    await insert_rows(session, Assignment, [{"agency_id": key, "action_id": 1} for key in keys])
    await insert_rows(session, Seat, [{"id": key, "agency_id": key, "role": Role.INSPECTORATE} for key in keys])


async def _add_people(session: AsyncSession, people: int, groups: int, size: int) -> None:
    ids = telegram_ids(people)
    await insert_rows(
        session,
        FocalPoint,
        [{"id": key, "name": f"Orang {key}", "language": "id", "created_at": LONG_AGO} for key in ids],
    )
    chats = [key + GROUP_SHIFT if key >= ids.stop - groups else key for key in ids]
    await insert_rows(
        session,
        Chat,
        [
            {"telegram_id": chat, "focal_point_id": key, "state": ChatState.OPEN, "state_reason": ""}
            for chat, key in zip(chats, ids, strict=True)
        ],
    )
    await insert_rows(
        session,
        Occupancy,
        [
            {
                "seat_id": FIRST_AGENCY + (key - FIRST_PERSON) // size,
                "focal_point_id": key,
                "starts_at": datetime(2026, 1, 1, tzinfo=UTC),
            }
            for key in ids
        ],
    )
