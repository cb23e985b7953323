"""Changing what was sent: edits, keyboards, deletion, pins."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from bot.simulator import text
from bot.simulator.keyboards import inline_only
from bot.simulator.methods.call import Call, require_writing
from bot.simulator.parameters import missing
from bot.simulator.refusals import refuse
from bot.simulator.rooms import emit_message, is_older, note, post
from bot.simulator.world import Chat, Message

DELETABLE = timedelta(hours=48)
MOST_DELETED = 100


def edit_message_text(call: Call) -> dict[str, Any] | bool:
    """editMessageText. Without `reply_markup` the keyboard goes away, as with Telegram."""
    content = text.message_text(call.get("text", ""), call.get("parse_mode"), call.get("entities"), call.user)
    room, message = editable_message(call)
    if "text" not in message.content:
        raise refuse("edit_no_text")
    kept = {k: v for k, v in message.content.items() if k not in ("text", "entities", "link_preview_options")}
    if call.get("link_preview_options"):
        content["link_preview_options"] = call.get("link_preview_options")
    return change_message(call, room, message, kept | content, inline_only(call.get("reply_markup")))


def edit_message_caption(call: Call) -> dict[str, Any] | bool:
    """editMessageCaption."""
    found = text.caption(call.get("caption"), call.get("parse_mode"), call.get("caption_entities"), call.user)
    room, message = editable_message(call)
    if not has_media(message):
        raise refuse("edit_no_caption")
    kept = {k: v for k, v in message.content.items() if k not in ("caption", "caption_entities")}
    return change_message(call, room, message, kept | found, inline_only(call.get("reply_markup")))


def edit_message_reply_markup(call: Call) -> dict[str, Any] | bool:
    """editMessageReplyMarkup."""
    room, message = editable_message(call)
    return change_message(call, room, message, message.content, inline_only(call.get("reply_markup")))


def editable_message(call: Call) -> tuple[Chat, Message]:
    """The message to edit, which must be the bot's own, or one that was sent through it inline."""
    if call.get("inline_message_id"):
        inline = call.simulator.world.inline_messages.get(call.get("inline_message_id"))
        if inline is None or inline.is_deleted:
            raise refuse("inline_unknown", played=inline is not None)
        return call.simulator.world.chats[inline.chat_id], inline
    for name in ("chat_id", "message_id"):
        if not call.get(name):
            raise missing(name)
    room = call.room()
    message = room.messages.get(call.get("message_id"))
    if message is None or message.is_deleted:
        raise refuse("edit_not_found", played=_was_deleted_by_person(call, message))
    if message.sender_id != call.simulator.bot.id or message.service or message.forward_origin:
        raise refuse("edit_not_ours")
    require_writing(call.simulator, room)
    return room, message


def has_media(message: Message) -> bool:
    """Whether a message can have a caption."""
    return any(kind in message.content for kind in ("photo", "document", "video", "audio", "voice", "animation"))


def change_message(
    call: Call, room: Chat, message: Message, content: dict[str, Any], keyboard: dict[str, Any] | None
) -> dict[str, Any] | bool:
    """Change a message in place, unless nothing about it would change. Of inline messages no more than True is told."""
    if content == message.content and keyboard == message.keyboard:
        raise refuse("not_modified")
    message.content, message.keyboard, message.edited_at = content, keyboard, call.now
    note(call.simulator, room)
    return True if message.inline_id else call.shown(message)


def _was_deleted_by_person(call: Call, message: Message | None) -> bool:
    return message is not None and message.deleted_by not in (None, call.simulator.bot.id)


def delete_message(call: Call) -> bool:
    """deleteMessage: the bot's own for 48 hours; in groups those of others with the right to."""
    room = call.room()
    message = room.messages.get(call.get("message_id"))
    if message is None or message.is_deleted:
        raise refuse("delete_not_found", played=_was_deleted_by_person(call, message))
    _check_deletable(call, room, message)
    message.deleted_by = call.simulator.bot.id
    note(call.simulator, room)
    return True


def delete_messages(call: Call) -> bool:
    """deleteMessages: those that cannot be found are skipped (D)."""
    numbers = call.get("message_ids")
    if len(numbers) > MOST_DELETED:
        raise refuse("delete_many")
    room = call.room()
    found = [message for number in numbers if (message := room.messages.get(number)) and not message.is_deleted]
    for message in found:
        _check_deletable(call, room, message)
    for message in found:
        message.deleted_by = call.simulator.bot.id
    note(call.simulator, room)
    return True


def _check_deletable(call: Call, room: Chat, message: Message) -> None:
    own = message.sender_id == call.simulator.bot.id
    is_admin = call.own_place(room).may("can_delete_messages")
    if room.type != "private" and not own and not is_admin:
        raise refuse("delete_refused")
    if is_older(call.simulator, message, DELETABLE) and not is_admin:
        raise refuse("delete_old")


def pin_chat_message(call: Call) -> bool:
    """pinChatMessage: the pin is told by a service message."""
    room = call.room()
    call.require_right(room, "can_pin_messages", "pinned messages")
    message = room.messages.get(call.get("message_id"))
    if message is None or message.is_deleted:
        raise refuse("pin_not_found", played=_was_deleted_by_person(call, message))
    if message.id in room.pinned:
        room.pinned.remove(message.id)
    room.pinned.append(message.id)
    shown = {"pinned_message": {key: value for key, value in call.shown(message).items() if key != "reply_to_message"}}
    told = post(call.simulator, room, call.simulator.bot.id, shown, service=True, thread_id=message.thread_id)
    emit_message(call.simulator, room, told)
    return True


def unpin_chat_message(call: Call) -> bool:
    """unpinChatMessage: without a number, the latest pin."""
    room = call.room()
    call.require_right(room, "can_pin_messages", "pinned messages")
    number = call.get("message_id") or (room.pinned[-1] if room.pinned else 0)
    if number not in room.pinned:
        raise refuse("unpin_not_found")
    room.pinned.remove(number)
    note(call.simulator, room)
    return True


def unpin_all_chat_messages(call: Call) -> bool:
    """unpinAllChatMessages."""
    room = call.room()
    call.require_right(room, "can_pin_messages", "pinned messages")
    room.pinned.clear()
    note(call.simulator, room)
    return True


METHODS = {
    "editMessageText": edit_message_text,
    "editMessageCaption": edit_message_caption,
    "editMessageReplyMarkup": edit_message_reply_markup,
    "deleteMessage": delete_message,
    "deleteMessages": delete_messages,
    "pinChatMessage": pin_chat_message,
    "unpinChatMessage": unpin_chat_message,
    "unpinAllChatMessages": unpin_all_chat_messages,
}
