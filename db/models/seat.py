"""Seats (agency and role) and who occupies them from when to when."""

from datetime import datetime

from sqlmodel import Field, UniqueConstraint

from bot.domain.roles import Role
from db.models.base import Record, one_where
from db.types import EnumText, Moment


class Seat(Record, table=True):
    """A place in an agency; it outlives the persons in it."""

    __table_args__ = (UniqueConstraint("agency_id", "role"),)

    id: int | None = Field(default=None, primary_key=True)
    agency_id: int = Field(foreign_key="agency.id")
    role: Role = Field(sa_type=EnumText(Role), nullable=False)


class Occupancy(Record, table=True):
    """A person in a seat; several may share one, and one may hold several."""

    __table_args__ = (one_where("occupancy_now", "ends_at IS NULL", "seat_id", "focal_point_id"),)

    id: int | None = Field(default=None, primary_key=True)
    seat_id: int = Field(foreign_key="seat.id")
    focal_point_id: int = Field(foreign_key="focal_point.id", index=True)
    starts_at: datetime = Field(sa_type=Moment())
    ends_at: datetime | None = Field(default=None, sa_type=Moment())
