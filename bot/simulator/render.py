"""State as the Bot API writes it: users, chats, members, messages, files."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from bot.simulator.world import (
    EVERY_PERMISSION,
    EVERY_RIGHT,
    STAND_INS,
    Bot,
    Chat,
    Member,
    Message,
    Person,
    StoredFile,
    World,
)

Json = dict[str, Any]


def timestamp(moment: datetime) -> int:
    """Seconds since 1970, as Telegram writes times."""
    return int(moment.timestamp())


def _filled(**fields: Any) -> Json:
    """An object without the fields that have no value."""
    return {name: value for name, value in fields.items() if value not in (None, "", [])}


def user(person: Person) -> Json:
    """A `User`."""
    return _filled(
        id=person.id,
        is_bot=person.is_bot,
        first_name=person.first_name,
        last_name=person.last_name,
        username=person.username,
        language_code=None if person.is_bot else person.language_code,
    )


def known_user(world: World, user_id: int) -> Json | None:
    """The `User` of somebody whom the bot has met, else None."""
    person = world.people.get(user_id)
    return user(person) if person else None


def me(bot: Bot) -> Json:
    """The bot's own `User`, with what only getMe tells."""
    return user(bot) | {
        "first_name": bot.names.get("", bot.first_name),
        "can_join_groups": True,
        "can_read_all_group_messages": not bot.privacy,
        "supports_inline_queries": bot.inline,
        "can_connect_to_business": False,
        "has_main_web_app": False,
    }


def chat(world: World, room: Chat) -> Json:
    """A `Chat`."""
    if room.type == "private":
        person = world.people[room.id]
        return _filled(
            id=room.id,
            type="private",
            first_name=person.first_name,
            last_name=person.last_name,
            username=person.username,
        )
    return _filled(id=room.id, type=room.type, title=room.title, username=room.username, is_forum=room.is_forum or None)


def full_chat(world: World, room: Chat, bot: Bot) -> Json:
    """A `ChatFullInfo`."""
    gifts = dict.fromkeys(
        ("unlimited_gifts", "limited_gifts", "unique_gifts", "premium_subscription", "gifts_from_channels"), True
    )
    pinned = next((m for i in reversed(room.pinned) if (m := room.messages.get(i)) and not m.is_deleted), None)
    body = chat(world, room) | _filled(
        accent_color_id=abs(room.id) % 7,
        max_reaction_count=11,
        accepted_gift_types=gifts,
        description=room.description,
        pinned_message=message(world, room, pinned, bot) if pinned else None,
    )
    if room.type in ("group", "supergroup"):
        body["permissions"] = {name: name in room.permissions for name in EVERY_PERMISSION}
    return body


def member(person: Person, place: Member) -> Json:
    """A `ChatMember` of the form that fits the place."""
    body: Json = {"status": place.status, "user": user(person)}
    if place.status == "creator":
        body["is_anonymous"] = place.is_anonymous
    elif place.status == "administrator":
        body |= {"can_be_edited": False, "is_anonymous": place.is_anonymous}
        body |= {right: right in place.rights for right in EVERY_RIGHT}
    elif place.status == "restricted":
        body |= {"is_member": True, "until_date": 0}
        body |= {name: name in place.permissions for name in EVERY_PERMISSION}
    elif place.status == "kicked":
        body["until_date"] = 0
    return body | _filled(custom_title=place.custom_title if place.is_admin else None)


def message(world: World, room: Chat, shown: Message, bot: Bot, *, with_reply: bool = True) -> Json:
    """A `Message`; the message that it replies to is told, but not what that one replies to."""
    body: Json = {"message_id": shown.id, "date": timestamp(shown.date), "chat": chat(world, room)}
    sender = bot if shown.sender_id == bot.id else world.people.get(shown.sender_id) or STAND_INS.get(shown.sender_id)
    if sender is not None and room.type != "channel":
        body["from"] = user(sender)
    if shown.sender_chat_id is not None:
        body["sender_chat"] = chat(world, world.chats[shown.sender_chat_id])
    if shown.thread_id is not None:
        body |= {"message_thread_id": shown.thread_id} | ({"is_topic_message": True} if room.is_forum else {})
    # What is written in a topic without being a reply counts as one to the message that opened the topic.
    # That is general knowledge, not verified.
    target = shown.reply_to or (shown.thread_id if room.is_forum and shown.thread_id != shown.id else None)
    reply = room.messages.get(target) if target is not None and with_reply else None
    if reply is not None and not reply.is_deleted:
        body["reply_to_message"] = message(world, room, reply, bot, with_reply=False)
    body |= _filled(
        edit_date=timestamp(shown.edited_at) if shown.edited_at else None,
        forward_origin=shown.forward_origin,
        via_bot=user(bot) if shown.via_bot else None,
        has_protected_content=shown.protected or None,
        media_group_id=shown.media_group_id,
        is_automatic_forward=shown.automatic_forward or None,
        reply_markup=shown.keyboard,
    )
    return body | shown.content


def maybe_inaccessible(world: World, room: Chat, message_id: int, bot: Bot) -> Json:
    """A `Message`, or an `InaccessibleMessage` with date 0 when it is gone."""
    found = room.messages.get(message_id)
    if found is None or found.is_deleted:
        return {"chat": chat(world, room), "message_id": message_id, "date": 0}
    return message(world, room, found, bot)


def photo_sizes(file: StoredFile) -> list[Json]:
    """The `PhotoSize` list of a photo: one small and the whole."""
    whole = {
        "file_id": file.file_id,
        "file_unique_id": file.unique_id,
        "file_size": len(file.content),
        "width": file.width,
        "height": file.height,
    }
    factor = min(1.0, 90 / max(file.width, file.height, 1))
    small = {
        "file_id": file.file_id + "s",
        "file_unique_id": file.unique_id + "s",
        "file_size": len(file.content),
        "width": max(1, int(file.width * factor)),
        "height": max(1, int(file.height * factor)),
    }
    return [small, whole]


def document(file: StoredFile) -> Json:
    """A `Document`."""
    return {
        "file_id": file.file_id,
        "file_unique_id": file.unique_id,
        "file_size": len(file.content),
        "file_name": file.name,
        "mime_type": file.mime_type,
    }


def recording(kind: str, file: StoredFile, about: Mapping[str, Any]) -> Json:
    """A `Video`, `Animation`, `Audio` or `Voice`; length and size are what the bot says of them, or 0."""
    body = document(file) | {"duration": _within_32_bits(about.get("duration"))}
    if kind == "voice":
        del body["file_name"]
    if kind == "audio":
        body |= _filled(performer=about.get("performer"), title=about.get("title"))
    if kind in ("video", "animation"):
        body |= {side: _within_32_bits(about.get(side)) for side in ("width", "height")}
    return body


def _within_32_bits(number: int | None) -> int:
    """Lengths are cut to what Telegram's 32 bits hold."""
    return min(max(number or 0, 0), 2**31 - 1)
