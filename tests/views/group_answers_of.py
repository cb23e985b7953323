"""Everything with facts that is said in groups, and what announces itself, rendered in a world."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from bot.domain.disclosure import GroupScope
from bot.domain.duties import count
from bot.domain.periods import list_beside
from bot.domain.tallies import Census, total
from bot.services.announcement_content import Spoken
from bot.services.boards import BoardView
from bot.services.digests import Digest, Occasion
from bot.services.group_answers import TwoReadings
from bot.services.questions import StatusAnswer
from bot.services.standings import ScopeStanding
from bot.services.status import AgencyStatus
from bot.texts.catalog import Texts
from bot.texts.formats import clean
from bot.views.announcements import render_announcement
from bot.views.boards import render_board
from bot.views.digests import render_digest
from bot.views.groups import render_bound, render_group_answer
from bot.views.message import Message
from db.queries.groups import BindingRef
from tests.cast import GROUP
from tests.views.worlds import DUE_AT, JAKARTA, NOW, TODAY, World

TEXTS = Texts()
USERNAME = "sigap_bot"


def status_of(world: World) -> AgencyStatus:
    """The agency in the period whose reports are due."""
    duties = world.duties()
    return AgencyStatus(
        agency=world.agency,
        period=world.period,
        duties=duties,
        figures=count(duties, DUE_AT),
        report_due=world.due,
        publish_due=None,
        beside=list_beside(world.period, world.periods),
        source=world.source if duties else "",
        as_of=TODAY if duties else None,
        asked_at=NOW,
    )


def standing_of(world: World) -> ScopeStanding:
    """The province: the agencies that are named are complete, half as many are not."""
    agencies = tuple(world.agency_of(number) for number in range(1, world.agencies + 1))
    others = len(agencies) // 2
    counted = Census(len(agencies) + others, complete=len(agencies), open=others, held_up=0, late=0)
    tallied = total(world.tally(agency.id) for agency in agencies)
    return ScopeStanding(GroupScope(world.province), world.period, world.due, counted, tallied, agencies)


def binding_of(world: World, scope: GroupScope) -> BindingRef:
    return BindingRef(1, 1, GROUP, None, scope, world.language, 8, clean(world.agency_name))


def group_status(world: World) -> Message:
    scope, answer = GroupScope(world.agency), StatusAnswer(status_of(world))
    return render_group_answer(answer, scope, TEXTS, world.language, username=USERNAME, zone=JAKARTA)


def group_reading(world: World) -> Message:
    """The answer to a quarter that may be another one as well."""
    answer = TwoReadings(StatusAnswer(status_of(world)), world.periods[1])
    return render_group_answer(answer, GroupScope(world.agency), TEXTS, world.language, username=USERNAME, zone=JAKARTA)


def group_standing(world: World) -> Message:
    standing = standing_of(world)
    return render_group_answer(standing, standing.scope, TEXTS, world.language, username=USERNAME, zone=JAKARTA)


def board(world: World) -> Message:
    standing = standing_of(world)
    view = BoardView(binding_of(world, standing.scope), standing, "a1")
    return render_board(view, TEXTS, now=NOW, zone=JAKARTA)


def digest(world: World) -> Message:
    standing = standing_of(world)
    thanked, binding = standing.complete[:3], binding_of(world, standing.scope)
    return render_digest(Digest(binding, Occasion.WEEK, standing, 4, thanked, (standing,)), TEXTS)


def bound(world: World) -> Message:
    scope = GroupScope(world.province)
    return render_bound(scope, TEXTS, world.language, username=USERNAME, is_topic=False)


def announcement(world: World) -> Message:
    """A poll of an agency; the text itself is checked where it is written."""
    options = (world.title, world.note)
    return render_announcement(
        Spoken(1, "R-7K2M9QXA", world.agency, "Rapat koordinasi.", "", "", "", options, True, False, world.language),
        TEXTS,
    )


GROUP_RENDERED: Mapping[str, Callable[[World], Message]] = {
    "group_status": group_status,
    "group_two_readings": group_reading,
    "group_standing": group_standing,
    "board": board,
    "digest": digest,
    "group_bound": bound,
    "poll": announcement,
}
