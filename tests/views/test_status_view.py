"""The status answer: three facts side by side, its source and date, and room for long names."""

import re
from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal
from html import unescape
from zoneinfo import ZoneInfo

import pytest

from bot.domain.agencies import AgencyRef
from bot.domain.disclosure import GroupScope
from bot.domain.duties import Duty, ReportState, VerificationState, count
from bot.domain.periods import PeriodRef
from bot.domain.roles import AgencyKind
from bot.domain.scopes import NATION
from bot.domain.tallies import AgencyTally, census, tally
from bot.services.cards import Card
from bot.services.recaps import Recap
from bot.services.standings import ScopeStanding
from bot.services.status import AgencyStatus, DueDate
from bot.texts.catalog import LANGUAGES, MESSAGE_LIMIT, Texts
from bot.texts.formats import span
from bot.views.card import render_card
from bot.views.groups import render_group_answer
from bot.views.recaps import render_recap
from bot.views.status import render_detail, render_status

JAKARTA, JAYAPURA = ZoneInfo("Asia/Jakarta"), ZoneInfo("Asia/Jayapura")
NOW = datetime(2026, 7, 24, 1, 0, tzinfo=UTC)
DUE_AT = datetime(2026, 7, 31, 16, 59, tzinfo=UTC)
PERIODS = [
    PeriodRef(5, 1, "2025-2026", "B15", "TW V", date(2026, 1, 1), date(2026, 3, 31)),
    PeriodRef(6, 1, "2025-2026", "B18", "TW VI", date(2026, 4, 1), date(2026, 6, 30)),
]
DUE = DueDate(DUE_AT, date(2026, 7, 31), 7, 5, (), is_past=False, is_sample=False)
TEXTS = Texts()
HOSTILE = "Ibu <b>&\"'> \u202eterbalik\u202c 🎉 " + "x" * 10_000


def agency(name: str = "Temanggung", zone: str = "Asia/Jakarta", *, is_sample: bool = False) -> AgencyRef:
    return AgencyRef(7, "33.23", AgencyKind.REGENCY, name, 1, zone, is_sample)


def duty(code: str, report: ReportState, verification: VerificationState, **more: object) -> Duty:
    facts: dict[str, object] = {"source": "rekap Setnas PK", "as_of": date(2026, 7, 24)} | more
    return Duty(
        int(code.replace(".", "")), 7, 6, code, f"Judul {code}", report=report, verification=verification, **facts
    )  # type: ignore[arg-type]


def status_of(duties: list[Duty], of: AgencyRef | None = None, due: DueDate | None = DUE) -> AgencyStatus:
    return AgencyStatus(
        agency=of or agency(),
        period=PERIODS[1],
        duties=tuple(duties),
        figures=count(duties, due.due_at if due else None),
        report_due=due,
        publish_due=None,
        beside=(PERIODS[0],),
        source="rekap Setnas PK",
        as_of=date(2026, 7, 24),
        asked_at=NOW,
    )


def plain(text: str) -> str:
    return unescape(re.sub(r"<[^>]+>", "", text))


FOUR = [
    duty("3.1", ReportState.REPORTED, VerificationState.VERIFIED, percent=Decimal("89.99"), reported_at=NOW),
    duty("7.1", ReportState.REPORTED, VerificationState.NONE, percent=Decimal("68.57"), reported_at=DUE_AT),
    duty("7.2", ReportState.REPORTED, VerificationState.RETURNED, percent=Decimal("40"), note="lampirkan SK"),
    duty("9.1", ReportState.NONE, VerificationState.NONE, source="", as_of=None),
]


def test_each_action_shows_achievement_report_and_verification_apart() -> None:
    text = plain(render_status(status_of(FOUR), TEXTS, "id", zone=JAKARTA).text)
    assert "✓ Aksi 3.1 Judul 3.1: 89,99% · sudah lapor · terverifikasi" in text
    assert "• Aksi 7.1 Judul 7.1: 68,57% · sudah lapor · menunggu verifikasi" in text
    assert "↩ Aksi 7.2 Judul 7.2: 40,00% · sudah lapor · dikembalikan untuk perbaikan" in text
    assert "○ Aksi 9.1 Judul 9.1: belum ada angka · belum lapor · belum diverifikasi" in text


def test_the_heading_repeats_what_was_understood() -> None:
    text = render_status(status_of(FOUR), TEXTS, "id", zone=JAKARTA).text
    assert text.startswith("<b>Kabupaten Temanggung</b> · <b>TW VI (B18)</b>")


def test_a_missing_figure_is_counted_beside_the_average_and_not_as_zero() -> None:
    text = plain(render_status(status_of(FOUR), TEXTS, "id", zone=JAKARTA).text)
    assert "Rata-rata sederhana 66,19% dari 3 angka (2 belum terverifikasi, 1 belum ada angka)" in text


def test_the_deadline_names_working_days_and_the_source_its_date() -> None:
    text = plain(render_status(status_of(FOUR), TEXTS, "id", zone=JAKARTA).text)
    assert "Batas lapor: Jumat, 31 Juli 2026 pukul 23.59 WIB (7 hari lagi, 5 hari kerja)" in text
    assert "Sumber: rekap Setnas PK, per 24 Juli 2026" in text


def test_only_an_achievement_that_is_verified_and_not_yet_published_is_marked() -> None:
    owing = duty("1.1", ReportState.REPORTED, VerificationState.VERIFIED)
    others = [
        duty("2.1", ReportState.REPORTED, VerificationState.VERIFIED, is_published=True),
        duty("3.1", ReportState.NIL, VerificationState.VERIFIED),
        duty("4.1", ReportState.REPORTED, VerificationState.NONE),
    ]
    status = status_of([owing, *others])
    summary = render_status(status, TEXTS, "id", zone=JAKARTA).plain
    detail = render_detail(status, TEXTS, "id", zone=JAKARTA, may_detail=False, page=0).plain
    assert "Aksi 1.1 Judul 1.1: belum ada angka · sudah lapor · terverifikasi · belum dipublikasikan" in summary
    assert summary.count("belum dipublikasikan") == detail.count("belum dipublikasikan") == 1


def test_reports_of_an_obstacle_are_told_as_a_part_of_those_that_came() -> None:
    duties = [
        duty(f"{n}.1", ReportState.OBSTACLE if n < 3 else ReportState.REPORTED, VerificationState.NONE, reported_at=NOW)
        for n in range(1, 6)
    ]
    status = status_of([*duties, duty("9.1", ReportState.NONE, VerificationState.NONE)])
    expected = "Dilaporkan 5 dari 6 · tepat waktu 5 · termasuk kendala 2"
    card = Card(status.agency, status.period, status.figures, DUE_AT, False, tally(status.duties, DUE_AT))
    row = AgencyTally(7, DUE_AT, card.tally)
    recap = Recap(NATION, status.period, (), DUE, census([row], NOW), card.tally, ())
    standing = ScopeStanding(GroupScope(agency()), status.period, DUE, recap.census, card.tally, ())
    shown = [
        render_status(status, TEXTS, "id", zone=JAKARTA).plain,
        render_card(card, TEXTS, "id", zone=JAKARTA).text,
        render_recap(recap, TEXTS, "id", zone=JAKARTA).plain,
        render_group_answer(standing, standing.scope, TEXTS, "id", username="sigap_bot", zone=JAKARTA).plain,
    ]
    assert [text for text in shown if expected not in text] == []


def test_the_page_of_a_province_says_that_its_kabupaten_and_kota_are_elsewhere() -> None:
    for kind, is_told in ((AgencyKind.PROVINCE, True), (AgencyKind.REGENCY, False)):
        message = render_status(status_of(FOUR, replace(agency(), kind=kind)), TEXTS, "id", zone=JAKARTA)
        labels = [button.label for row in message.rows for button in row]
        assert ("ada pada tombol Wilayah" in message.plain) is ("Wilayah" in labels) is is_told


def test_notes_stand_under_what_was_returned_or_is_held_up() -> None:
    held_up = duty("5.1", ReportState.OBSTACLE, VerificationState.NONE, note="server rusak")
    settled = duty("6.1", ReportState.REPORTED, VerificationState.VERIFIED, note="catatan lama")
    status = status_of([*FOUR, held_up, settled])
    shown, hidden = (
        render_status(status, TEXTS, "id", zone=JAKARTA, may_detail=may_detail).plain for may_detail in (True, False)
    )
    assert "dikembalikan untuk perbaikan\n   Catatan: lampirkan SK\n" in shown
    assert "ada kendala · belum diverifikasi\n   Catatan: server rusak\n" in shown
    assert "catatan lama" not in shown
    assert "Catatan" not in hidden


def test_figures_of_several_dates_name_the_first_and_the_last_and_every_source() -> None:
    may, june = {"source": "rekap Setnas A", "as_of": date(2026, 5, 4)}, date(2026, 6, 20)
    duties = [duty(f"{n}.1", ReportState.REPORTED, VerificationState.NONE, **may) for n in range(5)]
    mixed = duty(
        "9.1", ReportState.REPORTED, VerificationState.NONE, source="mandiri B", as_of=june, since=may["as_of"]
    )
    duties.append(replace(mixed, earlier=("rekap Setnas A",)))
    text = render_status(status_of(duties), TEXTS, "id", zone=JAKARTA).plain
    assert "Sumber: mandiri B; rekap Setnas A, per 4 Mei – 20 Juni 2026" in text
    detail = render_detail(status_of(duties), TEXTS, "id", zone=JAKARTA, may_detail=False, page=0).plain
    assert detail.count("Sumber: rekap Setnas A, per 4 Mei 2026") == 5
    assert "Sumber: mandiri B; rekap Setnas A, per 4 Mei – 20 Juni 2026" in detail


def test_sources_beyond_a_line_are_counted() -> None:
    duties = [
        duty(f"{n}.1", ReportState.REPORTED, VerificationState.NONE, source=f"laporan mandiri nomor {n}")
        for n in range(1, 10)
    ]
    text = render_status(status_of(duties), TEXTS, "id", zone=JAKARTA).plain
    assert "laporan mandiri nomor 4; dan 5 lainnya, per 24 Juli 2026" in text


def test_a_report_without_a_date_is_no_missing_report() -> None:
    undated = [duty("1.1", ReportState.REPORTED, VerificationState.NONE, source="rekap", as_of=None)]
    text = render_status(status_of(undated), TEXTS, "id", zone=JAKARTA).plain
    assert "Sumber: rekap, tanggal tidak tercatat" in text


@pytest.mark.parametrize(
    ("first", "last", "written"),
    [
        (None, date(2026, 6, 20), "20 Juni 2026"),
        (date(2026, 6, 20), date(2026, 6, 20), "20 Juni 2026"),
        (date(2026, 6, 4), date(2026, 6, 20), "4 – 20 Juni 2026"),
        (date(2026, 5, 4), date(2026, 6, 20), "4 Mei – 20 Juni 2026"),
        (date(2025, 12, 30), date(2026, 1, 2), "30 Desember 2025 – 2 Januari 2026"),
    ],
)
def test_what_two_days_share_is_said_once(first: date | None, last: date, written: str) -> None:
    assert span(first, last) == written


def test_where_the_local_day_differs_both_times_are_named() -> None:
    east = agency("Jayapura", "Asia/Jayapura")
    text = plain(render_status(status_of(FOUR, east), TEXTS, "id", zone=JAKARTA).text)
    assert "Jumat, 31 Juli 2026 pukul 23.59 WIB · Sabtu pukul 01.59 WIT" in text


def test_a_deadline_that_has_passed_is_never_today() -> None:
    past = DueDate(DUE_AT, date(2026, 7, 31), 0, 0, (), is_past=True, is_sample=False)
    text = plain(render_status(status_of(FOUR, due=past), TEXTS, "id", zone=JAKARTA).text)
    assert "(lewat hari ini)" in text


def test_samples_are_labelled_wherever_they_are_shown() -> None:
    due = DueDate(DUE_AT, date(2026, 7, 31), 7, 5, (), is_past=False, is_sample=True)
    text = plain(render_status(status_of(FOUR, agency(is_sample=True), due), TEXTS, "id", zone=JAKARTA).text)
    assert text.count("data contoh") == 2


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_longest_names_and_27_actions_stay_below_the_limit(language: str) -> None:
    duties = [
        Duty(
            n,
            7,
            6,
            f"{n}.{n}",
            HOSTILE,
            report=ReportState.REPORTED,
            percent=Decimal("100"),
            source=HOSTILE,
            note=HOSTILE,
        )
        for n in range(1, 28)
    ]
    status = status_of(duties, agency(HOSTILE))
    others = [
        status_of([replace(duty, **more) for duty in duties], agency(HOSTILE))  # type: ignore[arg-type]
        for more in (
            {"verification": VerificationState.VERIFIED},
            {"verification": VerificationState.RETURNED, "returned_on": date(2026, 7, 21)},
        )
    ]
    shown = [
        render_status(one, TEXTS, language, zone=JAKARTA, guessed=True, may_detail=True) for one in (status, *others)
    ]
    shown += [render_detail(status, TEXTS, language, zone=JAKARTA, may_detail=True, page=page) for page in range(5)]
    for message in shown:
        assert len(plain(message.text)) < MESSAGE_LIMIT
        assert '<b>&"' not in message.text
        assert "\u202e" not in message.text


def test_notes_of_the_verifier_are_only_for_those_who_may_read_them() -> None:
    allowed = render_detail(status_of(FOUR), TEXTS, "id", zone=JAKARTA, may_detail=True, page=0)
    refused = render_detail(status_of(FOUR), TEXTS, "id", zone=JAKARTA, may_detail=False, page=0)
    assert "lampirkan SK" in allowed.text
    assert "lampirkan SK" not in refused.text
    assert "hanya untuk instansi terkait" in refused.text


def test_an_agency_without_duties_is_told_whom_to_ask() -> None:
    message = render_status(status_of([]), TEXTS, "id", zone=JAKARTA)
    assert "mohon hubungi Setnas PK" in message.text
    assert "Batas" not in message.text
    assert "0" not in plain(message.text).split("\n")[2]


def test_the_neighbouring_period_is_one_press_away() -> None:
    rows = render_status(status_of(FOUR), TEXTS, "id", zone=JAKARTA).rows
    assert [[button.label for button in row] for row in rows] == [
        ["Rincian", "Tren"],
        ["TW V"],
        ["Kontak"],
        ["Grafik", "Data salah?"],
    ]
