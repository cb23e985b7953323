"""Which action is meant by the code that people write, and what belongs to it."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlmodel.ext.asyncio.session import AsyncSession

from bot.domain.actions import ActionRef
from bot.domain.agencies import AgencyRef
from bot.domain.periods import PeriodRef
from bot.domain.scopes import Scope
from bot.services.recaps import match_action
from db.queries.actions import find_action, list_actions


@dataclass(frozen=True)
class UnknownAction:
    """No action of the cycle bears this code; those that there are.

    It was asked about across `scope`, or (None) about the agencies.
    """

    code: str
    actions: tuple[ActionRef, ...]
    period: PeriodRef
    scope: Scope | None = None
    agencies: tuple[AgencyRef, ...] = ()


async def find_by_code(session: AsyncSession, code: str, period: PeriodRef) -> ActionRef | None:
    """The action of the cycle of a period by the code as it was typed."""
    return match_action(await list_actions(session, period.cycle_id), code)


async def find_by_key(session: AsyncSession, action_id: int | None, period: PeriodRef) -> ActionRef | None:
    """The action that a button carries; None where it is none of the cycle of the period."""
    action = await find_action(session, action_id) if action_id is not None else None
    return action if action is not None and action.cycle_id == period.cycle_id else None


async def codes_of(session: AsyncSession, action: ActionRef) -> frozenset[str]:
    """The codes of an action and its sub-actions."""
    actions: Sequence[ActionRef] = await list_actions(session, action.cycle_id)
    return frozenset(row.code for row in actions if action.id in {row.id, row.parent_id})
