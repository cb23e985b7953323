"""Chats and who is in them: looking up, leaving, banning, promoting, titles and permissions."""

from __future__ import annotations

from typing import Any

from bot.simulator import render
from bot.simulator.methods.call import Call
from bot.simulator.refusals import refuse
from bot.simulator.rooms import note, post
from bot.simulator.world import EVERY_PERMISSION, EVERY_RIGHT, Chat, Member, Person


def get_chat(call: Call) -> dict[str, Any]:
    """getChat: a private chat is known before it is begun, when its person is."""
    room = call.chat()
    if room.type != "private":
        room = call.room()
    return render.full_chat(call.simulator.world, room, call.simulator.bot)


def get_chat_member(call: Call) -> dict[str, Any]:
    """getChatMember: somebody who is not there has left."""
    room = call.room()
    person = _account(call)
    if room.type == "private":
        return render.member(person, Member("member" if person.id in (room.id, call.simulator.bot.id) else "left"))
    return render.member(person, room.members.get(person.id, Member("left")))


def get_chat_administrators(call: Call) -> list[dict[str, Any]]:
    """getChatAdministrators: without other bots (D)."""
    room = call.room()
    if room.type == "private":
        raise refuse("no_private_admins")
    everybody = call.simulator.world.people | {call.simulator.bot.id: call.simulator.bot}
    return [
        render.member(everybody[user], place)
        for user, place in room.members.items()
        if place.is_admin and (not everybody[user].is_bot or user == call.simulator.bot.id)
    ]


def get_chat_member_count(call: Call) -> int:
    """getChatMemberCount."""
    room = call.room()
    return 2 if room.type == "private" else len(room.present_members())


def leave_chat(call: Call) -> bool:
    """leaveChat."""
    room = call.room()
    if room.type == "private":
        raise refuse("no_private_leave")
    call.simulator.leave(room.id, call.simulator.bot.id)
    return True


def ban_chat_member(call: Call) -> bool:
    """banChatMember: needs the right to; administrators cannot be banned."""
    room, person = _to_restrict(call)
    call.simulator.kick(room.id, person.id, by=call.simulator.bot.id)
    return True


def unban_chat_member(call: Call) -> bool:
    """unbanChatMember: somebody who is inside is thrown out, unless `only_if_banned`."""
    room = _group(call)
    call.require_right(room, "can_restrict_members", "members")
    person = _account(call)
    place = room.members.get(person.id, Member("left"))
    if place.status == "kicked" or (place.is_present and not call.get("only_if_banned")):
        room.members[person.id] = Member("left")
        note(call.simulator, room)
    return True


def restrict_chat_member(call: Call) -> bool:
    """restrictChatMember."""
    room, person = _to_restrict(call)
    allowed = frozenset(name for name, given in call.get("permissions").items() if given)
    whole = allowed >= frozenset(EVERY_PERMISSION)
    room.members[person.id] = Member() if whole else Member("restricted", permissions=allowed)
    note(call.simulator, room)
    return True


def _to_restrict(call: Call) -> tuple[Chat, Person]:
    """The group and whom the bot may throw out or mute there."""
    room = _group(call)
    call.require_right(room, "can_restrict_members", "members")
    person = _account(call)
    if room.members.get(person.id, Member("left")).is_admin:
        raise refuse("ban_admin")
    return room, person


def promote_chat_member(call: Call) -> bool:
    """promoteChatMember: without any right somebody becomes a plain member again."""
    room = _group(call)
    if not call.own_place(room).may("can_promote_members"):
        raise refuse("admin_rights")
    person = _account(call)
    if not room.members.get(person.id, Member("left")).is_present:
        raise refuse("participant_invalid")
    rights = frozenset(name for name in EVERY_RIGHT if call.get(name))
    if rights:
        call.simulator.promote(room.id, person.id, rights | {"can_manage_chat"}, by=call.simulator.bot.id)
    else:
        call.simulator.demote(room.id, person.id, by=call.simulator.bot.id)
    return True


def set_chat_permissions(call: Call) -> bool:
    """setChatPermissions."""
    room = _group(call)
    call.require_right(room, "can_restrict_members", "members")
    room.permissions = frozenset(name for name, given in call.get("permissions").items() if given)
    note(call.simulator, room)
    return True


def set_chat_title(call: Call) -> bool:
    """setChatTitle: told by a service message."""
    room = _group(call)
    call.require_right(room, "can_change_info", "chat information")
    room.title = str(call.get("title"))[:128]
    post(call.simulator, room, call.simulator.bot.id, {"new_chat_title": room.title}, service=True)
    call.simulator.changes.note("world")
    return True


def set_chat_description(call: Call) -> bool:
    """setChatDescription."""
    room = _group(call)
    call.require_right(room, "can_change_info", "chat information")
    room.description = str(call.get("description", ""))[:255] or None
    return True


def _group(call: Call) -> Chat:
    room = call.room()
    if room.type == "private":
        raise refuse("no_private_leave")
    return room


def _account(call: Call) -> Person:
    """The person whom `user_id` names."""
    number = call.get("user_id")
    if number == call.simulator.bot.id:
        return call.simulator.bot
    person = call.simulator.world.people.get(number)
    if person is None:
        raise refuse("participant_invalid")
    return person


METHODS = {
    "getChat": get_chat,
    "getChatMember": get_chat_member,
    "getChatAdministrators": get_chat_administrators,
    "getChatMemberCount": get_chat_member_count,
    "leaveChat": leave_chat,
    "banChatMember": ban_chat_member,
    "unbanChatMember": unban_chat_member,
    "restrictChatMember": restrict_chat_member,
    "promoteChatMember": promote_chat_member,
    "setChatPermissions": set_chat_permissions,
    "setChatTitle": set_chat_title,
    "setChatDescription": set_chat_description,
}
