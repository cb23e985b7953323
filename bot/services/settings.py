"""What a person decides about their own messages: hour and language."""

from datetime import date, datetime

from sqlmodel.ext.asyncio.session import AsyncSession

from bot.domain.calendar import ONE_DAY
from bot.domain.ladder import DEFAULT_HOUR, EARLIEST_CHOICE, LATEST_CHOICE
from bot.services.audit import focal_point, record
from bot.texts.catalog import LANGUAGES
from db.models import FocalPoint

HOURS = range(EARLIEST_CHOICE, LATEST_CHOICE + 1)


async def choose_hour(session: AsyncSession, *, person_id: int, hour: int, now: datetime, today: date) -> bool:
    """Take the hour, in the agency's zone, at which reminders leave; False for one outside 07 to 17.

    It holds from tomorrow on: today's reminder comes at the hour that held this morning, once and surely. The default
    hour is stored as none, so that a change of the default reaches those who never chose.
    """
    if hour not in HOURS:
        return False
    row = await session.get_one(FocalPoint, person_id, with_for_update=True)
    chosen = None if hour == DEFAULT_HOUR else hour
    if row.reminder_hour != chosen:
        if row.hour_from is None or row.hour_from <= today:
            row.earlier_hour = row.reminder_hour
        row.reminder_hour, row.hour_from = chosen, today + ONE_DAY
        session.add(row)
        record(session, "hour_chosen", by=focal_point(person_id), now=now, hour=hour)
    return True


async def choose_language(session: AsyncSession, *, person_id: int, language: str) -> bool:
    """Take the language of all answers and reminders, whatever that of the client; False for one not spoken here."""
    if language not in LANGUAGES:
        return False
    row = await session.get_one(FocalPoint, person_id, with_for_update=True)
    row.language = language
    session.add(row)
    return True
