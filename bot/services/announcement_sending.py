"""A press on [Kirim]: the draft leaves, waits for a second person, or takes the place of what was sent."""

from dataclasses import dataclass

from sqlmodel.ext.asyncio.session import AsyncSession

from bot.services import announcement_drafts as drafts
from bot.services.announcement_approvals import request_approval
from bot.services.announcement_drafts import Outlook
from bot.services.announcement_following import follow_in
from bot.services.announcements import cancel, correct, submit
from bot.services.audit import focal_point
from bot.services.questions import Question
from db.models import Announcement, AnnouncementState


@dataclass(frozen=True)
class Sent:
    """What a press did. notice: "", "waiting", "nobody" (can agree), "corrected", "unchanged"."""

    announcement_id: int
    notice: str = ""


async def send_draft(
    session: AsyncSession, *, announcement_id: int, sign: str, question: Question, message_id: int | None
) -> Sent | Outlook | None:
    """Send the open draft of the asker as they saw it; done twice, it is sent once.

    sign: of what they saw. Returns the draft where it has changed since, None where it is not open.
    message_id: of the message that follows the announcement from now on.
    """
    draft = await drafts.find_open(session, asker=question.asker, announcement_id=announcement_id)
    if draft is None:
        return None
    outlook = await drafts.look_ahead(session, draft=draft, question=question)
    if outlook.sign != sign or not outlook.may_leave:
        return outlook
    if "corrects" in draft.progress:
        return await _correct(session, draft, question, message_id)
    return await _submit(session, draft, question, message_id)


async def _submit(session: AsyncSession, draft: Announcement, question: Question, message_id: int | None) -> Sent:
    assert draft.id is not None
    assert question.asker.person is not None
    world, by = drafts.world_of(question), focal_point(question.asker.person.id)
    state, seen = await submit(session, announcement=draft, world=world, by=by, now=question.now)
    follow_in(draft, message_id)
    if state is not AnnouncementState.WAITING:
        return Sent(draft.id)
    asked = await request_approval(session, announcement=draft, found=seen.recipients, question=question)
    return Sent(draft.id, "waiting" if asked else "nobody")


async def _correct(session: AsyncSession, draft: Announcement, question: Question, message_id: int | None) -> Sent:
    """The new text goes to where the old one went; the draft has served."""
    assert draft.id is not None
    assert question.asker.person is not None
    by, corrects = focal_point(question.asker.person.id), draft.progress["corrects"]
    corrected = await drafts.find_corrected(session, draft)
    await cancel(session, announcement_id=draft.id, by=by, now=question.now)
    if corrected is None:
        return Sent(corrects, "unchanged")
    await correct(session, announcement=corrected, text=draft.text, by=by, now=question.now)
    if corrected.created_by == by.person_id:
        follow_in(corrected, message_id)
    return Sent(corrects, "corrected")
