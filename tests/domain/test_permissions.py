"""Who may do what, where: the table has no holes, and each row means what it says."""

from itertools import product

import pytest

from bot.domain.permissions import GRANTS, HeldSeat, Permission, Place, Reach, may
from bot.domain.roles import AgencyKind, Role, may_sit

SETNAS = Place(1, None, is_region=False, is_coordinator=True)
JATENG, TEMANGGUNG, MAGELANG = Place(33, None, is_region=True), Place(3323, 33, is_region=True), Place(3308, 33, True)
PAPUA, JAYAPURA = Place(91, None, is_region=True), Place(9171, 91, is_region=True)
MINISTRY, OTHER_MINISTRY = Place(501, None, is_region=False), Place(502, None, is_region=False)
EVERYWHERE = (JATENG, TEMANGGUNG, MAGELANG, PAPUA, JAYAPURA, MINISTRY, OTHER_MINISTRY)
OWN_ROLES = (
    Role.INSPECTORATE,
    Role.PUBLIC_RELATIONS,
    Role.COMMUNICATIONS_OFFICE,
    Role.IMPLEMENTING_UNIT,
    Role.LEADERSHIP,
)


@pytest.mark.parametrize(("role", "permission"), list(product(Role, Permission)))
def test_every_role_has_a_row_for_every_permission(role: Role, permission: Permission) -> None:
    assert isinstance(GRANTS[role][permission], Reach)


@pytest.mark.parametrize("role", Role)
def test_every_role_can_sit_somewhere(role: Role) -> None:
    assert any(may_sit(role, kind) for kind in AgencyKind)


def test_setnas_roles_sit_at_the_coordinator_alone() -> None:
    places = {kind for kind in AgencyKind if may_sit(Role.SETNAS_ADMIN, kind) or may_sit(Role.SETNAS_VERIFIER, kind)}
    assert places == {AgencyKind.COORDINATOR}


@pytest.mark.parametrize("role", OWN_ROLES)
def test_who_sits_in_an_agency_reads_notes_of_that_agency_alone(role: Role) -> None:
    seat = HeldSeat(role, TEMANGGUNG)
    assert [place for place in EVERYWHERE if may([seat], Permission.VIEW_DETAIL, place)] == [TEMANGGUNG]
    assert [place for place in EVERYWHERE if may([seat], Permission.VIEW_MISSING, place)] == [TEMANGGUNG]


@pytest.mark.parametrize("role", Role)
def test_everybody_with_a_seat_sees_the_status_of_every_agency(role: Role) -> None:
    seat = HeldSeat(role, TEMANGGUNG)
    assert all(may([seat], Permission.VIEW_STATUS, place) for place in EVERYWHERE)


def test_a_coordinator_of_a_province_sees_who_is_missing_there_and_nowhere_else() -> None:
    seat = HeldSeat(Role.REGIONAL_COORDINATOR, JATENG)
    seen = [place for place in EVERYWHERE if may([seat], Permission.VIEW_MISSING, place)]
    assert seen == [JATENG, TEMANGGUNG, MAGELANG]


def test_a_coordinator_at_setnas_sees_who_is_missing_among_ministries() -> None:
    seat = HeldSeat(Role.REGIONAL_COORDINATOR, SETNAS)
    seen = [place for place in EVERYWHERE if may([seat], Permission.VIEW_MISSING, place)]
    assert seen == [MINISTRY, OTHER_MINISTRY]


@pytest.mark.parametrize("role", [role for role in Role if role is not Role.SETNAS_ADMIN])
def test_only_an_administrator_invites(role: Role) -> None:
    assert not any(
        may([HeldSeat(role, place)], Permission.INVITE, TEMANGGUNG) for place in (SETNAS, JATENG, TEMANGGUNG)
    )
    assert may([HeldSeat(Role.SETNAS_ADMIN, SETNAS)], Permission.INVITE, TEMANGGUNG)


@pytest.mark.parametrize(("permission", "place"), list(product(Permission, EVERYWHERE)))
def test_without_a_seat_there_is_no_right_at_all(permission: Permission, place: Place) -> None:
    assert not may([], permission, place)


def test_rights_of_several_seats_add_up() -> None:
    seats = [HeldSeat(Role.INSPECTORATE, TEMANGGUNG), HeldSeat(Role.PUBLIC_RELATIONS, JAYAPURA)]
    seen = [place for place in EVERYWHERE if may(seats, Permission.VIEW_DETAIL, place)]
    assert seen == [TEMANGGUNG, JAYAPURA]
