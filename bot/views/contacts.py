"""The seats of an agency and its last reminder, as a message."""

from dataclasses import dataclass

from bot.services.contacts import AgencyContacts, SeatContact
from bot.texts.catalog import Texts, msg
from bot.views import words
from bot.views.callback_data import ShowStatus
from bot.views.message import Button, Message

NAMES_SHOWN = 3


@dataclass(frozen=True)
class SeatLine:
    """A seat with its state in the reader's language."""

    mark: str
    name: str
    state: str
    names: tuple[str, ...]


def render_contacts(contacts: AgencyContacts, texts: Texts, language: str, *, period_id: int | None) -> Message:
    """Who can be written to at an agency. period_id: of the status to come back to."""
    text = texts.render(
        "contacts",
        language,
        agency=contacts.agency,
        seats=[_line(seat, texts, language) for seat in contacts.seats],
        may_detail=contacts.may_detail,
        reminder=contacts.reminder,
    )
    back = Button(texts.label(msg("Ringkasan"), language), ShowStatus(contacts.agency.id, period_id))
    return Message(text, ((back,),))


def _line(seat: SeatContact, texts: Texts, language: str) -> SeatLine:
    mark, state = _state(seat)
    names = seat.names[:NAMES_SHOWN]
    return SeatLine(mark, texts.label(words.ROLE[seat.role], language), texts.label(state, language), names)


def _state(seat: SeatContact) -> tuple[str, str]:
    if not seat.people:
        return "○", msg("belum ada yang menjabat")
    if seat.reachable:
        return "✓", msg("dapat dihubungi")
    return "△", msg("belum membuka bot") if seat.expected else msg("tidak dapat dihubungi")
