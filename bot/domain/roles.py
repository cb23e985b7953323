"""Who takes part: kinds of agencies and the roles of the seats in them."""

from enum import StrEnum


class AgencyKind(StrEnum):
    """Kind of an agency; the values are those of the table `instansi`."""

    MINISTRY = "kementerian"
    INSTITUTION = "lembaga"
    PROVINCE = "provinsi"
    REGENCY = "kabupaten"
    CITY = "kota"
    COORDINATOR = "koordinator"

    @property
    def is_region(self) -> bool:
        """Whether the agency is a regional government."""
        return self in {AgencyKind.PROVINCE, AgencyKind.REGENCY, AgencyKind.CITY}


COORDINATOR_CODE = "SETNAS"
"""Code of the one agency at which the seats of Setnas PK sit."""


class Role(StrEnum):
    """Role of a seat; the values are those of the table `focal_point`."""

    SETNAS_ADMIN = "setnas_admin"
    SETNAS_VERIFIER = "setnas_verifikator"
    REGIONAL_COORDINATOR = "korwil"
    INSPECTORATE = "inspektorat"
    PUBLIC_RELATIONS = "humas"
    COMMUNICATIONS_OFFICE = "diskominfo"
    IMPLEMENTING_UNIT = "opd"
    LEADERSHIP = "pimpinan"


SETNAS_ROLES = frozenset({Role.SETNAS_ADMIN, Role.SETNAS_VERIFIER})


def may_sit(role: Role, kind: AgencyKind) -> bool:
    """Whether a seat of this role can exist at an agency of this kind.

    Setnas roles sit at the coordinator alone; a korwil sits at a province or, for ministries and
    institutions, at the coordinator; every other role sits at an agency that owes duties.
    """
    if role in SETNAS_ROLES:
        return kind is AgencyKind.COORDINATOR
    if role is Role.REGIONAL_COORDINATOR:
        return kind in {AgencyKind.PROVINCE, AgencyKind.COORDINATOR}
    return kind is not AgencyKind.COORDINATOR
