"""Words that name a period, and the period that they mean on a day."""

from datetime import date

import pytest

from bot.domain.period_words import PeriodKind, find_period, find_periods, resolve
from bot.domain.periods import PeriodRef

NAMES = ("TW I", "TW II", "TW III", "TW IV", "TW V", "TW VI", "TW VII", "TW VIII")
ENDS = ((3, 31), (6, 30), (9, 30), (12, 31))


def cycle(cycle_id: int, first_year: int) -> list[PeriodRef]:
    """The eight quarters of a cycle of two years."""
    periods = []
    for index, name in enumerate(NAMES):
        year, quarter = first_year + index // 4, index % 4
        periods.append(
            PeriodRef(
                id=cycle_id * 100 + index + 1,
                cycle_id=cycle_id,
                cycle_code=f"{first_year}-{first_year + 1}",
                code=f"B{3 * index + 3:02}",
                name=name,
                starts_on=date(year, 3 * quarter + 1, 1),
                ends_on=date(year, *ENDS[quarter]),
            )
        )
    return periods


PERIODS = [*cycle(2, 2025), *cycle(1, 2019)]
SUMMER_2026 = date(2026, 7, 20)


def meant(text: str, today: date = SUMMER_2026) -> str | None:
    """Code and year of the period that the words mean, then those of the other reading."""
    query = find_period(text)
    reading = resolve(query, PERIODS, today) if query else None
    if reading is None:
        return None
    shown = [reading.chosen] + ([reading.other] if reading.other else [])
    return " ".join(f"{period.code}/{period.starts_on.year}" for period in shown)


SECOND_QUARTER = [
    "tw 2", "TW II", "tw2", "twII", "tw ii", "tw-2", "TW.II", "tw ke 2", "tw ke-2", "t.w. 2", "tw ll", "triwulan 2",
    "triwulan dua", "triwulan kedua", "triwulan ke dua", "tri wulan II", "tri-wulan 2", "triwuln 2", "triwulam 2",
    "trwulan ii", "trw 2", "kuartal 2", "kwartal kedua", "kuartal II", "quarter 2", "quarter two", "Q2", "q-2",
    "2nd quarter", "second quarter", "(TW II)", "laporan tw 2, mohon dicek", "TW II?",
]  # fmt: skip


@pytest.mark.parametrize("text", SECOND_QUARTER)
def test_the_second_quarter_is_written_in_many_ways(text: str) -> None:
    assert meant(text) == "B18/2026 B06/2025"


@pytest.mark.parametrize(
    ("today", "expected"),
    [
        (date(2026, 7, 20), "B18/2026 B06/2025"),
        (date(2026, 4, 1), "B18/2026 B06/2025"),
        (date(2026, 3, 31), "B06/2025 B18/2026"),
        (date(2025, 5, 2), "B06/2025 B18/2026"),
        (date(2020, 7, 16), "B18/2020 B06/2019"),
        (date(2018, 12, 1), "B06/2019 B18/2020"),
    ],
)
def test_a_bare_quarter_is_the_nearest_that_has_begun_and_the_other_is_told(today: date, expected: str) -> None:
    assert meant("tw 2", today) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("tw 6", "B18/2026"),
        ("TW VI", "B18/2026"),
        ("triwulan keenam", "B18/2026"),
        ("tw VIII", "B24/2026"),
        ("tw vlll", "B24/2026"),
        ("tw V 2020", "B15/2020"),
        ("tw 1 2020", "B15/2020 B03/2019"),
        ("triwulan I tahun 2020", "B15/2020 B03/2019"),
        ("TW II/2019", "B06/2019 B18/2020"),
        ("2019 tw 3", "B09/2019 B21/2020"),
        ("tahun 2025 triwulan IV", "B12/2025 B24/2026"),
        ("Q3 2025", "B09/2025 B21/2026"),
        ("second quarter of 2025", "B06/2025 B18/2026"),
    ],
)
def test_years_and_running_numbers_leave_one_reading_first(text: str, expected: str) -> None:
    assert meant(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("b06", "B06/2025"),
        ("B06", "B06/2025"),
        ("b6", "B06/2025"),
        ("B-06", "B06/2025"),
        ("b 18", "B18/2026"),
        ("periode B24", "B24/2026"),
        ("B06 2019", "B06/2019"),
        ("B18 tahun 2020", "B18/2020"),
        ("bulan ke-18", "B18/2026"),
    ],
)
def test_a_code_counts_months_of_the_nearest_cycle_that_has_begun(text: str, expected: str) -> None:
    assert meant(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("juni", "B18/2026"),
        ("bulan juni", "B18/2026"),
        ("mei 2025", "B06/2025"),
        ("Agustus", "B09/2025"),  # has not begun on 20 July 2026, so the year before
        ("bln jun", "B18/2026"),
        ("des 2019", "B12/2019"),
        ("june 2020", "B18/2020"),
        ("bulan 6", "B18/2026"),
        ("06/2025", "B06/2025"),
        ("per jun", "B18/2026"),
        ("per 30 juni", "B18/2026"),
        ("jun 2026", "B18/2026"),
        ("akhir september", "B09/2025"),
        ("bulan lalu", "B18/2026"),
    ],
)
def test_a_month_means_the_period_that_contains_it(text: str, expected: str) -> None:
    assert meant(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("semester 1", "B18/2026"),
        ("smt ii", "B21/2026"),
        ("semester 1 tahun 2020", "B18/2020"),
        ("semester kedua 2019", "B12/2019"),
        ("tahun 2019", "B12/2019"),
        ("thn 2025", "B12/2025"),
        ("capaian 2026", "B21/2026"),
    ],
)
def test_half_a_year_and_a_year_mean_their_last_period_that_has_begun(text: str, expected: str) -> None:
    assert meant(text) == expected


def test_a_year_that_stands_apart_belongs_to_the_quarters_without_one() -> None:
    found = find_periods("tw 1 dan tw 2 2020 kab lebak, tahun 2019 dan triwulan lalu")
    assert [(query.number, query.year) for query in found] == [(1, 2019), (2, 2020), (0, None)]


@pytest.mark.parametrize("text", ["16 Juli 2020", "33.2020", "2019-2020", "uu 14/2022", "2020-07-16"])
def test_a_year_in_a_date_or_a_number_is_no_period(text: str) -> None:
    assert find_period(text) is None


@pytest.mark.parametrize("words", ["lalu", "kemarin", "kmrn", "lampau", "yang lalu", "yg kemarin"])
def test_the_quarter_before_is_the_last_that_has_ended(words: str) -> None:
    assert meant(f"triwulan {words}") == meant(f"tw {words}") == "B18/2026"


@pytest.mark.parametrize("words", ["ini", "berjalan", "sekarang", "skrg", "yang sedang berjalan", "saat ini"])
def test_the_running_quarter_is_the_one_of_today(words: str) -> None:
    assert meant(f"triwulan {words}") == meant(f"tw {words}") == "B21/2026"


@pytest.mark.parametrize("words", ["sebelumnya", "sblmnya", "sebelum ini", "yang sebelumnya", "kemarinnya lagi"])
def test_the_quarter_before_the_one_that_is_shown_is_one_further_back(words: str) -> None:
    assert meant(f"triwulan {words}") == meant(f"periode {words}") == "B15/2026"


def test_the_next_quarter_goes_by_the_calendar_and_the_following_one_by_what_is_shown() -> None:
    assert meant("tw depan") == meant("triwulan mendatang") == "B24/2026"
    assert meant("tw berikutnya") == meant("periode selanjutnya") == "B21/2026"


def test_after_the_last_period_there_is_none() -> None:
    query = find_period("tw depan")
    assert query is not None
    assert resolve(query, PERIODS, date(2026, 11, 1)) is None


def test_english_words_for_last_this_and_next_quarter() -> None:
    assert [meant(f"{word} quarter") for word in ("last", "this", "next", "previous", "following")] == [
        *("B18/2026", "B21/2026", "B24/2026", "B15/2026", "B21/2026")
    ]


@pytest.mark.parametrize(
    "text", ["b07", "B25", "b00", "tw 9", "tw IX", "triwulan sembilan", "tw 0", "TW 5 2019", "Q7 2025"]
)
def test_a_period_that_does_not_exist_is_seen_as_one(text: str) -> None:
    query = find_period(text)
    assert query is not None
    assert query.words == text
    assert resolve(query, PERIODS, SUMMER_2026) is None


@pytest.mark.parametrize(
    "text",
    [
        "", "tw", "triwulan", "laporan triwulanan", "kemarin sudah kirim", "yang lalu", "rapat 16 juli pukul 9",
        "tanggal 31-juli", "may I ask", "march on", "mar", "twitter", "b2b", "kab06", "minum vitamin b12",
        "12 hari lagi", "33.23", "68,57%", "tw ada", "web 06x", "bulan depan", "q",
    ],
)  # fmt: skip
def test_words_that_name_no_period(text: str) -> None:
    assert find_period(text) is None


def test_the_span_is_where_the_words_stand() -> None:
    text = "status kab. lebak tw ke-2 tahun 2020 gimana"
    query = find_period(text)
    assert query is not None
    assert text[query.start : query.end] == "tw ke-2 tahun 2020"
    assert (query.kind, query.number, query.year) == (PeriodKind.QUARTER, 2, 2020)


def test_several_periods_are_found_in_their_order() -> None:
    assert [query.words for query in find_periods("bandingkan tw 1 dengan B06 dan triwulan lalu")] == [
        "tw 1",
        "B06",
        "triwulan lalu",
    ]


def test_without_periods_nothing_is_meant() -> None:
    for text in ("tw 2", "b06", "juni", "tw ini", "tw lalu", "tw 6"):
        query = find_period(text)
        assert query is not None
        assert resolve(query, [], SUMMER_2026) is None


def test_a_long_text_of_the_worst_kind_is_read_in_bounded_time() -> None:
    for piece in ("tri ", "tw ", "2020 ", "bulan ", "tw   ", "ke ", "tw 2" + " " * 3_000, " "):
        assert find_period((piece * 2_500)[:10_000] + " b06") is not None
