"""What became of messages, for administrators: counts, and those about which a person decides."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from bot.domain.notices import NoticeKind
from bot.services.announcement_approvals import APPROVAL, DECISION
from bot.services.announcement_following import PROGRESS
from bot.services.announcements import ANNOUNCEMENT, CORRECTION, RECALL
from bot.services.boards import BOARD, PIN
from bot.services.deliveries import Decided, Deliveries, Listed
from bot.services.digests import DIGEST
from bot.services.groups import GREETING, LEAVING
from bot.texts.catalog import Texts, msg
from bot.views.callback_data import SettleDelivery, ShowDeliveries, ShowSettings
from bot.views.message import Button, Message
from bot.views.paging import ROWS_A_PAGE, page_of
from db.models import OutboxState

STATES = {
    OutboxState.QUEUED: msg("menunggu"),
    OutboxState.LEASED: msg("diambil untuk dikirim"),
    OutboxState.SENDING: msg("sedang dikirim"),
    OutboxState.UNKNOWN: msg("belum pasti sampai"),
    OutboxState.RESENT: msg("belum pasti, sudah dikirim ulang"),
    OutboxState.SENT: msg("terkirim"),
    OutboxState.FAILED: msg("ditolak Telegram"),
    OutboxState.SUPPRESSED: msg("tidak jadi dikirim"),
    OutboxState.EXPIRED: msg("lewat waktunya"),
}
NOTICES = {
    Decided.SEEN: msg("Tercatat: pesan sudah tampil."),
    Decided.REPEATED: msg("Pesan dikirim ulang satu kali."),
    Decided.NOT_NEEDED: msg("Pesan ini sudah selesai atau sudah lewat waktunya."),
    Decided.NOT_ALLOWED: msg("Hanya administrator Setnas PK yang dapat memutuskan ini."),
}
KINDS: Mapping[str, str] = {
    ANNOUNCEMENT: msg("pengumuman"),
    CORRECTION: msg("ralat pengumuman"),
    RECALL: msg("penarikan pengumuman"),
    APPROVAL: msg("persetujuan pengumuman"),
    DECISION: msg("putusan pengumuman"),
    PROGRESS: msg("kemajuan pengumuman"),
    BOARD: msg("papan grup"),
    PIN: msg("sematan papan"),
    DIGEST: msg("rekap grup"),
    GREETING: msg("sapaan grup"),
    LEAVING: msg("keluar dari grup"),
} | dict.fromkeys(NoticeKind, msg("pemberitahuan"))
OTHER = msg("pesan lain")
REFUSED_SHOWN = 5


@dataclass(frozen=True)
class DeliveryLine:
    """A message with its number in the list."""

    number: int
    name: str
    listed: Listed


def render_decided(decided: Decided, texts: Texts, language: str) -> str:
    """What came of a decision, as the answer to the press."""
    return texts.label(NOTICES[decided], language)


def render_deliveries(deliveries: Deliveries, texts: Texts, language: str, *, zone: ZoneInfo, page: int = 0) -> Message:
    """The counts, and eight unclear messages on a page, each with its two buttons."""
    shown = page_of(page, deliveries.unclear)
    lines = _numbered(shown.cut(deliveries.unclear), shown.number * ROWS_A_PAGE + 1, texts, language)
    counts = [(texts.label(STATES[state], language), number) for state, number in deliveries.counts.items() if number]
    text = texts.render(
        "deliveries",
        language,
        counts=counts,
        unclear=lines,
        all=len(deliveries.unclear),
        refused=_numbered(deliveries.refused[:REFUSED_SHOWN], 1, texts, language),
        national=zone,
    )
    back = Button(texts.label(msg("‹ Pengaturan"), language), ShowSettings())
    buttons = [_buttons(line, texts, language) for line in lines]
    return Message(text, (*buttons, shown.turns(ShowDeliveries), (back,)))


def _numbered(listed: Sequence[Listed], first: int, texts: Texts, language: str) -> list[DeliveryLine]:
    return [DeliveryLine(number, _name(one, texts, language), one) for number, one in enumerate(listed, first)]


def _name(listed: Listed, texts: Texts, language: str) -> str:
    """A reminder by its rung, any other message by its kind."""
    return listed.rung or texts.label(KINDS.get(listed.kind, OTHER), language)


def _buttons(line: DeliveryLine, texts: Texts, language: str) -> tuple[Button, ...]:
    seen, again = texts.label(msg("Sudah tampil"), language), texts.label(msg("Kirim ulang"), language)
    first = Button(f"{line.number}. ✓ {seen}", SettleDelivery(line.listed.id, False))
    second = Button(f"{line.number}. {again}", SettleDelivery(line.listed.id, True))
    return (first, second) if line.listed.may_repeat else (first,)
