"""Forum topics: made, renamed, closed, opened, deleted; the general topic besides."""

from __future__ import annotations

from typing import Any

from bot.simulator.methods.call import Call
from bot.simulator.refusals import refuse
from bot.simulator.rooms import note, post
from bot.simulator.world import Chat, Topic

LONGEST_NAME = 128
COLORS = frozenset({7322096, 16766590, 13338331, 9367192, 16749490, 16478047})


def create_forum_topic(call: Call) -> dict[str, Any]:
    """createForumTopic: its number is that of the service message which tells of it."""
    name = _name(call)
    room = _forum(call)
    color = call.get("icon_color", min(COLORS))
    if color not in COLORS:
        raise refuse("topic_color")
    told = _tell(call, room, {"forum_topic_created": {"name": name, "icon_color": color}})
    room.messages[told].thread_id = told
    room.topics[told] = Topic(told, name, color, call.get("icon_custom_emoji_id"))
    call.simulator.changes.note("world")
    return {"message_thread_id": told, "name": name, "icon_color": color}


def edit_forum_topic(call: Call) -> bool:
    """editForumTopic: without a name it keeps the one it has."""
    name = _name(call) if call.get("name") else None
    room = _forum(call)
    topic = _topic(call, room)
    if name is None or name == topic.name:
        raise refuse("topic_not_modified")
    topic.name = name
    _tell(call, room, {"forum_topic_edited": {"name": name}}, topic.id)
    return True


def close_forum_topic(call: Call) -> bool:
    """closeForumTopic."""
    return _set_closed(call, True)


def reopen_forum_topic(call: Call) -> bool:
    """reopenForumTopic."""
    return _set_closed(call, False)


def _set_closed(call: Call, closed: bool) -> bool:
    room = _forum(call)
    topic = _topic(call, room)
    if topic.closed == closed:
        raise refuse("topic_not_modified")
    topic.closed = closed
    _tell(call, room, {"forum_topic_closed" if closed else "forum_topic_reopened": {}}, topic.id)
    return True


def delete_forum_topic(call: Call) -> bool:
    """deleteForumTopic: with all its messages; needs the right to delete messages."""
    room = _forum(call, "can_delete_messages")
    topic = _topic(call, room)
    del room.topics[topic.id]
    for message in room.messages.values():
        if message.thread_id == topic.id and not message.is_deleted:
            message.deleted_by = call.simulator.bot.id
    _changed(call, room)
    return True


def unpin_all_forum_topic_messages(call: Call) -> bool:
    """unpinAllForumTopicMessages."""
    room = _forum(call, "can_pin_messages")
    topic = _topic(call, room)
    room.pinned = [number for number in room.pinned if room.messages[number].thread_id != topic.id]
    _changed(call, room)
    return True


def unpin_all_general_forum_topic_messages(call: Call) -> bool:
    """unpinAllGeneralForumTopicMessages."""
    room = _forum(call, "can_pin_messages")
    room.pinned = [number for number in room.pinned if room.messages[number].thread_id is not None]
    _changed(call, room)
    return True


def edit_general_forum_topic(call: Call) -> bool:
    """editGeneralForumTopic."""
    name = _name(call)
    room = _forum(call)
    _tell(call, room, {"forum_topic_edited": {"name": name}})
    return True


def close_general_forum_topic(call: Call) -> bool:
    """closeGeneralForumTopic."""
    return _set_general_closed(call, True)


def reopen_general_forum_topic(call: Call) -> bool:
    """reopenGeneralForumTopic: it is shown again as well (D)."""
    return _set_general_closed(call, False)


def _set_general_closed(call: Call, closed: bool) -> bool:
    room = _forum(call)
    if room.general_closed == closed:
        raise refuse("topic_not_modified")
    room.general_closed, room.general_hidden = closed, room.general_hidden and closed
    _tell(call, room, {"forum_topic_closed" if closed else "forum_topic_reopened": {}})
    return True


def hide_general_forum_topic(call: Call) -> bool:
    """hideGeneralForumTopic: it is closed as well (D)."""
    return _set_general_hidden(call, True)


def unhide_general_forum_topic(call: Call) -> bool:
    """unhideGeneralForumTopic."""
    return _set_general_hidden(call, False)


def _set_general_hidden(call: Call, hidden: bool) -> bool:
    room = _forum(call)
    if room.general_hidden == hidden:
        raise refuse("topic_not_modified")
    room.general_hidden, room.general_closed = hidden, hidden or room.general_closed
    _tell(call, room, {"general_forum_topic_hidden" if hidden else "general_forum_topic_unhidden": {}})
    return True


def _forum(call: Call, right: str = "can_manage_topics") -> Chat:
    room = call.room()
    if not room.is_forum:
        raise refuse("not_forum")
    call.require_right(room, right, "topics")
    return room


def _topic(call: Call, room: Chat) -> Topic:
    topic = room.topics.get(call.get("message_thread_id"))
    if topic is None:
        raise refuse("thread_not_found")
    return topic


def _name(call: Call) -> str:
    name = str(call.get("name", "")).strip()
    if not 1 <= len(name) <= LONGEST_NAME:
        raise refuse("topic_name")
    return name


def _tell(call: Call, room: Chat, content: dict[str, Any], thread_id: int | None = None) -> int:
    """Leave a service message; the bot's own doings come to it as no update."""
    told = post(call.simulator, room, call.simulator.bot.id, content, service=True, thread_id=thread_id)
    _changed(call, room)
    return told.id


def _changed(call: Call, room: Chat) -> None:
    note(call.simulator, room)
    call.simulator.changes.note("world")


METHODS = {
    "createForumTopic": create_forum_topic,
    "editForumTopic": edit_forum_topic,
    "closeForumTopic": close_forum_topic,
    "reopenForumTopic": reopen_forum_topic,
    "deleteForumTopic": delete_forum_topic,
    "unpinAllForumTopicMessages": unpin_all_forum_topic_messages,
    "unpinAllGeneralForumTopicMessages": unpin_all_general_forum_topic_messages,
    "editGeneralForumTopic": edit_general_forum_topic,
    "closeGeneralForumTopic": close_general_forum_topic,
    "reopenGeneralForumTopic": reopen_general_forum_topic,
    "hideGeneralForumTopic": hide_general_forum_topic,
    "unhideGeneralForumTopic": unhide_general_forum_topic,
}
