"""The first minute, the own data, settings and invitations as people read them."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from bot.domain.agencies import AgencyRef
from bot.domain.duties import DeadlineKind
from bot.domain.periods import DeadlineRef, PeriodRef
from bot.domain.roles import AgencyKind, Role
from bot.services.asking import SETNAS, Asker
from bot.services.invitations import Invitation
from bot.services.privacy import AskedLast, OwnData
from bot.services.status import OpenNow
from bot.services.understanding.intents import Intent
from bot.services.understanding.reading import Reading
from bot.services.welcome import Welcome
from bot.texts.catalog import LANGUAGES, MESSAGE_LIMIT, Texts
from bot.views import enrolment, inviting, privacy, settings
from bot.views.callback_data import ManageData, NotMe, ShowSettings
from bot.views.follow_ups import way_back
from bot.views.message import Message
from db.models import ChatState, Consent
from db.queries.people import OccupiedSeat, Person
from db.queries.personal import MessageCounts, SeatRecord

TEXTS, JAKARTA = Texts(), ZoneInfo("Asia/Jakarta")
NOW = datetime(2026, 7, 13, 1, 0, tzinfo=UTC)
TEMANGGUNG = AgencyRef(1, "33.23", AgencyKind.REGENCY, "Temanggung", 2, "Asia/Jakarta")
JAYAPURA = AgencyRef(3, "91.71", AgencyKind.CITY, "Jayapura", 4, "Asia/Jayapura")
COORDINATOR = AgencyRef(9, "SETNAS", AgencyKind.COORDINATOR, "Setnas PK", None, "Asia/Jakarta")
INSPECTORATE = OccupiedSeat(1, Role.INSPECTORATE, TEMANGGUNG)
HUMAS = OccupiedSeat(2, Role.PUBLIC_RELATIONS, JAYAPURA)
ADMIN = OccupiedSeat(3, Role.SETNAS_ADMIN, COORDINATOR)
PERIOD = PeriodRef(1, 1, "2025-2026", "B18", "TW VI", date(2026, 4, 1), date(2026, 6, 30))
DUE = DeadlineRef(1, None, DeadlineKind.REPORT, datetime(2026, 7, 31, 16, 59, tzinfo=UTC))
HOSTILE = '<b>Rina</b> & "Budi"\u202e\u200b' + "x" * 10_000
NOTHING = OpenNow(0, 0, None, None)


def a_person(*seats: OccupiedSeat, name: str | None = "Sri Wahyuni", stopped_at: datetime | None = None) -> Person:
    return Person(1, name, "id", None, stopped_at, 1, 1001, ChatState.OPEN, seats)


def asking(person: Person, language: str = "id") -> Asker:
    return Asker(1001, language, person, tuple(seat.held for seat in person.seats))


def greeted(
    person: Person,
    *,
    open_now: OpenNow = NOTHING,
    new_seat: OccupiedSeat | None = None,
    has_agreed: bool = False,
    language: str = "id",
) -> Message:
    facts = Welcome(person, open_now, has_agreed, NOW, new_seat)
    return enrolment.render_greeting(facts, TEXTS, asker=asking(person, language), zone=JAKARTA)


def labels(message: Message) -> list[str]:
    return [button.label for row in message.rows for button in row]


def data_of(
    person: Person, *, name: str | None = "Sri", seats: int = 1, asked: tuple[AgencyRef, ...] | None = None
) -> OwnData:
    record = SeatRecord(Role.INSPECTORATE, TEMANGGUNG, NOW, None)
    return OwnData(
        name=name,
        username="sriw",
        telegram_id=1001,
        known_since=NOW,
        language="id",
        reminder_hour=9,
        stopped_at=None,
        chat_state=ChatState.OPEN,
        opened_at=NOW,
        seats=(record,) * seats,
        consents=(Consent(focal_point_id=1, version="2026-07", given_at=NOW),) * seats,
        messages=MessageCounts(12, 3, 1),
        invites_made=0,
        updates_kept=0,
        asked=AskedLast(NOW, asked) if asked is not None else None,
    )


def test_the_greeting_names_person_role_agency_and_zone() -> None:
    message = greeted(a_person(INSPECTORATE), new_seat=INSPECTORATE)
    assert message.text.startswith("Selamat pagi, Bapak/Ibu <b>Sri Wahyuni</b>.")
    assert "<b>Inspektorat Kabupaten Temanggung</b> (WIB)" in message.text
    assert "tidak pernah meminta kata sandi atau NIK" in message.text


def test_the_greeting_has_the_three_buttons_and_the_way_out() -> None:
    message = greeted(a_person(INSPECTORATE), new_seat=INSPECTORATE, has_agreed=True)
    assert labels(message) == ["Lihat status", "Atur jam pengingat", "Bantuan", "Bukan saya"]


def test_consent_is_asked_for_until_it_is_given() -> None:
    assert "Saya setuju" in labels(greeted(a_person(INSPECTORATE)))
    assert "/privacy" in greeted(a_person(INSPECTORATE)).text
    assert "Saya setuju" not in labels(greeted(a_person(INSPECTORATE), has_agreed=True))


def test_the_greeting_says_what_is_open_and_by_when() -> None:
    message = greeted(a_person(INSPECTORATE), open_now=OpenNow(3, 0, DUE, PERIOD))
    assert "<b>3 kewajiban</b> masih terbuka." in message.text
    assert "Batas lapor berikutnya, TW VI (B18): <b>Jumat, 31 Juli 2026 pukul 23.59 WIB</b>" in message.text
    assert "contoh" not in message.text


def test_nothing_open_is_said_too_and_a_sample_is_marked() -> None:
    sample = DeadlineRef(1, None, DeadlineKind.REPORT, DUE.due_at, is_sample=True)
    message = greeted(a_person(INSPECTORATE), open_now=OpenNow(0, 0, sample, PERIOD))
    assert "Tidak ada kewajiban terbuka." in message.text
    assert "(data contoh)" in message.text


def test_whoever_owes_nothing_by_role_is_not_told_about_duties() -> None:
    assert "kewajiban" not in greeted(a_person(ADMIN)).text


def test_a_second_seat_is_told_beside_the_first_with_its_own_time() -> None:
    message = greeted(a_person(INSPECTORATE, HUMAS), new_seat=HUMAS, open_now=OpenNow(1, 0, DUE, PERIOD))
    assert "kini terdaftar sebagai <b>Humas Kota Jayapura</b> (WIT)" in message.text
    assert "• <b>Inspektorat Kabupaten Temanggung</b> (WIB)" in message.text
    assert "pukul 23.59 WIB · Sabtu pukul 01.59 WIT" in message.text


def test_with_several_seats_the_way_out_asks_which_one() -> None:
    one, two = greeted(a_person(INSPECTORATE)), greeted(a_person(INSPECTORATE, HUMAS))
    way_out = [next(b.data for row in m.rows for b in row if b.label == "Bukan saya") for m in (one, two)]
    assert way_out == [NotMe(1), ShowSettings("seats")]


def test_a_person_who_stopped_reminders_is_told_so_and_may_resume() -> None:
    message = greeted(a_person(INSPECTORATE, stopped_at=NOW))
    assert "tetap dihentikan" in message.text
    assert any(button.data == ManageData("resume") for row in message.rows for button in row)


def test_an_administrator_finds_the_way_to_invite_in_the_greeting() -> None:
    assert "Undang focal point" in labels(greeted(a_person(ADMIN)))
    assert "Undang focal point" not in labels(greeted(a_person(INSPECTORATE)))


@pytest.mark.parametrize(
    ("hour", "words"),
    [
        (0, "Selamat malam"),
        (3, "Selamat malam"),
        (4, "Selamat pagi"),
        (10, "Selamat pagi"),
        (11, "Selamat siang"),
        (14, "Selamat siang"),
        (15, "Selamat sore"),
        (18, "Selamat sore"),
        (19, "Selamat malam"),
        (23, "Selamat malam"),
    ],
)
def test_the_salutation_follows_the_clock_of_the_agency(hour: int, words: str) -> None:
    moment = datetime(2026, 7, 13, hour, 30, tzinfo=ZoneInfo("Asia/Jayapura"))
    assert enrolment.salutation(moment, ZoneInfo("Asia/Jayapura")) == words


def test_the_refusal_of_a_code_does_not_tell_why() -> None:
    text = enrolment.render_code_refused(TEXTS, "id").text
    assert text == "Kode tidak dapat digunakan. Mohon minta undangan baru kepada Setnas PK."


def test_a_name_without_letters_for_a_name_is_left_out() -> None:
    assert greeted(a_person(INSPECTORATE, name=None)).text.startswith("Selamat pagi, Bapak/Ibu.\n")


@pytest.mark.parametrize("language", LANGUAGES)
def test_hostile_names_neither_break_nor_burst_a_message(language: str) -> None:
    place = AgencyRef(1, "33.23", AgencyKind.REGENCY, HOSTILE, 2, "Asia/Jakarta")
    seats = tuple(OccupiedSeat(number, Role.INSPECTORATE, place) for number in range(60))
    person = a_person(*seats, name=HOSTILE)
    made = Invitation("ABCDEFGHIJKLMNOPQRSTUVWX2A", place, Role.INSPECTORATE, HOSTILE, NOW + timedelta(hours=72))
    messages = [
        greeted(person, new_seat=seats[0], open_now=OpenNow(1, 0, DUE, PERIOD), language=language),
        enrolment.render_not_me(seats[0], TEXTS, language),
        enrolment.render_left(seats[0], TEXTS, language, has_seats=False),
        privacy.render_own_data(
            data_of(person, name=HOSTILE, seats=60, asked=(place,) * 20),
            TEXTS,
            asker=asking(person, language),
            zone=JAKARTA,
        ),
        Message("-", way_back(TEXTS, asker=asking(person, language), reading=Reading(Intent.DEADLINE))),
        inviting.render_which_role(place, TEXTS, language, roles=[Role.INSPECTORATE]),
        inviting.render_unknown(HOSTILE, TEXTS, language, choices=[place]),
        inviting.render_made(place, Role.INSPECTORATE, TEXTS, language),
        inviting.render_invitation(made, TEXTS, language, username="sigap_bot", zone=JAKARTA),
        *(settings.render_settings(page, TEXTS, asker=asking(person, language)) for page in settings.PAGES),
    ]
    for message in messages:
        assert len(message.text) < MESSAGE_LIMIT
        assert "<b>Rina" not in message.text
        assert "\u202e" not in message.text
        labelled = labels(message)
        assert all(len(label) <= 64 and "\u202e" not in label for label in labelled)
        assert all(len(button.data.pack().encode()) <= 64 for row in message.rows for button in row if button.data)


def test_the_notice_says_what_why_where_how_long_and_which_rights() -> None:
    text = privacy.render_notice(TEXTS, "id", asks_consent=True).text
    for words in (
        "Yang disimpan",
        "Untuk apa",
        "di luar Indonesia",
        "Berapa lama",
        "/data_saya",
        "/hapus_saya",
        "/stop",
    ):
        assert words in text


def test_the_own_data_read_like_sentences() -> None:
    person = a_person(INSPECTORATE)
    text = privacy.render_own_data(data_of(person), TEXTS, asker=asking(person), zone=JAKARTA).text
    assert "Akun Telegram: 1001 (@sriw)" in text
    assert "• Inspektorat Kabupaten Temanggung: sejak 13 Juli 2026" in text
    assert "Jam pengingat: 09.00 (waktu instansi)" in text
    assert "Pengingat terkirim 12, ditandai dibaca 3, menunggu 1" in text
    assert "Pertanyaan terakhir" not in text


def test_what_was_asked_last_is_part_of_the_own_data() -> None:
    person = a_person(INSPECTORATE)
    for asked, shown in (((JAYAPURA,), " (Kota Jayapura)"), ((), "")):
        data = data_of(person, asked=asked)
        text = privacy.render_own_data(data, TEXTS, asker=asking(person), zone=JAKARTA).text
        assert text.endswith(f"Pertanyaan terakhir: Senin, 13 Juli 2026 pukul 08.00 WIB{shown}")


def test_the_way_back_leads_to_ones_own_agency_or_to_each_of_several() -> None:
    def under(*seats: OccupiedSeat, about: AgencyRef) -> list[str]:
        asker = asking(a_person(*seats))
        return labels(Message("-", way_back(TEXTS, asker=asker, reading=Reading(Intent.STATUS, (about,)))))

    assert under(INSPECTORATE, about=JAYAPURA) == ["Instansi saya"]
    assert under(INSPECTORATE, HUMAS, about=COORDINATOR) == ["Kabupaten Temanggung", "Kota Jayapura"]
    assert under(INSPECTORATE, HUMAS, about=JAYAPURA) == ["Kabupaten Temanggung"]
    assert under(ADMIN, about=JAYAPURA) == []


def test_the_chosen_hour_is_marked_among_seven_to_seventeen() -> None:
    message = settings.render_settings("hour", TEXTS, asker=asking(a_person(INSPECTORATE)))
    assert labels(message)[:-1] == ["07.00", "✓ 08.00", *(f"{hour:02}.00" for hour in range(9, 18))]


def test_settings_offer_to_stop_or_to_resume_never_both() -> None:
    running = labels(settings.render_settings("main", TEXTS, asker=asking(a_person(INSPECTORATE))))
    stopped = labels(settings.render_settings("main", TEXTS, asker=asking(a_person(INSPECTORATE, stopped_at=NOW))))
    assert "Hentikan pengingat" in running
    assert "Lanjutkan pengingat" not in running
    assert "Lanjutkan pengingat" in stopped
    assert "Hentikan pengingat" not in stopped


def test_an_account_of_admin_ids_invites_and_sees_deliveries_and_has_nothing_of_its_own() -> None:
    first = Asker(1003, "id", None, (SETNAS,))
    assert labels(settings.render_settings("main", TEXTS, asker=first)) == ["Undang focal point", "Grup", "Pengiriman"]


def test_a_page_for_administrators_shows_others_the_first_page() -> None:
    person = asking(a_person(INSPECTORATE))
    assert settings.render_settings("invite", TEXTS, asker=person) == settings.render_settings(
        "main", TEXTS, asker=person
    )
    assert settings.render_settings("no such page", TEXTS, asker=person).text.startswith("<b>Pengaturan</b>")


def test_an_invitation_survives_being_forwarded_as_plain_text() -> None:
    made = Invitation("ABCDEFGHIJKLMNOPQRSTUVWX2A", TEMANGGUNG, Role.INSPECTORATE, None, NOW + timedelta(hours=72))
    message = inviting.render_invitation(made, TEXTS, "id", username="sigap_bot", zone=JAKARTA)
    assert message.rows == ()
    assert "https://t.me/sigap_bot?start=ABCDEFGHIJKLMNOPQRSTUVWX2A" in message.text
    assert "<code>ABCDE-FGHIJ-KLMNO-PQRST-UVWX2A</code>" in message.text
    assert "Kamis, 16 Juli 2026 pukul 08.00 WIB" in message.text


def test_without_the_name_of_the_bot_an_invitation_has_no_link() -> None:
    made = Invitation("ABCDEFGHIJKLMNOPQRSTUVWX2A", TEMANGGUNG, Role.INSPECTORATE, None, NOW + timedelta(hours=72))
    assert "t.me" not in inviting.render_invitation(made, TEXTS, "id", username="", zone=JAKARTA).text
