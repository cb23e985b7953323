"""Agencies: one key for as long as they exist, with dated codes, names and parents."""

from datetime import date

from sqlmodel import Field, UniqueConstraint

from bot.domain.roles import AgencyKind
from db.models.base import Record
from db.types import EnumText


class Agency(Record, table=True):
    """A ministry, institution or regional government, whatever it is called at the time."""

    id: int | None = Field(default=None, primary_key=True)
    kind: AgencyKind = Field(sa_type=EnumText(AgencyKind), nullable=False)
    time_zone: str
    valid_from: date | None = None
    valid_to: date | None = None  # the last day of its existence
    is_sample: bool = False


class AgencyVersion(Record, table=True):
    """Code, name and parent of an agency from a day to a day, both included; open ends are None."""

    __tablename__ = "agency_version"
    __table_args__ = (UniqueConstraint("agency_id", "valid_from"),)

    id: int | None = Field(default=None, primary_key=True)
    agency_id: int = Field(foreign_key="agency.id", index=True)
    code: str = Field(index=True)
    name: str
    parent_id: int | None = Field(default=None, foreign_key="agency.id", index=True)
    valid_from: date | None = None
    valid_to: date | None = None


class AgencyAlias(Record, table=True):
    """A short, former or local name; the same alias at two agencies is ambiguous on purpose."""

    __tablename__ = "agency_alias"
    __table_args__ = (UniqueConstraint("agency_id", "alias"),)

    id: int | None = Field(default=None, primary_key=True)
    agency_id: int = Field(foreign_key="agency.id")
    alias: str
