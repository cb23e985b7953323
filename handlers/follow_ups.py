"""What was asked last in a private chat: remembered after an answer, moved on by buttons to something else."""

from __future__ import annotations

from telegram import Update
from telegram.constants import ChatType

from bot.deps import Context
from bot.domain.agencies import AgencyRef
from bot.domain.scopes import CENTRAL_KEY
from bot.services.directory import Registry
from bot.services.follow_ups import Change, change_after_press, make
from bot.services.understanding.breadth import Breadth
from bot.views.callback_data import CallbackData, ShowAction, ShowContacts, ShowRecap, ShowStatus, ShowTrend
from bot.views.question_buttons import CompareAgencies, ComparePeriods, ShowActionOf, ShowDeadlinesOf
from handlers.asker import asker_of

SHOW: tuple[type[CallbackData], ...] = (
    ShowStatus,
    ShowTrend,
    ShowContacts,
    ShowDeadlinesOf,
    CompareAgencies,
    ComparePeriods,
    ShowActionOf,
    ShowRecap,
    ShowAction,
)
"""The buttons that show agencies."""

Subject = tuple[tuple[AgencyRef, ...], Breadth]


async def note_press(update: Update, context: Context) -> None:
    """A button that shows agencies was answered: what is asked next is about these."""
    query, chat = update.callback_query, update.effective_chat
    data = (query.data if query else None) or ""
    pressed = next(filter(None, (kind.unpack(data) for kind in SHOW)), None)
    if pressed is None or chat is None or chat.type != ChatType.PRIVATE:
        return
    deps, asker = context.deps, await asker_of(update, context)
    async with deps.sessions() as session:
        question = await deps.question(session, asker)
        agencies, breadth = _subject_of(pressed, question.registry)
        change = await change_after_press(session, question=question, agencies=agencies, breadth=breadth)
    await keep(context, change)


async def keep(context: Context, change: Change | None) -> None:
    """Remember what was asked, once it is answered."""
    if change is not None:
        async with context.deps.sessions.begin() as session:
            await make(session, change)


def _subject_of(pressed: CallbackData, registry: Registry) -> Subject:
    """The agencies that a button shows, and how far it reaches."""
    if isinstance(pressed, CompareAgencies):
        return _agencies([int(key) for key in pressed.agencies.split(",") if key.isdecimal()], registry), Breadth.AGENCY
    if isinstance(pressed, ShowRecap | ShowAction):
        if pressed.scope is None or pressed.scope == CENTRAL_KEY:
            return (), Breadth.NATION if pressed.scope is None else Breadth.CENTRAL
        return _agencies([pressed.scope], registry), Breadth.REGION
    assert isinstance(pressed, ShowStatus | ShowTrend | ShowContacts | ShowDeadlinesOf | ComparePeriods | ShowActionOf)
    return _agencies([pressed.agency_id] if pressed.agency_id is not None else [], registry), Breadth.AGENCY


def _agencies(keys: list[int], registry: Registry) -> tuple[AgencyRef, ...]:
    return tuple(registry.agencies[key] for key in dict.fromkeys(keys) if key in registry.agencies)
