"""Notices as messages: what happened, what may be done about it, and a button that leads there."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from bot.domain.notices import NoticeKind
from bot.domain.permissions import Permission
from bot.services.notice_content import Notice, Office, Parked
from bot.texts.catalog import Texts, msg
from bot.texts.formats import listing
from bot.views.callback_data import (
    Acknowledge,
    Invite,
    ShowContacts,
    ShowCorrections,
    ShowDeliveries,
    ShowMissing,
    ShowStatus,
)
from bot.views.fitting import fitting
from bot.views.message import Button, Message
from bot.views.paging import ROWS_A_PAGE
from bot.views.seats import seat_name

SHOWN = (50, 25, 10, 3)
"""How many things a notice names; fewer where names are so long that the message would not fit."""

PARKED_FOR = {
    "no_rights": msg("bot tidak berhak menulis di sana"),
    "no_topic": msg("topiknya ditutup atau dihapus"),
    "": msg("salah satu topiknya ditutup"),
}
"""The reasons for which a group is parked, as the sender names them; none where only a topic of it is."""


@dataclass(frozen=True)
class UnreachableLine:
    """A person with their offices in the reader's language."""

    name: str | None
    seat: str
    is_sample: bool


@dataclass(frozen=True)
class ParkedLine:
    """A group by its title, or by its number where that is not known, with the reason in the reader's language."""

    title: str
    number: int
    reason: str


def render_notice(notice: Notice, texts: Texts, *, zone: ZoneInfo) -> Message:
    """The notice in the language of its reader. zone: that of national times."""
    lines = LINES[notice.kind](notice, texts)
    text = fitting(lambda shown: _text(notice, lines, texts, zone, shown), SHOWN)
    read = Button(texts.label(msg("Sudah dibaca"), notice.reader.language), Acknowledge(notice.reference))
    first, *others = BUTTONS[notice.kind](notice, texts)
    return Message(text, ((read, first), tuple(others)))


def _text(notice: Notice, lines: Sequence[object], texts: Texts, zone: ZoneInfo, shown: int) -> str:
    return texts.render(
        f"notices/{notice.kind}",
        notice.reader.language,
        lines=lines[:shown],
        left_out=max(0, len(lines) - shown),
        name=notice.reader.name,
        seat=_seats(notice.reader.offices[:1], texts, notice.reader.language),
        is_repeated=notice.is_repeated,
        reference=notice.reference,
        national=zone,
        may_invite=_may_invite(notice),
    )


def _may_invite(notice: Notice) -> bool:
    """Whether the reader can bring a successor into a seat of the first person named."""
    return bool(notice.unreachable) and notice.reader.may(Permission.INVITE, notice.unreachable[0].offices[0][1])


def _seats(offices: Sequence[Office], texts: Texts, language: str) -> str:
    return listing([seat_name(role, agency, texts, language) for role, agency in offices], language)


def _unreachable_lines(notice: Notice, texts: Texts) -> list[UnreachableLine]:
    return [
        UnreachableLine(
            person.name,
            _seats(person.offices[:2], texts, notice.reader.language),
            any(agency.is_sample for _, agency in person.offices),
        )
        for person in notice.unreachable
    ]


def _parked_lines(notice: Notice, texts: Texts) -> list[ParkedLine]:
    return [
        ParkedLine(group.title, group.telegram_id, _reason(group, texts, notice.reader.language))
        for group in notice.parked
    ]


def _reason(group: Parked, texts: Texts, language: str) -> str:
    return texts.label(PARKED_FOR[group.reason], language) if group.reason in PARKED_FOR else group.reason


def _about_unreachable(notice: Notice, texts: Texts) -> list[Button]:
    agency, language = notice.unreachable[0].offices[0][1], notice.reader.language
    agencies = {agency.id for person in notice.unreachable for _, agency in person.offices}
    look = Button(texts.label(msg("Lihat kontak"), language), ShowContacts(agency.id))
    if len(agencies) > 1:
        look = Button(texts.label(msg("Belum lengkap"), language), ShowMissing())
    if not _may_invite(notice):
        return [look]
    return [look, Button(texts.label(msg("Undang pengganti"), language), Invite(agency.id))]


def _about_parked(notice: Notice, texts: Texts) -> list[Button]:
    return [Button(texts.label(msg("Pengiriman"), notice.reader.language), ShowDeliveries())]


def _about_requests(notice: Notice, texts: Texts) -> list[Button]:
    page = notice.mistakes[0].place // ROWS_A_PAGE
    return [Button(texts.label(msg("Buka permintaan"), notice.reader.language), ShowCorrections(page))]


def _about_settled(notice: Notice, texts: Texts) -> list[Button]:
    first = notice.mistakes[0]
    look = ShowStatus(first.agency.id, first.period.id)
    return [Button(texts.label(msg("Lihat status"), notice.reader.language), look)]


LINES: Mapping[NoticeKind, Callable[[Notice, Texts], Sequence[object]]] = {
    NoticeKind.UNREACHABLE: _unreachable_lines,
    NoticeKind.PARKED: _parked_lines,
    NoticeKind.CORRECTION: lambda notice, _texts: notice.mistakes,
    NoticeKind.SETTLED: lambda notice, _texts: notice.mistakes,
}
BUTTONS: Mapping[NoticeKind, Callable[[Notice, Texts], list[Button]]] = {
    NoticeKind.UNREACHABLE: _about_unreachable,
    NoticeKind.PARKED: _about_parked,
    NoticeKind.CORRECTION: _about_requests,
    NoticeKind.SETTLED: _about_settled,
}
"""Where each kind leads; the first button stands beside the one that says that the notice was read."""
