"""Actions of the cycles."""

from collections.abc import Collection

from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from bot.domain.actions import ActionRef
from db.models import Action, Assignment


async def list_actions(session: AsyncSession, cycle_id: int) -> list[ActionRef]:
    """Every action of a cycle, in the order in which they were loaded."""
    statement = select(Action).where(Action.cycle_id == cycle_id).order_by(col(Action.id))
    return [_ref(action) for action in (await session.exec(statement)).all()]


async def find_action(session: AsyncSession, action_id: int) -> ActionRef | None:
    """The action of a key, such as a button carries."""
    action = (await session.exec(select(Action).where(Action.id == action_id))).first()
    return _ref(action) if action else None


async def list_assigned(session: AsyncSession, action_ids: Collection[int]) -> set[int]:
    """The keys of the agencies that answer for one of these actions."""
    statement = select(Assignment.agency_id).where(col(Assignment.action_id).in_(action_ids)).distinct()
    return set((await session.exec(statement)).all())


def _ref(action: Action) -> ActionRef:
    assert action.id is not None
    return ActionRef(action.id, action.cycle_id, action.code, action.title, action.parent_id, action.is_sourced)
