"""Many agencies in one message: recaps of a province or the nation, and one action across them."""

from dataclasses import dataclass
from decimal import Decimal
from zoneinfo import ZoneInfo

from bot.domain.actions import ActionRef
from bot.domain.agencies import AgencyRef
from bot.domain.scopes import Scope
from bot.domain.tallies import Census, Tally
from bot.services.actions_meant import UnknownAction
from bot.services.recaps import ActionOverview, ActionRow, Recap, RecapRow
from bot.texts.catalog import Texts, msg
from bot.texts.formats import clean
from bot.views import words
from bot.views.callback_data import CallbackData, DrawRecap, ShowAction, ShowMissing, ShowRecap, ShowStatus
from bot.views.charts.buttons import chart_buttons
from bot.views.days_off import tell_briefly
from bot.views.message import Button, Message, Rows, in_rows
from bot.views.paging import page_of
from bot.views.period_buttons import names_of, period_buttons
from bot.views.question_buttons import CompareAgencies, ShowActionOf, keys_of

BUTTON_LIMIT = 40
ACTIONS_OFFERED = 16


@dataclass(frozen=True)
class RecapLine:
    """An agency, or a province with all of its agencies, as a line."""

    name: str
    is_sample: bool
    counts_agencies: bool
    census: Census
    tally: Tally


@dataclass(frozen=True)
class ActionLine:
    """What one agency did in an action; code: of the sub-action, where it is one."""

    mark: str
    name: str
    is_sample: bool
    code: str
    percent: Decimal | None
    report: str
    verification: str


def scope_name(scope: Scope, texts: Texts, language: str) -> str:
    """The scope as messages name it."""
    if scope.province is not None:
        return scope.province.full_name + " " + texts.label(msg("dengan kabupaten/kota"), language)
    return texts.label(msg("kementerian/lembaga") if scope.is_central else msg("nasional"), language)


def render_recap(recap: Recap, texts: Texts, language: str, *, zone: ZoneInfo, page: int = 0) -> Message:
    """A scope in a period, eight agencies or provinces on a page, in the order of their codes."""
    shown = page_of(page, recap.rows)
    rows = shown.cut(recap.rows)
    text = texts.render(
        "recap",
        language,
        scope=scope_name(recap.scope, texts, language),
        recap=recap,
        others=names_of(recap.others),
        rows=[_recap_line(row, recap.scope, texts, language) for row in rows],
        national=zone,
        local=_zone_of(recap.scope, zone),
        off=tell_briefly(recap.due),
        no_source=texts.label(words.NO_SOURCE, language),
    )
    key, period_id = recap.scope.key, recap.period.id
    buttons = [(_row_button(row, recap, texts, language),) for row in rows]
    turns = shown.turns(lambda number: ShowRecap(key, period_id, number))
    periods = period_buttons((*recap.others, *recap.beside), recap.period, lambda other: ShowRecap(key, other))
    return Message(text, (*buttons, turns, *periods, *_ways(recap, texts, language)))


def render_action(overview: ActionOverview, texts: Texts, language: str, *, zone: ZoneInfo, page: int = 0) -> Message:
    """One action across a scope; each agency is a button to how the action stands there."""
    shown = page_of(page, overview.rows)
    rows = shown.cut(overview.rows)
    text = texts.render(
        "action",
        language,
        title=action_name(overview.action, texts, language),
        scope=scope_name(overview.scope, texts, language),
        overview=overview,
        others=names_of(overview.others),
        rows=[_action_line(row, overview.action, texts, language) for row in rows],
        national=zone,
        local=_zone_of(overview.scope, zone),
        off=tell_briefly(overview.due),
        no_figure=texts.label(words.NO_FIGURE, language),
        no_source=texts.label(words.NO_SOURCE, language),
    )
    here, period_id, key = overview.action.id, overview.period.id, overview.scope.key
    agencies = dict.fromkeys(row.agency for row in rows)
    buttons = [(action_button(agency, overview.action, period_id),) for agency in agencies]
    turns = shown.turns(lambda number: ShowAction(here, period_id, key, number))
    periods = period_buttons(
        (*overview.others, *overview.beside), overview.period, lambda other: ShowAction(here, other, key)
    )
    wider = Button(texts.label(msg("Nasional"), language), ShowAction(here, period_id))
    recap = Button(texts.label(msg("Rekap"), language), ShowRecap(key, period_id))
    return Message(text, (*buttons, turns, *periods, (recap,) if overview.scope.is_nation else (wider, recap)))


def render_unknown_action(answer: UnknownAction, texts: Texts, language: str) -> Message:
    """No action bears the code; those that do exist are one press away."""
    text = texts.render(
        "unknown_action",
        language,
        code=answer.code,
        period=answer.period.full_name,
        has_actions=bool(answer.actions),
    )
    buttons = [
        Button(clean(f"{action.code} {action.title}", BUTTON_LIMIT), _leads(action, answer))
        for action in answer.actions[:ACTIONS_OFFERED]
    ]
    return Message(text, in_rows(buttons, 1))


def _leads(action: ActionRef, answer: UnknownAction) -> CallbackData:
    """What was asked, about an action that there is."""
    agencies, period_id = answer.agencies, answer.period.id
    if answer.scope is not None or not agencies:
        return ShowAction(action.id, period_id, answer.scope.key if answer.scope else None)
    if len(agencies) == 1:
        return ShowActionOf(agencies[0].id, action.id, period_id)
    return CompareAgencies(keys_of(agencies), period_id, 0, action.id)


def action_name(action: ActionRef, texts: Texts, language: str) -> str:
    """`Aksi 7.2 Katalog elektronik daerah`; a title that no source confirms bears a mark."""
    return f"{texts.label(msg('Aksi'), language)} {action.code}{'' if action.is_sourced else '*'} {action.title}"


def action_button(agency: AgencyRef, action: ActionRef, period_id: int) -> Button:
    """A button to one action of an agency in a period."""
    return Button(clean(agency.full_name, BUTTON_LIMIT), ShowActionOf(agency.id, action.id, period_id))


def agency_button(agency: AgencyRef, period_id: int) -> Button:
    """A button to the status of an agency in a period."""
    return Button(clean(agency.full_name, BUTTON_LIMIT), ShowStatus(agency.id, period_id))


def _zone_of(scope: Scope, zone: ZoneInfo) -> ZoneInfo | None:
    """The zone of those within, beside the national one; None where they are spread over all three."""
    if scope.is_nation:
        return None
    return scope.province.zone if scope.province else zone


def _recap_line(row: RecapRow, within: Scope, texts: Texts, language: str) -> RecapLine:
    name = row.agency.full_name if row.agency else scope_name(row.scope, texts, language)
    is_sample = row.agency.is_sample if row.agency else False
    return RecapLine(name, is_sample, within.is_nation, row.census, row.tally)


def _row_button(row: RecapRow, recap: Recap, texts: Texts, language: str) -> Button:
    if row.agency is not None and not recap.scope.is_nation:
        return agency_button(row.agency, recap.period.id)
    name = row.agency.full_name if row.agency else scope_name(row.scope, texts, language)
    return Button(clean(name, BUTTON_LIMIT), ShowRecap(row.scope.key, recap.period.id))


def _ways(recap: Recap, texts: Texts, language: str) -> Rows:
    period_id, province = recap.period.id, recap.scope.province
    nation = Button(texts.label(msg("Nasional"), language), ShowRecap(None, period_id))
    wider = [] if recap.scope.is_nation else [nation]
    if recap.is_ahead:
        return in_rows(wider)
    missing = ShowMissing(period_id, 0, str(province.id) if province else "")
    lacking = [] if recap.scope.is_central else [Button(texts.label(msg("Belum lengkap"), language), missing)]
    charts = chart_buttons(DrawRecap(recap.scope.key, period_id), texts, language) if recap.rows else ()
    return in_rows([*charts, *lacking, *wider])


def _action_line(row: ActionRow, action: ActionRef, texts: Texts, language: str) -> ActionLine:
    duty = row.duty
    return ActionLine(
        mark=words.MARK[duty.standing],
        name=row.agency.full_name,
        is_sample=row.agency.is_sample,
        code=duty.action_code if duty.action_code != action.code else "",
        percent=duty.percent,
        report=texts.label(words.REPORT[duty.report], language),
        verification=texts.label(words.verification_of(duty), language),
    )
