"""What a group may see."""

import pytest

from bot.domain.disclosure import SHOWN, Content, ScopeKind

NEVER = (Content.LATE_NAMES, Content.NOTES, Content.PERSONS, Content.OTHERS_STATUS)


@pytest.mark.parametrize("kind", ScopeKind)
def test_every_kind_of_scope_has_a_row(kind: ScopeKind) -> None:
    assert kind in SHOWN


@pytest.mark.parametrize("kind", ScopeKind)
@pytest.mark.parametrize("content", NEVER)
def test_no_group_sees_who_is_late_or_what_is_personal(kind: ScopeKind, content: Content) -> None:
    assert content not in SHOWN[kind]


@pytest.mark.parametrize("kind", [kind for kind in ScopeKind if kind is not ScopeKind.AGENCY])
def test_only_the_group_of_one_agency_sees_its_actions(kind: ScopeKind) -> None:
    assert Content.OWN_STATUS not in SHOWN[kind]
