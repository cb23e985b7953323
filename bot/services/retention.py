"""How long what is personal is kept; the housekeeping job calls this once an hour."""

from datetime import datetime, timedelta

from sqlmodel.ext.asyncio.session import AsyncSession

from bot.services.enrolment import WINDOW
from bot.services.follow_ups import REMEMBERED
from db.queries.last_questions import forget_questions_before
from db.queries.personal import forget_names_of_expired_invites, forget_old_failures, forget_old_texts

SENT_TEXTS = timedelta(days=400)
"""Texts of what was sent; when and why it was sent is kept for good."""


async def forget_old(session: AsyncSession, *, now: datetime) -> None:
    """Forget what has served: sent texts, names on lapsed invitations, wrong codes, what was asked last.

    The inbox sees to its own.
    """
    await forget_old_texts(session, now - SENT_TEXTS)
    await forget_names_of_expired_invites(session, now)
    await forget_old_failures(session, now - WINDOW)
    await forget_questions_before(session, now - REMEMBERED)
