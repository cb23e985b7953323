"""Announcements and what surrounds them: whole with the longest and the most hostile words, in both languages."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bot.domain.agencies import AgencyRef
from bot.domain.audiences import Audience, Reached
from bot.domain.roles import AgencyKind, Role
from bot.services.announcement_approvals import Decided, Decision
from bot.services.announcement_content import Spoken
from bot.services.announcement_drafts import Outlook, Step
from bot.services.announcement_following import Followed
from bot.services.announcement_writing import OPTION_LIMIT, Problem
from bot.services.announcements import CAPTION_LIMIT, TEXT_LIMIT, Preview
from bot.services.recipients import Recipients
from bot.simulator.html import parse_html
from bot.texts.catalog import LANGUAGES, MESSAGE_LIMIT, Texts
from bot.views import announcement_pages as pages
from bot.views import announcing
from bot.views.announcements import render_announcement, render_recalled
from bot.views.message import Message
from db.models import AnnouncementState, OutboxState
from tests.reminder_world import H_7, WIB

TEXTS = Texts()
NOTICES = ("", "waiting", "nobody", "corrected", "recalled", "unchanged")
CAPTION_MOST = 1024
HOSTILE = "<b>&\"'> \u202eterbalik\u202c 🎉" * 200
STRANGE = AgencyRef(5, "99", AgencyKind.PROVINCE, HOSTILE, None, "Asia/Jayapura", is_sample=True)
PROVINCES = [replace(STRANGE, id=number, code=str(number)) for number in range(10, 50)]
EVERYTHING = Audience(frozenset(Role), frozenset({"10", "11"}), frozenset(AgencyKind), "A" * 20, "B06", Reached.PEOPLE)
LONGEST = Spoken(
    announcement_id=7,
    reference="R-AAAAAAAA",
    sender=STRANGE,
    text="&amp;" * TEXT_LIMIT,
    attachment_kind="",
    attachment_id="",
    link="",
    options=(),
    is_corrected=True,
    is_group=False,
    language="id",
    is_repeated=True,
)
FOLLOWED = Followed(
    id=2**31,
    state=AnnouncementState.APPROVED,
    text="&lt;b&gt; <b>tebal</b> " * 500,
    audience=EVERYTHING,
    options=tuple(f"{number}{'🎉' * 40}"[:OPTION_LIMIT] for number in range(6)),
    has_attachment=True,
    is_corrected=True,
    created_by=1,
    send_at=H_7,
    counts=dict.fromkeys(OutboxState, 99_999),
    readers=99_999,
    answers={place: dict.fromkeys(range(6), 99_999) for place in (*PROVINCES, None)},
    decided_by=HOSTILE,
)


def fits(message: Message, limit: int = MESSAGE_LIMIT) -> bool:
    """Whether Telegram takes it: well-formed, not too long, and with nothing that reorders what stands beside it."""
    text, _ = parse_html(message.text)
    return len(text) <= limit and "\u202e" not in text


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_longest_announcement_fits_as_a_message_and_as_a_caption(language: str) -> None:
    spoken = replace(LONGEST, language=language)
    outlook = Outlook(7, Step.READY, spoken, EVERYTHING, None, None, 0, None, 0, "00000000")
    assert fits(render_announcement(spoken, TEXTS))
    assert fits(render_recalled(spoken, TEXTS))
    assert fits(announcing.render_preview(outlook, TEXTS))
    below = replace(spoken, text="&amp;" * CAPTION_LIMIT, attachment_kind="photo", attachment_id="x")
    assert fits(announcing.render_preview(replace(outlook, spoken=below), TEXTS), CAPTION_MOST)


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_page_around_it_fits(language: str) -> None:
    reached = Recipients((), (), tuple((STRANGE, role) for role in Role) * 300)
    outlook = Outlook(7, Step.READY, LONGEST, EVERYTHING, H_7, Preview(reached, 999), 99_999, None, 0, "00000000")
    messages = [
        announcing.render_outlook(outlook, TEXTS, language, zone=WIB, agencies=PROVINCES, is_old=True),
        announcing.render_ask_time(TEXTS, language, announcement_id=7, zone=WIB, problem="past"),
        *(
            announcing.render_ask_content(TEXTS, language, announcement_id=7, is_poll=is_poll, problem=problem)
            for problem in Problem
            for is_poll in (False, True)
        ),
        pages.render_latest([FOLLOWED] * 8, TEXTS, language),
        *(
            pages.render_followed(
                replace(FOLLOWED, state=state),
                TEXTS,
                language,
                now=H_7,
                zone=WIB,
                agencies=PROVINCES,
                notice=notice,
            )
            for state, notice in zip(AnnouncementState, NOTICES, strict=True)
        ),
        pages.render_recall_question(FOLLOWED, TEXTS, language),
        pages.render_told(FOLLOWED, TEXTS, language),
        *(
            pages.render_decided(Decided(decision, AnnouncementState.DECLINED, HOSTILE), 7, TEXTS, language)
            for decision in Decision
        ),
        pages.render_approval(
            FOLLOWED, TEXTS, language, zone=WIB, writer=HOSTILE, people=99_999, groups=99, agencies=PROVINCES
        ),
    ]
    assert [message.text for message in messages if not fits(message)] == []


def test_a_group_sees_the_question_of_a_poll_and_nobodys_answer() -> None:
    spoken = replace(LONGEST, text="Setuju?", options=("Ya", "Tidak"), is_group=True, sender=None)
    message = render_announcement(spoken, TEXTS)
    assert message.plain.splitlines()[0] == "Jajak pendapat Setnas PK"
    assert [[button.label for button in row] for row in message.rows] == [["Ya"], ["Tidak"]]


@pytest.mark.parametrize(
    ("state", "counts", "says"),
    [
        (AnnouncementState.APPROVED, {OutboxState.QUEUED: 5}, "· dijadwalkan"),
        (AnnouncementState.APPROVED, {OutboxState.QUEUED: 4, OutboxState.SENT: 1}, "· dikirim"),
        (AnnouncementState.RECALLED, {OutboxState.SUPPRESSED: 5}, "gagal 0 · belum pasti 0 · tidak jadi dikirim 5"),
        (AnnouncementState.APPROVED, {OutboxState.SUPPRESSED: 5}, "gagal 5 · belum pasti 0\n"),
    ],
)
def test_what_has_its_time_or_was_kept_back_is_neither_sent_nor_failed(
    state: AnnouncementState, counts: dict[OutboxState, int], says: str
) -> None:
    followed = replace(FOLLOWED, state=state, counts=counts, text="Rapat", is_corrected=False)
    page = pages.render_followed(followed, TEXTS, "id", now=H_7, zone=WIB, agencies=PROVINCES)
    assert says in page.plain
