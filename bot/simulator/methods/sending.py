"""Sending: what every new message of the bot goes through, texts, forwards, copies, chat actions."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from bot.simulator import render, text
from bot.simulator.keyboards import Markup, read_markup
from bot.simulator.methods.call import GROUPS, Call, require_writing
from bot.simulator.refusals import refuse
from bot.simulator.rooms import note, post
from bot.simulator.world import Chat, Message

ACTIONS = frozenset(
    {
        "typing",
        "upload_photo",
        "record_video",
        "upload_video",
        "record_voice",
        "upload_voice",
        "record_audio",
        "upload_audio",
        "upload_document",
        "choose_sticker",
        "find_location",
        "record_video_note",
        "upload_video_note",
    }
)


def send_message(call: Call) -> dict[str, Any]:
    """sendMessage."""
    content = text.message_text(call.get("text", ""), call.get("parse_mode"), call.get("entities"), call.user)
    if call.get("link_preview_options"):
        content["link_preview_options"] = call.get("link_preview_options")
    return call.shown(deliver(call, [content])[0])


def deliver(call: Call, contents: Sequence[dict[str, Any]], **fields: Any) -> list[Message]:
    """Check everything that a new message needs, then put one or several into the chat."""
    markup = read_markup(call.get("reply_markup"))
    room = call.room()
    require_writing(call.simulator, room)
    reply_to = reply_of(call, room)
    thread_id = thread_of(call, room, room.messages.get(reply_to or 0))
    take_rate(call, room, len(contents))
    inline = markup if markup and "inline_keyboard" in markup else None
    _show_keyboard(room, markup)
    room.action = None
    protected = bool(call.get("protect_content"))
    return [
        post(
            call.simulator,
            room,
            call.simulator.bot.id,
            content,
            thread_id=thread_id,
            reply_to=reply_to,
            keyboard=inline,
            protected=protected,
            **fields,
        )
        for content in contents
    ]


def thread_of(call: Call, room: Chat, replied: Message | None) -> int | None:
    """The topic to send to: the one asked for, else that of the message replied to, else the general one.

    The general one has no number; outside forums the number is ignored (C).
    """
    if not room.is_forum:
        return None
    asked = call.get("message_thread_id") or (replied.thread_id if replied else None)
    manages = call.own_place(room).may("can_manage_topics")
    if not asked:
        if room.general_closed and not manages:
            raise refuse("topic_closed")
        return None
    topic = room.topics.get(asked)
    if topic is None:
        raise refuse("thread_not_found")
    if topic.closed and not manages:
        raise refuse("topic_closed")
    return topic.id


def reply_of(call: Call, room: Chat) -> int | None:
    """The message that is replied to; when it is gone, that is an error unless the call says otherwise."""
    asked = call.get("reply_parameters")
    if not asked or not asked.get("message_id"):
        return None
    found = room.messages.get(asked["message_id"])
    if found is not None and not found.is_deleted:
        return found.id
    if asked.get("allow_sending_without_reply"):
        return None
    raise refuse("reply_not_found", played=found is not None and found.deleted_by != call.simulator.bot.id)


def take_rate(call: Call, room: Chat, count: int) -> None:
    """Count the messages against the limits; passing one is answered with 429 and the seconds to wait."""
    rates = call.simulator.rates
    paid = bool(call.get("allow_paid_broadcast"))
    if paid and not rates.paid_broadcast:
        raise refuse("paid_off")
    seconds = rates.take(room.id, call.now, count, is_group=room.type in GROUPS, paid=paid)
    if seconds:
        raise refuse("flood", {"retry_after": seconds}, seconds=seconds)


def _show_keyboard(room: Chat, markup: Markup | None) -> None:
    """A reply keyboard stays with the chat until another one or its removal."""
    if markup and "keyboard" in markup:
        room.reply_keyboard = markup
    elif markup and markup.get("remove_keyboard"):
        room.reply_keyboard = None


def forward_message(call: Call) -> dict[str, Any]:
    """forwardMessage."""
    return call.shown(_forward(call, call.get("message_id")))


def forward_messages(call: Call) -> list[dict[str, Any]]:
    """forwardMessages: those that cannot be forwarded are skipped (D)."""
    return [{"message_id": _forward(call, number).id} for number in _present(call)]


def _forward(call: Call, number: int) -> Message:
    source_room = call.room("from_chat_id")
    source = source_room.messages.get(number)
    if source is None or source.is_deleted or source.service:
        raise refuse("forward_not_found")
    sender = call.user(source.sender_id) or render.user(call.simulator.bot)
    origin = {"type": "user", "date": render.timestamp(source.date), "sender_user": sender}
    return deliver(call, [dict(source.content)], forward_origin=source.forward_origin or origin)[0]


def copy_message(call: Call) -> dict[str, Any]:
    """copyMessage: a new caption replaces the old one."""
    return {"message_id": _copy(call, call.get("message_id")).id}


def copy_messages(call: Call) -> list[dict[str, Any]]:
    """copyMessages: those that cannot be copied are skipped (D)."""
    return [{"message_id": _copy(call, number).id} for number in _present(call)]


def _copy(call: Call, number: int) -> Message:
    source_room = call.room("from_chat_id")
    source = source_room.messages.get(number)
    if source is None or source.is_deleted:
        raise refuse("copy_not_found")
    if source.service or "poll" in source.content:
        raise refuse("copy_refused")
    content = dict(source.content)
    if "caption" in call.values and "text" not in content:
        for name in ("caption", "caption_entities"):
            content.pop(name, None)
        content |= text.caption(call.get("caption"), call.get("parse_mode"), call.get("caption_entities"), call.user)
    if call.get("remove_caption"):
        content.pop("caption", None)
        content.pop("caption_entities", None)
    return deliver(call, [content])[0]


def _present(call: Call) -> list[int]:
    """The asked messages that exist, in their order."""
    room = call.room("from_chat_id")
    found = [room.messages.get(number) for number in call.get("message_ids", [])]
    return [message.id for message in found if message and not message.is_deleted and not message.service]


def send_contact(call: Call) -> dict[str, Any]:
    """sendContact."""
    fields = ("phone_number", "first_name", "last_name", "vcard")
    contact = {name: call.get(name) for name in fields if call.get(name)}
    return call.shown(deliver(call, [{"contact": contact}])[0])


def send_chat_action(call: Call) -> bool:
    """sendChatAction: shown for five seconds or until the next message."""
    if call.get("action") not in ACTIONS:
        raise refuse("action_wrong")
    room = call.room()
    room.action = (call.get("action"), call.now)
    note(call.simulator, room)
    return True


METHODS = {
    "sendMessage": send_message,
    "sendContact": send_contact,
    "forwardMessage": forward_message,
    "forwardMessages": forward_messages,
    "copyMessage": copy_message,
    "copyMessages": copy_messages,
    "sendChatAction": send_chat_action,
}
