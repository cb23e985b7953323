"""An announcement as its readers see it."""

from markupsafe import Markup

from bot.domain.agencies import AgencyRef
from bot.services.announcement_content import Spoken
from bot.services.announcement_receipts import Received
from bot.texts.catalog import Texts, msg
from bot.texts.formats import clean
from bot.views.announcement_buttons import AnswerPoll, ReadAnnouncement
from bot.views.message import Attachment, Button, Medium, Message, Rows

OPTION_LIMIT = 40
"""Characters of an answer to a poll that a button shows."""

READ = {
    Received.NEW: msg("Terima kasih, tercatat sudah dibaca."),
    Received.AGAIN: msg("Sudah tercatat sebelumnya. Terima kasih."),
    Received.STRANGER: msg("Terima kasih. Yang dicatat hanya focal point terdaftar."),
    Received.UNKNOWN: msg("Pesan ini tidak tercatat untuk percakapan ini."),
}
ANSWERED = READ | {
    Received.NEW: msg("Terima kasih, jawaban tercatat. Jawaban dapat diubah."),
    Received.CHANGED: msg("Jawaban diubah. Terima kasih."),
}
"""What a press amounted to, as the line that fades."""


def render_received(received: Received, texts: Texts, language: str, *, is_poll: bool) -> str:
    """The answer to a press under an announcement, or under a quick poll."""
    return texts.label((ANSWERED if is_poll else READ)[received], language)


def render_announcement(spoken: Spoken, texts: Texts) -> Message:
    """The message that leaves, the same in the preview and at its reader."""
    return Message(_text(spoken, texts), _rows(spoken, texts), attachment_of(spoken), link=spoken.link)


def render_recalled(spoken: Spoken, texts: Texts) -> Message:
    """What stays of one that can no longer be removed."""
    return Message(_text(spoken, texts, is_recalled=True), attachment=attachment_of(spoken))


def title_of(sender: AgencyRef | None, texts: Texts, language: str, *, is_poll: bool = False) -> str:
    """Who speaks."""
    who = clean(sender.full_name, 80) if sender else "Setnas PK"
    word = texts.label(msg("Jajak pendapat") if is_poll else msg("Pengumuman"), language)
    return f"{word} {who}"


def attachment_of(spoken: Spoken) -> Attachment | None:
    """The picture or file that goes with it."""
    return Attachment(Medium(spoken.attachment_kind), spoken.attachment_id) if spoken.attachment_kind else None


def _text(spoken: Spoken, texts: Texts, *, is_recalled: bool = False) -> str:
    return texts.render(
        "announcement",
        spoken.language,
        title=title_of(spoken.sender, texts, spoken.language, is_poll=bool(spoken.options)),
        body=Markup(spoken.text),  # HTML that was made from what Telegram or the operator gave, and checked
        link=spoken.link,
        is_corrected=spoken.is_corrected,
        is_recalled=is_recalled,
        is_repeated=spoken.is_repeated,
        reference=spoken.reference,
    )


def _rows(spoken: Spoken, texts: Texts) -> Rows:
    """The answers of a poll, each in a row of its own; else the one button that says that it was read."""
    if spoken.options:
        return tuple(
            (Button(clean(option, OPTION_LIMIT), AnswerPoll(spoken.announcement_id, number, spoken.reference)),)
            for number, option in enumerate(spoken.options)
        )
    read = texts.label(msg("Sudah dibaca"), spoken.language)
    return ((Button(read, ReadAnnouncement(spoken.announcement_id, spoken.reference)),),)
