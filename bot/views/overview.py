"""Deadlines ahead, and who has not reported, as messages."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from zoneinfo import ZoneInfo

from bot.domain.agencies import AgencyRef
from bot.domain.duties import DeadlineKind
from bot.domain.periods import PeriodRef
from bot.domain.roles import AgencyKind
from bot.domain.scopes import Scope
from bot.services.deadlines import DeadlinesAnswer, PeriodDeadline
from bot.services.missing import Missing, Sought
from bot.services.status import DueDate
from bot.texts.catalog import Texts, msg
from bot.texts.formats import clean
from bot.views import words
from bot.views.callback_data import (
    CallbackData,
    SendCalendar,
    ShowAction,
    ShowCorrections,
    ShowMissing,
    ShowRecap,
    ShowStatus,
)
from bot.views.days_off import DaysOff, tell_briefly, tell_days_off
from bot.views.message import Button, Message, in_rows
from bot.views.paging import page_of
from bot.views.period_buttons import period_buttons
from bot.views.question_buttons import ShowDeadlinesOf, keys_of
from bot.views.recaps import BUTTON_LIMIT, action_name, agency_button

NAME_LIMIT = 50
"""Characters of a region in a heading that may name six."""


@dataclass(frozen=True)
class DeadlineLine:
    """A deadline with its label in the reader's language, the holidays before it, and whether its reporting opens."""

    period: PeriodRef
    label: str
    due: DueDate
    days_off: DaysOff
    opens: bool


def render_deadlines(answer: DeadlinesAnswer, texts: Texts, language: str, *, zone: ZoneInfo, page: int = 0) -> Message:
    """Deadlines with their working days; each holiday in between is named once, at the first deadline behind it."""
    shown = page_of(page, answer.deadlines)
    lines = _lines(shown.cut(answer.deadlines), texts, language)
    text = texts.render(
        "deadlines",
        language,
        agency=answer.agency,
        deadlines=lines,
        national=zone,
        periods=[clean(f"{period.full_name}, {period.cycle_code}", NAME_LIMIT) for period in answer.periods],
        local=answer.agency.zone if answer.agency else None,
    )
    agency_id = answer.agency.id if answer.agency else None
    status = [Button(texts.label(msg("Lihat status"), language), ShowStatus(agency_id))] if agency_id else []
    file = [Button(texts.label(msg("Kalender .ics"), language), SendCalendar(agency_id))] if lines else []
    is_publication = answer.kind is DeadlineKind.PUBLISH
    turns = shown.turns(lambda number: ShowDeadlinesOf(agency_id, None, number, is_publication))
    everything = Button(texts.label(msg("Semua batas waktu"), language), ShowDeadlinesOf(agency_id))
    around = [everything] if answer.periods or answer.kind else []
    if answer.other is not None:
        name = clean(answer.other.full_name, BUTTON_LIMIT)
        around.insert(0, Button(name, ShowDeadlinesOf(agency_id, answer.other.id)))
    return Message(text, (turns, tuple(around), tuple(status + file)))


def _lines(deadlines: Sequence[PeriodDeadline], texts: Texts, language: str) -> list[DeadlineLine]:
    told = tell_days_off([row.due for row in deadlines])
    return [
        DeadlineLine(row.period, texts.label(words.DEADLINE[row.kind], language), row.due, off, _opens(row))
        for row, off in zip(deadlines, told, strict=True)
    ]


def _opens(row: PeriodDeadline) -> bool:
    """Whether the reporting that ends with the deadline is known to open on a later day."""
    today = row.due.due_on - timedelta(days=row.due.days_left)
    return row.kind is DeadlineKind.REPORT and row.period.opens_on is not None and today < row.period.opens_on


def render_missing(missing: Missing, texts: Texts, language: str, *, zone: ZoneInfo, page: int = 0) -> Message:
    """Who still owes what was sought, eight on a page; each agency is a button to its status."""
    sought, shown = missing.sought, page_of(page, missing.rows)
    rows = shown.cut(missing.rows)
    text = texts.render(
        "missing",
        language,
        missing=missing,
        period=sought.period,
        regions=[clean(region.full_name, NAME_LIMIT) for region in sought.regions],
        action=action_name(sought.action, texts, language) if sought.action else "",
        only=(sought.action.code,) if sought.action else (),
        is_publication=sought.kind is DeadlineKind.PUBLISH,
        deadline=texts.label(words.DEADLINE[sought.kind], language),
        rows=rows,
        national=zone,
        local=missing.place.zone if missing.place else None,
        off=tell_briefly(missing.due),
        no_source=texts.label(words.NO_SOURCE, language),
    )
    buttons = [(agency_button(row.agency, sought.period.id),) for row in rows]
    waiting = texts.label(msg("Perbaikan data"), language)
    wrong = [Button(f"{waiting}: {missing.corrections}", ShowCorrections())] if missing.corrections else []
    periods = period_buttons(missing.beside, sought.period, lambda key: replace(_page(sought, 0), period_id=key))
    turns = shown.turns(lambda number: _page(sought, number))
    ways = [*_ways(missing, texts, language), _other_kind(sought, texts, language), *wrong]
    return Message(text, (*buttons, turns, *periods, *in_rows(ways)))


def render_not_theirs(sought: Sought, texts: Texts, language: str) -> Message:
    """Who has not reported there is not for this person; how the agencies stand is."""
    ways = [_summary(region, sought) for region in sought.regions]
    return Message(texts.render("not_theirs", language), in_rows(ways, 1))


def _page(sought: Sought, page: int) -> ShowMissing:
    action_id = sought.action.id if sought.action else None
    is_publication = sought.kind is DeadlineKind.PUBLISH
    return ShowMissing(sought.period.id, page, keys_of(sought.regions), action_id, is_publication)


def _other_kind(sought: Sought, texts: Texts, language: str) -> Button:
    """From reports to publications and back."""
    is_report = sought.kind is DeadlineKind.REPORT
    label = msg("Belum dipublikasikan") if is_report else msg("Belum lengkap")
    return Button(texts.label(label, language), replace(_page(sought, 0), is_publication=is_report))


def _ways(missing: Missing, texts: Texts, language: str) -> list[Button]:
    """Where the list is not all there is: to what the asker may see instead, of the whole or of each region."""
    sought, told = missing.sought, {row.agency.id for row in missing.rows}
    if not missing.is_partial:
        return []
    if sought.scope is not None:
        return [Button(texts.label(msg("Rekap"), language), _leads(sought.scope, sought))]
    return [_summary(region, sought) for region in sought.regions if region.id not in told]


def _summary(region: AgencyRef, sought: Sought) -> Button:
    """What everybody who takes part may see of a region."""
    if region.kind is not AgencyKind.PROVINCE:
        return agency_button(region, sought.period.id)
    return Button(clean(region.full_name, BUTTON_LIMIT), _leads(Scope(region), sought))


def _leads(scope: Scope, sought: Sought) -> CallbackData:
    if sought.action is not None:
        return ShowAction(sought.action.id, sought.period.id, scope.key)
    return ShowRecap(scope.key, sought.period.id)
