"""The buttons under announcements and quick polls, in private and in groups."""

from __future__ import annotations

from telegram import Update

from bot.deps import Context
from bot.services.announcement_receipts import Press, Received, receive
from bot.views.announcement_buttons import AnswerPoll, ReadAnnouncement
from bot.views.announcements import render_received
from handlers.answers import notify
from handlers.asker import asker_of


async def read(update: Update, context: Context) -> None:
    """[Sudah dibaca]: noted once for each person, however often it is pressed."""
    assert update.callback_query is not None
    pressed = ReadAnnouncement.unpack(update.callback_query.data or "")
    press = _press(update, pressed.announcement_id, pressed.reference) if pressed else None
    await _receive(update, context, press)


async def answer(update: Update, context: Context) -> None:
    """An option of a quick poll; a later choice takes the place of an earlier one."""
    assert update.callback_query is not None
    pressed = AnswerPoll.unpack(update.callback_query.data or "")
    press = _press(update, pressed.announcement_id, pressed.reference, pressed.option) if pressed else None
    await _receive(update, context, press)


async def _receive(update: Update, context: Context, press: Press | None) -> None:
    deps, asker, received = context.deps, await asker_of(update, context), Received.UNKNOWN
    if press is not None:
        async with deps.sessions.begin() as session:
            received = await receive(session, press=press, asker=asker, now=deps.now())
    is_poll = press is not None and press.option is not None
    await notify(update, render_received(received, deps.texts, asker.language, is_poll=is_poll))


def _press(update: Update, announcement_id: int, reference: str, option: int | None = None) -> Press | None:
    chat, message = update.effective_chat, update.effective_message
    if chat is None:
        return None
    return Press(announcement_id, reference, chat.id, message.message_id if message else None, option)
