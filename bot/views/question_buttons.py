"""What the buttons of a question back carry."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import ClassVar

from bot.domain.agencies import AgencyRef
from bot.domain.periods import PeriodRef
from bot.views.callback_data import CallbackData


@dataclass(frozen=True)
class CompareAgencies(CallbackData):
    """Show agencies beside each other, all actions or one. agencies: their keys with commas between."""

    action: ClassVar[str] = "cp"
    agencies: str
    period_id: int | None = None
    page: int = 0
    action_id: int | None = None


@dataclass(frozen=True)
class ComparePeriods(CallbackData):
    """Show periods of an agency beside each other, all actions or one. periods: their keys with commas between."""

    action: ClassVar[str] = "cw"
    agency_id: int
    periods: str
    page: int = 0
    action_id: int | None = None


@dataclass(frozen=True)
class ShowActionOf(CallbackData):
    """Show one action of one agency."""

    action: ClassVar[str] = "ao"
    agency_id: int
    action_id: int
    period_id: int


def keys_of(several: Iterable[AgencyRef] | Iterable[PeriodRef]) -> str:
    """The keys of agencies, or of periods, as a button carries several."""
    return ",".join(str(one.id) for one in several)


@dataclass(frozen=True)
class ShowDeadlinesOf(CallbackData):
    """Show deadlines of an agency, or (None) of one's own or the nation: of a period, or a page of those ahead."""

    action: ClassVar[str] = "da"
    agency_id: int | None
    period_id: int | None = None
    page: int = 0
    is_publication: bool = False


@dataclass(frozen=True)
class TypeAgain(CallbackData):
    """Say that another agency was meant than the one that was read; the period is the one that was asked about."""

    action: ClassVar[str] = "ta"
    agency_id: int
    period_id: int
