"""What is wrong, in the words of whoever asks for a correction: for a while after the press their next message."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlmodel.ext.asyncio.session import AsyncSession

from bot.domain.agencies import AgencyRef
from bot.domain.periods import PeriodRef
from bot.services.asking import Asker
from bot.services.directory import Registry
from bot.services.notices import GATHER_REQUESTS
from bot.services.understanding.intents import Intent
from bot.services.understanding.reading import Reading
from db.models import Correction
from db.queries.corrections import end_noting, find_correction, find_noting

NOTE_LIMIT = 300
"""Characters of a note."""
SHORT = 40
"""Characters of a greeting or thanks at most; what is longer says something."""
NOTE_WINDOW = GATHER_REQUESTS
"""How long the next message counts as the note; those who settle the request are told of it afterwards."""


@dataclass(frozen=True)
class Noted:
    """The request that a message was about; note: None where the message was too long for one."""

    correction_id: int
    agency: AgencyRef
    period: PeriodRef
    note: str | None


async def ask_note(session: AsyncSession, *, request: Correction, now: datetime) -> bool:
    """Let the next message say what is wrong; False where that is awaited already, was said, or no longer matters."""
    is_awaited = request.noting_until is not None and request.noting_until > now
    if is_awaited or request.note is not None or request.settled_at is not None:
        return False
    await end_noting(session, request.focal_point_id)
    request.noting_until = now + NOTE_WINDOW
    session.add(request)
    await session.flush()
    return True


async def is_awaited(session: AsyncSession, *, asker: Asker, now: datetime) -> bool:
    """Whether the asker was just asked what is wrong."""
    return await _find(session, asker, now) is not None


async def take_note(
    session: AsyncSession, *, asker: Asker, text: str, reading: Reading, registry: Registry, now: datetime
) -> Noted | None:
    """Take a message for what is wrong; None where that is not awaited, or where it is none.

    A greeting or thanks is answered and the note awaited on; a question is answered, and then nothing is awaited.
    """
    request = await _find(session, asker, now)
    agency = registry.agencies.get(request.agency_id) if request else None
    period = registry.find_period(request.period_id) if request else None
    if request is None or request.id is None or agency is None or period is None:
        return None
    if reading.intent is Intent.GREET and len(text) <= SHORT:
        return None
    if text.rstrip().endswith("?") or _asks_elsewhere(reading, agency, period):
        await end_noting(session, request.focal_point_id)
        return None
    note = text.strip() if len(text.strip()) <= NOTE_LIMIT else None
    request.note, request.noting_until = note, None if note else now + NOTE_WINDOW
    session.add(request)
    return Noted(request.id, agency, period, note)


async def end_note(session: AsyncSession, *, asker: Asker, now: datetime, correction_id: int | None = None) -> bool:
    """Await no note any more; False where none was awaited. The request stays as it is.

    correction_id: only if it is awaited for this one.
    """
    request = await _find(session, asker, now)
    if request is None or correction_id not in {None, request.id}:
        return False
    await end_noting(session, request.focal_point_id)
    return True


async def take_back_note(session: AsyncSession, *, asker: Asker, correction_id: int) -> str | None:
    """Take a note off a request of the asker, for it was meant as something else; returns its words."""
    request = await find_correction(session, correction_id)
    if request is None or asker.person is None or request.focal_point_id != asker.person.id:
        return None
    words, request.note = request.note, None
    session.add(request)
    return words


def _asks_elsewhere(reading: Reading, agency: AgencyRef, period: PeriodRef) -> bool:
    """Whether a message names another agency, or the agency in another period: who is asked what is wrong need not."""
    is_same_period = reading.period is None or period in {reading.period.chosen, reading.period.other}
    return bool(reading.agencies) and not (agency in reading.agencies and is_same_period)


async def _find(session: AsyncSession, asker: Asker, now: datetime) -> Correction | None:
    if asker.person is None or asker.is_stranger:
        return None
    return await find_noting(session, asker.person.id, now)
