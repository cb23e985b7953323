"""A person's own data as messages: the notice, what is stored, erasure, stop and resume."""

from zoneinfo import ZoneInfo

from bot.services.asking import Asker
from bot.services.privacy import NOTICE_VERSION, OwnData
from bot.texts.catalog import Texts, msg
from bot.views.callback_data import Consent, ManageData, ShowHelp, ShowSettings
from bot.views.message import Button, Message
from bot.views.seats import SEATS_SHOWN, seat_name
from bot.views.settings import hour_text, language_name, state_text

CONSENTS_SHOWN = 5
AGENCIES_SHOWN = 8


def render_notice(texts: Texts, language: str, *, asks_consent: bool) -> Message:
    """What is stored, why, where, how long, and a person's rights; asks_consent: with the button that agrees."""
    agree = Button(texts.label(msg("Saya setuju"), language), Consent(NOTICE_VERSION))
    show = Button(texts.label(msg("Data saya"), language), ManageData("show"))
    text = texts.render("privacy/notice", language, version=NOTICE_VERSION)
    return Message(text, ((agree,) if asks_consent else (), (show,)))


def render_own_data(data: OwnData, texts: Texts, *, asker: Asker, zone: ZoneInfo) -> Message:
    """All that is stored about the person. zone: that of the times shown."""
    language = asker.language
    seats = data.seats[-SEATS_SHOWN:]
    text = texts.render(
        "privacy/own_data",
        language,
        data=data,
        seats=[
            {
                "name": seat_name(seat.role, seat.agency, texts, language),
                "starts_at": seat.starts_at.astimezone(zone),
                "ends_at": seat.ends_at and seat.ends_at.astimezone(zone),
            }
            for seat in seats
        ],
        left_out=len(data.seats) - len(seats),
        consents=data.consents[-CONSENTS_SHOWN:],
        language_name=language_name(data.language),
        hour=hour_text(data.reminder_hour, texts, language),
        state=texts.label(state_text(data.stopped_at, data.chat_state), language),
        asked=[agency.full_name for agency in data.asked.agencies[:AGENCIES_SHOWN]] if data.asked else [],
        zone=zone,
    )
    erase = Button(texts.label(msg("Hapus data saya"), language), ManageData("erase"))
    notice = Button(texts.label(msg("Pemberitahuan privasi"), language), ManageData("notice"))
    return Message(text, ((notice, erase),))


def render_no_data(texts: Texts, language: str) -> Message:
    """Nothing is stored about whoever asks."""
    return Message(texts.render("privacy/no_data", language))


def render_erase_question(texts: Texts, language: str) -> Message:
    """Ask before what cannot be undone."""
    sure = Button(texts.label(msg("Ya, hapus"), language), ManageData("erase-now"))
    back = Button(texts.label(msg("Tidak jadi"), language), ShowSettings("data"))
    return Message(texts.render("privacy/erase_question", language), ((sure, back),))


def render_erased(texts: Texts, language: str) -> Message:
    """Everything personal is gone."""
    return Message(texts.render("privacy/erased", language))


def render_stopped(texts: Texts, language: str, *, withdrawn: int) -> Message:
    """Reminders have stopped; withdrawn: how many were waiting."""
    resume = Button(texts.label(msg("Lanjutkan pengingat"), language), ManageData("resume"))
    help_ = Button(texts.label(msg("Bantuan"), language), ShowHelp())
    return Message(texts.render("privacy/stopped", language, withdrawn=withdrawn), ((resume, help_),))


def render_resumed(texts: Texts, language: str) -> Message:
    """Reminders leave again."""
    hour = Button(texts.label(msg("Atur jam pengingat"), language), ShowSettings("hour"))
    help_ = Button(texts.label(msg("Bantuan"), language), ShowHelp())
    return Message(texts.render("privacy/resumed", language), ((hour, help_),))
