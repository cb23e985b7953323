"""A card to share in any chat: complete in itself, and plain, so that it survives being copied elsewhere."""

from collections.abc import Mapping
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from bot.services.cards import Card, Lack
from bot.texts.catalog import Texts, msg
from bot.texts.formats import clean
from bot.views import words
from bot.views.message import Message
from bot.views.status import counts_of

TITLE_LIMIT = 100

NOTHING: Mapping[Lack, str] = {
    Lack.SEAT: msg("Khusus focal point: buka Sigap"),
    Lack.PERIOD: msg("Periode itu tidak ada. Buka Sigap"),
    Lack.ACTION: msg("Untuk satu aksi, tanyakan di Sigap"),
    Lack.NAME: msg("Tulis nama instansi, atau buka Sigap"),
}
"""What stands above an empty list; pressed, it leads into the private chat."""


@dataclass(frozen=True)
class CardChoice:
    """A card as it is offered while typing: a stable id, title and line to choose by, and the text that is sent."""

    id: str
    title: str
    line: str
    text: str


def render_card(card: Card, texts: Texts, language: str, *, zone: ZoneInfo) -> CardChoice:
    """The card in the language of who shares it. zone: that of national deadlines."""
    counts = [(texts.label(label, language), number) for label, number in counts_of(card.figures) if number]
    text = texts.render(
        "card",
        language,
        agency=card.agency,
        period=card.period,
        figures=card.figures,
        is_ahead=card.is_ahead,
        counts=counts,
        due_at=card.due_at,
        is_sample=card.is_sample,
        national=zone,
        tally=card.tally,
        no_source=texts.label(words.NO_SOURCE, language),
    )
    lines = Message(text).plain.split("\n")
    return CardChoice(
        id=f"{card.agency.id}:{card.period.id}",
        title=clean(card.agency.full_name, TITLE_LIMIT),
        line=clean(f"{card.period.full_name} · {lines[2]}", TITLE_LIMIT),
        text="\n".join(lines),
    )
