"""The settings: one message whose pages replace each other."""

from collections.abc import Callable
from datetime import datetime

from bot.domain.ladder import DEFAULT_HOUR
from bot.domain.permissions import Permission
from bot.services.asking import Asker
from bot.services.settings import HOURS
from bot.texts.catalog import ENGLISH, SOURCE, Texts, msg
from bot.texts.formats import clean
from bot.views.announcement_buttons import ShowAnnouncements
from bot.views.callback_data import ChooseHour, ChooseLanguage, ManageData, NotMe, ShowDeliveries, ShowSettings
from bot.views.group_buttons import ShowGroups
from bot.views.inviting import render_how_to
from bot.views.message import Button, Message, Rows, in_rows
from bot.views.seats import SEATS_SHOWN, seat_lines, seat_name
from db.models import ChatState

LANGUAGE_NAMES = {SOURCE: "Indonesia", ENGLISH: "English"}
"""Each in its own language, for whoever cannot read the other."""

HOURS_A_ROW = 4
BUTTON_LIMIT = 60


def render_settings(page: str, texts: Texts, *, asker: Asker) -> Message:
    """A page of the settings; an unknown one is the first."""
    return PAGES.get(page, _render_main)(texts, asker)


def state_text(stopped_at: datetime | None, chat_state: ChatState | None) -> str:
    """Whether reminders leave, as a label."""
    if stopped_at is not None:
        return msg("dihentikan atas permintaan Bapak/Ibu")
    return msg("aktif") if chat_state is ChatState.OPEN else msg("tidak dikirim: percakapan ini tertutup")


def hour_text(hour: int | None, texts: Texts, language: str) -> str:
    """`08.00 (waktu instansi)`."""
    whose = texts.label(msg("waktu instansi"), language)
    return f"{clock_hour(hour or DEFAULT_HOUR, language)} ({whose})"


def language_name(language: str) -> str:
    """The language by its own name."""
    return LANGUAGE_NAMES.get(language, LANGUAGE_NAMES[SOURCE])


def _render_main(texts: Texts, asker: Asker) -> Message:
    language, person = asker.language, asker.person
    text = texts.render(
        "settings/main",
        language,
        is_known=person is not None,
        state=texts.label(state_text(person.stopped_at, person.chat_state), language) if person else "",
        hour=hour_text(person.reminder_hour, texts, language) if person else "",
        language_name=language_name(language),
        may_invite=asker.may_somewhere(Permission.INVITE),
    )
    return Message(
        text,
        _own_rows(texts, asker)
        + _announce_rows(texts, asker)
        + _invite_rows(texts, asker)
        + _operator_rows(texts, asker),
    )


def _own_rows(texts: Texts, asker: Asker) -> Rows:
    if asker.person is None:
        return ()
    language = asker.language
    is_sent = asker.person.is_reachable
    stop = Button(texts.label(msg("Hentikan pengingat"), language), ManageData("stop"))
    resume = Button(texts.label(msg("Lanjutkan pengingat"), language), ManageData("resume"))
    return (
        (
            Button(texts.label(msg("Jam pengingat"), language), ShowSettings("hour")),
            Button(texts.label(msg("Bahasa"), language), ShowSettings("language")),
        ),
        (
            Button(texts.label(msg("Jabatan saya"), language), ShowSettings("seats")),
            Button(texts.label(msg("Privasi dan data"), language), ShowSettings("data")),
        ),
        (stop if is_sent else resume,),
    )


def _announce_rows(texts: Texts, asker: Asker) -> Rows:
    if asker.person is None or not asker.may_somewhere(Permission.ANNOUNCE):
        return ()
    return ((Button(texts.label(msg("Pengumuman"), asker.language), ShowAnnouncements()),),)


def _invite_rows(texts: Texts, asker: Asker) -> Rows:
    invite = Button(texts.label(msg("Undang focal point"), asker.language), ShowSettings("invite"))
    groups = Button(texts.label(msg("Grup"), asker.language), ShowGroups())
    return (
        (
            *((invite,) if asker.may_somewhere(Permission.INVITE) else ()),
            *((groups,) if asker.may_somewhere(Permission.BIND_GROUP) else ()),
        ),
    )


def _operator_rows(texts: Texts, asker: Asker) -> Rows:
    if not asker.may_somewhere(Permission.OPERATE):
        return ()
    return ((Button(texts.label(msg("Pengiriman"), asker.language), ShowDeliveries()),),)


def _render_hour(texts: Texts, asker: Asker) -> Message:
    chosen = (asker.person.reminder_hour if asker.person else None) or DEFAULT_HOUR
    buttons = [
        Button(f"{'✓ ' if hour == chosen else ''}{clock_hour(hour, asker.language)}", ChooseHour(hour))
        for hour in HOURS
    ]
    return Message(texts.render("settings/hour", asker.language), (*in_rows(buttons, HOURS_A_ROW), _back(texts, asker)))


def _render_language(texts: Texts, asker: Asker) -> Message:
    buttons = [
        Button(f"{'✓ ' if code == asker.language else ''}{name}", ChooseLanguage(code))
        for code, name in LANGUAGE_NAMES.items()
    ]
    return Message(texts.render("settings/language", asker.language), (tuple(buttons), _back(texts, asker)))


def _render_seats(texts: Texts, asker: Asker) -> Message:
    seats = asker.person.seats if asker.person else ()
    text = texts.render("settings/seats", asker.language, seats=seat_lines(asker, texts)[:SEATS_SHOWN])
    leave = texts.label(msg("Bukan saya:"), asker.language)
    buttons = [
        Button(
            clean(f"{leave} {seat_name(seat.role, seat.agency, texts, asker.language)}", BUTTON_LIMIT),
            NotMe(seat.seat_id),
        )
        for seat in seats[:SEATS_SHOWN]
    ]
    return Message(text, (*in_rows(buttons, 1), _back(texts, asker)))


def _render_data(texts: Texts, asker: Asker) -> Message:
    language = asker.language
    return Message(
        texts.render("settings/data", language),
        (
            (Button(texts.label(msg("Pemberitahuan privasi"), language), ManageData("notice")),),
            (
                Button(texts.label(msg("Data saya"), language), ManageData("show")),
                Button(texts.label(msg("Hapus data saya"), language), ManageData("erase")),
            ),
            _back(texts, asker),
        ),
    )


def _render_invite(texts: Texts, asker: Asker) -> Message:
    if not asker.may_somewhere(Permission.INVITE):
        return _render_main(texts, asker)
    return Message(render_how_to(texts, asker.language).text, (_back(texts, asker),))


def _back(texts: Texts, asker: Asker) -> tuple[Button, ...]:
    return (Button(texts.label(msg("‹ Pengaturan"), asker.language), ShowSettings()),)


def clock_hour(hour: int, language: str) -> str:
    """`08.00`, in English `08:00`."""
    return f"{hour:02}:00" if language == ENGLISH else f"{hour:02}.00"


PAGES: dict[str, Callable[[Texts, Asker], Message]] = {
    "main": _render_main,
    "hour": _render_hour,
    "language": _render_language,
    "seats": _render_seats,
    "data": _render_data,
    "invite": _render_invite,
}
"""Every page by the word that its button carries."""
