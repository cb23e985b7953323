"""Deadlines ahead, and who has not reported, as messages."""

from dataclasses import dataclass
from zoneinfo import ZoneInfo

from bot.domain.agencies import AgencyRef
from bot.domain.periods import PeriodRef
from bot.services.overview import Missing, PeriodDeadline
from bot.services.status import DueDate
from bot.texts.catalog import Texts, msg
from bot.views import words
from bot.views.callback_data import ShowMissing, ShowStatus
from bot.views.message import Button, Message

ROWS_A_PAGE = 8


@dataclass(frozen=True)
class DeadlineLine:
    """A deadline with its label in the reader's language."""

    period: PeriodRef
    label: str
    due: DueDate


def render_deadlines(
    deadlines: list[PeriodDeadline], texts: Texts, language: str, *, agency: AgencyRef, zone: ZoneInfo
) -> Message:
    """The deadlines of an agency, with working days and the holidays between."""
    lines = [
        DeadlineLine(deadline.period, texts.label(words.DEADLINE[deadline.kind], language), deadline.due)
        for deadline in deadlines
    ]
    text = texts.render("deadlines", language, agency=agency, deadlines=lines, national=zone)
    return Message(text, ((Button(texts.label(msg("Lihat status"), language), ShowStatus(agency.id)),),))


def render_missing(missing: Missing, texts: Texts, language: str, *, zone: ZoneInfo, page: int = 0) -> Message:
    """Who still owes, eight on a page; each agency is a button to its status."""
    pages = max(1, -(-len(missing.rows) // ROWS_A_PAGE))
    page = min(max(page, 0), pages - 1)
    rows = missing.rows[page * ROWS_A_PAGE : (page + 1) * ROWS_A_PAGE]
    text = texts.render("missing", language, missing=missing, rows=rows, national=zone)
    period_id = missing.period.id
    buttons = [(Button(row.agency.full_name[:40], ShowStatus(row.agency.id, period_id)),) for row in rows]
    turns = [Button(f"‹ {page}/{pages}", ShowMissing(period_id, page - 1))] if page else []
    turns += [Button(f"{page + 2}/{pages} ›", ShowMissing(period_id, page + 1))] if page + 1 < pages else []
    return Message(text, (*buttons, tuple(turns)))
