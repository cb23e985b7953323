"""Finds out who wrote or pressed; each handler begins with this."""

from __future__ import annotations

from telegram import Update

from bot.deps import Context
from bot.services.asking import Asker, find_asker
from bot.texts.catalog import language_of


async def asker_of(update: Update, context: Context) -> Asker:
    """The person behind the update, with the rights with which they arrived; found once for each update."""
    return context.asker or await look_up(update, context)


async def look_up(update: Update, context: Context) -> Asker:
    """Read who is behind the update: what a handler needs that has just changed something about them.

    Whatever comes after it in this update sees them so, too.
    """
    user = update.effective_user
    assert user is not None, "the guards let no update without a person through"
    deps = context.deps
    async with deps.sessions() as session:
        context.asker = await find_asker(
            session,
            telegram_id=user.id,
            language=language_of(user.language_code),
            admin_ids=deps.admin_ids,
            today=deps.today(),
        )
    return context.asker
