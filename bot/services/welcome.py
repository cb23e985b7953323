"""What a person is told when they arrive: who they are here, what is open, whether they agreed to the notice."""

from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from sqlmodel.ext.asyncio.session import AsyncSession

from bot.services.privacy import has_agreed
from bot.services.status import OpenNow, open_now
from db.queries.people import OccupiedSeat, Person


@dataclass(frozen=True)
class Welcome:
    """The facts of a greeting; `new_seat` is the one that an invitation has just brought."""

    person: Person
    open_now: OpenNow
    has_agreed: bool
    now: datetime
    new_seat: OccupiedSeat | None = None


async def welcome(
    session: AsyncSession, *, person: Person, now: datetime, zone: ZoneInfo, new_seat: OccupiedSeat | None = None
) -> Welcome:
    """Gather what a greeting says. zone: that of national deadlines."""
    return Welcome(
        person=person,
        open_now=await open_now(session, person=person, now=now, zone=zone),
        has_agreed=await has_agreed(session, person.id),
        now=now,
        new_seat=new_seat,
    )
