"""The first minute and the way out: greeting, refused code, "Bukan saya"."""

from datetime import datetime
from zoneinfo import ZoneInfo

from bot.domain.permissions import Permission
from bot.services.asking import Asker
from bot.services.missing import COORDINATING_ROLES
from bot.services.privacy import NOTICE_VERSION
from bot.services.status import OWES
from bot.services.welcome import Welcome
from bot.texts.catalog import Texts, msg
from bot.views import words
from bot.views.callback_data import Consent, ManageData, NotMe, ShowHelp, ShowMissing, ShowSettings, ShowStatus
from bot.views.message import Button, Message, Rows
from bot.views.seats import SEATS_SHOWN, seat_line, seat_name
from db.queries.people import OccupiedSeat

SALUTATIONS = ((4, msg("Selamat malam")), (11, msg("Selamat pagi")), (15, msg("Selamat siang")))
"""Until which hour which greeting is said."""


def salutation(now: datetime, zone: ZoneInfo) -> str:
    """The greeting of the hour in a zone, as a label."""
    hour = now.astimezone(zone).hour
    late = msg("Selamat sore") if hour < 19 else msg("Selamat malam")
    return next((label for until, label in SALUTATIONS if hour < until), late)


def render_greeting(facts: Welcome, texts: Texts, *, asker: Asker, zone: ZoneInfo) -> Message:
    """Who the person is here, what is open now, and what can be done. zone: that of national deadlines."""
    person, language = facts.person, asker.language
    leading = facts.new_seat or person.seats[0]
    others = [seat for seat in person.seats if seat != facts.new_seat]
    due = facts.open_now.next_due
    text = texts.render(
        "enrolment/greeting",
        language,
        salutation=texts.label(salutation(facts.now, leading.agency.zone), language),
        name=person.name,
        new_seat=facts.new_seat and seat_line(leading.role, leading.agency, texts, language),
        seats=[seat_line(seat.role, seat.agency, texts, language) for seat in others[:SEATS_SHOWN]],
        left_out=max(0, len(others) - SEATS_SHOWN),
        is_stopped=person.stopped_at is not None,
        owes_duties=any(seat.role in OWES for seat in person.seats),
        open_now=facts.open_now,
        deadline=texts.label(words.DEADLINE[due.kind], language) if due else "",
        national=zone,
        local=leading.agency.zone,
        has_agreed=facts.has_agreed,
    )
    return Message(text, _greeting_rows(facts, texts, asker))


def render_first_administrator(texts: Texts, language: str, *, now: datetime, zone: ZoneInfo) -> Message:
    """The greeting of an account in ADMIN_IDS while nobody administers."""
    label = texts.label(salutation(now, zone), language)
    rows = ((_invite(texts, language), Button(texts.label(msg("Bantuan"), language), ShowHelp())),)
    return Message(texts.render("enrolment/first_administrator", language, salutation=label), rows)


def render_code_refused(texts: Texts, language: str) -> Message:
    """The one answer to a wrong, a used and an expired code."""
    return Message(texts.render("enrolment/code_refused", language))


def render_not_me(seat: OccupiedSeat, texts: Texts, language: str) -> Message:
    """Ask whether the seat is really not theirs."""
    sure = Button(texts.label(msg("Ya, bukan saya"), language), NotMe(seat.seat_id, sure=True))
    back = Button(texts.label(msg("Tidak jadi"), language), ShowSettings("seats"))
    name = seat_name(seat.role, seat.agency, texts, language)
    return Message(texts.render("enrolment/not_me", language, seat=name), ((sure, back),))


def render_left(seat: OccupiedSeat, texts: Texts, language: str, *, has_seats: bool) -> Message:
    """The seat was left."""
    name = seat_name(seat.role, seat.agency, texts, language)
    buttons = () if has_seats else _data_buttons(texts, language)
    return Message(texts.render("enrolment/left", language, seat=name, has_seats=has_seats), (buttons,))


def render_last_administrator(texts: Texts, language: str) -> Message:
    """Whoever administers alone has to find somebody else first."""
    return Message(texts.render("enrolment/last_administrator", language), ((_invite(texts, language),),))


def _greeting_rows(facts: Welcome, texts: Texts, asker: Asker) -> Rows:
    language, seats = asker.language, facts.person.seats
    agree = Button(texts.label(msg("Saya setuju"), language), Consent(NOTICE_VERSION))
    resume = Button(texts.label(msg("Lanjutkan pengingat"), language), ManageData("resume"))
    hour = Button(texts.label(msg("Atur jam pengingat"), language), ShowSettings("hour"))
    help_ = Button(texts.label(msg("Bantuan"), language), ShowHelp())
    leave = NotMe(seats[0].seat_id) if len(seats) == 1 else ShowSettings("seats")
    not_me = Button(texts.label(msg("Bukan saya"), language), leave)
    invite = (_invite(texts, language),) if asker.may_somewhere(Permission.INVITE) else ()
    return (
        () if facts.has_agreed else (agree,),
        (resume,) if facts.person.stopped_at else (),
        (_first_look(texts, asker), *(invite or (hour,))),
        (hour, help_) if invite else (help_, not_me),
        (not_me,) if invite else (),
    )


def _first_look(texts: Texts, asker: Asker) -> Button:
    """Who looks after many agencies begins with what is incomplete, everybody else with their own."""
    if asker.roles & COORDINATING_ROLES or not asker.agencies:
        return Button(texts.label(msg("Belum lengkap"), asker.language), ShowMissing())
    return Button(texts.label(msg("Lihat status"), asker.language), ShowStatus(asker.agencies[0].id))


def _invite(texts: Texts, language: str) -> Button:
    return Button(texts.label(msg("Undang focal point"), language), ShowSettings("invite"))


def _data_buttons(texts: Texts, language: str) -> tuple[Button, ...]:
    show = Button(texts.label(msg("Data saya"), language), ManageData("show"))
    return (show, Button(texts.label(msg("Hapus data saya"), language), ManageData("erase")))
