"""Before reporting opens nobody can be late: whoever asks is told the opening day instead of what is missing."""

from dataclasses import replace
from datetime import date

import pytest

from bot.domain.disclosure import GroupScope
from bot.domain.duties import Duty, ReportState, VerificationState, count
from bot.domain.periods import PeriodRef
from bot.domain.scopes import NATION, Scope
from bot.domain.tallies import AgencyTally, Tally, census, is_ahead, tally
from bot.services.cards import Card
from bot.services.recaps import ActionOverview, ActionRow, Recap, RecapRow
from bot.services.standings import ScopeStanding
from bot.services.status import AgencyStatus
from bot.texts.catalog import LANGUAGES, Texts
from bot.views.card import render_card
from bot.views.groups import render_group_answer
from bot.views.recaps import render_action, render_recap
from bot.views.status import render_detail, render_status
from tests.views.worlds import DUE_AT, JAKARTA, NOW, WORLDS, World

TEXTS = Texts()
OPENS = date(2026, 10, 5)
SEVENTH = PeriodRef(7, 1, "2025-2026", "B21", "TW VII", date(2026, 7, 1), date(2026, 9, 30), OPENS)
UNASKED = (
    "belum lapor",
    "belum diverifikasi",
    "Dilaporkan",
    "Lengkap",
    "terbuka",
    "not reported",
    "Reported",
    "Complete",
)


def owed_in(world: World) -> tuple[Duty, ...]:
    nothing = {"report": ReportState.NONE, "verification": VerificationState.NONE, "percent": None, "as_of": None}
    more: dict[str, object] = {**nothing, "reported_at": None, "returned_on": None, "note": "", "source": ""}
    return tuple(replace(duty, **more) for duty in world.duties())  # type: ignore[arg-type]


def status_of(world: World, period: PeriodRef = SEVENTH) -> AgencyStatus:
    duties = owed_in(world)
    neighbours = {"beside": (world.period,)}
    due = {"report_due": world.due, "publish_due": None}
    told = {"source": "", "as_of": None, "asked_at": NOW, "is_ahead": True}
    return AgencyStatus(world.agency, period, duties, count(duties, DUE_AT), **due, **neighbours, **told)  # type: ignore[arg-type]


def told_in(world: World) -> list[str]:
    """Every answer about the period, as plain text."""
    status, agency = status_of(world), world.agency
    counted = tally(status.duties, DUE_AT)
    all_of_it = census([AgencyTally(agency.id, DUE_AT, counted)], NOW)
    row = RecapRow(Scope(world.province), agency, all_of_it, counted)
    about = {"beside": (), "due": world.due, "census": all_of_it, "tally": counted}
    recaps = [Recap(scope, SEVENTH, rows=(row,), is_ahead=True, **about) for scope in (NATION, row.scope)]  # type: ignore[arg-type]
    rows = (ActionRow(agency, status.duties[0]),)
    overview = ActionOverview(world.action, NATION, SEVENTH, world.due, 1, counted, rows, is_ahead=True)
    standing = ScopeStanding(GroupScope(world.province), SEVENTH, world.due, all_of_it, counted, (), is_ahead=True)
    card = Card(agency, SEVENTH, status.figures, DUE_AT, False, counted, is_ahead=True)
    shown = [
        render_status(status, TEXTS, world.language, zone=JAKARTA),
        render_detail(status, TEXTS, world.language, zone=JAKARTA, may_detail=True, page=0),
        *(render_recap(recap, TEXTS, world.language, zone=JAKARTA) for recap in recaps),
        render_action(overview, TEXTS, world.language, zone=JAKARTA),
        render_group_answer(standing, standing.scope, TEXTS, world.language, username="b", zone=JAKARTA),
    ]
    return [*(message.plain for message in shown), render_card(card, TEXTS, world.language, zone=JAKARTA).text]


@pytest.mark.parametrize("language", LANGUAGES)
def test_before_reporting_opens_every_answer_names_the_day_and_no_state(language: str) -> None:
    opening = {"id": "Pelaporan TW VII (B21) dibuka Senin, 5 Oktober 2026.", "en": "Monday, 5 October 2026."}
    for text in told_in(World("ordinary", language=language)):
        assert opening[language] in text
        assert not [word for word in UNASKED if word in text], text


def test_what_will_be_owed_is_listed_before_reporting_opens() -> None:
    status, detail, nation, province, *_ = told_in(World("ordinary"))
    assert "6 kewajiban akan dilaporkan:" in status
    assert "– Aksi 1.1 Katalog elektronik daerah" in status
    assert "Target: 80%" in detail
    assert "• Kabupaten Temanggung: 1 instansi · 6 kewajiban" in nation
    assert "• Kabupaten Temanggung: 6 kewajiban" in province


def test_answers_about_a_period_ahead_fit_with_the_longest_names() -> None:
    for world in WORLDS:
        if world.actions:
            assert all(len(text) < 4096 for text in told_in(world)), world.name


def test_where_no_opening_day_is_known_the_beginning_of_the_period_is_told() -> None:
    period = replace(SEVENTH, opens_on=None, starts_on=date(2026, 10, 1))
    text = render_status(status_of(World("ordinary"), period), TEXTS, "id", zone=JAKARTA).plain
    assert "TW VII (B21) dimulai 1 Oktober 2026; hari pembukaan pelaporannya belum ditetapkan." in text


@pytest.mark.parametrize(
    ("today", "opens_on", "counted", "expected"),
    [
        (date(2026, 10, 4), OPENS, Tally(owed=6), True),
        (OPENS, OPENS, Tally(owed=6), False),
        (date(2026, 7, 1), None, Tally(owed=6), False),  # it runs, and nobody said that reports may not come in
        (date(2026, 6, 30), None, Tally(owed=6), True),
        (date(2026, 10, 4), OPENS, Tally(owed=6, reported=1), False),
        (date(2026, 10, 4), OPENS, Tally(owed=6, with_figure=1), False),
    ],
)
def test_a_period_is_ahead_until_reporting_opens_or_something_is_recorded(
    today: date, opens_on: date | None, counted: Tally, expected: bool
) -> None:
    assert is_ahead(replace(SEVENTH, opens_on=opens_on), counted, today) is expected
