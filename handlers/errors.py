"""What happens when a handler fails: a reference for the person, the whole story for the log."""

from __future__ import annotations

import secrets

import structlog
from telegram import Update
from telegram.error import Forbidden, TelegramError

from bot.deps import Context
from bot.services.handling import note_failure
from bot.texts.catalog import language_of
from bot.views.message import Message
from handlers.answers import edit

log = structlog.get_logger(__name__)


async def report(update: object, context: Context) -> None:
    """Log the failure and tell the person, who learns a reference and no detail."""
    error = context.error
    if isinstance(error, Forbidden):
        log.info("answer_refused", error=str(error))  # blocked between question and answer: nobody to tell
        return
    if error is not None and not note_failure(error):
        log.warning("update_not_ended", error=type(error).__name__)  # another replica has it, or it is tried again
        return
    reference = f"E-{secrets.randbelow(9000) + 1000}"
    log.error("handler_failed", reference=reference, exc_info=error)
    if not isinstance(update, Update) or update.effective_user is None or update.effective_chat is None:
        return
    if update.effective_chat.type != "private":
        return
    language = language_of(update.effective_user.language_code)
    try:
        await edit(update, Message(context.deps.texts.render("failure", language, reference=reference)))
    except TelegramError as second:
        log.warning("failure_not_told", reference=reference, error=str(second))
