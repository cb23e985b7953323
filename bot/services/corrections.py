"""Somebody says that data is wrong: the request is kept for its owner, Setnas PK, who settles it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from zoneinfo import ZoneInfo

from sqlmodel.ext.asyncio.session import AsyncSession

from bot.domain.agencies import AgencyRef
from bot.domain.periods import PeriodRef
from bot.domain.permissions import Permission
from bot.services.asking import Asker
from bot.services.audit import OPERATOR, focal_point, record
from bot.services.correction_notes import ask_note
from bot.services.notices import tell_correction, tell_settled
from db.models import Correction
from db.queries.addressees import list_names
from db.queries.corrections import find_correction, get_correction, list_unsettled, settle_if_open
from db.queries.once import insert_once


class Requested(StrEnum):
    """What became of a request."""

    NEW = "new"
    AGAIN = "again"  # asked before on the same day
    REFUSED = "refused"


@dataclass(frozen=True)
class Request:
    """A request that was made. note_for: its key, where its maker is asked now to say what is wrong."""

    outcome: Requested
    note_for: int | None = None


@dataclass(frozen=True)
class OpenCorrection:
    """A request that waits, with who asked and what they wrote."""

    id: int
    agency: AgencyRef
    period: PeriodRef
    asked_at: datetime
    name: str | None
    note: str | None = None


async def request_correction(
    session: AsyncSession, *, asker: Asker, agency: AgencyRef, period: PeriodRef, now: datetime, zone: ZoneInfo
) -> Request:
    """Keep the request and tell those who settle it; from here on the next message may say what is wrong.

    The same person asks about the same agency and period at most once a day.
    """
    if asker.person is None or not asker.may(Permission.VIEW_STATUS, agency):
        return Request(Requested.REFUSED)
    asked = {"focal_point_id": asker.person.id, "agency_id": agency.id, "period_id": period.id}
    today = now.astimezone(zone).date()
    is_new = await insert_once(session, Correction, **asked, asked_on=today, asked_at=now)
    request = await get_correction(session, **asked, asked_on=today)
    note_for = request.id if await ask_note(session, request=request, now=now) else None
    if not is_new:
        return Request(Requested.AGAIN, note_for)
    by = focal_point(asker.person.id)
    record(session, "correction_requested", by=by, now=now, agency=agency.code, period=period.code)
    await tell_correction(session, correction_id=request.id or 0, agency=agency, asked_by=asker.person.id, now=now)
    return Request(Requested.NEW, note_for)


async def list_corrections(
    session: AsyncSession, *, asker: Asker, agencies: Mapping[int, AgencyRef], periods: Sequence[PeriodRef]
) -> list[OpenCorrection]:
    """The requests that the asker may settle, oldest first. agencies, periods: the registry."""
    by_key = {period.id: period for period in periods}
    rows = [
        row
        for row in await list_unsettled(session)
        if row.agency_id in agencies
        and row.period_id in by_key
        and asker.may(Permission.SETTLE, agencies[row.agency_id])
    ]
    names = await list_names(session, {row.focal_point_id for row in rows})
    return [
        OpenCorrection(
            id=row.id or 0,
            agency=agencies[row.agency_id],
            period=by_key[row.period_id],
            asked_at=row.asked_at,
            name=names.get(row.focal_point_id),
            note=row.note,
        )
        for row in rows
    ]


async def settle_correction(
    session: AsyncSession, *, asker: Asker, correction_id: int, agencies: Mapping[int, AgencyRef], now: datetime
) -> bool:
    """Note that a request was dealt with and tell whoever made it; returns whether this call settled it."""
    found = await find_correction(session, correction_id)
    agency = agencies.get(found.agency_id) if found else None
    if found is None or agency is None or not asker.may(Permission.SETTLE, agency):
        return False
    person_id = asker.person.id if asker.person else None
    if not await settle_if_open(session, correction_id, by=person_id, now=now):
        return False
    by = focal_point(person_id) if person_id is not None else OPERATOR
    record(session, "correction_settled", by=by, now=now, agency=agency.code, correction=correction_id)
    await tell_settled(session, correction=found, by=person_id, now=now)
    return True
