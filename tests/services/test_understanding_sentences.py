"""Whole sentences of every kind; sentences/README.md tells how they are written down."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.services.understanding import Reading
from tests.services.registry_of_2020 import codes, understood

SENTENCES = [
    tuple(part.strip() for part in line.rsplit("|", 3))
    for path in sorted((Path(__file__).parent / "sentences").glob("*.txt"))
    for line in path.read_text(encoding="utf-8").splitlines()
]


def period_of(reading: Reading) -> str:
    if reading.unknown_period is not None:
        return "?"
    if reading.period is None:
        return "-"
    other = reading.period.other
    return reading.period.chosen.code + (f"/{other.code}" if other else "")


@pytest.mark.parametrize(("text", "intent", "agencies", "period"), SENTENCES)
def test_a_sentence_is_understood(text: str, intent: str, agencies: str, period: str) -> None:
    reading = understood(text)
    assert (reading.intent.value, period_of(reading)) == (intent, period)
    if agencies == "-":
        assert reading.agencies == reading.choices == ()
    elif agencies == "ASK":
        assert reading.agencies == ()
        assert len(reading.choices) > 1
    else:
        meant = set(agencies.split(","))
        assert set(codes(reading.agencies)) <= meant
        assert meant <= set(codes(reading.agencies)) | set(codes(reading.choices))


def test_every_kind_of_sentence_is_there() -> None:
    assert len(SENTENCES) > 500
    assert {intent for _, intent, _, _ in SENTENCES} == {
        *("status", "deadline", "missing", "report", "publish", "meeting", "help", "greet", "none")
    }
