"""What writing a table out takes, and how values are written."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from zoneinfo import ZoneInfo

from sqlmodel.ext.asyncio.session import AsyncSession

from bot.services.tables.references import References


@dataclass(frozen=True)
class Outlet:
    """One export while its tables are written."""

    session: AsyncSession
    today: date
    zone: ZoneInfo
    references: References

    def code(self, agency_id: int) -> str:
        """The code of the day of an agency."""
        return self.references.agencies[agency_id].version_on(self.today).code

    def moment(self, moment: datetime | None) -> str:
        """A time with its offset, so that it stays what it is under another TIME_ZONE."""
        return moment.astimezone(self.zone).isoformat() if moment else ""


def day_text(day: date | None) -> str:
    """A date as tables write it, empty for none."""
    return day.isoformat() if day else ""


def percent_text(percent: Decimal | None) -> str:
    """A percentage with two decimals, empty for no figure."""
    return "" if percent is None else f"{percent:.2f}"
