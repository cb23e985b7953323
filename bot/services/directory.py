"""The registry in memory: agencies by name and the periods, rebuilt when the registry changes or the day turns."""

import asyncio
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from sqlmodel.ext.asyncio.session import AsyncSession

from bot.domain.agencies import AgencyRef
from bot.domain.periods import PeriodRef
from bot.services.understanding.agencies import AgencyIndex, build_index
from db.memory import remembered
from db.queries.agencies import list_agencies, list_aliases, list_codes
from db.queries.periods import list_periods
from db.queries.revisions import REGISTRY, find_revision

LISTED_ON = date(2020, 12, 31)
"""The list of 542 governments by which Stranas PK counts is that of 2020, the last year of its first cycle."""


@dataclass(frozen=True)
class Registry:
    """Agencies as they are called on a day, the index over their names, and every period."""

    agencies: dict[int, AgencyRef]
    index: AgencyIndex
    periods: tuple[PeriodRef, ...]

    def find_period(self, period_id: int | None) -> PeriodRef | None:
        """The period of a key, such as a button carries."""
        return next((period for period in self.periods if period.id == period_id), None)

    def list_of(self, keys: str) -> tuple[AgencyRef, ...]:
        """The agencies of keys with commas between, such as a button carries; those that do not exist are left out."""
        numbers = dict.fromkeys(int(key) for key in keys.split(",") if key.isdecimal())
        return tuple(self.agencies[number] for number in numbers if number in self.agencies)

    def by_code(self, code: str) -> AgencyRef | None:
        """The agency that bears the code on the day of this registry."""
        return next((agency for agency in self.agencies.values() if agency.code == code), None)


class Directory:
    """Keeps the registry of the day; one for each running bot."""

    def __init__(self) -> None:
        self._known: tuple[int, date] | None = None
        self._registry: Registry | None = None
        self._loading = asyncio.Lock()

    async def read(self, session: AsyncSession, today: date) -> Registry:
        """The registry as it stands; costs one row unless it changed since.

        Of many who ask at once while it is out of date one loads it: each would hold a connection for as long.
        """
        version = (await remembered(session, find_revision, REGISTRY), today)
        if self._registry is None or self._known != version:
            async with self._loading:
                if self._registry is None or self._known != version:
                    self._registry = await load_registry(session, today)
                    self._known = version
        return self._registry


async def load_registry(session: AsyncSession, today: date) -> Registry:
    """Read the whole registry and index its names."""
    agencies = await list_agencies(session, today)
    return Registry(
        agencies={agency.id: agency for agency in agencies},
        index=_index(tuple(agencies), (*await list_aliases(session), *await list_codes(session))),
        periods=tuple(await list_periods(session)),
    )


async def listed_codes(session: AsyncSession) -> dict[int, str]:
    """The codes of the list of 2020 by key of the agency; those created later are not in it."""
    return {agency.id: agency.code for agency in await list_agencies(session, LISTED_ON)}


@lru_cache(maxsize=1)
def _index(agencies: tuple[AgencyRef, ...], aliases: tuple[tuple[int, str], ...]) -> AgencyIndex:
    """The index, built only when a name changed: days and deadlines change far more often."""
    return build_index(agencies, aliases)
