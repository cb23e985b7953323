"""Writing an announcement in chat: what is asked for at each step, and what sending it would do."""

from collections.abc import Collection, Mapping
from dataclasses import replace
from zoneinfo import ZoneInfo

from bot.domain.agencies import AgencyRef
from bot.domain.audiences import Audience, Reached
from bot.domain.roles import AgencyKind
from bot.services.announcement_drafts import Outlook, Step
from bot.services.announcement_writing import LEAST_OPTIONS, MOST_OPTIONS, OPTION_LIMIT, QUESTION_LIMIT, Problem
from bot.services.announcements import CAPTION_LIMIT, TEXT_LIMIT
from bot.texts.catalog import Texts, msg
from bot.texts.formats import clean
from bot.views import words
from bot.views.announcement_buttons import EditDraft, SetTime, ShowAnnouncements, SubmitDraft
from bot.views.announcements import render_announcement
from bot.views.message import Button, Message, Rows
from bot.views.seats import seat_name

UNREACHABLE_SHOWN = 10
STOP = "batal"
"""The step that ends a draft."""

KINDS = {
    AgencyKind.MINISTRY: msg("kementerian"),
    AgencyKind.INSTITUTION: msg("lembaga"),
    AgencyKind.PROVINCE: msg("provinsi"),
    AgencyKind.REGENCY: msg("kabupaten"),
    AgencyKind.CITY: msg("kota"),
}


def audience_words(
    audience: Audience, texts: Texts, language: str, *, agencies: Collection[AgencyRef] = ()
) -> list[str]:
    """The conditions as they are read, one beside the other. agencies: the registry, for the names of regions."""
    names = {agency.code: agency.full_name for agency in agencies}
    said = [texts.label(KINDS[kind], language) for kind in KINDS if kind in audience.kinds]
    found = [", ".join(said)] if said else []
    found += [clean(names.get(code, code), 60) for code in sorted(audience.regions)]
    if not found:
        found = [texts.label(msg("semua instansi"), language)]
    found += [texts.label(words.ROLE[role], language) for role in words.ROLE if role in audience.roles]
    if audience.action:
        found.append(f"{texts.label(msg('Aksi'), language)} {clean(audience.action, 20)}")
    if audience.missing:
        found.append(f"{texts.label(msg('belum lapor'), language)} {clean(audience.missing, 20)}")
    if audience.to is not Reached.ALL:
        found.append(texts.label(TO[audience.to], language))
    return found


TO: Mapping[Reached, str] = {
    Reached.ALL: msg("orang dan grup"),
    Reached.PEOPLE: msg("orang saja"),
    Reached.GROUPS: msg("grup saja"),
}


def render_ask_content(
    texts: Texts,
    language: str,
    *,
    announcement_id: int,
    is_poll: bool = False,
    is_correction: bool = False,
    problem: Problem | None = None,
) -> Message:
    """What the next message is taken for, and why the last one could not be."""
    text = texts.render(
        "announcing/content",
        language,
        is_poll=is_poll and not is_correction,
        is_correction=is_correction,
        problem=problem.value if problem else "",
        text_limit=TEXT_LIMIT,
        caption_limit=CAPTION_LIMIT,
        question_limit=QUESTION_LIMIT,
        option_limit=OPTION_LIMIT,
        least=LEAST_OPTIONS,
        most=MOST_OPTIONS,
    )
    return Message(text, (_stop(announcement_id, texts, language),))


def render_ask_time(texts: Texts, language: str, *, announcement_id: int, zone: ZoneInfo, problem: str = "") -> Message:
    """When it is to leave; problem: "unknown" or "past"."""
    text = texts.render("announcing/time", language, zone=zone, problem=problem)
    tomorrow = Button(texts.label(msg("Besok 08.00"), language), SetTime(announcement_id, True))
    at_once = Button(texts.label(msg("Tanpa jadwal"), language), SetTime(announcement_id, False))
    return Message(text, ((tomorrow, at_once), (_back(announcement_id, texts, language),)))


def render_preview(outlook: Outlook, texts: Texts) -> Message:
    """The very message that leaves, marked as a preview."""
    message = render_announcement(outlook.spoken, texts)
    mark = texts.render("announcing/preview_mark", outlook.spoken.language)
    return replace(message, text=f"{mark}\n{message.text}")


def render_outlook(
    outlook: Outlook,
    texts: Texts,
    language: str,
    *,
    zone: ZoneInfo,
    agencies: Collection[AgencyRef],
    is_old: bool = False,
) -> Message:
    """What sending it does: whom it reaches, what it costs, who must agree. is_old: another preview was pressed."""
    seen = outlook.seen
    missed = seen.recipients.unreachable if seen else ()
    unreachable = [seat_name(role, agency, texts, language) for agency, role in missed[:UNREACHABLE_SHOWN]]
    text = texts.render(
        "announcing/outlook",
        language,
        is_old=is_old,
        corrects=outlook.corrects,
        changed=outlook.changed,
        audience="; ".join(audience_words(outlook.audience, texts, language, agencies=agencies)),
        is_readable=seen is not None,
        people=len(seen.recipients.people) if seen else 0,
        groups=len(seen.recipients.groups) if seen else 0,
        unreachable=unreachable,
        unreachable_number=len(missed),
        busy=seen.busy if seen else 0,
        later=outlook.later,
        send_at=outlook.send_at,
        national=zone,
        needs_approval=seen.needs_approval if seen else False,
    )
    return Message(text, _outlook_rows(outlook, texts, language))


def _outlook_rows(outlook: Outlook, texts: Texts, language: str) -> Rows:
    key = outlook.announcement_id
    send = Button(texts.label(_send_label(outlook), language), SubmitDraft(key, outlook.sign))
    edit = Button(texts.label(msg("Ubah isi"), language), EditDraft(key, Step.CONTENT.value))
    first = (send,) if outlook.may_leave else ()
    if outlook.corrects is not None:
        return (first, (edit, *_stop(key, texts, language)))
    schedule = Button(texts.label(msg("Jadwalkan"), language), EditDraft(key, Step.TIME.value))
    audience = Button(texts.label(msg("Ubah sasaran"), language), EditDraft(key, Step.AUDIENCE.value))
    return ((*first, schedule), (edit, audience), _stop(key, texts, language))


def _send_label(outlook: Outlook) -> str:
    if outlook.corrects is not None:
        return msg("Kirim ralat")
    if outlook.seen is not None and outlook.seen.needs_approval:
        return msg("Minta persetujuan")
    return msg("Kirim sekarang") if outlook.send_at is None else msg("Kirim sesuai jadwal")


def render_stopped(texts: Texts, language: str, *, is_found: bool) -> Message:
    """The draft was given up, or there was none."""
    back = Button(texts.label(msg("Pengumuman"), language), ShowAnnouncements())
    return Message(texts.render("announcing/stopped", language, is_found=is_found), ((back,),) if is_found else ())


def render_needs_seat(texts: Texts, language: str) -> Message:
    """Whoever administers by configuration alone is nobody yet who could be named as the writer."""
    return Message(texts.render("announcing/needs_seat", language))


def _stop(announcement_id: int, texts: Texts, language: str) -> tuple[Button, ...]:
    return (Button(texts.label(msg("Batal"), language), EditDraft(announcement_id, STOP)),)


def _back(announcement_id: int, texts: Texts, language: str) -> Button:
    return Button(texts.label(msg("‹ Pratinjau"), language), EditDraft(announcement_id, Step.READY.value))
