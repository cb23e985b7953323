"""How long personal texts are kept; the housekeeping job calls this about once a day."""

from datetime import datetime, timedelta

from sqlmodel.ext.asyncio.session import AsyncSession

from bot.services.enrolment import WINDOW
from db.queries.personal import forget_names_of_expired_invites, forget_old_failures, forget_old_texts

SENT_TEXTS = timedelta(days=400)
"""Texts of what was sent; when and why it was sent is kept for good."""


async def forget_old(session: AsyncSession, *, now: datetime) -> None:
    """Empty what has served: sent texts, names on lapsed invitations, wrong codes. The inbox sees to its own."""
    await forget_old_texts(session, now - SENT_TEXTS)
    await forget_names_of_expired_invites(session, now)
    await forget_old_failures(session, now - WINDOW)
