"""What the audience of an announcement can be chosen from: provinces, actions and periods of the day."""

from dataclasses import dataclass

from sqlmodel.ext.asyncio.session import AsyncSession

from bot.domain.periods import PeriodRef
from bot.domain.roles import AgencyKind
from bot.services.announcement_drafts import reach_of
from bot.services.questions import Question
from db.queries.actions import list_actions
from db.queries.duties import list_cycles_in_use

PERIODS_OFFERED = 4
CODE_LIMIT = 20
"""Characters of a code that a button can carry."""


@dataclass(frozen=True)
class Choices:
    """provinces, actions: codes with what is read on the button; periods: that have begun, the newest first."""

    provinces: tuple[tuple[str, str], ...]
    actions: tuple[tuple[str, str], ...]
    periods: tuple[PeriodRef, ...]


async def list_choices(session: AsyncSession, *, question: Question) -> Choices:
    """Everything that the asker can choose; a korwil finds their own province alone."""
    agencies = question.registry.agencies
    reach, cycles = reach_of(question.asker.held, agencies), sorted(await list_cycles_in_use(session))
    provinces = sorted(
        (agency for agency in agencies.values() if agency.kind is AgencyKind.PROVINCE),
        key=lambda agency: agency.code,
    )
    actions: dict[str, str] = {}
    for cycle_id in cycles:
        for action in await list_actions(session, cycle_id):
            if action.parent_id is None and len(action.code) <= CODE_LIMIT and ":" not in action.code:
                actions.setdefault(action.code, f"{action.code} {action.title}")
    begun = [one for one in question.registry.periods if one.cycle_id in cycles and one.starts_on <= question.today]
    return Choices(
        provinces=tuple((agency.code, agency.name) for agency in provinces if reach is None or agency.id in reach),
        actions=tuple(actions.items()),
        periods=tuple(sorted(begun, key=lambda one: one.starts_on, reverse=True)[:PERIODS_OFFERED]),
    )
