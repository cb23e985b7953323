"""The report of delivery as a workbook: one line for each recipient, texts only, and no names of persons."""

from collections.abc import Sequence
from datetime import datetime
from zoneinfo import ZoneInfo

from bot.services.announcement_reports import Report, ReportRow
from bot.services.tables.files.writing import XLSX, Sheet, workbook_of
from bot.texts.catalog import Texts, msg
from bot.texts.formats import clean
from bot.views import words
from bot.views.announcement_pages import OUTCOMES, place_name
from bot.views.message import Attachment, Medium, Message
from db.models import OutboxState

HEADER = (
    msg("kode"),
    msg("instansi"),
    msg("peran"),
    msg("grup"),
    msg("keadaan"),
    msg("alasan"),
    msg("terkirim pada"),
    msg("dibaca pada"),
    msg("jawaban"),
    msg("rujukan"),
)
TITLE_LIMIT = 200


def render_report(report: Report, texts: Texts, language: str, *, now: datetime, zone: ZoneInfo) -> Message:
    """The workbook with a caption. zone: of its times. Blocks while it is written."""
    content = workbook_of(sheets_of(report, texts, language, zone=zone), now)
    key = report.announcement.id
    caption = texts.render(
        "announcing/report",
        language,
        id=key,
        number=sum(row.state is not OutboxState.RESENT for row in report.rows),
        readers=report.readers,
        now=now,
        national=zone,
    )
    return Message(caption, attachment=Attachment(Medium.DOCUMENT, content=content, name=f"pengumuman-{key}{XLSX}"))


def sheets_of(report: Report, texts: Texts, language: str, *, zone: ZoneInfo) -> dict[str, Sheet]:
    """The recipients and, for a poll, how many chose each answer in each province."""
    header = [texts.label(name, language) for name in HEADER]
    lines = [_line(row, report, texts, language, zone) for row in report.rows]
    sheets: dict[str, Sheet] = {texts.label(msg("Penerima"), language): (header, lines)}
    if report.announcement.options:
        sheets[texts.label(msg("Jawaban"), language)] = _answers(report, texts, language)
    return sheets


def _line(row: ReportRow, report: Report, texts: Texts, language: str, zone: ZoneInfo) -> list[str]:
    options = report.announcement.options
    return [
        "; ".join(agency.code for agency in row.agencies),
        "; ".join(agency.full_name for agency in row.agencies),
        "; ".join(texts.label(words.ROLE[role], language) for role in row.roles),
        clean(row.group.title, TITLE_LIMIT) if row.group else "",
        texts.label(OUTCOMES[row.state], language),
        row.reason,
        _moment(row.sent_at, zone),
        _moment(row.read_at, zone),
        options[row.answer] if row.answer is not None and row.answer < len(options) else "",
        row.reference,
    ]


def _moment(moment: datetime | None, zone: ZoneInfo) -> str:
    return moment.astimezone(zone).isoformat(timespec="seconds") if moment else ""


def _answers(report: Report, texts: Texts, language: str) -> Sheet:
    options = report.announcement.options
    lines: list[Sequence[str]] = [
        [place_name(place, texts, language), *(str(chosen.get(number, 0)) for number in range(len(options)))]
        for place, chosen in report.answers.items()
    ]
    totals = report.totals
    all_of_it = [texts.label(msg("Seluruhnya"), language), *(str(totals.get(n, 0)) for n in range(len(options)))]
    return [texts.label(msg("provinsi"), language), *options], [*lines, all_of_it]
