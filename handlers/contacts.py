"""The button to the seats of an agency."""

from __future__ import annotations

from telegram import Update

from bot.deps import Context
from bot.domain.permissions import Permission
from bot.services.contacts import agency_contacts
from bot.services.questions import STALE, STRANGER
from bot.views.answers import render_answer
from bot.views.callback_data import ShowContacts
from bot.views.contacts import render_contacts
from handlers.answers import edit
from handlers.asker import asker_of


async def show(update: Update, context: Context) -> None:
    """Who sits where at an agency, and when they were last reminded."""
    assert update.callback_query is not None
    pressed = ShowContacts.unpack(update.callback_query.data or "")
    deps, asker, found = context.deps, await asker_of(update, context), None
    async with deps.sessions() as session:
        registry = (await deps.question(session, asker)).registry
        agency = registry.agencies.get(pressed.agency_id) if pressed else None
        if agency and asker.may(Permission.VIEW_STATUS, agency):
            found = await agency_contacts(session, asker=asker, agency=agency)
    if pressed is None or found is None:
        answer = STRANGER if asker.is_stranger else STALE
        await edit(update, render_answer(answer, deps.texts, asker=asker, zone=deps.zone))
    else:
        await edit(update, render_contacts(found, deps.texts, asker.language, period_id=pressed.period_id))
