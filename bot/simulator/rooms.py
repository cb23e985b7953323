"""Puts messages into chats and updates into the queue, whoever they come from."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from bot.simulator import render
from bot.simulator.entities import slice_utf16
from bot.simulator.updates import Queued
from bot.simulator.world import Chat, Message

if TYPE_CHECKING:
    from bot.simulator.core import Simulator


def post(
    simulator: Simulator,
    room: Chat,
    sender_id: int,
    content: dict[str, Any],
    *,
    thread_id: int | None = None,
    reply_to: int | None = None,
    **fields: Any,
) -> Message:
    """Add a message to a chat. Supergroups and channels number their own, all other chats of a bot share one count."""
    if room.type in ("supergroup", "channel"):
        room.last_message_id += 1
        number = room.last_message_id
    else:
        simulator.world.private_message_id += 1
        number = simulator.world.private_message_id
    message = Message(
        number, room.id, sender_id, simulator.now(), content, thread_id=thread_id, reply_to=reply_to, **fields
    )
    room.messages[number] = message
    note(simulator, room)
    return message


def note(simulator: Simulator, room: Chat) -> None:
    """Tell the page that a chat changed, for everybody who sees it."""
    viewers = [room.id] if room.type == "private" else room.present_members()
    simulator.changes.note(*(f"chat:{room.id}:{viewer}" for viewer in viewers))


def emit(simulator: Simulator, kind: str, body: dict[str, Any], lane: str) -> None:
    """Queue an update of one kind, unless the bot did not ask for it, with whatever fault is set for updates."""
    updates = simulator.updates
    if not updates.wants(kind):
        return
    update = updates.make(kind, {kind: body}, simulator.now(), lane)
    fault = simulator.faults.for_update()
    if fault is not None and fault.kind == "update_reorder" and updates.held_back is None:
        updates.held_back = update
        return
    if fault is not None and fault.kind == "update_parallel":
        update = replace(update, parallel=True)
    updates.put(update)
    if fault is not None and fault.kind == "update_twice":
        updates.put(replace(update))
    if updates.held_back is not None:
        updates.put(updates.held_back)
        updates.held_back = None
    simulator.changes.wake()


def mark_delivered(simulator: Simulator, update: Queued) -> None:
    """Remember that the bot got a tap: from now on it owes an answer."""
    if update.kind == "callback_query":
        tap = simulator.world.taps.get(str(update.body["callback_query"]["id"]))
        if tap is not None:
            tap.delivered = True


def emit_message(simulator: Simulator, room: Chat, message: Message, kind: str = "message") -> None:
    """Queue a message as an update when the bot may see it."""
    if sees(simulator, room, message):
        if room.type == "channel":
            kind = "channel_post" if kind == "message" else "edited_channel_post"
        emit(simulator, kind, render.message(simulator.world, room, message, simulator.bot), f"chat:{room.id}")


def sees(simulator: Simulator, room: Chat, message: Message) -> bool:
    """Privacy mode: in groups a bot sees commands, replies to it, mentions and service messages; as admin, all (D)."""
    if room.type == "private":
        return True
    place = room.members.get(simulator.bot.id)
    if place is None or not place.is_present:
        return False
    if place.is_admin or not simulator.bot.privacy or message.service or message.via_bot or room.type == "channel":
        return True
    replied = room.messages.get(message.reply_to) if message.reply_to is not None else None
    if replied is not None and replied.sender_id == simulator.bot.id:
        return True
    return _is_addressed(simulator, message)


def _is_addressed(simulator: Simulator, message: Message) -> bool:
    """Whether a text holds a command that is not another bot's, or this bot's name."""
    text = message.content.get("text") or message.content.get("caption") or ""
    name = f"@{simulator.bot.username}".lower()
    for entity in message.content.get("entities") or message.content.get("caption_entities") or []:
        piece = slice_utf16(text, entity["offset"], entity["length"]).lower()
        if entity["type"] == "bot_command" and ("@" not in piece or piece.endswith(name)):
            return True
        if entity["type"] == "mention" and piece == name:
            return True
        if entity["type"] == "text_mention" and entity["user"]["id"] == simulator.bot.id:
            return True
    return False


def is_older(simulator: Simulator, message: Message, age: timedelta) -> bool:
    """Whether a message has passed an age on the simulator's clock."""
    return simulator.now() - message.date > age
