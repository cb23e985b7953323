"""Buttons to the same answer in other periods."""

from collections.abc import Callable, Iterable

from bot.domain.periods import PeriodRef
from bot.texts.formats import clean
from bot.views.callback_data import CallbackData
from bot.views.message import Button, Rows, in_rows

NAME_LIMIT, A_ROW = 40, 3


def period_buttons(periods: Iterable[PeriodRef], shown: PeriodRef, leads: Callable[[int], CallbackData]) -> Rows:
    """A button to each period, in their order and each once; one of another cycle says so.

    leads: what opens the answer in the period of a key.
    """
    ordered = sorted(set(periods) - {shown}, key=lambda period: (period.starts_on, period.id))
    return in_rows([Button(_label(period, shown), leads(period.id)) for period in ordered], A_ROW)


def names_of(periods: Iterable[PeriodRef]) -> list[str]:
    """The periods as a sentence names them."""
    return [clean(period.full_name, NAME_LIMIT) for period in periods]


def _label(period: PeriodRef, shown: PeriodRef) -> str:
    is_beside = period.cycle_id == shown.cycle_id
    return clean(period.name if is_beside else f"{period.full_name}, {period.cycle_code}", NAME_LIMIT)
