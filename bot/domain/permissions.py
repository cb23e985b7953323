"""Who may do what, where: one table without holes."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import IntEnum, StrEnum

from bot.domain.roles import Role


class Permission(StrEnum):
    """A right to see or to do something about an agency."""

    VIEW_STATUS = "view_status"  # states and figures of an agency
    VIEW_DETAIL = "view_detail"  # notes of verifiers, obstacles, who was reminded
    VIEW_MISSING = "view_missing"  # who has not reported
    INVITE = "invite"  # bring a person into a seat
    SETTLE = "settle"  # deal with requests to correct data
    OPERATE = "operate"  # see what became of messages, and decide about those of which nobody knows
    BIND_GROUP = "bind_group"  # bind a group to an agency, with those that lie in it
    ANNOUNCE = "announce"  # write to the seats of an agency and to its groups


class Reach(IntEnum):
    """How far a right goes, each containing the one before."""

    NOWHERE = 0
    OWN = 1  # the agency of the seat
    REGION = 2  # the province of the seat with its kabupaten and kota; at Setnas: ministries and institutions
    NATION = 3


OWN_AGENCY: Mapping[Permission, Reach] = {
    Permission.VIEW_STATUS: Reach.NATION,
    Permission.VIEW_DETAIL: Reach.OWN,
    Permission.VIEW_MISSING: Reach.OWN,
    Permission.INVITE: Reach.NOWHERE,
    Permission.SETTLE: Reach.NOWHERE,
    Permission.OPERATE: Reach.NOWHERE,
    Permission.BIND_GROUP: Reach.OWN,
    Permission.ANNOUNCE: Reach.NOWHERE,
}

GRANTS: Mapping[Role, Mapping[Permission, Reach]] = {
    Role.SETNAS_ADMIN: dict.fromkeys(Permission, Reach.NATION),
    Role.SETNAS_VERIFIER: dict.fromkeys(Permission, Reach.NATION)
    | {
        Permission.INVITE: Reach.NOWHERE,
        Permission.OPERATE: Reach.NOWHERE,
        Permission.BIND_GROUP: Reach.NOWHERE,
    },
    Role.REGIONAL_COORDINATOR: {
        Permission.VIEW_STATUS: Reach.NATION,
        Permission.VIEW_DETAIL: Reach.REGION,
        Permission.VIEW_MISSING: Reach.REGION,
        Permission.INVITE: Reach.NOWHERE,
        Permission.SETTLE: Reach.NOWHERE,
        Permission.OPERATE: Reach.NOWHERE,
        Permission.BIND_GROUP: Reach.REGION,
        Permission.ANNOUNCE: Reach.REGION,
    },
    Role.INSPECTORATE: OWN_AGENCY,
    Role.PUBLIC_RELATIONS: OWN_AGENCY,
    Role.COMMUNICATIONS_OFFICE: OWN_AGENCY,
    Role.IMPLEMENTING_UNIT: dict(OWN_AGENCY) | {Permission.BIND_GROUP: Reach.NOWHERE},
    Role.LEADERSHIP: OWN_AGENCY,
}
"""A person without a seat holds no right at all: data of agencies is for those who take part."""


@dataclass(frozen=True)
class Place:
    """Where an agency stands: its key, that of its province if it has one, and whether it is a region."""

    agency_id: int
    parent_id: int | None
    is_region: bool
    is_coordinator: bool = False


@dataclass(frozen=True)
class HeldSeat:
    """A seat that a person occupies now."""

    role: Role
    place: Place


def may(seats: Iterable[HeldSeat], permission: Permission, about: Place) -> bool:
    """Whether one of the seats grants the permission about the agency."""
    return any(_reaches(seat, GRANTS[seat.role][permission], about) for seat in seats)


def may_everywhere(seats: Iterable[HeldSeat], permission: Permission) -> bool:
    """Whether one of the seats grants the permission about the whole nation."""
    return any(GRANTS[seat.role][permission] is Reach.NATION for seat in seats)


def coordinates(seat: Place, about: Place) -> bool:
    """Whether a korwil at `seat` answers for the agency: province with its children, or Setnas for K/L."""
    if seat.is_coordinator:
        return not about.is_region
    return seat.agency_id in {about.agency_id, about.parent_id}


def _reaches(seat: HeldSeat, reach: Reach, about: Place) -> bool:
    if reach is Reach.NATION:
        return True
    if reach is Reach.REGION:
        return coordinates(seat.place, about)
    return reach is Reach.OWN and seat.place.agency_id == about.agency_id
