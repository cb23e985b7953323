"""Deadlines ahead, and who has not reported, as messages."""

from dataclasses import dataclass
from zoneinfo import ZoneInfo

from bot.domain.periods import PeriodRef
from bot.services.overview import Missing
from bot.services.questions import DeadlinesAnswer
from bot.services.status import DueDate
from bot.texts.catalog import Texts, msg
from bot.views import words
from bot.views.callback_data import SendCalendar, ShowCorrections, ShowMissing, ShowStatus
from bot.views.message import Button, Message
from bot.views.recaps import agency_button

ROWS_A_PAGE = 8
HOLIDAYS_NAMED = 6


@dataclass(frozen=True)
class DeadlineLine:
    """A deadline with its label in the reader's language."""

    period: PeriodRef
    label: str
    due: DueDate
    is_nearest: bool


def render_deadlines(answer: DeadlinesAnswer, texts: Texts, language: str, *, zone: ZoneInfo) -> Message:
    """Deadlines with their working days; the holidays between are named for the nearest, counted for the others."""
    nearest = next((row for row in answer.deadlines if not row.due.is_past), None)
    lines = [
        DeadlineLine(row.period, texts.label(words.DEADLINE[row.kind], language), row.due, row is nearest)
        for row in answer.deadlines
    ]
    text = texts.render(
        "deadlines",
        language,
        agency=answer.agency,
        deadlines=lines,
        national=zone,
        in_every_zone=answer.in_every_zone,
        most_holidays=HOLIDAYS_NAMED,
    )
    agency_id = answer.agency.id if answer.agency else None
    status = [Button(texts.label(msg("Lihat status"), language), ShowStatus(agency_id))] if agency_id else []
    file = [Button(texts.label(msg("Kalender .ics"), language), SendCalendar(agency_id))] if lines else []
    return Message(text, (tuple(status + file),))


def render_missing(missing: Missing, texts: Texts, language: str, *, zone: ZoneInfo, page: int = 0) -> Message:
    """Who still owes, eight on a page; each agency is a button to its status."""
    pages = max(1, -(-len(missing.rows) // ROWS_A_PAGE))
    page = min(max(page, 0), pages - 1)
    rows = missing.rows[page * ROWS_A_PAGE : (page + 1) * ROWS_A_PAGE]
    text = texts.render("missing", language, missing=missing, rows=rows, national=zone)
    period_id = missing.period.id
    buttons = [(agency_button(row.agency, period_id),) for row in rows]
    region_id = missing.region.id if missing.region else None
    turns = [Button(f"‹ {page}/{pages}", ShowMissing(period_id, page - 1, region_id))] if page else []
    turns += [Button(f"{page + 2}/{pages} ›", ShowMissing(period_id, page + 1, region_id))] if page + 1 < pages else []
    waiting = texts.label(msg("Perbaikan data"), language)
    wrong = [Button(f"{waiting}: {missing.corrections}", ShowCorrections())] if missing.corrections else []
    return Message(text, (*buttons, tuple(turns), tuple(wrong)))
