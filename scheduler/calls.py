"""What a queued act is in the words of the Bot API: a method with its parameters, and the files that go with it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from telegram import InputFile
from telegram.constants import ParseMode

from bot.services.outbox import Held
from bot.views.message import Act, Attachment, Edit, Leave, Medium, Message, Pin, Removal, keyboard_of

SENDING = {Medium.PHOTO: "sendPhoto", Medium.DOCUMENT: "sendDocument"}


@dataclass(frozen=True)
class Call:
    """One call of the Bot API; files: new content by the name of its parameter."""

    method: str
    parameters: dict[str, object]
    files: Mapping[str, InputFile] = field(default_factory=dict)


def call_of(held: Held, act: Act, parse_mode: ParseMode | None) -> Call:
    """The call that does this in the chat of the queued row; without a parse mode the text goes without its tags."""
    chat: dict[str, object] = {"chat_id": held.telegram_id}
    match act:
        case Message():
            return _sending(held, act, parse_mode)
        case Edit(message, message_id) if message.attachment is not None:
            return Call("editMessageCaption", chat | {"message_id": message_id} | _said("caption", message, parse_mode))
        case Edit(message, message_id):
            said = _said("text", message, parse_mode) | _preview(message)
            return Call("editMessageText", chat | {"message_id": message_id} | said)
        case Removal(message_id):
            return Call("deleteMessage", chat | {"message_id": message_id})
        case Pin(message_id):
            return Call("pinChatMessage", chat | {"message_id": message_id, "disable_notification": True})
        case Leave():
            return Call("leaveChat", chat)


def _sending(held: Held, message: Message, parse_mode: ParseMode | None) -> Call:
    parameters: dict[str, object] = {"chat_id": held.telegram_id}
    if held.thread_id is not None:
        parameters["message_thread_id"] = held.thread_id
    if message.is_silent:
        parameters["disable_notification"] = True
    attachment = message.attachment
    if attachment is None:
        said = _said("text", message, parse_mode)
        return Call("sendMessage", parameters | said | _preview(message))
    known = {attachment.medium.value: attachment.file_id} if attachment.file_id else {}
    return Call(
        SENDING[attachment.medium], parameters | known | _said("caption", message, parse_mode), _files(attachment)
    )


def _preview(message: Message) -> dict[str, object]:
    """Of the official link, or of nothing."""
    return {"link_preview_options": {"url": message.link} if message.link else {"is_disabled": True}}


def _said(name: str, message: Message, parse_mode: ParseMode | None) -> dict[str, object]:
    said: dict[str, object] = {name: message.text if parse_mode else message.plain}
    if parse_mode is not None:
        said["parse_mode"] = parse_mode
    if (keyboard := keyboard_of(message)) is not None:
        said["reply_markup"] = keyboard
    return said


def _files(attachment: Attachment) -> Mapping[str, InputFile]:
    if attachment.file_id:
        return {}
    return {attachment.medium.value: InputFile(attachment.content, filename=attachment.name or None)}
