"""Notices as people read them: whole with the longest names, in both languages, each with a way on."""

import re
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest

from bot.domain.agencies import AgencyRef
from bot.domain.notices import NoticeKind
from bot.domain.periods import PeriodRef
from bot.domain.roles import AgencyKind, Role
from bot.services.deliveries import Deliveries, Listed
from bot.services.notice_content import Mistake, Notice, Parked, Reader, Unreachable
from bot.simulator.html import parse_html
from bot.texts.catalog import LANGUAGES, MESSAGE_LIMIT, Texts
from bot.transport_errors import Refusal
from bot.views.callback_data import Acknowledge, Invite, ShowContacts, ShowCorrections, ShowMissing, ShowStatus
from bot.views.deliveries import render_deliveries
from bot.views.message import Message
from bot.views.notices import BUTTONS, LINES, PARKED_FOR, render_notice
from scheduler.contents import COMPOSERS
from scheduler.delivery import BY_REFUSAL, Verdict

TEXTS, JAKARTA = Texts(), ZoneInfo("Asia/Jakarta")
NOW = datetime(2026, 7, 13, 2, 0, tzinfo=UTC)
HOSTILE = "Ibu <b>&\"'> \u202eterbalik\u202c 🎉" + "🎉x" * 5_000
TEMANGGUNG = AgencyRef(1, "33.23", AgencyKind.REGENCY, "Temanggung", 2, "Asia/Jakarta")
CENTRAL_JAVA = AgencyRef(2, "33", AgencyKind.PROVINCE, "Jawa Tengah", None, "Asia/Jakarta")
SETNAS = AgencyRef(9, "SETNAS", AgencyKind.COORDINATOR, "Setnas PK", None, "Asia/Jakarta")
STRANGE = AgencyRef(5, "X", AgencyKind.MINISTRY, HOSTILE, None, "Asia/Jayapura", is_sample=True)
PERIOD = PeriodRef(18, 1, "2025-2026", "B18", "TW VI", date(2026, 4, 1), date(2026, 6, 30))
SRI = Unreachable("Sri Wahyuni", ((Role.INSPECTORATE, TEMANGGUNG),))
KORWIL = Reader(3, "Kartika", "id", ((Role.REGIONAL_COORDINATOR, CENTRAL_JAVA),))
ADMIN = Reader(4, "Ratna", "id", ((Role.SETNAS_ADMIN, SETNAS),))


def shown(notice: Notice) -> Message:
    return render_notice(notice, TEXTS, zone=JAKARTA)


def buttons(message: Message) -> dict[str, object]:
    return {button.label: button.data for row in message.rows for button in row}


def test_a_notice_of_persons_names_them_and_their_office_and_nothing_else() -> None:
    message = shown(Notice(NoticeKind.UNREACHABLE, "R-AAAAAAAA", KORWIL, unreachable=(SRI,)))
    assert message.plain.splitlines() == [
        "Pengingat tidak sampai",
        "Yth. Bapak/Ibu Kartika, Koordinator wilayah Provinsi Jawa Tengah",
        "",
        "Pengingat untuk focal point berikut tidak lagi sampai ke percakapannya:",
        "• Sri Wahyuni, Inspektorat Kabupaten Temanggung",
        "",
        "Mohon bantuan Bapak/Ibu mengabari yang bersangkutan; pengingat dapat dilanjutkannya kapan saja dengan "
        "mengirim perintah start ke bot ini. Bila jabatan sudah beralih, Setnas PK dapat mengundang penggantinya. "
        "Terima kasih.",
        "Rujukan R-AAAAAAAA",
    ]
    assert buttons(message) == {
        "Sudah dibaca": Acknowledge("R-AAAAAAAA"),
        "Lihat kontak": ShowContacts(TEMANGGUNG.id),
    }


def test_an_administrator_can_invite_a_successor_at_once() -> None:
    message = shown(Notice(NoticeKind.UNREACHABLE, "R-AAAAAAAA", ADMIN, unreachable=(SRI,)))
    assert "dapat diundang dari sini" in message.text
    assert buttons(message)["Undang pengganti"] == Invite(TEMANGGUNG.id)


def test_fifty_ordinary_names_are_all_there() -> None:
    people = tuple(Unreachable(f"Focal Point {number}", SRI.offices) for number in range(50))
    text = shown(Notice(NoticeKind.UNREACHABLE, "R-AAAAAAAA", KORWIL, unreachable=people)).plain
    assert all(f"Focal Point {number}," in text for number in range(50))


def test_of_several_agencies_the_list_of_all_is_a_press_away() -> None:
    other = Unreachable("Wulan", ((Role.PUBLIC_RELATIONS, CENTRAL_JAVA),))
    message = shown(Notice(NoticeKind.UNREACHABLE, "R-AAAAAAAA", KORWIL, unreachable=(SRI, other)))
    assert buttons(message)["Belum lengkap"] == ShowMissing()


def test_a_request_opens_on_the_page_where_it_stands_and_its_end_leads_to_the_status() -> None:
    mistake = Mistake(TEMANGGUNG, PERIOD, NOW, "Sri Wahyuni", place=17, note="Aksi 7.2 keliru")
    asked = shown(Notice(NoticeKind.CORRECTION, "R-AAAAAAAA", ADMIN, mistakes=(mistake,)))
    assert "• Kabupaten Temanggung · TW VI (B18), Senin, 13 Juli 2026 pukul 09.00 WIB, Sri Wahyuni" in asked.plain
    assert "dengan keterangan, lihat /belum" in asked.plain
    assert "keliru”" not in asked.plain, "what people write is kept in no message"
    assert buttons(asked)["Buka permintaan"] == ShowCorrections(2)
    done = shown(Notice(NoticeKind.SETTLED, "R-AAAAAAAA", KORWIL, mistakes=(mistake,)))
    assert "Setnas PK telah memeriksa" in done.plain
    assert buttons(done)["Lihat status"] == ShowStatus(TEMANGGUNG.id, PERIOD.id)


def test_a_group_is_named_by_its_title_or_its_number_with_the_reason() -> None:
    parked = (Parked(-1001000000001, "no_rights"), Parked(-1002, "", "Aksi PK <Jateng>"))
    message = shown(Notice(NoticeKind.PARKED, "R-AAAAAAAA", ADMIN, parked=parked))
    assert "• -1001000000001: bot tidak berhak menulis di sana" in message.plain
    assert "• Aksi PK <Jateng>: salah satu topiknya ditutup" in message.plain


def test_a_repetition_says_so() -> None:
    assert (
        "dikirim ulang"
        in shown(Notice(NoticeKind.UNREACHABLE, "R-AAAAAAAA", ADMIN, unreachable=(SRI,), is_repeated=True)).text
    )


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("kind", NoticeKind)
def test_many_hostile_names_fit_into_one_message(kind: NoticeKind, language: str) -> None:
    reader = Reader(1, HOSTILE, language, ((Role.IMPLEMENTING_UNIT, STRANGE), (Role.SETNAS_ADMIN, SETNAS)))
    notice = Notice(
        kind,
        "R-AAAAAAAA",
        reader,
        unreachable=(Unreachable(HOSTILE, ((Role.IMPLEMENTING_UNIT, STRANGE), (Role.LEADERSHIP, STRANGE))),) * 40,
        parked=(Parked(-(2**52), HOSTILE, HOSTILE),) * 40,
        mistakes=(Mistake(STRANGE, PERIOD, NOW, HOSTILE, HOSTILE * 2, place=3),) * 40,
        is_repeated=True,
    )
    message = shown(notice)
    text, _ = parse_html(message.text)
    assert len(text.encode("utf-16-le")) // 2 <= MESSAGE_LIMIT
    assert re.search(r"… (dan|and) \d+", text)
    assert "\u202e" not in text
    assert all(len(button.data.pack()) <= 64 for row in message.rows for button in row if button.data)


def test_every_kind_of_notice_is_composed_and_shown() -> None:
    assert set(LINES) == set(BUTTONS) == set(NoticeKind) <= set(COMPOSERS)


def test_every_refusal_that_parks_a_group_has_words() -> None:
    parking = {refusal for refusal, verdict in BY_REFUSAL.items() if verdict is Verdict.PARK}
    assert set(PARKED_FOR) - {""} == parking == {Refusal.NO_RIGHTS, Refusal.NO_TOPIC}


def test_a_message_without_a_rung_of_which_nobody_knows_is_listed_by_its_kind() -> None:
    unclear = Listed(7, "R-AAAAAAAA", "papan", None, "", "Ambiguous", NOW, is_repeated=False)
    page = render_deliveries(Deliveries({}, (unclear,), ()), TEXTS, "id", zone=JAKARTA)
    assert "1. papan grup, R-AAAAAAAA" in page.plain
