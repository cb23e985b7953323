"""Seats, invitations into them, and wrong codes that were tried."""

from collections.abc import Collection, Sequence
from datetime import datetime

from sqlmodel import col, func, select, update
from sqlmodel.ext.asyncio.session import AsyncSession

from bot.domain.roles import Role
from db.models import FailedRedemption, InviteCode, Occupancy, Seat
from db.queries.once import insert_each_once, insert_once


async def ensure_seat(session: AsyncSession, agency_id: int, role: Role) -> int:
    """The key of a seat, which is made if nobody ever sat there."""
    await insert_once(session, Seat, agency_id=agency_id, role=role)
    statement = select(Seat.id).where(Seat.agency_id == agency_id, Seat.role == role)
    return (await session.exec(statement)).one() or 0


async def ensure_seats(session: AsyncSession, places: Sequence[tuple[int, Role]]) -> dict[tuple[int, Role], int]:
    """The keys of many seats, by agency and role; those in which nobody ever sat are made."""
    await insert_each_once(session, Seat, [{"agency_id": agency_id, "role": role} for agency_id, role in places])
    wanted = set(places)
    rows = (await session.exec(select(Seat.agency_id, Seat.role, Seat.id))).all()
    return {(agency_id, Role(role)): key or 0 for agency_id, role, key in rows if (agency_id, Role(role)) in wanted}


async def list_taken_seats(session: AsyncSession) -> set[tuple[int, Role]]:
    """Agency and role of every seat that somebody occupies now."""
    statement = (
        select(Seat.agency_id, Seat.role)
        .join(Occupancy, col(Occupancy.seat_id) == col(Seat.id))
        .where(col(Occupancy.ends_at).is_(None))
    )
    return {(agency_id, Role(role)) for agency_id, role in (await session.exec(statement)).all()}


async def find_invite(session: AsyncSession, code_hash: str) -> tuple[InviteCode, Seat] | None:
    """The invitation of a code with its seat, used or not."""
    statement = (
        select(InviteCode, Seat)
        .join(Seat, col(Seat.id) == col(InviteCode.seat_id))
        .where(InviteCode.code_hash == code_hash)
    )
    found = (await session.exec(statement)).first()
    return (found[0], found[1]) if found else None


async def claim_invite(session: AsyncSession, code_hash: str, now: datetime) -> bool:
    """Use an invitation up; of any number of callers at once one is told True."""
    statement = (
        update(InviteCode)
        .where(
            col(InviteCode.code_hash) == code_hash,
            col(InviteCode.used_at).is_(None),
            col(InviteCode.expires_at) > now,
        )
        .values(used_at=now)
    )
    return (await session.exec(statement)).rowcount == 1


async def count_failures(session: AsyncSession, since: datetime, telegram_id: int | None = None) -> int:
    """How many wrong codes were tried since then, by one person or by all."""
    statement = select(func.count()).select_from(FailedRedemption).where(col(FailedRedemption.at) > since)
    if telegram_id is not None:
        statement = statement.where(col(FailedRedemption.telegram_id) == telegram_id)
    return (await session.exec(statement)).one()


async def occupy(session: AsyncSession, seat_id: int, person_id: int, now: datetime) -> bool:
    """Put a person into a seat; returns False when they sit there already."""
    return await insert_once(session, Occupancy, seat_id=seat_id, focal_point_id=person_id, starts_at=now)


async def vacate(session: AsyncSession, person_id: int, now: datetime, seat_ids: Collection[int] | None = None) -> int:
    """End what a person occupies, everywhere or in some seats; returns how many seats that were."""
    statement = (
        update(Occupancy)
        .where(col(Occupancy.focal_point_id) == person_id, col(Occupancy.ends_at).is_(None))
        .values(ends_at=now)
    )
    if seat_ids is not None:
        statement = statement.where(col(Occupancy.seat_id).in_(seat_ids))
    return (await session.exec(statement)).rowcount


async def lock_administrators(session: AsyncSession) -> set[int]:
    """Whoever administers now; their seats are held for this transaction, so that no two leave at once."""
    seats = select(Seat.id).where(Seat.role == Role.SETNAS_ADMIN).with_for_update()
    ids = (await session.exec(seats)).all()
    statement = select(Occupancy.focal_point_id).where(
        col(Occupancy.seat_id).in_(ids), col(Occupancy.ends_at).is_(None)
    )
    return set((await session.exec(statement)).all())
