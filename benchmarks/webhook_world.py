"""The database of the webhook benchmark: every kabupaten and kota with three persons, six actions and their facts."""

from __future__ import annotations

import random
from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from bot.demo import load_samples
from bot.domain.roles import AgencyKind, Role
from bot.startup import prepare
from db.engine import Sessions
from db.models import (
    Achievement,
    Agency,
    AgencyVersion,
    Assignment,
    Chat,
    ChatState,
    FocalPoint,
    Occupancy,
    Seat,
    Submission,
    Verification,
)
from db.models.base import Record
from db.queries.agencies import list_agencies
from db.queries.bulk import insert_rows, insert_with_ids
from db.queries.revisions import REGISTRY, raise_revision

ROLES = (Role.INSPECTORATE, Role.PUBLIC_RELATIONS, Role.COMMUNICATIONS_OFFICE)
FIRST_PERSON = 5_000_000
REGIONS = {AgencyKind.REGENCY, AgencyKind.CITY}
FACTS: tuple[type[Record], ...] = (Submission, Verification, Achievement)
SYLLABLES = "ba bang ka kar ta tan sa sar ma mang ra la lam pa pon ri ni go ron lo du mai wo so gi ja jar su beng lu"


async def build(sessions: Sessions, *, now: datetime, times: int = 1) -> list[int]:
    """Fill an empty database and return the Telegram ids of its persons. times: how large the registry is."""
    await prepare(sessions, now=now)
    async with sessions.begin() as session:
        await load_samples(session, now=now)
    async with sessions.begin() as session:
        agencies = await list_agencies(session, now.date())
        regions = [agency.id for agency in agencies if agency.kind in REGIONS]
        await _give_duties(session, regions)
        people = await _seat(session, regions, now)
        if times > 1:
            parents = [agency.id for agency in agencies if agency.kind is AgencyKind.PROVINCE]
            await _invent(session, len(agencies) * (times - 1), parents)
            await raise_revision(session, REGISTRY)
    return people


async def _give_duties(session: AsyncSession, regions: Sequence[int]) -> None:
    """Give every region the duties, with their facts, of the one that has the most among the samples."""
    rows = (await session.exec(select(Assignment))).all()
    having: dict[int, list[Assignment]] = {}
    for row in rows:
        having.setdefault(row.agency_id, []).append(row)
    model = max((own for agency, own in having.items() if agency in regions), key=len)
    lacking = [region for region in regions if region not in having]
    new = [{"action_id": row.action_id, "agency_id": region} for region in lacking for row in model]
    ids = await insert_with_ids(session, Assignment, new)
    copied = {row.id: ids[at :: len(model)] for at, row in enumerate(model)}
    for fact in FACTS:
        found = (await session.exec(select(fact).where(col(fact.assignment_id).in_(copied)))).all()  # type: ignore[attr-defined]
        values = [row.model_dump(exclude={"id"}) for row in found]
        await insert_rows(
            session,
            fact,
            [value | {"assignment_id": copy} for value in values for copy in copied[value["assignment_id"]]],
        )


async def _seat(session: AsyncSession, regions: Sequence[int], now: datetime) -> list[int]:
    """Three persons for each region, who have written before."""
    taken = {(row.agency_id, row.role): row.id for row in (await session.exec(select(Seat))).all()}
    places = [(region, role) for region in regions for role in ROLES]
    missing = [place for place in places if place not in taken]
    new = [{"agency_id": region, "role": role} for region, role in missing]
    taken |= dict(zip(missing, await insert_with_ids(session, Seat, new), strict=True))
    person: dict[str, Any] = {"name": "Sri Wahyuni", "language": "id", "created_at": now}
    persons = await insert_with_ids(session, FocalPoint, [person] * len(places))
    people = [FIRST_PERSON + number for number in range(len(places))]
    is_open = {"state": ChatState.OPEN, "state_reason": "", "opened_at": now}
    await insert_rows(
        session,
        Chat,
        [is_open | {"telegram_id": chat, "focal_point_id": key} for chat, key in zip(people, persons, strict=True)],
    )
    await insert_rows(
        session,
        Occupancy,
        [
            {"seat_id": taken[place], "focal_point_id": key, "starts_at": now}
            for place, key in zip(places, persons, strict=True)
        ],
    )
    return people


async def _invent(session: AsyncSession, number: int, parents: Sequence[int]) -> None:
    """Agencies that do not exist, with names that could."""
    chance, syllables = random.Random(2026), SYLLABLES.split()
    row = {"kind": AgencyKind.REGENCY, "time_zone": "Asia/Jakarta", "valid_from": date(2020, 1, 1), "is_sample": True}
    ids = await insert_with_ids(session, Agency, [row] * number)
    versions = [
        {
            "agency_id": agency,
            "code": f"X{at}",
            "name": "".join(chance.choices(syllables, k=4)).capitalize(),
            "parent_id": parents[at % len(parents)],
            "valid_from": date(2020, 1, 1),
        }
        for at, agency in enumerate(ids)
    ]
    await insert_rows(session, AgencyVersion, versions)
