"""Agencies as they are called on a day."""

from collections.abc import Collection, Sequence
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement
from sqlalchemy import select as select_columns
from sqlmodel import and_, col, or_, select
from sqlmodel.ext.asyncio.session import AsyncSession

from bot.domain.agencies import AgencyRef
from db.models import Agency, AgencyAlias, AgencyVersion

_COLUMNS = (
    col(Agency.id),
    col(AgencyVersion.code),
    col(Agency.kind),
    col(AgencyVersion.name),
    col(AgencyVersion.parent_id),
    col(Agency.time_zone),
    col(Agency.is_sample),
)
"""In the order of the fields of an AgencyRef."""


def holds_on(day: date) -> ColumnElement[bool]:
    """The version of an agency that holds on a day; both ends are included."""
    return and_(
        or_(col(AgencyVersion.valid_from).is_(None), col(AgencyVersion.valid_from) <= day),
        or_(col(AgencyVersion.valid_to).is_(None), col(AgencyVersion.valid_to) >= day),
    )


async def list_agencies(session: AsyncSession, on: date, ids: Collection[int] | None = None) -> list[AgencyRef]:
    """Every agency that exists on the day, or those of the keys given, in order of their codes."""
    statement = (
        select_columns(*_COLUMNS)  # models are slow to build by the hundred
        .join(AgencyVersion, col(AgencyVersion.agency_id) == col(Agency.id))
        .where(holds_on(on))
        .order_by(col(AgencyVersion.code))
    )
    if ids is not None:
        statement = statement.where(col(Agency.id).in_(ids))
    rows: Sequence[Any] = (await session.exec(statement)).all()  # type: ignore[call-overload]
    return [AgencyRef(*row) for row in rows]


async def find_agency(session: AsyncSession, code: str, on: date) -> AgencyRef | None:
    """The agency that bears the code on the day or, since codes are never reused, that once bore it."""
    ids = (await session.exec(select(AgencyVersion.agency_id).where(AgencyVersion.code == code))).all()
    found = await list_agencies(session, on, ids)
    return found[0] if found else None


async def get_agency(session: AsyncSession, agency_id: int, on: date) -> AgencyRef:
    """The agency of a key; raises LookupError where there is none on the day."""
    found = await list_agencies(session, on, [agency_id])
    if not found:
        raise LookupError(agency_id)
    return found[0]


async def list_aliases(session: AsyncSession) -> list[tuple[int, str]]:
    """Every alias with the key of its agency."""
    statement = select(AgencyAlias.agency_id, AgencyAlias.alias).order_by(col(AgencyAlias.id))
    return [(agency_id, alias) for agency_id, alias in (await session.exec(statement)).all()]


async def list_codes(session: AsyncSession) -> list[tuple[int, str]]:
    """Every code that an agency ever bore, with the key of the agency; codes are never reused."""
    statement = select(AgencyVersion.agency_id, AgencyVersion.code).distinct().order_by(AgencyVersion.code)
    return [(agency_id, code) for agency_id, code in (await session.exec(statement)).all()]


def agency_ref(agency: Agency, version: AgencyVersion) -> AgencyRef:
    """The agency as it is called in a version."""
    assert agency.id is not None
    return AgencyRef(
        id=agency.id,
        code=version.code,
        kind=agency.kind,
        name=version.name,
        parent_id=version.parent_id,
        time_zone=agency.time_zone,
        is_sample=agency.is_sample,
    )
