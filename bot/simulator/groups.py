"""What happens to groups: people and the bot come and go, rise and are muted; topics; the step to a supergroup."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, cast

from bot.simulator import render
from bot.simulator.people import PersonCannot
from bot.simulator.rooms import emit, emit_message, note, post
from bot.simulator.world import EVERY_PERMISSION, EVERY_RIGHT, TELEGRAM, Chat, Member, Person, Topic

if TYPE_CHECKING:
    from bot.simulator.core import Simulator

FIRST_SUPERGROUP = -1001000000001
LONGEST_TOPIC = LONGEST_TITLE = 128
NOT_FOR_ALL = frozenset({"can_promote_members"})
MUTED = frozenset(EVERY_PERMISSION) - {name for name in EVERY_PERMISSION if name.startswith("can_send_")}


class Groups:
    """The doings in groups. A user id may be the bot's; `by` is who does it, by default the group's owner."""

    def add_person(self, person: Person, *chat_ids: int) -> None:
        """Let somebody new exist, and be in groups."""
        sim = cast("Simulator", self)
        sim.world.people[person.id] = person
        for chat_id in chat_ids:
            sim.world.chats[chat_id].members[person.id] = Member()
        sim.changes.note("world")

    def create_group(
        self, owner: int, title: str, *, type: str = "supergroup", is_forum: bool = False, with_bot: bool = True
    ) -> int:
        """A person makes a group, supergroup or channel and may add the bot; returns the chat's id."""
        sim = cast("Simulator", self)
        _account(self, owner)
        if not 1 <= len(title) <= LONGEST_TITLE:
            raise PersonCannot("Judul grup 1 sampai 128 huruf. / A group's title has 1 to 128 characters.")
        number = _free_id(sim, type)
        room = Chat(number, type, title, is_forum=is_forum, members={owner: Member("creator")})
        sim.world.chats[number] = room
        if with_bot:
            self.join(number, sim.bot.id, by=owner)
        sim.changes.note("world")
        return number

    def join(self, chat_id: int, user_id: int, *, by: int | None = None) -> None:
        """Somebody comes into the group, or is added."""
        room = _group(self, chat_id)
        self._change(room, user_id, Member("member"), by)
        who = _account(self, user_id)
        self._service(room, by or _owner(room, user_id), {"new_chat_members": [render.user(who)]})

    def leave(self, chat_id: int, user_id: int) -> None:
        """Somebody goes."""
        room = _group(self, chat_id)
        who = _account(self, user_id)
        self._service(room, user_id, {"left_chat_member": render.user(who)})
        self._change(room, user_id, Member("left"), user_id)

    def kick(self, chat_id: int, user_id: int, *, by: int | None = None) -> None:
        """Somebody is thrown out."""
        room = _group(self, chat_id)
        who = _account(self, user_id)
        self._service(room, by or _owner(room, user_id), {"left_chat_member": render.user(who)})
        self._change(room, user_id, Member("kicked"), by)

    def promote(
        self, chat_id: int, user_id: int, rights: frozenset[str] | None = None, *, by: int | None = None
    ) -> None:
        """Somebody becomes an administrator, with all rights but promoting unless told otherwise."""
        granted = rights if rights is not None else frozenset(EVERY_RIGHT) - NOT_FOR_ALL
        self._change(_group(self, chat_id), user_id, Member("administrator", granted), by)

    def demote(self, chat_id: int, user_id: int, *, by: int | None = None) -> None:
        """Somebody is a plain member again, neither administrator nor muted."""
        self._change(_group(self, chat_id), user_id, Member("member"), by)

    def mute(self, chat_id: int, user_id: int, *, by: int | None = None) -> None:
        """Somebody may read but not write."""
        self._change(_group(self, chat_id), user_id, Member("restricted", permissions=MUTED), by)

    def create_topic(self, chat_id: int, name: str, *, by: int | None = None) -> int:
        """A person opens a topic; returns its thread id."""
        sim = cast("Simulator", self)
        room = _group(self, chat_id)
        if not room.is_forum or not 1 <= len(name) <= LONGEST_TOPIC:
            raise PersonCannot("Topik hanya di forum, bernama 1 sampai 128 huruf. / Topics need a forum and a name.")
        created = {"name": name, "icon_color": Topic(0, name).icon_color}
        message = post(sim, room, by or _owner(room, 0), {"forum_topic_created": created}, service=True)
        message.thread_id = message.id
        room.topics[message.id] = Topic(message.id, name)
        emit_message(sim, room, message)
        sim.changes.note("world")
        return message.id

    def close_topic(self, chat_id: int, thread_id: int, *, closed: bool = True, by: int | None = None) -> None:
        """A person closes a topic, or opens it again."""
        room = _group(self, chat_id)
        if thread_id not in room.topics:
            raise PersonCannot("Topik itu tidak ada. / There is no such topic.")
        room.topics[thread_id].closed = closed
        word = "forum_topic_closed" if closed else "forum_topic_reopened"
        self._service(room, by or _owner(room, 0), {word: {}}, thread_id=thread_id)
        cast("Simulator", self).changes.note("world")

    def upgrade_group(self, chat_id: int) -> int:
        """A basic group becomes a supergroup; returns the new id. Both chats get their service message."""
        sim = cast("Simulator", self)
        old = _group(self, chat_id)
        if old.type != "group":
            raise PersonCannot("Hanya grup biasa yang dapat ditingkatkan. / Only a basic group can be upgraded.")
        number = _free_id(sim, "supergroup")
        new = Chat(number, "supergroup", old.title, members=dict(old.members), permissions=old.permissions)
        sim.world.chats[number] = new
        owner = _owner(old, 0)
        self._service(old, owner, {"migrate_to_chat_id": number})
        old.migrated_to = number
        self._service(new, owner, {"migrate_from_chat_id": chat_id})
        sim.changes.note("world")
        return number

    def delete_group(self, chat_id: int) -> None:
        """A basic group is deleted by its owner."""
        _group(self, chat_id).is_deleted = True
        cast("Simulator", self).changes.note("world")

    def post_from_channel(self, chat_id: int, title: str, text: str) -> int:
        """A post of the linked channel arrives in its discussion group; returns the message's id."""
        sim = cast("Simulator", self)
        room = _group(self, chat_id)
        channel = next((c for c in sim.world.chats.values() if c.type == "channel" and c.title == title), None)
        if channel is None:
            channel = Chat(_free_id(sim, "channel"), "channel", title)
            sim.world.chats[channel.id] = channel
        origin = {"type": "channel", "date": render.timestamp(sim.now()), "message_id": 1}
        message = post(
            sim,
            room,
            TELEGRAM.id,
            {"text": text},
            sender_chat_id=channel.id,
            automatic_forward=True,
            forward_origin=origin | {"chat": render.chat(sim.world, channel)},
        )
        emit_message(sim, room, message)
        return message.id

    def _service(self, room: Chat, by: int, content: dict[str, Any], thread_id: int | None = None) -> None:
        sim = cast("Simulator", self)
        emit_message(sim, room, post(sim, room, by, content, service=True, thread_id=thread_id))

    def _change(self, room: Chat, user_id: int, place: Member, by: int | None) -> None:
        """Give somebody a new place, and tell the bot of its own, or, to an administrator bot, of anybody's."""
        sim = cast("Simulator", self)
        who = _account(self, user_id)
        before = room.members.get(user_id, Member("left"))
        room.members[user_id] = place
        actor = by if by is not None else _owner(room, user_id)
        body = {
            "chat": render.chat(sim.world, room),
            "from": render.user(_account(self, actor)),
            "date": render.timestamp(sim.now()),
            "old_chat_member": render.member(who, before),
            "new_chat_member": render.member(who, place),
        }
        if user_id == sim.bot.id:
            emit(sim, "my_chat_member", body, f"chat:{room.id}")
        elif room.members.get(sim.bot.id, Member("left")).is_admin:
            emit(sim, "chat_member", body, f"chat:{room.id}")
        note(sim, room)
        sim.changes.note("world")


def _group(simulator: Any, chat_id: int) -> Chat:
    room = simulator.world.chats.get(chat_id)
    if room is None or room.type == "private":
        raise PersonCannot(f"Tidak ada grup dengan id {chat_id}. / There is no group with id {chat_id}.")
    return cast("Chat", room)


def _account(simulator: Any, user_id: int) -> Person:
    if user_id == simulator.bot.id:
        return cast("Person", simulator.bot)
    found = simulator.world.people.get(user_id)
    if found is None:
        raise PersonCannot(f"Tidak ada orang dengan id {user_id}. / There is no person with id {user_id}.")
    return cast("Person", found)


def _owner(room: Chat, otherwise: int) -> int:
    return next((user for user, member in room.members.items() if member.status == "creator"), otherwise)


def _free_id(simulator: Simulator, type: str) -> int:
    """The next unused id: basic groups count down from -1000001, the rest from the sample group."""
    number = FIRST_SUPERGROUP if type in ("supergroup", "channel") else -1000001
    while number in simulator.world.chats:
        number -= 1
    return number
