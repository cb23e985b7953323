"""The status of an agency as a message: three facts for each action, never melted into one."""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from zoneinfo import ZoneInfo

from bot.domain.duties import Duty, Figures, ReportState, Standing
from bot.domain.roles import AgencyKind
from bot.domain.tallies import tally
from bot.services.status import AgencyStatus, repair_due
from bot.texts.catalog import Texts, msg
from bot.views import words
from bot.views.callback_data import DrawCourse, ReportMistake, ShowContacts, ShowRecap, ShowStatus, ShowTrend
from bot.views.charts.buttons import chart_buttons
from bot.views.days_off import tell_days_off
from bot.views.message import Button, Message, Rows
from bot.views.period_buttons import period_buttons
from bot.views.question_buttons import TypeAgain

ACTIONS_OPEN, ACTIONS_SHOWN, ACTIONS_A_PAGE = 8, 24, 6
TITLE_LIMIT, TITLE_LIMIT_OF_MANY = 90, 56
"""Characters of an action's line, so that 27 actions of long titles stay below the limit of a message."""

URGENCY = [Standing.RETURNED, Standing.NOT_REPORTED, Standing.OBSTACLE, Standing.AWAITING, Standing.VERIFIED]
"""What needs somebody comes first."""


@dataclass(frozen=True)
class ActionLine:
    """One action as the message shows it."""

    mark: str
    action: str
    report: str
    verification: str
    percent: Decimal | None
    is_reported: bool
    reported_at: datetime | None
    timing: str
    target: str | None
    note: str
    repair_due: datetime | None
    sources: tuple[str, ...]
    since: date | None
    as_of: date | None


def render_status(
    status: AgencyStatus,
    texts: Texts,
    language: str,
    *,
    zone: ZoneInfo,
    guessed: bool = False,
) -> Message:
    """The answer to "how does this agency stand". zone: that of national deadlines.

    guessed: the name was read in spite of a typo.
    """
    ordered = sorted(status.duties, key=lambda duty: URGENCY.index(duty.standing))
    lines = [detail_line(duty, status, texts, language, zone=zone, may_detail=False) for duty in ordered]
    report_off, publish_off = tell_days_off([status.report_due, status.publish_due])
    text = texts.render(
        "status",
        language,
        **_facts(status, texts, language, zone),
        figures=status.figures,
        tally=tally(status.duties, status.report_due.due_at if status.report_due else None),
        counts=[(texts.label(label, language), number) for label, number in counts_of(status.figures) if number],
        lines=lines[:ACTIONS_OPEN],
        more_lines=lines[ACTIONS_OPEN:ACTIONS_SHOWN],
        left_out=max(0, len(lines) - ACTIONS_SHOWN),
        line_limit=TITLE_LIMIT if len(lines) <= ACTIONS_OPEN else TITLE_LIMIT_OF_MANY,
        report_due=status.report_due,
        publish_due=status.publish_due,
        report_off=report_off,
        publish_off=publish_off,
        guessed=guessed,
        unpublished=sum(duty.owes_publication for duty in status.duties),
        has_unsourced=not all(duty.is_sourced for duty in status.duties),
    )
    again = Button(texts.label(msg("Bukan ini?"), language), TypeAgain(status.agency.id, status.period.id))
    return Message(text, (*([(again,)] if guessed else []), *_status_rows(status, texts, language)))


def render_detail(
    status: AgencyStatus, texts: Texts, language: str, *, zone: ZoneInfo, may_detail: bool, page: int
) -> Message:
    """Every action with target, times, note and source, a few on a page.

    may_detail: whether the asker may read the notes of verifiers and the obstacles.
    """
    pages = max(1, -(-len(status.duties) // ACTIONS_A_PAGE))
    page = min(max(page, 0), pages - 1)
    shown = status.duties[page * ACTIONS_A_PAGE : (page + 1) * ACTIONS_A_PAGE]
    text = texts.render(
        "status_detail",
        language,
        **_facts(status, texts, language, zone),
        lines=[detail_line(duty, status, texts, language, zone=zone, may_detail=may_detail) for duty in shown],
        page=page,
        pages=pages,
        may_detail=may_detail,
    )
    here = ShowStatus(status.agency.id, status.period.id, detail=True)
    turns = [Button(f"‹ {page}/{pages}", _on_page(here, page - 1))] if page else []
    turns += [Button(f"{page + 2}/{pages} ›", _on_page(here, page + 1))] if page + 1 < pages else []
    back = Button(texts.label(msg("Ringkasan"), language), ShowStatus(status.agency.id, status.period.id))
    return Message(text, (tuple(turns), (back,)))


def _facts(status: AgencyStatus, texts: Texts, language: str, zone: ZoneInfo) -> dict[str, object]:
    """What the summary and the details both say."""
    return {
        "agency": status.agency,
        "period": status.period,
        "is_ahead": status.is_ahead,
        "national": zone,
        "no_figure": texts.label(words.NO_FIGURE, language),
        "no_source": texts.label(words.NO_SOURCE, language),
    }


def _on_page(here: ShowStatus, page: int) -> ShowStatus:
    return ShowStatus(here.agency_id, here.period_id, detail=True, page=page)


def counts_of(figures: Figures) -> list[tuple[str, int]]:
    """What is counted besides the reports, as labels with their numbers."""
    return [
        (msg("tepat waktu"), figures.on_time),
        (msg("terlambat"), figures.late),
        (msg("waktu lapor tidak tercatat"), figures.time_unknown),
        (msg("terverifikasi"), figures.verified),
        (msg("menunggu verifikasi"), figures.awaiting),
        (msg("dikembalikan"), figures.returned),
        (msg("kendala"), figures.obstacles),
    ]


def detail_line(
    duty: Duty, status: AgencyStatus, texts: Texts, language: str, *, zone: ZoneInfo, may_detail: bool
) -> ActionLine:
    """What is known of a duty of the status, as a message shows it."""
    report_due_at = status.report_due.due_at if status.report_due else None
    action, timing = texts.label(msg("Aksi"), language), ""
    if duty.reported_at is not None and report_due_at is not None:
        timing = texts.label(msg("tepat waktu") if duty.reported_at <= report_due_at else msg("terlambat"), language)
    return ActionLine(
        mark=words.MARK[duty.standing],
        action=f"{action} {duty.action_code}{_asterisk(duty)} {duty.action_title}",
        report=texts.label(words.REPORT[duty.report], language),
        verification=texts.label(words.verification_of(duty), language),
        percent=duty.percent,
        is_reported=duty.report is not ReportState.NONE,
        reported_at=duty.reported_at,
        timing=timing,
        target=duty.target,
        note=duty.note if may_detail else "",
        repair_due=repair_due(duty, report_due_at, zone) if duty.returned_on else None,
        sources=duty.sources,
        since=duty.since,
        as_of=duty.as_of,
    )


def _asterisk(duty: Duty) -> str:
    """A title that no source confirms is marked; the summary says what the mark means."""
    return "" if duty.is_sourced else "*"


def _status_rows(status: AgencyStatus, texts: Texts, language: str) -> Rows:
    agency_id, shown = status.agency.id, status.period
    periods = period_buttons(status.beside, shown, lambda period_id: ShowStatus(agency_id, period_id))
    detail = Button(texts.label(msg("Rincian"), language), ShowStatus(agency_id, shown.id, detail=True))
    mistake = Button(texts.label(msg("Data salah?"), language), ReportMistake(agency_id, shown.id))
    course = Button(texts.label(msg("Tren"), language), ShowTrend(agency_id, shown.id))
    chart = chart_buttons(DrawCourse(agency_id, shown.id), texts, language) if status.duties else ()
    return (
        (detail, course) if status.duties else (),
        *periods,
        _around(status, texts, language),
        (*chart, mistake),
    )


def _around(status: AgencyStatus, texts: Texts, language: str) -> tuple[Button, ...]:
    """Who is behind the agency; a province leads on to its kabupaten and kota."""
    agency, period_id = status.agency, status.period.id
    contacts = Button(texts.label(msg("Kontak"), language), ShowContacts(agency.id, period_id))
    if agency.kind is not AgencyKind.PROVINCE:
        return (contacts,)
    return (contacts, Button(texts.label(msg("Wilayah"), language), ShowRecap(agency.id, period_id)))
