"""Moments as people type them."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from bot.domain.moment_words import parse_moment

WIB = ZoneInfo("Asia/Jakarta")
NOW = datetime(2026, 7, 13, 18, 0, tzinfo=UTC)  # the 14th, 01.00 WIB


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("besok", "2026-07-15T08:00+07:00"),
        ("Besok pukul 9.30", "2026-07-15T09:30+07:00"),
        ("hari ini 14:00", "2026-07-14T14:00+07:00"),
        ("lusa jam 07.05 WIB", "2026-07-16T07:05+07:00"),
        ("2026-07-20 09:00", "2026-07-20T09:00+07:00"),
        ("2026-07-20T09:00", "2026-07-20T09:00+07:00"),
        ("20-7-2026", "2026-07-20T08:00+07:00"),
        ("20/07/2026 09.00 WITA", "2026-07-20T09:00+08:00"),
        ("Senin, 20 Juli 2026 pukul 09.00 WIT", "2026-07-20T09:00+09:00"),
        ("1 agustus 2025 23.59", "2025-08-01T23:59+07:00"),
    ],
)
def test_a_moment_is_read(text: str, expected: str) -> None:
    found = parse_moment(text, NOW, WIB)
    assert found is not None
    assert found.isoformat(timespec="minutes") == expected


@pytest.mark.parametrize(
    "text",
    [
        "",
        "nanti",
        "besok pagi",
        "besok 25.00",
        "31-02-2026",
        "20 foo 2026",
        "9.00",
        "besok 9.00 10.00",
        "2026-13-01",
        "x" * 99,
    ],
)
def test_what_is_not_clear_is_no_moment(text: str) -> None:
    assert parse_moment(text, NOW, WIB) is None
