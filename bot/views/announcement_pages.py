"""Announcements as their writers follow them: the list, one of them with its progress, and who has read it."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import accumulate
from zoneinfo import ZoneInfo

from bot.domain.agencies import AgencyRef
from bot.services.announcement_approvals import Decided, Decision
from bot.services.announcement_following import FAILED, WAITING, Followed
from bot.services.announcement_reports import Report, ReportRow
from bot.texts.catalog import Texts, msg
from bot.texts.formats import clean, plain
from bot.views.announcement_buttons import (
    BeginAnnouncement,
    CorrectAnnouncement,
    DecideAnnouncement,
    EditDraft,
    RecallAnnouncement,
    SendReport,
    ShowAnnouncement,
    ShowAnnouncements,
    ShowPreview,
    ShowReaders,
)
from bot.views.announcing import STOP, audience_words
from bot.views.message import Button, Message, Rows
from bot.views.paging import page_of
from bot.views.seats import seat_name
from db.models import AnnouncementState, OutboxState

STATES = {
    AnnouncementState.DRAFT: msg("rancangan"),
    AnnouncementState.WAITING: msg("menunggu persetujuan"),
    AnnouncementState.APPROVED: msg("dikirim"),
    AnnouncementState.DECLINED: msg("ditolak"),
    AnnouncementState.CANCELLED: msg("dibatalkan"),
    AnnouncementState.RECALLED: msg("ditarik kembali"),
}
DECISIONS = {
    Decision.AGREED: msg("Disetujui dan dikirim."),
    Decision.DECLINED: msg("Ditolak. Tidak ada yang dikirim."),
    Decision.OWN: msg("Pengumuman sendiri harus disetujui orang lain."),
    Decision.NOT_ALLOWED: msg("Kewenangan Bapak/Ibu tidak mencakup sasaran ini."),
    Decision.WRITER_LEFT: msg("Penulisnya tidak lagi berwenang mengirim pengumuman."),
}
BEGINNING, WHOLE, PLACES = 60, 400, 2_000
"""Characters of a text that a list and a page show, and of the provinces below a poll."""


@dataclass(frozen=True)
class Line:
    """An announcement in the list."""

    id: int
    beginning: str
    state: str
    is_poll: bool


@dataclass(frozen=True)
class OptionLine:
    """An answer of a poll with how many chose it."""

    option: str
    number: int


@dataclass(frozen=True)
class ReaderLine:
    """A recipient: the seats of a person, or a group; no names of persons."""

    name: str
    is_sample: bool
    state: str


def render_latest(found: Sequence[Followed], texts: Texts, language: str) -> Message:
    """The latest, each a button, and the two kinds to begin."""
    lines = [Line(one.id, _beginning(one), state_of(one, texts, language), bool(one.options)) for one in found]
    buttons = tuple(
        (Button(clean(f"{line.id}. {line.beginning}", BEGINNING), ShowAnnouncement(line.id)),) for line in lines
    )
    begin = Button(texts.label(msg("Buat pengumuman"), language), BeginAnnouncement())
    poll = Button(texts.label(msg("Jajak pendapat"), language), BeginAnnouncement(is_poll=True))
    return Message(texts.render("announcing/latest", language, lines=lines), ((begin, poll), *buttons))


def render_followed(
    followed: Followed,
    texts: Texts,
    language: str,
    *,
    now: datetime,
    zone: ZoneInfo,
    agencies: Collection[AgencyRef],
    notice: str = "",
    reader_id: int | None = None,
) -> Message:
    """One announcement with its progress. notice: what has just been done, as `announcing/followed` knows it.

    reader_id: who looks at it; another than its writer may agree to it here, too.
    """
    text = texts.render(
        "announcing/followed",
        language,
        id=followed.id,
        notice=notice,
        state=state_of(followed, texts, language),
        beginning=clean(plain(followed.text), WHOLE),
        audience="; ".join(audience_words(followed.audience, texts, language, agencies=agencies)),
        send_at=followed.send_at if followed.send_at and followed.send_at > now else None,
        decided_by=followed.decided_by,
        number=followed.number,
        sent=followed.count(OutboxState.SENT),
        waiting=followed.count(*WAITING),
        failed=followed.count(*FAILED) - (withheld := _withheld(followed)),
        withheld=withheld,
        unclear=followed.count(OutboxState.UNKNOWN),
        readers=followed.readers,
        totals=_totals(followed),
        places=(places := _places(followed, texts, language)),
        places_left=len(followed.answers) - len(places),
        now=now,
        national=zone,
    )
    return Message(text, _rows(followed, texts, language, reader_id))


def state_of(followed: Followed, texts: Texts, language: str) -> str:
    """The state in a word; one that has its time, and of which nothing has left, is not sent yet."""
    is_ahead = followed.send_at is not None and followed.count(*WAITING) == followed.number
    is_approved = followed.state is AnnouncementState.APPROVED
    label = texts.label(msg("dijadwalkan") if is_approved and is_ahead else STATES[followed.state], language)
    if followed.is_corrected and is_approved:
        return label + ", " + texts.label(msg("telah diralat"), language)
    return label


def _withheld(followed: Followed) -> int:
    """Messages that a recall kept here, which is no failure."""
    return followed.count(OutboxState.SUPPRESSED) if followed.state is AnnouncementState.RECALLED else 0


def _rows(followed: Followed, texts: Texts, language: str, reader_id: int | None) -> Rows:
    back = (Button(texts.label(msg("‹ Pengumuman"), language), ShowAnnouncements()),)
    fresh = Button(texts.label(msg("Perbarui"), language), ShowAnnouncement(followed.id))
    if followed.state is AnnouncementState.WAITING:
        stop = Button(texts.label(msg("Batalkan"), language), EditDraft(followed.id, STOP))
        is_another = reader_id is not None and reader_id != followed.created_by
        return (*(_decisions(followed.id, texts, language) if is_another else ()), (fresh, stop), back)
    if followed.state not in {AnnouncementState.APPROVED, AnnouncementState.RECALLED}:
        return (back,)
    readers = Button(texts.label(msg("Daftar pembaca"), language), ShowReaders(followed.id))
    report = Button(texts.label(msg("Laporan XLSX"), language), SendReport(followed.id))
    if followed.state is AnnouncementState.RECALLED:
        return ((fresh,), (readers, report), back)
    correct = Button(texts.label(msg("Ralat"), language), CorrectAnnouncement(followed.id))
    recall = Button(texts.label(msg("Tarik"), language), RecallAnnouncement(followed.id))
    return ((fresh,), (readers, report), (correct, recall), back)


def render_recall_question(followed: Followed, texts: Texts, language: str) -> Message:
    """Whether it is really to be taken back."""
    text = texts.render("announcing/recall", language, beginning=_beginning(followed), number=followed.number)
    sure = Button(texts.label(msg("Ya, tarik kembali"), language), RecallAnnouncement(followed.id, True))
    no = Button(texts.label(msg("Tidak"), language), ShowAnnouncement(followed.id))
    return Message(text, ((sure, no),))


def render_readers(
    report: Report, texts: Texts, language: str, *, announcement_id: int, has_read: bool, page: int
) -> Message:
    """Eight recipients on a page that have read it, or that have not."""
    rows = [row for row in report.rows if row.has_read is has_read and row.state is not OutboxState.RESENT]
    shown = page_of(page, rows)
    text = texts.render(
        "announcing/readers",
        language,
        id=announcement_id,
        has_read=has_read,
        number=len(rows),
        readers=report.readers,
        lines=[_reader(row, texts, language) for row in shown.cut(rows)],
    )
    other = msg("Belum membaca") if has_read else msg("Sudah membaca")
    turn = Button(texts.label(other, language), ShowReaders(announcement_id, not has_read))
    back = Button(texts.label(msg("‹ Kembali"), language), ShowAnnouncement(announcement_id))
    return Message(text, (shown.turns(lambda number: ShowReaders(announcement_id, has_read, number)), (turn,), (back,)))


def recipient_name(row: ReportRow, texts: Texts, language: str) -> str:
    """The seats of a person, or the title of a group."""
    if row.group is not None or not row.agencies:
        title = clean(row.group.title, 80) if row.group else ""
        return f"{texts.label(msg('Grup'), language)} {title}".strip()
    first, *others = row.agencies
    name = seat_name(row.roles[0], first, texts, language) if row.roles else first.full_name
    return f"{name} +{len(others)}" if others else name


def render_approval(
    followed: Followed,
    texts: Texts,
    language: str,
    *,
    zone: ZoneInfo,
    writer: str | None,
    people: int,
    groups: int,
    agencies: Collection[AgencyRef],
) -> Message:
    """The question to a second person, with the text in full."""
    text = texts.render(
        "announcing/approval",
        language,
        id=followed.id,
        writer=writer,
        audience="; ".join(audience_words(followed.audience, texts, language, agencies=agencies)),
        people=people,
        groups=groups,
        send_at=followed.send_at,
        has_attachment=followed.has_attachment,
        national=zone,
    )
    return Message(text, _decisions(followed.id, texts, language))


def _decisions(announcement_id: int, texts: Texts, language: str) -> Rows:
    look = Button(texts.label(msg("Lihat pratinjau"), language), ShowPreview(announcement_id))
    yes = Button(texts.label(msg("Setujui"), language), DecideAnnouncement(announcement_id, True))
    no = Button(texts.label(msg("Tolak"), language), DecideAnnouncement(announcement_id, False))
    return ((look,), (yes, no))


def render_decided(decided: Decided, announcement_id: int, texts: Texts, language: str) -> Message:
    """What came of a press by a second person, in the place of the question."""
    label = "" if decided.decision is Decision.TOO_LATE else texts.label(DECISIONS[decided.decision], language)
    state = texts.label(STATES[decided.state], language)
    text = texts.render("announcing/decided", language, id=announcement_id, label=label, state=state, by=decided.by)
    return Message(text)


def render_told(followed: Followed, texts: Texts, language: str) -> Message:
    """To the writer: what a second person decided."""
    state = texts.label(STATES[followed.state], language)
    text = texts.render(
        "announcing/told", language, id=followed.id, state=state, by=followed.decided_by, beginning=_beginning(followed)
    )
    look = Button(texts.label(msg("Lihat"), language), ShowAnnouncement(followed.id))
    return Message(text, ((look,),))


def _beginning(followed: Followed) -> str:
    return clean(plain(followed.text), BEGINNING)


def _totals(followed: Followed) -> list[OptionLine]:
    return [
        OptionLine(clean(option, 40), sum(chosen.get(place, 0) for chosen in followed.answers.values()))
        for place, option in enumerate(followed.options)
    ]


def _places(followed: Followed, texts: Texts, language: str) -> list[str]:
    """Each province with how many chose each answer, in the order of the answers, as many as fit."""
    lines = [
        f"{clean(place_name(place, texts, language), 40)}: {_chosen(chosen, followed)}"
        for place, chosen in followed.answers.items()
    ]
    lengths = accumulate(len(line) + 1 for line in lines)
    return [line for line, length in zip(lines, lengths, strict=True) if length <= PLACES]


def place_name(place: AgencyRef | None, texts: Texts, language: str) -> str:
    """A province, or all that lies in none."""
    return place.name if place else texts.label(msg("Kementerian/lembaga"), language)


def _chosen(chosen: Mapping[int, int], followed: Followed) -> str:
    return " · ".join(str(chosen.get(place, 0)) for place in range(len(followed.options)))


def _reader(row: ReportRow, texts: Texts, language: str) -> ReaderLine:
    is_sample = any(agency.is_sample for agency in row.agencies)
    return ReaderLine(recipient_name(row, texts, language), is_sample, texts.label(OUTCOMES[row.state], language))


OUTCOMES = {
    **dict.fromkeys(WAITING, msg("menunggu")),
    **dict.fromkeys(FAILED, msg("tidak terkirim")),
    OutboxState.SENT: msg("terkirim"),
    OutboxState.UNKNOWN: msg("belum pasti sampai"),
    OutboxState.RESENT: msg("belum pasti, sudah dikirim ulang"),
}
"""What became of one message, in a word."""
