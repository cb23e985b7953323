"""Messages that were rendered before and still hold, since what they say has not changed."""

from collections.abc import Awaitable, Callable
from typing import TypeVar
from zoneinfo import ZoneInfo

from sqlmodel.ext.asyncio.session import AsyncSession

from bot.services.questions import Answer, StatusAnswer
from db.memory import kept

Rendered = TypeVar("Rendered")


async def rendered_once(
    session: AsyncSession,
    answer: Answer,
    language: str,
    zone: ZoneInfo,
    render: Callable[[], Awaitable[Rendered]],
) -> Rendered:
    """The message of an answer; that about how an agency stands is the same for all who may see as much of it and owe
    alike, so it is kept until the facts change or a deadline or the day has passed.

    zone: that of national deadlines.
    """
    if not isinstance(answer, StatusAnswer):
        return await render()
    status = answer.status
    past = tuple(due.is_past for due in (status.report_due, status.publish_due) if due is not None)
    today = status.asked_at.astimezone(zone).date()
    subject = (status.agency.id, status.period.id, answer.guessed)
    reader = (answer.may_detail, answer.publishes)
    return await kept(session, (rendered_once, subject, reader, language, today, past), render)
