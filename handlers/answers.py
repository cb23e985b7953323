"""How a handler answers: with a new message, or by editing the one whose button was pressed."""

from __future__ import annotations

from telegram import InputFile, LinkPreviewOptions, MaybeInaccessibleMessage, Update
from telegram import Message as TelegramMessage
from telegram.constants import ParseMode
from telegram.error import BadRequest

from bot.views.callback_data import Acknowledge
from bot.views.message import Attachment, Medium, Message

NO_PREVIEW = LinkPreviewOptions(is_disabled=True)
NOTICE_LIMIT = 200
"""Characters of an answer to a press."""


async def reply(update: Update, message: Message) -> None:
    """Answer in the chat, and in the topic, from which the update came."""
    if update.effective_message is None:
        return
    await update.effective_message.reply_text(
        message.text,
        parse_mode=ParseMode.HTML,
        reply_markup=message.markup,
        link_preview_options=LinkPreviewOptions(url=message.link) if message.link else NO_PREVIEW,
        do_quote=False,
    )


async def send(update: Update, message: Message) -> None:
    """Answer with a message that may carry a picture or a file."""
    chat, attachment = update.effective_chat, message.attachment
    if attachment is None or chat is None:
        await reply(update, message)
    elif attachment.medium is Medium.PHOTO:
        await chat.send_photo(
            _file(attachment), caption=message.text, parse_mode=ParseMode.HTML, reply_markup=message.markup
        )
    else:
        await chat.send_document(
            _file(attachment), caption=message.text, parse_mode=ParseMode.HTML, reply_markup=message.markup
        )


def _file(attachment: Attachment) -> str | InputFile:
    return attachment.file_id or InputFile(attachment.content, attachment.name or None)


async def edit(update: Update, message: Message, notice: str | None = None) -> None:
    """Put the message in the place of the one whose button was pressed, and answer the press.

    Under a reminder the answer comes as a new message: what is still to be done stays readable. So it does where
    the old message can no longer be edited.
    """
    if (query := update.callback_query) is None:
        await reply(update, message)
        return
    await query.answer(notice[:NOTICE_LIMIT] if notice else None)
    if _is_reminder(query.message) or _has_no_text(query.message):
        await reply(update, message)
        return
    if _shows_already(query.message, message):
        return
    try:
        await query.edit_message_text(
            message.text, parse_mode=ParseMode.HTML, reply_markup=message.markup, link_preview_options=NO_PREVIEW
        )
    except BadRequest as error:
        text = error.message.lower()
        if "not modified" in text:  # two presses at once
            return
        if "message to edit not found" not in text and "message can't be edited" not in text:
            raise
        await reply(update, message)


async def notify(update: Update, notice: str) -> None:
    """Answer a press with a line that fades, and change nothing."""
    if update.callback_query is not None:
        await update.callback_query.answer(notice[:NOTICE_LIMIT])


def _is_reminder(shown: MaybeInaccessibleMessage | None) -> bool:
    """Whether the message carries the button of reminders."""
    if not isinstance(shown, TelegramMessage) or shown.reply_markup is None:
        return False
    labels = (button.callback_data for row in shown.reply_markup.inline_keyboard for button in row)
    return any(isinstance(data, str) and Acknowledge.unpack(data) is not None for data in labels)


def _has_no_text(shown: MaybeInaccessibleMessage | None) -> bool:
    """Whether it is a picture or a file, whose place no text can take."""
    return isinstance(shown, TelegramMessage) and shown.text is None


def _shows_already(shown: MaybeInaccessibleMessage | None, message: Message) -> bool:
    """Whether the edit would change nothing that is read or pressed; Telegram refuses such an edit."""
    if not isinstance(shown, TelegramMessage) or shown.text is None:
        return False
    return shown.text.strip() == message.plain.strip() and shown.reply_markup == message.markup
