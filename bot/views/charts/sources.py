"""The line under a chart that says where its figures come from."""

from __future__ import annotations

from bot.domain.tallies import Tally
from bot.texts.catalog import Texts
from bot.views import words
from bot.views.message import Message

TEMPLATE = "chart_source"


def source_of(tally: Tally, texts: Texts, language: str) -> str:
    """`Sumber: rekap Setnas PK, per 24 Juli 2026`, as plain text."""
    said = texts.render(TEMPLATE, language, tally=tally, no_source=texts.label(words.NO_SOURCE, language))
    return Message(said).plain.strip()
