"""The status of an agency as a message: three facts for each action, never melted into one."""

from collections.abc import Mapping, Sequence
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
from bot.views.fitting import fitting
from bot.views.message import Button, Message, Rows
from bot.views.period_buttons import period_buttons
from bot.views.question_buttons import TypeAgain

ACTIONS_OPEN, ACTIONS_A_PAGE = 8, 6
ACTIONS_SHOWN, DETAIL_LIMITS = (24, 16, 8), (240, 120, 60)
"""How many actions a summary lists, and how long the texts in the details are; less where it would not fit."""
TITLE_LIMIT, TITLE_LIMIT_OF_MANY = 90, 56
"""Characters of an action's line, so that 27 actions of long titles stay below the limit of a message."""

NOTE_LIMIT = 120

BOARD = 100
"""Characters that a board of a group adds to a summary: what it is, and when it was brought up to date."""

URGENCY = [Standing.RETURNED, Standing.NOT_REPORTED, Standing.OBSTACLE, Standing.AWAITING, Standing.VERIFIED]
"""What needs somebody comes first."""


@dataclass(frozen=True)
class ActionLine:
    """One action as the message shows it."""

    standing: Standing
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
    may_detail: bool = False,
    publishes: bool = False,
) -> Message:
    """The answer to "how does this agency stand". zone: that of national deadlines.

    guessed: the name was read in spite of a typo; may_detail: whether the reader may see the notes of verifiers;
    publishes: whether publications are what they owe.
    """
    ordered = sorted(status.duties, key=lambda duty: (not (publishes and duty.owes_publication), _urgency(duty)))
    lines = [detail_line(duty, status, texts, language, zone=zone, may_detail=may_detail) for duty in ordered]
    facts = _facts(status, texts, language, zone) | {"guessed": guessed}
    text = fitting(lambda shown: _summary(status, lines, texts, language, facts, shown), ACTIONS_SHOWN, spare=BOARD)
    again = Button(texts.label(msg("Bukan ini?"), language), TypeAgain(status.agency.id, status.period.id))
    return Message(text, (*([(again,)] if guessed else []), *_status_rows(status, texts, language)))


def _summary(
    status: AgencyStatus,
    lines: Sequence[ActionLine],
    texts: Texts,
    language: str,
    facts: Mapping[str, object],
    shown: int,
) -> str:
    report_off, publish_off = tell_days_off([status.report_due, status.publish_due])
    return texts.render(
        "status",
        language,
        **facts,
        figures=status.figures,
        tally=tally(status.duties, status.report_due.due_at if status.report_due else None),
        counts=[(texts.label(label, language), number) for label, number in counts_of(status.figures) if number],
        lines=lines[:ACTIONS_OPEN],
        more_lines=lines[ACTIONS_OPEN:shown],
        left_out=max(0, len(lines) - shown),
        line_limit=TITLE_LIMIT if len(lines) <= ACTIONS_OPEN else TITLE_LIMIT_OF_MANY,
        note_limit=NOTE_LIMIT,
        report_due=status.report_due,
        publish_due=status.publish_due,
        report_off=report_off,
        publish_off=publish_off,
        unpublished=sum(duty.owes_publication for duty in status.duties),
        has_unsourced=not all(duty.is_sourced for duty in status.duties),
    )


def render_detail(
    status: AgencyStatus, texts: Texts, language: str, *, zone: ZoneInfo, may_detail: bool, page: int
) -> Message:
    """Every action with target, times, note and source, a few on a page.

    may_detail: whether the asker may read the notes of verifiers and the obstacles.
    """
    pages = max(1, -(-len(status.duties) // ACTIONS_A_PAGE))
    page = min(max(page, 0), pages - 1)
    shown = status.duties[page * ACTIONS_A_PAGE : (page + 1) * ACTIONS_A_PAGE]
    lines = [detail_line(duty, status, texts, language, zone=zone, may_detail=may_detail) for duty in shown]
    told = _facts(status, texts, language, zone) | {"lines": lines, "page": page, "pages": pages}
    told |= {"may_detail": may_detail}
    text = fitting(lambda limit: texts.render("status_detail", language, limit=limit, **told), DETAIL_LIMITS)
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
    """What is counted besides the reports, of which those of an obstacle are a part, as labels with their numbers."""
    return [
        (msg("tepat waktu"), figures.on_time),
        (msg("terlambat"), figures.late),
        (msg("waktu lapor tidak tercatat"), figures.time_unknown),
        (msg("termasuk kendala"), figures.obstacles),
        (msg("terverifikasi"), figures.verified),
        (msg("menunggu verifikasi"), figures.awaiting),
        (msg("dikembalikan"), figures.returned),
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
        standing=duty.standing,
        mark=words.MARK[duty.standing],
        action=f"{action} {duty.action_code}{_asterisk(duty)} {duty.action_title}",
        report=texts.label(words.REPORT[duty.report], language),
        verification=_verification(duty, texts, language),
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


def _urgency(duty: Duty) -> int:
    return URGENCY.index(duty.standing)


def _verification(duty: Duty, texts: Texts, language: str) -> str:
    """What the verifier decided and, where it was verified and has still to be published, that."""
    verified = texts.label(words.verification_of(duty), language)
    return f"{verified} · {texts.label(words.UNPUBLISHED, language)}" if duty.owes_publication else verified


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
