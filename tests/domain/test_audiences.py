"""To whom an announcement goes."""

import pytest

from bot.domain.audiences import Audience, BadAudience, Reached, parse_audience
from bot.domain.roles import AgencyKind, Role


def test_without_conditions_everybody_is_meant() -> None:
    assert parse_audience(" ") == Audience()
    assert Audience().is_everywhere


def test_every_condition_is_read() -> None:
    found = parse_audience("peran=inspektorat|humas, wilayah=33, jenis=kabupaten, aksi=A1, belum=b06, kepada=orang")
    assert found == Audience(
        roles=frozenset({Role.INSPECTORATE, Role.PUBLIC_RELATIONS}),
        regions=frozenset({"33"}),
        kinds=frozenset({AgencyKind.REGENCY}),
        action="A1",
        missing="B06",
        to=Reached.PEOPLE,
    )


def test_an_audience_is_written_as_it_is_read() -> None:
    found = parse_audience("kepada=grup,wilayah=33|31,belum=TW 2")
    assert parse_audience(str(found)) == found


@pytest.mark.parametrize(
    "expression",
    [
        "warga=33",
        "peran",
        "peran=",
        "peran=bupati",
        "jenis=koordinator",
        "kepada=kucing",
        "peran=humas,peran=opd",
        "x" * 400,
    ],
)
def test_what_is_not_understood_is_named_and_never_means_everybody(expression: str) -> None:
    with pytest.raises(BadAudience) as refused:
        parse_audience(expression)
    assert expression[:20] in str(refused.value) or "peran=opd" in str(refused.value)
