"""Every kind of answer to a question, rendered."""

from zoneinfo import ZoneInfo

from bot.services.actions_meant import UnknownAction
from bot.services.agency_questions import ActionStatus
from bot.services.asking import Asker
from bot.services.comparisons import Comparison
from bot.services.contacts import AgencyContacts
from bot.services.deadlines import DeadlinesAnswer
from bot.services.missing import Missing, NotTheirs
from bot.services.questions import (
    HELP,
    UNKNOWN_COMMAND,
    Answer,
    Said,
    StatusAnswer,
    UnknownPeriodAnswer,
    WhichAgency,
)
from bot.services.recaps import ActionOverview, Recap
from bot.texts.catalog import Texts
from bot.views.actions import render_action_status
from bot.views.comparisons import render_comparison
from bot.views.contacts import render_contacts
from bot.views.conversation import render_choices, render_help, render_plain, render_unknown_period
from bot.views.message import Message
from bot.views.overview import render_deadlines, render_missing, render_not_theirs
from bot.views.recaps import render_action, render_recap, render_unknown_action
from bot.views.status import render_status


def render_answer(answer: Answer, texts: Texts, *, asker: Asker, zone: ZoneInfo, page: int = 0) -> Message:
    """The message for an answer, in the asker's language. page: of answers that have several."""
    language = asker.language
    match answer:
        case StatusAnswer(status, guessed, may_detail, publishes):
            about = {"guessed": guessed, "may_detail": may_detail, "publishes": publishes}
            return render_status(status, texts, language, zone=zone, **about)
        case DeadlinesAnswer():
            return render_deadlines(answer, texts, language, zone=zone, page=page)
        case Missing():
            return render_missing(answer, texts, language, zone=zone, page=page)
        case NotTheirs(sought):
            return render_not_theirs(sought, texts, language)
        case UnknownPeriodAnswer(name, periods, agency):
            return render_unknown_period(name, texts, language, periods=periods, agency=agency)
        case AgencyContacts():
            return render_contacts(answer, texts, language, period_id=None)
        case WhichAgency():
            return _render_which(answer, texts, language)
        case Recap():
            return render_recap(answer, texts, language, zone=zone, page=page)
        case ActionStatus():
            return render_action_status(answer, texts, language, zone=zone)
        case ActionOverview():
            return render_action(answer, texts, language, zone=zone, page=page)
        case UnknownAction():
            return render_unknown_action(answer, texts, language)
        case Comparison():
            return render_comparison(answer, texts, language, page=page)
        case Said():
            return _render_said(answer, texts, asker)


def _render_which(answer: WhichAgency, texts: Texts, language: str) -> Message:
    if answer.was_misread:
        return render_choices(
            "type_again",
            texts,
            language,
            agencies=answer.choices,
            period=answer.period,
            has_choices=bool(answer.choices),
        )
    if answer.name is not None:
        return render_choices(
            "unknown_agency",
            texts,
            language,
            agencies=answer.choices,
            period=answer.period,
            aim=answer.aim,
            name=answer.name,
            has_choices=bool(answer.choices),
        )
    template = "several_agencies" if answer.were_all_meant else "which_agency"
    names = [agency.full_name for agency in answer.choices]
    shared = {agency.name for agency in answer.choices}
    name = shared.pop() if len(shared) == 1 else None
    return render_choices(
        template,
        texts,
        language,
        agencies=answer.choices,
        period=answer.period,
        aim=answer.aim,
        names=names,
        beside=[agency.full_name for agency in answer.aim.beside],
        shared=name,
        are_own=answer.are_own,
    )


def _render_said(answer: Said, texts: Texts, asker: Asker) -> Message:
    if answer == HELP or answer.text == UNKNOWN_COMMAND:
        return render_help(texts, asker.language, asker=asker, unknown=answer.subject)
    if answer.subject:
        return render_plain(answer.text, texts, asker.language, asker=asker, subject=answer.subject)
    return render_plain(answer.text, texts, asker.language, asker=asker)
