"""Messages about many agencies: whole with the longest names, with no data, and in both languages."""

import re
from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal
from html import unescape
from zoneinfo import ZoneInfo

import pytest

from bot.domain.actions import ActionRef
from bot.domain.agencies import AgencyRef
from bot.domain.duties import DeadlineKind, Duty, ReportState, VerificationState
from bot.domain.periods import PeriodRef
from bot.domain.roles import AgencyKind, Role
from bot.domain.scopes import CENTRAL, NATION, Scope
from bot.domain.tallies import AgencyTally, Tally, census, tally, total
from bot.services.actions_meant import UnknownAction
from bot.services.agency_questions import MOST_COMPARED
from bot.services.comparisons import Column, Comparison
from bot.services.contacts import AgencyContacts, LastReminder, SeatContact
from bot.services.corrections import OpenCorrection
from bot.services.missing import Missing, MissingRow, Obstacle, Sought
from bot.services.recaps import ActionOverview, ActionRow, Recap, RecapRow
from bot.services.status import DueDate
from bot.simulator.html import parse_html
from bot.texts.catalog import LANGUAGES, MESSAGE_LIMIT, Texts
from bot.views.comparisons import render_comparison
from bot.views.contacts import render_contacts
from bot.views.corrections import render_corrections
from bot.views.message import Message
from bot.views.overview import render_missing, render_not_theirs
from bot.views.question_buttons import CompareAgencies
from bot.views.recaps import render_action, render_recap, render_unknown_action

JAKARTA = ZoneInfo("Asia/Jakarta")
TEXTS = Texts()
NOW = datetime(2026, 8, 24, 1, 0, tzinfo=UTC)
HOSTILE = "Ibu <b>&\"'> \u202eterbalik\u202c 🎉 " + "x" * 10_000
DUE = DueDate(datetime(2026, 7, 31, 16, 59, tzinfo=UTC), date(2026, 7, 31), -24, 0, (), is_past=True, is_sample=True)


def period(number: int, name: str = "TW") -> PeriodRef:
    return PeriodRef(number, 1, name, f"B{number * 3:02}", name, date(2025, 1, 1), date(2025, 3, 31))


def agency(number: int, name: str = "Temanggung") -> AgencyRef:
    kind = AgencyKind.PROVINCE if number == 1 else AgencyKind.REGENCY
    return AgencyRef(number, f"33.{number:02}", kind, name, 1, "Asia/Jayapura", is_sample=True)


def duty(number: int, of: int = 2, text: str = "Judul", **more: object) -> Duty:
    facts: dict[str, object] = {"source": text, "as_of": date(2026, 7, 24), "note": text} | more
    return Duty(number, of, 6, f"{number}.1", text, report=ReportState.REPORTED, **facts)  # type: ignore[arg-type]


def sizeable(text: str) -> list[Message]:
    """Every message about many, with 27 actions, 40 agencies and this text wherever one can stand."""
    duties = tuple(duty(number, text=text, percent=Decimal("66.67")) for number in range(1, 28))
    counted = tally(duties, None)
    rows = tuple(
        RecapRow(Scope(agency(1, text)), agency(n, text), census([AgencyTally(n, None, counted)], NOW), counted)
        for n in range(1, 41)
    )
    whole = total(row.tally for row in rows)
    six = period(6, text)
    scopes = (NATION, CENTRAL, Scope(agency(1, text)))
    all_agencies = census([AgencyTally(1, None, counted)] * 40, NOW)
    recaps = [
        Recap(scope, six, (period(2, text), period(5, text), period(7, text)), DUE, all_agencies, whole, rows)
        for scope in scopes
    ]
    action = ActionRef(1, 1, text[:40], text, is_sourced=False)
    lines = tuple(ActionRow(agency(n, text), duty(n, text=text)) for n in range(1, 41))
    overviews = [ActionOverview(action, scope, six, DUE, 40, whole, lines) for scope in scopes]
    columns = [Column(agency(n, text), period(n, text), duties, counted) for n in range(1, 9)]
    compared = [
        Comparison(tuple(columns[:MOST_COMPARED]), is_over_time=False),
        Comparison(tuple(columns[:3]), is_over_time=False),
        Comparison(tuple(columns[:3]), is_over_time=True),
        Comparison(tuple(columns), is_over_time=True, is_trend=True),
    ]
    unknown = UnknownAction(text, tuple(ActionRef(n, 1, text, text) for n in range(27)), six, NATION)
    return [
        message
        for language in LANGUAGES
        for message in (
            *(render_recap(item, TEXTS, language, zone=JAKARTA, page=page) for item in recaps for page in (0, 4, 9)),
            *(render_action(item, TEXTS, language, zone=JAKARTA, page=page) for item in overviews for page in (0, 4)),
            *(render_comparison(item, TEXTS, language, page=page) for item in compared for page in (0, 1)),
            render_unknown_action(unknown, TEXTS, language),
        )
    ]


def around(text: str) -> list[Message]:
    """Who is behind an agency, who is missing, and what waits for correction, with this text wherever one can stand."""
    seats = tuple(SeatContact(role, 9, 1, 0, (text,) * 9) for role in Role)
    contacts = AgencyContacts(agency(1, text), seats, may_detail=True, reminder=LastReminder("H-14", NOW, 9, 9))
    reasons = (Obstacle(text, text),) * 5
    held_up = tuple(MissingRow(agency(n, text), 27, 5, reasons, (text,) * 27) for n in range(1, 41))
    counted = Tally(owed=595, as_of=date(2026, 7, 24), sources=(text,) * 9)
    regions, action = tuple(agency(n, text) for n in range(1, MOST_COMPARED + 1)), ActionRef(1, 1, text, text)
    sought = [Sought(period(6, text), regions, action), Sought(period(6, text), (), None, DeadlineKind.PUBLISH)]
    missing = [Missing(one, DUE, 595, 0, held_up, counted, None, 595, 99, is_partial=True) for one in sought]
    waiting = [OpenCorrection(n, agency(n, text), period(6, text), NOW, text, text[:300]) for n in range(1, 41)]
    return [
        message
        for language in LANGUAGES
        for message in (
            render_contacts(contacts, TEXTS, language, period_id=6),
            *(render_missing(one, TEXTS, language, zone=JAKARTA, page=page) for one in missing for page in (0, 4)),
            *(render_not_theirs(one, TEXTS, language) for one in sought),
            *(render_corrections(waiting, TEXTS, language, zone=JAKARTA, page=page) for page in (0, 4)),
        )
    ]


def plain(message: Message) -> str:
    return unescape(re.sub(r"<[^>]+>", "", message.text))


@pytest.mark.parametrize("text", [HOSTILE, "K" * 300, "Pangkajene dan Kepulauan"])
def test_every_message_about_many_is_accepted_whatever_the_names(text: str) -> None:
    for message in sizeable(text) + around(text):
        read, _ = parse_html(message.text)
        assert 0 < len(read.encode("utf-16-le")) // 2 < MESSAGE_LIMIT
        assert '<b>&"' not in message.text
        assert "\u202e" not in message.text
        buttons = [button for row in message.rows for button in row]
        assert len(buttons) <= 20
        assert all(button.data and len(button.data.pack().encode()) <= 64 for button in buttons)
        assert all(0 < len(button.label) <= 64 for button in buttons)


def test_a_recap_without_duties_tells_no_figure_at_all() -> None:
    empty = Recap(Scope(agency(1)), period(6), (), None, census([], NOW), Tally(), ())
    text = plain(render_recap(empty, TEXTS, "id", zone=JAKARTA))
    assert "Belum ada kewajiban yang tercatat" in text
    assert "%" not in text
    assert "0 dari 0" not in text


def test_the_mean_in_a_row_of_a_recap_is_called_one() -> None:
    counted = tally((duty(1, percent=Decimal("50")), duty(2, percent=Decimal("100"))), None)
    whole = census([AgencyTally(2, None, counted)], NOW)
    row = RecapRow(Scope(agency(1)), agency(2), whole, counted)
    recap = Recap(Scope(agency(1)), period(6), (), None, whole, counted, (row,))
    assert "terverifikasi 0 · rata-rata 75,00% (" in plain(render_recap(recap, TEXTS, "id", zone=JAKARTA))


def test_an_action_nobody_owes_says_so() -> None:
    empty = ActionOverview(ActionRef(1, 1, "7.2", "Katalog"), NATION, period(6), None, 0, Tally(), ())
    text = plain(render_action(empty, TEXTS, "id", zone=JAKARTA))
    assert "Belum ada instansi dengan kewajiban pada aksi ini" in text
    assert "Batas lapor: belum ditetapkan" in text


def test_no_figure_is_never_zero_and_an_unconfirmed_one_says_so() -> None:
    duties = (
        duty(1, percent=Decimal("50")),
        duty(2, percent=Decimal("100"), verification=VerificationState.VERIFIED),
        duty(3),
    )
    column = Column(agency(2), period(6), duties, tally(duties, None))
    text = plain(render_comparison(Comparison((column, column), is_over_time=False), TEXTS, "id"))
    assert "Rata-rata sederhana 75,00% dari 2 angka (1 belum terverifikasi, 1 belum ada angka)" in text
    assert "Aksi 1.1 Judul: • 50,00% | • 50,00%" in text
    assert "Aksi 2.1 Judul: ✓ 100,00% | ✓ 100,00%" in text
    assert "Aksi 3.1 Judul: • – | • –" in text
    assert "✓ terverifikasi · • menunggu verifikasi · – belum ada angka" in text
    assert "Sumber: Judul, per 24 Juli 2026" in text


def test_a_figure_that_was_returned_is_told_from_one_that_waits() -> None:
    owed = [duty(1, percent=Decimal("40"), verification=VerificationState.RETURNED), duty(2, percent=Decimal("50"))]
    column = Column(agency(2), period(6), tuple(owed), tally(owed, None))
    text = plain(render_comparison(Comparison((column, column), is_over_time=False), TEXTS, "id"))
    assert "Aksi 1.1 Judul: ↩ 40,00%" in text
    assert "Aksi 2.1 Judul: • 50,00%" in text
    assert "• menunggu verifikasi · ↩ dikembalikan untuk perbaikan" in text


@pytest.mark.parametrize(("columns", "pages"), [(2, 4), (3, 4), (4, 5), (6, 5)])
def test_every_action_of_a_comparison_is_on_some_page(columns: int, pages: int) -> None:
    owed = tuple(duty(number, percent=Decimal("50")) for number in range(1, 28))
    beside = tuple(Column(agency(number), period(6), owed, tally(owed, None)) for number in range(2, 2 + columns))
    turned = [
        render_comparison(Comparison(beside, is_over_time=False), TEXTS, "id", page=page) for page in range(pages)
    ]
    lines = [line for message in turned for line in plain(message).split("\n") if line.startswith("Aksi ")]
    assert [line.split()[1] for line in lines] == [f"{number}.1" for number in range(1, 28)]
    assert max(sum(line.startswith("Aksi ") for line in plain(one).split("\n")) for one in turned) == 8
    assert [button.label for button in turned[1].rows[0]] == [f"‹ 1/{pages}", f"3/{pages} ›"]
    keys = ",".join(str(column.agency.id) for column in beside)
    assert turned[0].rows[0][-1].data == CompareAgencies(keys, 6, 1)


def test_where_reporting_has_not_opened_nothing_is_called_missing() -> None:
    told = Column(
        agency(2), period(6), (duty(1, percent=Decimal("50")),), tally([duty(1, percent=Decimal("50"))], None)
    )
    nothing = Duty(1, 2, 7, "1.1", "Judul")
    ahead = Column(agency(2), replace(period(7), opens_on=date(2026, 10, 5)), (nothing,), tally([nothing], None), True)
    text = plain(render_comparison(Comparison((told, ahead), is_over_time=True), TEXTS, "id"))
    assert "dibuka Senin, 5 Oktober 2026" in text
    assert "Aksi 1.1 Judul: • 50,00% | –" in text
    assert "belum lapor" not in text


def test_what_is_compared_besides_is_said() -> None:
    column = Column(agency(2), period(6), (duty(1),), tally([duty(1)], None))
    left_out = tuple(agency(number, f"Nama {number}") for number in range(3, 8))
    named = Comparison((column,) * 6, is_over_time=False, left_out=left_out, others=(period(5, "TW V"),))
    message = render_comparison(named, TEXTS, "id")
    assert "Paling banyak 6 instansi dalam satu perbandingan; belum termasuk Kabupaten Nama 3" in plain(message)
    assert "dan 2 lainnya." in plain(message)
    assert "TW V (B15) ada pada tombol di bawah" in plain(message)
    assert CompareAgencies("2,2,2,2,2,2", 5) in [button.data for row in message.rows for button in row]


def test_without_any_figure_there_is_no_mean() -> None:
    column = Column(agency(2), period(6), (duty(1),), tally([duty(1)], None))
    text = plain(render_comparison(Comparison((column, column), is_over_time=True), TEXTS, "id"))
    assert text.count("Capaian: belum ada angka") == 2
    assert "Rata-rata" not in text
