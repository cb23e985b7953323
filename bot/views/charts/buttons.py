"""The button [Grafik], where charts can be drawn."""

from __future__ import annotations

from bot.texts.catalog import Texts, msg
from bot.views.callback_data import CallbackData
from bot.views.charts.drawing import are_available
from bot.views.message import Button


def chart_buttons(
    data: CallbackData, texts: Texts, language: str, *, can_draw: bool | None = None
) -> tuple[Button, ...]:
    """The button, or nothing. can_draw: whether charts can be drawn; None asks whether the extra is installed."""
    if not (are_available() if can_draw is None else can_draw):
        return ()
    return (Button(texts.label(msg("Grafik"), language), data),)
