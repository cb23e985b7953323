"""One call on its way through a method: its values, and the checks that many methods share."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from bot.simulator import render
from bot.simulator.api import UploadedFile
from bot.simulator.refusals import refuse
from bot.simulator.world import Chat, Member, Message

if TYPE_CHECKING:
    from bot.simulator.core import Simulator

GROUPS = frozenset({"group", "supergroup"})


@dataclass(frozen=True)
class Described:
    """A result that the server explains with a sentence of its own."""

    result: Any
    description: str


@dataclass
class Call:
    """A call whose parameters have been read."""

    simulator: Simulator
    name: str
    values: Mapping[str, Any]
    files: Mapping[str, UploadedFile]
    now: datetime

    def get(self, name: str, default: Any = None) -> Any:
        """The value of a parameter, or the default."""
        return self.values.get(name, default)

    def chat(self, name: str = "chat_id") -> Chat:
        """The chat that the call is about, wherever the bot stands with it."""
        return find_chat(self.simulator, self.get(name))

    def room(self, name: str = "chat_id") -> Chat:
        """The chat of the call, in which the bot must be present."""
        room = self.chat(name)
        require_access(self.simulator, room)
        return room

    def user(self, user_id: int) -> dict[str, Any] | None:
        """The user object of somebody whom the bot has met."""
        return render.known_user(self.simulator.world, user_id)

    def shown(self, message: Message) -> dict[str, Any]:
        """A message as the Bot API writes it."""
        simulator = self.simulator
        return render.message(simulator.world, simulator.world.chats[message.chat_id], message, simulator.bot)

    def own_place(self, room: Chat) -> Member:
        """The bot's own place in a group."""
        return room.members.get(self.simulator.bot.id, Member("left"))

    def require_right(self, room: Chat, right: str, what: str) -> None:
        """In groups an administrator's right is needed; in private chats everything is allowed."""
        if room.type != "private" and not self.own_place(room).may(right):
            raise refuse("not_enough_rights", what=what)


def find_chat(simulator: Simulator, given: Any) -> Chat:
    """Find a chat by number or by the @name of a group (C: check_chat)."""
    written = str(given or "").strip()
    if not written:
        raise refuse("chat_id_empty")
    chats = simulator.world.chats
    if written.startswith("@"):
        found = next((c for c in chats.values() if c.username and c.username.lower() == written[1:].lower()), None)
        if found is None:
            raise refuse("chat_not_found")
        return found
    try:
        number = int(written)
    except ValueError:
        raise refuse("chat_not_found") from None
    if number == simulator.bot.id:
        raise refuse("to_bot")
    if number > 0 and number in simulator.world.people:
        return simulator.world.chat_of(number)
    if number not in chats:
        raise refuse("chat_not_found")
    return chats[number]


def require_access(simulator: Simulator, room: Chat) -> None:
    """The bot must be in the chat, or have been written to."""
    if room.type == "private":
        person = simulator.world.people[room.id]
        if person.is_bot:
            raise refuse("to_bot")
        if person.deactivated:
            raise refuse("deactivated")
        if person.blocked:
            raise refuse("blocked")
        if not person.started:
            raise refuse("never_started")
        return
    if room.migrated_to is not None:
        raise refuse("migrated", {"migrate_to_chat_id": room.migrated_to})
    if room.is_deleted:
        raise refuse("group_deleted")
    place = room.members.get(simulator.bot.id)
    if place is not None and place.status == "kicked":
        raise refuse("kicked", kind=room.type)
    if place is None or not place.is_present:
        raise refuse("left", kind=room.type)


def require_writing(simulator: Simulator, room: Chat) -> None:
    """The bot must be allowed to write in a group or channel."""
    if room.type == "private":
        return
    place = room.members[simulator.bot.id]
    if room.type == "channel" and not place.is_admin:
        raise refuse("channel_rights")
    allowed = place.permissions if place.status == "restricted" else room.permissions
    if not place.is_admin and "can_send_messages" not in allowed:
        raise refuse("muted")
