"""Messages that were rendered before and still hold, since what they say has not changed."""

from collections.abc import Awaitable, Callable, Hashable
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import Enum
from typing import Generic, TypeVar
from zoneinfo import ZoneInfo

from sqlmodel.ext.asyncio.session import AsyncSession

from bot.services.questions import Answer, StatusAnswer
from db.memory import kept, kept_for_person

Rendered = TypeVar("Rendered")
FOR_EVER = datetime.max.replace(tzinfo=UTC)


class _Once(Enum):
    """What is kept of a message that holds for one time only."""

    ONLY = "only"


@dataclass(frozen=True)
class Ready(Generic[Rendered]):
    """A message for one person, and until when it holds, provided that nothing changes and the day does not end."""

    rendered: Rendered
    until: datetime


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


def holds_until(answer: Answer) -> datetime:
    """Until when an answer holds on its day; only that about how an agency stands is known to hold any longer."""
    if not isinstance(answer, StatusAnswer):
        return datetime.min.replace(tzinfo=UTC)
    dues = (answer.status.report_due, answer.status.publish_due)
    return min((due.due_at for due in dues if due is not None and not due.is_past), default=FOR_EVER)


async def ready_once(
    session: AsyncSession, key: Hashable, now: datetime, make: Callable[[], Awaitable[Ready[Rendered] | None]]
) -> Ready[Rendered] | None:
    """What was made ready for a person before and still holds. key: who asks for what, and on which day."""
    fresh: list[Ready[Rendered] | None] = []

    async def make_once() -> Ready[Rendered] | _Once | None:
        fresh.append(await make())
        return fresh[0] if fresh[0] is None or now < fresh[0].until else _Once.ONLY

    found = await kept_for_person(session, key, make_once)
    if fresh:
        return fresh[0]
    holds = found is None or (isinstance(found, Ready) and now < found.until)
    return found if holds and not isinstance(found, _Once) else await make()
