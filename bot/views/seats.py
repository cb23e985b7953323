"""Seats as messages name them."""

from dataclasses import dataclass
from zoneinfo import ZoneInfo

from bot.domain.agencies import AgencyRef
from bot.domain.roles import SETNAS_ROLES, Role
from bot.services.asking import Asker
from bot.texts.catalog import Texts
from bot.views import words

SEATS_SHOWN = 12
"""More than anybody holds in earnest; a message must not burst all the same."""


@dataclass(frozen=True)
class SeatLine:
    """A seat with its name in the reader's language."""

    name: str
    zone: ZoneInfo
    is_sample: bool


def seat_name(role: Role, agency: AgencyRef | None, texts: Texts, language: str) -> str:
    """`Inspektorat Kabupaten Temanggung`; the roles of Setnas PK name their place themselves."""
    label = texts.label(words.ROLE[role], language)
    return label if agency is None or role in SETNAS_ROLES else f"{label} {agency.full_name}"


def seat_line(role: Role, agency: AgencyRef, texts: Texts, language: str) -> SeatLine:
    """The seat as a line of a message."""
    return SeatLine(seat_name(role, agency, texts, language), agency.zone, agency.is_sample)


def seat_lines(asker: Asker, texts: Texts) -> list[SeatLine]:
    """Every seat of the asker as lines of a message."""
    seats = asker.person.seats if asker.person else ()
    return [seat_line(seat.role, seat.agency, texts, asker.language) for seat in seats]
