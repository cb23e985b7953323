"""A reminder as its reader sees it."""

import re
from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest

from bot.domain.agencies import AgencyRef
from bot.domain.duties import DeadlineKind, Duty, ReportState, VerificationState
from bot.domain.ladder import Rung, Shift
from bot.domain.periods import PeriodRef
from bot.domain.reminders import MessageKind
from bot.domain.roles import AgencyKind, Role
from bot.services.reminder_content import OpenChain, Reminder
from bot.services.status import DueDate
from bot.texts.catalog import MESSAGE_LIMIT, Texts
from bot.texts.formats import plain
from bot.views.callback_data import Acknowledge, ShowMissing, ShowStatus
from bot.views.reminder import render_read, render_reminder

WIB = ZoneInfo("Asia/Jakarta")
TEXTS = Texts()
DUE_AT = datetime(2026, 7, 31, 16, 59, tzinfo=UTC)
TEMANGGUNG = AgencyRef(1, "33.23", AgencyKind.REGENCY, "Temanggung", 33, "Asia/Jakarta")
JAYAPURA = AgencyRef(2, "91.71", AgencyKind.CITY, "Jayapura", 91, "Asia/Jayapura")
SETNAS = AgencyRef(3, "SETNAS", AgencyKind.COORDINATOR, "Setnas PK", None, "Asia/Jakarta")
B18 = PeriodRef(18, 1, "2025-2026", "B18", "TW VI", date(2026, 4, 1), date(2026, 6, 30))
RETURNED = Duty(
    1,
    1,
    18,
    "7.2",
    "Katalog elektronik daerah",
    report=ReportState.REPORTED,
    verification=VerificationState.RETURNED,
    note="mohon lampirkan SK tim",
    returned_on=date(2026, 7, 21),
    source="rekap Setnas PK",
    as_of=date(2026, 7, 24),
)
UNREPORTED = Duty(2, 1, 18, "9.1", "Penguatan APIP")
HOSTILE = "A & <B> \u202egnuggnameT\u202c 😀" * 500


def due(days_left: int, *, is_sample: bool = False) -> DueDate:
    return DueDate(DUE_AT, date(2026, 7, 31), days_left, max(0, days_left - 2), (), days_left < 0, is_sample)


def chain(days_left: int = 7, **more: object) -> OpenChain:
    plain_one = OpenChain(
        TEMANGGUNG, B18, DeadlineKind.REPORT, Rung.H_MINUS_7, (RETURNED, UNREPORTED), due(days_left), owed=6
    )
    return replace(plain_one, **more)  # type: ignore[arg-type]


def reminder(*chains: OpenChain, **more: object) -> Reminder:
    plain_one = Reminder(
        MessageKind.REMINDER,
        "R-7K2M9QXA",
        "id",
        "Sri Wahyuni",
        (Role.INSPECTORATE,),
        TEMANGGUNG,
        chains or (chain(),),
    )
    return replace(plain_one, **more)  # type: ignore[arg-type]


def said(shown: Reminder) -> str:
    return plain(render_reminder(shown, TEXTS, zone=WIB).text)


def test_the_reminder_of_the_contract() -> None:
    assert said(reminder()).splitlines() == [
        "Pengingat H-7 · Aksi PK TW VI (B18)",
        "Yth. Bapak/Ibu Sri Wahyuni, Inspektorat Kabupaten Temanggung",
        "",
        "Batas lapor: Jumat, 31 Juli 2026 pukul 23.59 WIB (7 hari lagi, 5 hari kerja)",
        "Dari 6 kewajiban, 2 masih terbuka:",
        '1. Aksi 7.2 Katalog elektronik daerah: dikembalikan 21 Juli 2026, "mohon lampirkan SK tim"',
        "2. Aksi 9.1 Penguatan APIP: belum lapor",
        "",
        "Mohon laporan disampaikan sebelum batas waktu. Terima kasih.",
        "Sumber: rekap Setnas PK, per 24 Juli 2026",
        "Rujukan R-7K2M9QXA",
    ]


@pytest.mark.parametrize(
    ("days_left", "distance"), [(14, "14 hari lagi"), (1, "besok"), (0, "hari ini"), (-3, "lewat 3 hari")]
)
def test_the_distance_is_counted_from_now(days_left: int, distance: str) -> None:
    assert f"({distance}" in said(reminder(chain(days_left)))


def test_in_the_east_both_moments_are_named() -> None:
    text = said(reminder(chain(agency=JAYAPURA), home=JAYAPURA))
    assert "Jumat, 31 Juli 2026 pukul 23.59 WIB · Sabtu pukul 01.59 WIT" in text


def test_after_the_deadline_the_report_is_still_welcome() -> None:
    text = said(reminder(chain(-1, rung=Rung.H_PLUS_1)))
    assert "Batas waktu telah lewat 1 hari. Laporan tetap dapat disampaikan." in text
    assert "sebelum batas waktu" not in text


def test_a_shifted_rung_says_why() -> None:
    shift = Shift(
        date(2026, 3, 17),
        (Rung.H_MINUS_7, Rung.H_MINUS_3, Rung.H_MINUS_1),
        ("Cuti Bersama Hari Suci Nyepi", "Hari Raya Idul Fitri"),
        True,
    )
    assert (
        "Dikirim Selasa, 17 Maret 2026: H-7, H-3, dan H-1 jatuh pada "
        "Cuti Bersama Hari Suci Nyepi, Hari Raya Idul Fitri, dan akhir pekan."
    ) in said(reminder(chain(shift=shift)))


def test_humas_is_asked_to_publish_what_is_verified() -> None:
    verified = replace(RETURNED, verification=VerificationState.VERIFIED, returned_on=None, percent=Decimal("89.99"))
    publications = chain(kind=DeadlineKind.PUBLISH, duties=(verified,), owed=3)
    text = said(reminder(publications, roles=(Role.PUBLIC_RELATIONS, Role.COMMUNICATIONS_OFFICE)))
    assert text.startswith("Pengingat H-7 · Publikasi TW VI (B18)")
    assert "Yth. Bapak/Ibu Sri Wahyuni, Humas dan Diskominfo Kabupaten Temanggung" in text
    assert "Dari 3 capaian terverifikasi, 1 belum dipublikasikan:" in text
    assert "1. Aksi 7.2 Katalog elektronik daerah: 89,99%" in text


def test_a_person_without_a_name_is_addressed_by_the_seat() -> None:
    assert "Yth. Bapak/Ibu Inspektorat Kabupaten Temanggung" in said(reminder(name=None))


def test_sample_deadlines_and_agencies_are_labelled() -> None:
    shown = chain(agency=replace(TEMANGGUNG, is_sample=True), due=due(7, is_sample=True))
    assert said(reminder(shown)).count("data contoh") == 2


def test_late_and_repeated_messages_say_so() -> None:
    text = said(reminder(is_late=True, is_repeated=True))
    assert "(terlambat dikirim)" in text
    assert "(dikirim ulang; abaikan bila sudah diterima)" in text


def test_other_open_duties_with_their_own_deadline_are_mentioned() -> None:
    assert "(2 kewajiban terbuka lain mempunyai batas waktu sendiri.)" in said(reminder(chain(elsewhere=2)))
    assert "Batas perbaikan:" in said(reminder(chain(is_repair=True)))


def test_more_than_fifteen_items_are_counted() -> None:
    many = tuple(replace(UNREPORTED, assignment_id=number) for number in range(20))
    text = said(reminder(chain(duties=many)))
    assert "15. Aksi" in text
    assert "16. Aksi" not in text
    assert "… dan 5 lainnya" in text


def test_a_copy_names_agencies_and_counts_and_asks_one_thing() -> None:
    first = chain(-5, rung=Rung.H_PLUS_3, reminded=6)
    second = chain(-5, rung=Rung.H_PLUS_3, agency=JAYAPURA, reminded=None)
    text = said(reminder(first, second, kind=MessageKind.COPY, roles=(Role.SETNAS_ADMIN,), home=SETNAS))
    assert text.startswith("Tembusan pengingat H+3 · Aksi PK TW VI (B18)")
    assert "Yth. Bapak/Ibu Sri Wahyuni, Administrator Setnas PK\n" in text
    assert "1. Kabupaten Temanggung · TW VI (B18): 2 kewajiban lapor, lewat 5 hari; telah diingatkan 6 kali" in text
    assert "2. Kota Jayapura" in text
    assert "belum ada yang dapat kami ingatkan di sana" in text
    assert text.count("Mohon") == 1


def test_a_copy_about_one_agency_says_what_to_assign_and_about_several_does_not() -> None:
    many = tuple(replace(UNREPORTED, assignment_id=n, action_code=f"{n}.1") for n in range(10, 28))
    publication = chain(-2, kind=DeadlineKind.PUBLISH, duties=(replace(RETURNED, action_code="3.1"),))
    about_one = {"kind": MessageKind.COPY, "roles": (Role.LEADERSHIP,), "home": TEMANGGUNG}
    text = said(reminder(chain(-3), publication, chain(-1, duties=many), **about_one))
    assert (
        "lewat 3 hari\n"
        '   – Aksi 7.2 Katalog elektronik daerah: dikembalikan 21 Juli 2026, "mohon lampirkan SK tim"\n'
        "   – Aksi 9.1 Penguatan APIP: belum lapor\n"
    ) in text
    assert "1 capaian belum dipublikasikan, lewat 2 hari\n   – Aksi 3.1 Katalog elektronik daerah: belum ada" in text
    assert "   … dan 3 lainnya\n" in text
    assert "Aksi 7.2" not in said(reminder(chain(-3), chain(-3, agency=JAYAPURA), **about_one))


def test_the_buttons_prove_the_reading_and_lead_to_the_status() -> None:
    ((read, look),) = render_reminder(reminder(), TEXTS, zone=WIB).rows
    assert (read.data, look.data) == (Acknowledge("R-7K2M9QXA"), ShowStatus(1, 18))


def test_a_copy_about_several_agencies_leads_to_who_is_missing() -> None:
    several = reminder(chain(-5), chain(-5, agency=JAYAPURA), kind=MessageKind.COPY)
    ((_, look),) = render_reminder(several, TEXTS, zone=WIB).rows
    assert look.data == ShowMissing(18)


@pytest.mark.parametrize("language", ["id", "en"])
@pytest.mark.parametrize("kind", MessageKind)
def test_hostile_names_neither_break_nor_burst_the_message(kind: MessageKind, language: str) -> None:
    duty = replace(RETURNED, action_title=HOSTILE, note=HOSTILE, source=HOSTILE)
    agency, period = replace(TEMANGGUNG, name=HOSTILE), replace(B18, name=HOSTILE)
    worst = chain(-3, agency=agency, period=period, duties=(duty,) * 40)
    shown = reminder(*[worst] * 40, kind=kind, name=HOSTILE, home=agency, language=language)
    text = render_reminder(shown, TEXTS, zone=WIB).text
    assert len(plain(text).encode("utf-16-le")) // 2 <= MESSAGE_LIMIT
    assert set(re.findall(r"<[^>]*>", text)) <= {"<b>", "</b>", "<i>", "</i>"}
    assert "\u202e" not in text


def test_reading_is_answered_once_with_thanks() -> None:
    answers = {is_first: render_read(TEXTS, "id", is_first=is_first) for is_first in (True, False, None)}
    assert len(set(answers.values())) == 3
    assert all(len(answer) <= 200 for answer in answers.values())
