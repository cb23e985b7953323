"""What a group is told of its binding."""

import pytest

from bot.domain.agencies import AgencyRef
from bot.domain.disclosure import GroupScope
from bot.domain.roles import AgencyKind
from bot.texts.catalog import Texts
from bot.views.groups import render_bound

OWN, OTHERS, EACH = "keadaan setiap aksi instansi ini", "keadaan instansi lain", "keadaan setiap instansi"
PROVINCE = AgencyRef(1, "33", AgencyKind.PROVINCE, "Jawa Tengah", None, "Asia/Jakarta")
REGENCY = AgencyRef(2, "33.23", AgencyKind.REGENCY, "Temanggung", 1, "Asia/Jakarta")


@pytest.mark.parametrize(
    ("scope", "told"),
    [(GroupScope(), [EACH]), (GroupScope(PROVINCE), [EACH]), (GroupScope(REGENCY), [OWN, OTHERS])],
    ids=["nation", "province", "agency"],
)
def test_only_a_group_of_one_agency_hears_of_an_agency_of_its_own(scope: GroupScope, told: list[str]) -> None:
    text = render_bound(scope, Texts(), "id", username="sigap_bot", is_topic=False).text
    lines = [line.removeprefix("• ") for line in text.split("\n")]
    assert [line for line in lines if line in {OWN, OTHERS, EACH}] == told
