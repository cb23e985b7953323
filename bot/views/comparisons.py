"""Agencies beside each other, and one agency over several periods, as a message."""

from dataclasses import dataclass

from bot.domain.duties import Duty, Standing
from bot.services.comparisons import Column, Comparison
from bot.texts.catalog import Texts, msg
from bot.texts.formats import clean, percent
from bot.views import words
from bot.views.callback_data import DrawCourse, ShowStatus, ShowTrend
from bot.views.charts.buttons import chart_buttons
from bot.views.message import Button, Message, in_rows
from bot.views.recaps import BUTTON_LIMIT, agency_button

ACTIONS_SHOWN, COLUMNS_WITH_ACTIONS = 12, 3
"""Beyond so many columns a line for each action can no longer be read."""


@dataclass(frozen=True)
class Value:
    """A figure of one column, or that there is none."""

    text: str
    is_unverified: bool = False


@dataclass(frozen=True)
class ActionLine:
    """The figures of one action, column by column."""

    name: str
    values: tuple[Value, ...]


def render_comparison(comparison: Comparison, texts: Texts, language: str) -> Message:
    """The three facts of each column, then the figures of each action where they fit beside each other."""
    columns = comparison.columns
    lines = _action_lines(columns, texts, language) if len(columns) <= COLUMNS_WITH_ACTIONS else []
    text = texts.render(
        "comparison",
        language,
        comparison=comparison,
        first=columns[0],
        actions=lines[:ACTIONS_SHOWN],
        left_out=max(0, len(lines) - ACTIONS_SHOWN),
        no_source=texts.label(words.NO_SOURCE, language),
    )
    return Message(text, in_rows(_buttons(comparison, texts, language)))


def _buttons(comparison: Comparison, texts: Texts, language: str) -> list[Button]:
    if not comparison.is_over_time:
        return [agency_button(column.agency, column.period.id) for column in comparison.columns]
    buttons = [
        Button(clean(column.period.full_name, BUTTON_LIMIT), ShowStatus(column.agency.id, column.period.id))
        for column in comparison.columns
    ]
    newest = comparison.columns[-1]
    course = Button(texts.label(msg("Tren"), language), ShowTrend(newest.agency.id, newest.period.id))
    if not comparison.is_trend:
        return [*buttons, course]
    if not any(column.duties for column in comparison.columns):
        return buttons
    return [*buttons, *chart_buttons(DrawCourse(newest.agency.id, newest.period.id), texts, language)]


def _action_lines(columns: tuple[Column, ...], texts: Texts, language: str) -> list[ActionLine]:
    titles = {duty.action_code: duty.action_title for column in columns for duty in column.duties}
    by_code = [{duty.action_code: duty for duty in column.duties} for column in columns]
    action = texts.label(msg("Aksi"), language)
    return [
        ActionLine(f"{action} {code} {title}", tuple(_value(duties.get(code), texts, language) for duties in by_code))
        for code, title in titles.items()
    ]


def _value(duty: Duty | None, texts: Texts, language: str) -> Value:
    if duty is None:
        return Value(texts.label(msg("tidak ada kewajiban"), language))
    if duty.percent is None:
        return Value(texts.label(words.NO_FIGURE, language))
    return Value(percent(duty.percent, language), duty.standing is not Standing.VERIFIED)
