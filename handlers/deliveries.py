"""The page "Pengiriman" of the settings, for administrators of Setnas PK."""

from __future__ import annotations

from telegram import Update

from bot.deps import Context
from bot.domain.permissions import Permission
from bot.services.deliveries import Decided, read_deliveries
from bot.services.deliveries import decide as decide_delivery
from bot.services.questions import NOT_ALLOWED, STRANGER
from bot.views.answers import render_answer
from bot.views.callback_data import SettleDelivery, ShowDeliveries
from bot.views.deliveries import render_decided, render_deliveries
from handlers.answers import edit
from handlers.asker import asker_of


async def show(update: Update, context: Context) -> None:
    """What became of messages, or another page of those that are unclear."""
    assert update.callback_query is not None
    pressed = ShowDeliveries.unpack(update.callback_query.data or "")
    await _show(update, context, pressed.page if pressed else 0)


async def decide(update: Update, context: Context) -> None:
    """An administrator decided about a message; pressing again changes nothing."""
    assert update.callback_query is not None
    pressed = SettleDelivery.unpack(update.callback_query.data or "")
    deps, asker, decided = context.deps, await asker_of(update, context), Decided.NOT_NEEDED
    if pressed is not None:
        async with deps.sessions.begin() as session:
            decided = await decide_delivery(
                session, asker=asker, outbox_id=pressed.outbox_id, repeats=pressed.repeats, now=deps.now()
            )
    await _show(update, context, 0, render_decided(decided, deps.texts, asker.language))


async def _show(update: Update, context: Context, page: int, notice: str | None = None) -> None:
    deps, asker = context.deps, await asker_of(update, context)
    if not asker.may_somewhere(Permission.OPERATE):
        answer = STRANGER if asker.is_stranger else NOT_ALLOWED
        await edit(update, render_answer(answer, deps.texts, asker=asker, zone=deps.zone), notice)
        return
    async with deps.sessions() as session:
        question = await deps.question(session, asker)
        found = await read_deliveries(session, agencies=question.registry.agencies, now=question.now)
    await edit(update, render_deliveries(found, deps.texts, asker.language, zone=deps.zone, page=page), notice)
