"""Which periods a sentence means that names several."""

import pytest

from bot.domain.named_periods import read_together
from bot.domain.period_words import find_periods
from bot.domain.periods import list_beside
from tests.domain.test_period_words import PERIODS, SUMMER_2026


def meant(text: str) -> list[str]:
    """The periods in their order, those that may be read in another way with a question mark."""
    found = read_together(find_periods(text), PERIODS, PERIODS, SUMMER_2026)
    return [f"{reading.chosen.name} {reading.chosen.starts_on.year}{'?' if reading.other else ''}" for reading in found]


@pytest.mark.parametrize("text", ["tw 2 2025 dan tw 2 2026", "tw 2 tahun 2025 vs tw 2 tahun 2026", "q2 2025 q2 2026"])
def test_the_same_quarter_of_two_years_is_two_periods(text: str) -> None:
    assert meant(text) == ["TW II 2025", "TW VI 2026"]


@pytest.mark.parametrize(
    "text",
    [
        "tw 2 tahun lalu vs tw 2 tahun ini",
        "tw 2 2025 vs 2026",
        "tw 2 tahun 2025 dan 2026",
        "q2 last year vs q2 this year",
        "tw 2 dibanding tahun lalu",
        "tw 2 dibandingkan dengan periode yang sama tahun lalu",
    ],
)
def test_a_quarter_is_compared_with_the_same_one_of_another_year(text: str) -> None:
    assert sorted(meant(text)) in (["TW II 2025", "TW VI 2026"], ["TW II 2025", "TW VI 2026?"])


@pytest.mark.parametrize(
    ("text", "periods"),
    [
        ("tw 2 tahun lalu", ["TW II 2025"]),
        ("tw 2 temanggung tahun lalu", ["TW II 2025"]),
        ("tw 1 tahun ini", ["TW V 2026"]),
        ("tahun lalu", ["TW IV 2025"]),
        ("tw 2 kab lebak tahun 2020", ["TW VI 2020"]),
    ],
)
def test_a_year_may_be_counted_from_now(text: str, periods: list[str]) -> None:
    assert meant(text) == periods


@pytest.mark.parametrize(
    ("text", "periods"),
    [
        ("tw 2 dan tw 6", ["TW II 2025", "TW VI 2026"]),
        ("tw 1 vs tw 5", ["TW I 2025", "TW V 2026"]),
        ("tw 5, tw 2, tw 1", ["TW V 2026", "TW II 2025", "TW I 2025"]),
    ],
)
def test_a_quarter_past_the_fourth_makes_the_sentence_count_through_the_cycle(text: str, periods: list[str]) -> None:
    assert meant(text) == periods


@pytest.mark.parametrize(
    ("text", "periods"),
    [
        ("tw 1 dan tw 2 2025", ["TW I 2025", "TW II 2025"]),
        ("tw 2 vs tw 2 2025", ["TW VI 2026?", "TW II 2025"]),
        ("tw 1 dan tw 2", ["TW V 2026?", "TW VI 2026?"]),
    ],
)
def test_a_year_holds_for_the_quarters_beside_it_but_not_for_the_same_one(text: str, periods: list[str]) -> None:
    assert meant(text) == periods


@pytest.mark.parametrize(
    ("text", "periods"),
    [
        ("tw 2 (b06)", ["TW II 2025"]),
        ("TW II (B06)", ["TW II 2025"]),
        ("tw 2 (b18)", ["TW VI 2026"]),
        ("TW VI (B18)", ["TW VI 2026"]),
        ("tw 2, mei 2025", ["TW II 2025"]),
        ("b18 dan b15", ["TW VI 2026", "TW V 2026"]),
        ("tw 2 dan b15", ["TW VI 2026?", "TW V 2026"]),
        ("tw 99 dan b15", ["TW V 2026"]),
    ],
)
def test_a_code_behind_a_quarter_says_which_of_its_readings_is_meant(text: str, periods: list[str]) -> None:
    assert meant(text) == periods


@pytest.mark.parametrize(
    ("code", "beside"),
    [
        ("B18", ["TW II", "TW V", "TW VII"]),
        ("B06", ["TW I", "TW III", "TW VI"]),
        ("B03", ["TW II", "TW V"]),
        ("B24", ["TW IV", "TW VII"]),
    ],
)
def test_beside_a_period_lie_its_neighbours_and_what_its_number_can_mean_as_well(code: str, beside: list[str]) -> None:
    period = next(period for period in PERIODS if (period.cycle_id, period.code) == (2, code))
    assert [other.name for other in list_beside(period, PERIODS)] == beside
    assert {other.cycle_id for other in list_beside(period, PERIODS)} == {2}
