"""Deadlines ahead, and who has not reported, as messages."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from zoneinfo import ZoneInfo

from bot.domain.periods import PeriodRef
from bot.domain.roles import AgencyKind
from bot.services.overview import Missing, PeriodDeadline
from bot.services.questions import DeadlinesAnswer
from bot.services.status import DueDate
from bot.texts.catalog import Texts, msg
from bot.views import words
from bot.views.callback_data import SendCalendar, ShowCorrections, ShowMissing, ShowRecap, ShowStatus
from bot.views.message import Button, Message
from bot.views.recaps import agency_button

ROWS_A_PAGE = 8
HOLIDAYS_NAMED = 6
"""Holidays that one message names; the others are counted."""


@dataclass(frozen=True)
class DeadlineLine:
    """A deadline with its label in the reader's language.

    holidays: those before it that no line above named; more: how many of these there are besides.
    """

    period: PeriodRef
    label: str
    due: DueDate
    holidays: Sequence[tuple[date, str]]
    more: int


def render_deadlines(answer: DeadlinesAnswer, texts: Texts, language: str, *, zone: ZoneInfo) -> Message:
    """Deadlines with their working days; each holiday in between is named once, at the first deadline behind it."""
    lines = _lines(answer.deadlines, texts, language)
    text = texts.render(
        "deadlines",
        language,
        agency=answer.agency,
        deadlines=lines,
        national=zone,
        in_every_zone=answer.in_every_zone,
    )
    agency_id = answer.agency.id if answer.agency else None
    status = [Button(texts.label(msg("Lihat status"), language), ShowStatus(agency_id))] if agency_id else []
    file = [Button(texts.label(msg("Kalender .ics"), language), SendCalendar(agency_id))] if lines else []
    return Message(text, (tuple(status + file),))


def _lines(deadlines: Sequence[PeriodDeadline], texts: Texts, language: str) -> list[DeadlineLine]:
    lines, seen, room = [], set[date](), HOLIDAYS_NAMED
    for row in deadlines:
        fresh = [holiday for holiday in row.due.holidays if holiday[0] not in seen]
        named, label = fresh[:room], texts.label(words.DEADLINE[row.kind], language)
        lines.append(DeadlineLine(row.period, label, row.due, named, len(fresh) - len(named)))
        room -= len(named)
        seen.update(day for day, _ in fresh)
    return lines


def render_missing(missing: Missing, texts: Texts, language: str, *, zone: ZoneInfo, page: int = 0) -> Message:
    """Who still owes, eight on a page; each agency is a button to its status."""
    pages = max(1, -(-len(missing.rows) // ROWS_A_PAGE))
    page = min(max(page, 0), pages - 1)
    rows = missing.rows[page * ROWS_A_PAGE : (page + 1) * ROWS_A_PAGE]
    recap = _recap(missing, texts, language)
    text = texts.render(
        "missing",
        language,
        missing=missing,
        rows=rows,
        national=zone,
        no_source=texts.label(words.NO_SOURCE, language),
        has_recap=bool(recap),
    )
    period_id = missing.period.id
    buttons = [(agency_button(row.agency, period_id),) for row in rows]
    region_id = missing.region.id if missing.region else None
    turns = [Button(f"‹ {page}/{pages}", ShowMissing(period_id, page - 1, region_id))] if page else []
    turns += [Button(f"{page + 2}/{pages} ›", ShowMissing(period_id, page + 1, region_id))] if page + 1 < pages else []
    waiting = texts.label(msg("Perbaikan data"), language)
    wrong = [Button(f"{waiting}: {missing.corrections}", ShowCorrections())] if missing.corrections else []
    return Message(text, (*buttons, tuple(turns), (*recap, *wrong)))


def _recap(missing: Missing, texts: Texts, language: str) -> tuple[Button, ...]:
    """Where the list is not all there is: the recap that the asker may see instead."""
    region = missing.region
    if not missing.is_partial or (region is not None and region.kind is not AgencyKind.PROVINCE):
        return ()
    return (Button(texts.label(msg("Rekap"), language), ShowRecap(region.id if region else None, missing.period.id)),)
