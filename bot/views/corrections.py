"""Requests to correct data: the line that fades after asking, and the list for Setnas PK."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from bot.domain.agencies import AgencyRef
from bot.domain.periods import PeriodRef
from bot.services.correction_notes import NOTE_LIMIT, Noted
from bot.services.corrections import OpenCorrection, Requested
from bot.texts.catalog import Texts, msg
from bot.texts.formats import clean
from bot.views.callback_data import SettleCorrection, ShowCorrections, ShowMissing, ShowStatus
from bot.views.correction_buttons import SKIP, TAKE_BACK, NoteCorrection
from bot.views.fitting import fitting
from bot.views.message import Button, Message
from bot.views.paging import ROWS_A_PAGE, page_of

NOTICES = {
    Requested.NEW: msg("Terima kasih. Permintaan perbaikan data tercatat dan akan diperiksa Setnas PK."),
    Requested.AGAIN: msg("Permintaan Bapak/Ibu hari ini sudah tercatat. Setnas PK akan memeriksanya."),
    Requested.REFUSED: msg("Permintaan perbaikan hanya dapat diajukan focal point yang terdaftar."),
}
BUTTON_LIMIT = 30

NOTE_LIMITS = (NOTE_LIMIT, 100, 20)
"""Characters that are shown of each note; fewer where the names are so long that the page would not fit."""


@dataclass(frozen=True)
class CorrectionLine:
    """A request with its number in the list."""

    number: int
    agency: AgencyRef
    period: PeriodRef
    asked_at: datetime
    name: str | None
    note: str | None


def render_requested(requested: Requested, texts: Texts, language: str) -> str:
    """What became of a request, as the answer to the press."""
    return texts.label(NOTICES[requested], language)


def render_ask_note(
    correction_id: int, agency: AgencyRef, period: PeriodRef, texts: Texts, language: str, *, is_too_long: bool = False
) -> Message:
    """The request is kept: what is wrong? is_too_long: what was written in answer to that was."""
    text = texts.render(
        "corrections/ask", language, agency=agency, period=period, limit=NOTE_LIMIT, is_too_long=is_too_long
    )
    skip = Button(texts.label(msg("Tanpa keterangan"), language), NoteCorrection(correction_id, SKIP))
    return Message(text, ((skip,),))


def render_noted(noted: Noted, texts: Texts, language: str) -> Message:
    """What was written, and the way back where it was meant as a question."""
    text = texts.render("corrections/noted", language, agency=noted.agency, period=noted.period, note=noted.note)
    back = Button(texts.label(msg("Bukan keterangan"), language), NoteCorrection(noted.correction_id, TAKE_BACK))
    return Message(text, ((back,),))


def render_not_noted(texts: Texts, language: str) -> Message:
    """The request stands without a note."""
    return Message(texts.render("corrections/not_noted", language))


def render_corrections(
    corrections: Sequence[OpenCorrection], texts: Texts, language: str, *, zone: ZoneInfo, page: int = 0
) -> Message:
    """The requests that wait, eight on a page, each with its status and a button that settles it."""
    shown = page_of(page, corrections)
    rows = list(enumerate(shown.cut(corrections), shown.number * ROWS_A_PAGE + 1))
    lines = [CorrectionLine(number, row.agency, row.period, row.asked_at, row.name, row.note) for number, row in rows]
    values = {"rows": lines, "all": len(corrections), "national": zone}
    text = fitting(lambda limit: texts.render("corrections/list", language, note_limit=limit, **values), NOTE_LIMITS)
    done = texts.label(msg("Selesai"), language)
    buttons = [
        (
            Button(clean(f"{number}. {row.agency.full_name}", BUTTON_LIMIT), ShowStatus(row.agency.id, row.period.id)),
            Button(f"✓ {done} {number}", SettleCorrection(row.id, shown.number)),
        )
        for number, row in rows
    ]
    back = Button(texts.label(msg("Belum lengkap"), language), ShowMissing())
    return Message(text, (*buttons, shown.turns(ShowCorrections), (back,)))
