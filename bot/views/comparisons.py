"""Agencies beside each other, and one agency over several periods, as a message of several pages."""

from collections.abc import Sequence
from dataclasses import dataclass

from bot.domain.actions import ActionRef
from bot.domain.agencies import AgencyRef
from bot.domain.duties import Duty
from bot.domain.roles import AgencyKind
from bot.services.comparisons import Column, Comparison
from bot.texts.catalog import Texts, msg
from bot.texts.formats import clean, percent
from bot.views import words
from bot.views.actions import FactLine, fact_lines
from bot.views.callback_data import CallbackData, DrawCourse, ShowAction, ShowRecap, ShowStatus, ShowTrend
from bot.views.charts.buttons import chart_buttons
from bot.views.message import Button, Message, Rows, in_rows
from bot.views.paging import ROWS_A_PAGE, page_of
from bot.views.period_buttons import names_of, period_buttons
from bot.views.question_buttons import CompareAgencies, ComparePeriods, ShowActionOf, keys_of
from bot.views.recaps import BUTTON_LIMIT, action_button, action_name, agency_button

COLUMNS_WITH_ACTIONS = 3
"""Beyond so many columns the actions begin on a page of their own."""

NAME_LIMIT, LEFT_OUT_NAMED = 60, 3


@dataclass(frozen=True)
class ColumnView:
    """A column with the facts of the one action that is compared; without such an action they are counted."""

    column: Column
    facts: Sequence[FactLine]


@dataclass(frozen=True)
class ActionLine:
    """The figures of one action, column by column."""

    name: str
    values: tuple[str, ...]


def render_comparison(comparison: Comparison, texts: Texts, language: str, *, page: int = 0) -> Message:
    """The three facts of each column, then the figures of each action, eight on a page."""
    columns, action = comparison.columns, comparison.action
    room_for_columns = ROWS_A_PAGE if len(columns) > COLUMNS_WITH_ACTIONS else 0
    lines: list[ActionLine | None] = [None] * room_for_columns
    if action is None:
        lines.extend(_action_lines(columns, texts, language))
    shown = page_of(page, lines)
    actions = [line for line in shown.cut(lines) if line is not None]
    left_out = [clean(agency.full_name, NAME_LIMIT) for agency in comparison.left_out]
    text = texts.render(
        "comparison",
        language,
        comparison=comparison,
        first=columns[0],
        action=clean(action_name(action, texts, language), NAME_LIMIT * 2) if action else "",
        columns=[ColumnView(column, _facts(comparison, column, texts, language)) for column in columns],
        names=[clean(_short_name(comparison, column), NAME_LIMIT) for column in columns],
        actions=actions,
        legend=_legend(columns, texts, language) if actions else [],
        page=shown.number,
        has_provinces=bool(_provinces(comparison)),
        left_out=left_out[:LEFT_OUT_NAMED],
        more_left_out=max(0, len(left_out) - LEFT_OUT_NAMED),
        most=len(columns),
        others=names_of(comparison.others),
        no_figure=texts.label(words.NO_FIGURE, language),
        no_source=texts.label(words.NO_SOURCE, language),
    )
    turns = shown.turns(lambda number: _turned(comparison, number))
    return Message(text, (turns, *_rows(comparison, texts, language)))


def _short_name(comparison: Comparison, column: Column) -> str:
    return column.period.name if comparison.is_over_time else column.agency.full_name


def _facts(comparison: Comparison, column: Column, texts: Texts, language: str) -> list[FactLine]:
    """What is known of the one action in a column; a sub-action is told by its code."""
    return fact_lines(column.duties, comparison.action, texts, language) if comparison.action else []


def _turned(comparison: Comparison, page: int) -> CallbackData:
    """What opens another page of the comparison."""
    first, newest = comparison.columns[0], comparison.columns[-1]
    action_id = comparison.action.id if comparison.action else None
    if comparison.is_trend:
        return ShowTrend(newest.agency.id, newest.period.id, page, action_id)
    if comparison.is_over_time:
        periods = keys_of([column.period for column in comparison.columns])
        return ComparePeriods(first.agency.id, periods, page, action_id)
    return _beside(comparison, first.period.id, page)


def _beside(comparison: Comparison, period_id: int, page: int = 0) -> CompareAgencies:
    """The same agencies in a period."""
    agencies = keys_of([column.agency for column in comparison.columns])
    return CompareAgencies(agencies, period_id, page, comparison.action.id if comparison.action else None)


def _rows(comparison: Comparison, texts: Texts, language: str) -> Rows:
    columns, action = comparison.columns, comparison.action
    if not comparison.is_over_time:
        agencies = [
            action_button(column.agency, action, column.period.id)
            if action
            else agency_button(column.agency, column.period.id)
            for column in columns
        ]
        periods = (*comparison.others, *comparison.beside)
        return (
            *in_rows(agencies),
            *in_rows(_regions(comparison, texts, language)),
            *period_buttons(periods, columns[0].period, lambda period_id: _beside(comparison, period_id)),
        )
    newest, region = columns[-1], _regions(comparison, texts, language)
    buttons = [Button(_label(column.period.full_name), _one_of(column, action)) for column in columns]
    action_id = action.id if action else None
    course = ShowTrend(newest.agency.id, newest.period.id, 0, action_id)
    if not comparison.is_trend:
        return in_rows([*buttons, Button(texts.label(msg("Tren"), language), course), *region])
    has_duties = action is None and any(column.duties for column in columns)
    chart = chart_buttons(DrawCourse(newest.agency.id, newest.period.id), texts, language) if has_duties else ()
    return in_rows([*buttons, *chart, *region])


def _one_of(column: Column, action: ActionRef | None) -> CallbackData:
    """What opens a column by itself."""
    if action is not None:
        return ShowActionOf(column.agency.id, action.id, column.period.id)
    return ShowStatus(column.agency.id, column.period.id)


def _regions(comparison: Comparison, texts: Texts, language: str) -> list[Button]:
    """From a province, which is its government alone, to its kabupaten and kota."""
    period_id, action = comparison.columns[-1].period.id, comparison.action
    label, buttons = texts.label(msg("Wilayah"), language), []
    for province in _provinces(comparison):
        name = label if comparison.is_over_time else f"{label} {province.name}"
        within = ShowAction(action.id, period_id, province.id) if action else ShowRecap(province.id, period_id)
        buttons.append(Button(_label(name), within))
    return buttons


def _provinces(comparison: Comparison) -> list[AgencyRef]:
    agencies = dict.fromkeys(column.agency for column in comparison.columns)
    return [agency for agency in agencies if agency.kind is AgencyKind.PROVINCE]


def _label(name: str) -> str:
    return clean(name, BUTTON_LIMIT)


def _action_lines(columns: Sequence[Column], texts: Texts, language: str) -> list[ActionLine]:
    titles = {duty.action_code: duty.action_title for column in columns for duty in column.duties}
    by_code = [{duty.action_code: duty for duty in column.duties} for column in columns]
    action = texts.label(msg("Aksi"), language)
    return [
        ActionLine(
            clean(f"{action} {code} {title}", NAME_LIMIT),
            tuple(_value(duties.get(code), column, language) for duties, column in zip(by_code, columns, strict=True)),
        )
        for code, title in titles.items()
    ]


def _value(duty: Duty | None, column: Column, language: str) -> str:
    """The mark of the state before the figure; signs, because many of them stand beside each other."""
    if duty is None:
        return words.NOTHING_OWED_MARK
    if column.is_ahead:
        return words.NO_FIGURE_MARK
    figure = words.NO_FIGURE_MARK if duty.percent is None else percent(duty.percent, language)
    return f"{words.MARK[duty.standing]} {figure}"


def _legend(columns: Sequence[Column], texts: Texts, language: str) -> list[str]:
    """What the signs mean that are to be seen, and no others."""
    duties = [duty for column in columns for duty in column.duties]
    seen = {duty.standing for column in columns for duty in column.duties if not column.is_ahead}
    entries = [(words.MARK[standing], label) for standing, label in words.STANDING.items() if standing in seen]
    if any(duty.percent is None for duty in duties):
        entries.append((words.NO_FIGURE_MARK, words.NO_FIGURE))
    codes = {duty.action_code for duty in duties}
    if any(len({duty.action_code for duty in column.duties}) < len(codes) for column in columns):
        entries.append((words.NOTHING_OWED_MARK, words.NOTHING_OWED))
    return [f"{mark} {texts.label(label, language)}" for mark, label in entries]
