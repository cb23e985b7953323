"""One action of one agency, as a message; and what other messages say about single actions."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from zoneinfo import ZoneInfo

from bot.domain.actions import ActionRef
from bot.domain.agencies import AgencyRef
from bot.domain.duties import Duty, ReportState, Standing
from bot.domain.roles import AgencyKind
from bot.domain.scopes import CENTRAL_KEY
from bot.services.agency_questions import ActionStatus
from bot.texts.catalog import Texts, msg
from bot.texts.formats import clean
from bot.views import words
from bot.views.callback_data import ReportMistake, ShowAction, ShowStatus, ShowTrend
from bot.views.message import Button, Message, Rows
from bot.views.period_buttons import period_buttons
from bot.views.question_buttons import ShowActionOf
from bot.views.recaps import action_name
from bot.views.status import ACTIONS_A_PAGE, detail_line


@dataclass(frozen=True)
class FactLine:
    """The three facts of one duty, in short; code: of the sub-action, where it is one."""

    mark: str
    code: str
    percent: Decimal | None
    report: str
    verification: str


def render_action_status(found: ActionStatus, texts: Texts, language: str, *, zone: ZoneInfo) -> Message:
    """The three facts of one action of one agency, what is still awaited, and by when. zone: of national deadlines."""
    status, duties = found.status, found.status.duties[:ACTIONS_A_PAGE]
    text = texts.render(
        "action_status",
        language,
        agency=status.agency,
        period=status.period,
        is_ahead=status.is_ahead,
        action=clean(action_name(found.action, texts, language), 160),
        lines=[detail_line(duty, status, texts, language, zone=zone, may_detail=found.may_detail) for duty in duties],
        wanted=[texts.label(label, language) for label in _wanted(duties)],
        left_out=len(status.duties) - len(duties),
        report_due=status.report_due,
        publish_due=status.publish_due if any(duty.owes_publication for duty in duties) else None,
        may_detail=found.may_detail,
        has_unsourced=not found.action.is_sourced,
        national=zone,
        no_figure=texts.label(words.NO_FIGURE, language),
        no_source=texts.label(words.NO_SOURCE, language),
    )
    return Message(text, _rows(found, texts, language))


def _wanted(duties: Sequence[Duty]) -> list[str]:
    """What is still awaited, by whomever it has to be done."""
    missing = [
        (msg("laporan"), any(duty.standing is Standing.NOT_REPORTED for duty in duties)),
        (msg("perbaikan laporan"), any(duty.standing is Standing.RETURNED for duty in duties)),
        (msg("angka capaian"), any(duty.report is ReportState.REPORTED and duty.percent is None for duty in duties)),
        (msg("verifikasi"), any(duty.standing is Standing.AWAITING for duty in duties)),
        (msg("publikasi"), any(duty.owes_publication for duty in duties)),
    ]
    return [label for label, is_missing in missing if is_missing]


def _rows(found: ActionStatus, texts: Texts, language: str) -> Rows:
    agency, period_id, action_id = found.status.agency, found.status.period.id, found.action.id
    whole = Button(texts.label(msg("Status lengkap"), language), ShowStatus(agency.id, period_id))
    course = Button(texts.label(msg("Tren"), language), ShowTrend(agency.id, period_id, 0, action_id))
    others = ShowAction(action_id, period_id, _scope_key(agency))
    mistake = Button(texts.label(msg("Data salah?"), language), ReportMistake(agency.id, period_id))
    beside = Button(texts.label(msg("Instansi lain"), language), others)
    periods = period_buttons(
        found.status.beside, found.status.period, lambda other: ShowActionOf(agency.id, action_id, other)
    )
    if not found.status.duties:
        return (*periods, (whole, beside))
    return ((whole, course), *periods, (beside, mistake))


def _scope_key(agency: AgencyRef) -> int | None:
    """The province around an agency, or the central agencies, as a button carries them."""
    if not agency.kind.is_region:
        return CENTRAL_KEY
    return agency.id if agency.kind is AgencyKind.PROVINCE else agency.parent_id


def fact_lines(duties: Sequence[Duty], action: ActionRef, texts: Texts, language: str) -> list[FactLine]:
    """What is known of the duties of an action."""
    return [
        FactLine(
            mark=words.MARK[duty.standing],
            code=duty.action_code if duty.action_code != action.code else "",
            percent=duty.percent,
            report=texts.label(words.REPORT[duty.report], language),
            verification=texts.label(words.verification_of(duty), language),
        )
        for duty in duties
    ]
