"""Whole sentences of every kind; sentences/README.md tells how they are written down."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.services.understanding import Reading
from tests.services.registry_of_2020 import codes, understood

FILES = sorted((Path(__file__).parent / "sentences").glob("*.txt"))


def sentences_of(file: Path) -> list[tuple[str, ...]]:
    """Each with the intent, the agencies and the period that are meant."""
    lines = file.read_text(encoding="utf-8").splitlines()
    return [tuple(part.strip() for part in line.rsplit("|", 3)) for line in lines]


def period_of(reading: Reading) -> str:
    if reading.unknown_period is not None:
        return "?"
    if reading.period is None:
        return "-"
    other = reading.period.other
    return reading.period.chosen.code + (f"/{other.code}" if other else "")


def is_understood(text: str, intent: str, agencies: str, period: str) -> bool:
    """Whether the reading is as the file says."""
    reading = understood(text)
    if (reading.intent.value, period_of(reading)) != (intent, period):
        return False
    if agencies == "?":
        return reading.agencies == reading.choices == () and reading.unknown_name is not None
    if agencies == "-":
        return reading.agencies == reading.choices == ()
    if agencies == "ASK":
        return reading.agencies == () and len(reading.choices) > 1
    meant, found, offered = set(agencies.split(",")), set(codes(reading.agencies)), set(codes(reading.choices))
    return found <= meant <= found | offered


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_the_sentences_of_a_file_are_understood(file: Path) -> None:
    wrong = [(sentence, understood(sentence[0])) for sentence in sentences_of(file) if not is_understood(*sentence)]
    assert wrong == []


def test_every_kind_of_sentence_is_there() -> None:
    sentences = [sentence for file in FILES for sentence in sentences_of(file)]
    assert len(sentences) > 1500
    assert {intent for _, intent, _, _ in sentences} == {
        *("status", "deadline", "missing", "report", "publish", "meeting", "help", "greet", "none")
    }
