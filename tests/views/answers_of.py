"""Every answer with facts, rendered in a world."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace

from bot.domain.duties import DeadlineKind, count
from bot.domain.ladder import Rung
from bot.domain.periods import list_beside
from bot.domain.reminders import MessageKind
from bot.domain.roles import Role
from bot.domain.scopes import NATION, Scope
from bot.domain.tallies import AgencyTally, Tally, census, tally, total
from bot.services.actions_meant import UnknownAction
from bot.services.agency_questions import MOST_COMPARED, ActionStatus
from bot.services.broad import Aim
from bot.services.cards import Card
from bot.services.comparisons import Column, Comparison
from bot.services.contacts import AgencyContacts, LastReminder, SeatContact
from bot.services.correction_notes import NOTE_LIMIT, Noted
from bot.services.corrections import OpenCorrection
from bot.services.deadlines import DeadlinesAnswer
from bot.services.missing import Missing, MissingRow, NotTheirs, Obstacle, Sought
from bot.services.questions import (
    HELP,
    NO_AGENCY,
    NO_PERIOD,
    NOT_ALLOWED,
    NOT_UNDERSTOOD,
    STALE,
    STRANGER,
    Answer,
    StatusAnswer,
    UnknownPeriodAnswer,
    WhichAgency,
)
from bot.services.recaps import ActionOverview, ActionRow, Recap, RecapRow
from bot.services.reminder_content import OpenChain, Reminder
from bot.texts.catalog import Texts
from bot.views.answers import render_answer
from bot.views.card import render_card
from bot.views.charts.bars import render_recap_chart
from bot.views.charts.course import render_course_chart
from bot.views.charts.specs import Picture
from bot.views.contacts import render_contacts
from bot.views.corrections import render_ask_note, render_corrections, render_noted
from bot.views.message import Message
from bot.views.reminder import render_reminder
from bot.views.status import render_detail
from tests.views.group_answers_of import GROUP_RENDERED, status_of
from tests.views.worlds import DUE_AT, JAKARTA, NOW, TODAY, World

TEXTS = Texts()
Render = Callable[[World], Message]


def answered(answer: Answer, world: World, *, page: int = 0) -> Message:
    return render_answer(answer, TEXTS, asker=world.asker, zone=JAKARTA, page=page)


def recap_of(world: World, scope: Scope) -> Recap:
    rows = []
    for number in range(1, world.agencies + 1):
        agency, counted = world.agency_of(number), world.tally(number)
        one = census([AgencyTally(number, DUE_AT, counted)], NOW)
        rows.append(RecapRow(Scope(agency) if scope.is_nation else scope, agency, one, counted))
    everybody = census([AgencyTally(n, DUE_AT, row.tally) for n, row in enumerate(rows)], NOW)
    whole = total(row.tally for row in rows)
    beside = list_beside(world.period, world.periods)
    return Recap(scope, world.period, beside, world.due, everybody, whole, tuple(rows))


def overview_of(world: World) -> ActionOverview:
    duties = [(world.agency_of(n), world.duties(agency_id=n, shift=n)) for n in range(1, world.agencies + 1)]
    rows = tuple(ActionRow(agency, owed[0]) for agency, owed in duties)
    tallied = total(world.tally(n) for n in range(1, world.agencies + 1)) if rows else Tally()
    about = {"due": world.due, "agencies": len(rows), "tally": tallied, "rows": rows}
    beside = list_beside(world.period, world.periods)
    return ActionOverview(world.action, Scope(world.province), world.period, beside=beside, **about)  # type: ignore[arg-type]


def course_of(world: World, *, is_trend: bool) -> Comparison:
    begun = world.periods[:7] if is_trend else world.periods[4:6]
    columns = [
        Column(world.agency, period, world.duties(period_id=period.id, shift=period.id), world.tally(period.id))
        for period in begun
    ]
    return Comparison(tuple(columns), is_over_time=True, is_trend=is_trend)


def compared(world: World) -> Comparison:
    agencies = (world.agency, world.agency_of(2), world.central)
    columns = [Column(agency, world.period, world.duties(shift=n), world.tally(n)) for n, agency in enumerate(agencies)]
    return Comparison(tuple(columns), is_over_time=False, beside=list_beside(world.period, world.periods))


def many_compared(world: World) -> Comparison:
    """As many as are compared at once, and more that were named; other periods were named too."""
    agencies = [world.agency_of(number) for number in range(1, MOST_COMPARED + 1)]
    columns = [
        Column(agency, world.period, world.duties(shift=agency.id), world.tally(agency.id)) for agency in agencies
    ]
    left_out = tuple(world.agency_of(number) for number in range(7, 12))
    return Comparison(tuple(columns), is_over_time=False, left_out=left_out, others=world.periods[:2])


def action_compared(world: World) -> Comparison:
    """One action, of which the others are sub-actions."""
    whole = compared(world)
    return replace(whole, action=world.action)


def action_status_of(world: World) -> ActionStatus:
    status = status_of(world)
    return ActionStatus(world.action, status, may_detail=True)


def missing_of(world: World, kind: DeadlineKind = DeadlineKind.REPORT) -> Missing:
    is_report = kind is DeadlineKind.REPORT
    reasons = (Obstacle("7.2", world.note), Obstacle("9.1", world.note)) if is_report else ()
    actions = () if is_report else ("3.1", "7.2")
    rows = tuple(
        MissingRow(world.agency_of(n), 2, int(is_report), reasons, actions) for n in range(1, world.agencies + 1)
    )
    counted = total(world.tally(n) for n in range(1, world.agencies + 1))
    sought = Sought(world.period, (world.province,), None if is_report else world.action, kind)
    return Missing(sought, world.due, len(rows), 0, rows, counted, world.province, 3 if is_report else None, 1, True)


def contacts_of(world: World) -> AgencyContacts:
    seats = tuple(SeatContact(role, 1, 1, 0, (world.person,)) for role in Role) if world.actions else ()
    return AgencyContacts(world.agency, seats, may_detail=True, reminder=LastReminder("H-7", NOW, 2, 1))


def reminder_of(world: World, kind: MessageKind) -> Reminder:
    """What is open at the agency; a reminder without anything open is never sent, so one duty is always there."""
    busy = world if world.actions else World(world.name)
    assert busy.due is not None
    owed = tuple(duty for duty in busy.duties() if duty.is_open)
    rung = Rung.H_MINUS_7
    chain = OpenChain(world.agency, world.period, DeadlineKind.REPORT, rung, owed, busy.due, owed=busy.actions)
    role = Role.INSPECTORATE if kind is MessageKind.REMINDER else Role.LEADERSHIP
    return Reminder(kind, "R-7K2M9QXA", world.language, world.person, (role,), world.agency, (chain,))


def corrections_of(world: World) -> list[OpenCorrection]:
    numbers = range(1, world.agencies + 1)
    note = world.note[:NOTE_LIMIT]
    return [OpenCorrection(n, world.agency_of(n), world.period, NOW, world.person, note) for n in numbers]


def noted(world: World) -> Message:
    return render_noted(Noted(1, world.agency, world.period, world.note[:NOTE_LIMIT]), TEXTS, world.language)


def card_of(world: World) -> Message:
    duties = world.duties()
    due_at = DUE_AT if duties else None
    card = Card(world.agency, world.period, count(duties, DUE_AT), due_at, world.due is not None, tally(duties, DUE_AT))
    return Message(render_card(card, TEXTS, world.language, zone=JAKARTA).text)


def caption_of(picture: Picture | None) -> Message:
    """A caption as a message; nothing at all where there is nothing to draw."""
    return picture.message if picture else Message("")


def course_caption(world: World) -> Message:
    told = course_of(world, is_trend=True)
    return caption_of(render_course_chart(told, world.periods, TEXTS, world.language, today=TODAY))


def recap_caption(world: World) -> Message:
    return caption_of(render_recap_chart(recap_of(world, Scope(world.province)), TEXTS, world.language))


def which(world: World, **more: object) -> Message:
    choices = (world.agency, world.agency_of(2), world.central)
    return answered(WhichAgency(choices, world.period, **more), world)  # type: ignore[arg-type]


def detail_of(world: World, *, may_detail: bool) -> Message:
    status = status_of(world)
    return render_detail(status, TEXTS, world.language, zone=JAKARTA, may_detail=may_detail, page=0)


def unknown_action(world: World) -> Message:
    actions = tuple(world.action for _ in range(world.actions))
    return answered(UnknownAction(world.title[:40], actions, world.period, Scope(world.province)), world)


RENDERED: Mapping[str, Render] = {
    "status": lambda w: answered(StatusAnswer(status_of(w), guessed=True), w),
    "detail": lambda w: detail_of(w, may_detail=True),
    "detail_without_right": lambda w: detail_of(w, may_detail=False),
    "deadlines": lambda w: answered(DeadlinesAnswer(w.agency, w.deadlines), w),
    "deadlines_everywhere": lambda w: answered(DeadlinesAnswer(None, w.deadlines), w),
    "missing": lambda w: answered(replace(missing_of(w), beside=list_beside(w.period, w.periods)), w),
    "missing_publications": lambda w: answered(missing_of(w, DeadlineKind.PUBLISH), w),
    "not_theirs": lambda w: answered(NotTheirs(Sought(w.period, (w.province,))), w),
    "recap_of_a_province": lambda w: answered(recap_of(w, Scope(w.province)), w),
    "recap_of_the_nation": lambda w: answered(recap_of(w, NATION), w),
    "action": lambda w: answered(overview_of(w), w),
    "unknown_action": unknown_action,
    "action_of_an_agency": lambda w: answered(action_status_of(w), w),
    "agencies_compared": lambda w: answered(compared(w), w),
    "many_compared": lambda w: answered(many_compared(w), w),
    "many_compared_by_action": lambda w: answered(many_compared(w), w, page=1),
    "action_compared": lambda w: answered(action_compared(w), w),
    "periods_compared": lambda w: answered(course_of(w, is_trend=False), w),
    "trend": lambda w: answered(course_of(w, is_trend=True), w),
    "which_agency": which,
    "which_of_several": lambda w: which(w, were_all_meant=True),
    "which_to_compare": lambda w: which(w, aim=Aim(beside=(w.province, w.agency))),
    "type_again": lambda w: which(w, was_misread=True),
    "type_again_alone": lambda w: answered(WhichAgency((), was_misread=True), w),
    "unknown_agency": lambda w: which(w, name=w.agency_name),
    "unknown_period": lambda w: answered(UnknownPeriodAnswer(w.period_prefix, w.periods, w.agency), w),
    "contacts": lambda w: render_contacts(contacts_of(w), TEXTS, w.language, period_id=6),
    "ask_note": lambda w: render_ask_note(1, w.agency, w.period, TEXTS, w.language),
    "noted": noted,
    "corrections": lambda w: render_corrections(corrections_of(w), TEXTS, w.language, zone=JAKARTA),
    "card": card_of,
    "caption_of_a_course": course_caption,
    "caption_of_a_recap": recap_caption,
    "reminder": lambda w: render_reminder(reminder_of(w, MessageKind.REMINDER), TEXTS, zone=JAKARTA),
    "copy": lambda w: render_reminder(reminder_of(w, MessageKind.COPY), TEXTS, zone=JAKARTA),
    **GROUP_RENDERED,
    "help": lambda w: answered(HELP, w),
    "stranger": lambda w: answered(STRANGER, w),
    "not_allowed": lambda w: answered(NOT_ALLOWED, w),
    "no_agency": lambda w: answered(NO_AGENCY, w),
    "no_period": lambda w: answered(NO_PERIOD, w),
    "not_understood": lambda w: answered(NOT_UNDERSTOOD, w),
    "stale_button": lambda w: answered(STALE, w),
}
"""The answers by the name of their snapshot."""

ALWAYS_THE_SAME = frozenset(
    {
        "stranger",
        "not_allowed",
        "not_theirs",
        "no_agency",
        "no_period",
        "not_understood",
        "stale_button",
        "type_again_alone",
        "help",
    }
)
"""What has no names or figures in it: one snapshot in each language is enough."""

CAPTIONS = frozenset({"caption_of_a_course", "caption_of_a_recap"})
UNDER_A_PICTURE = CAPTIONS | {"digest"}
"""What must not be longer than a caption."""
