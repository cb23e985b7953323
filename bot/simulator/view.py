"""The world as the chat page sees it: people, chats, messages with the eyes of one person, the journal."""

from __future__ import annotations

from collections import Counter
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from bot.simulator.faults import KINDS
from bot.simulator.journal import JournalCall
from bot.simulator.world import STAND_INS, Chat, InlineQuery, Message

if TYPE_CHECKING:
    from bot.simulator.core import Simulator

Json = dict[str, Any]
TYPING = timedelta(seconds=5)
RECORDED = {"video": "Video", "animation": "Animasi", "audio": "Audio", "voice": "Pesan suara"}
SHOWN_MESSAGES, SHOWN_ALERTS, SHOWN_CALLS = 300, 20, 500


def iso(moment: datetime) -> str:
    """A moment with its offset."""
    return moment.isoformat()


def world(simulator: Simulator) -> Json:
    """Everything but messages: clock, bot, people, groups, presets, links."""
    bot = simulator.bot
    return {
        "now": iso(simulator.now()),
        "speed": simulator.clock.speed,
        "bot": {
            "id": bot.id,
            "username": bot.username,
            "name": bot.names.get("id") or bot.names.get("") or bot.first_name,
            "description": bot.descriptions.get("id") or bot.descriptions.get("", ""),
            "short_description": bot.short_descriptions.get("id") or bot.short_descriptions.get("", ""),
        },
        "people": [
            {
                "id": person.id,
                "first_name": person.first_name,
                "last_name": person.last_name,
                "username": person.username,
                "language_code": person.language_code,
                "title": person.title,
                "time_zone": person.time_zone,
                "started": person.started,
                "blocked": person.blocked,
                "deactivated": person.deactivated,
            }
            for person in simulator.world.people.values()
        ],
        "chats": [_chat(room) for room in simulator.world.chats.values() if not room.is_deleted],
        "presets": [{"label": preset.label, "now": iso(preset.now)} for preset in simulator.presets],
        "links": [{"user_id": link.user_id, "label": link.label, "url": link.url} for link in simulator.links],
        "version": simulator.changes.version,
    }


def _chat(room: Chat) -> Json:
    return {
        "id": room.id,
        "type": room.type,
        "title": room.title,
        "members": room.present_members(),
        "places": {str(user): member.status for user, member in room.members.items() if member.is_present},
        "is_forum": room.is_forum,
        "topics": [{"id": topic.id, "name": topic.name, "closed": topic.closed} for topic in room.topics.values()],
        "pinned_message_id": room.pinned[-1] if room.pinned else None,
    }


def chat(simulator: Simulator, room: Chat, viewer: int) -> Json:
    """A chat with its last messages as one person sees them."""
    shown = list(room.messages.values())[-SHOWN_MESSAGES:]
    action = room.action if room.action and timedelta(0) <= simulator.now() - room.action[1] < TYPING else None
    alerts = [alert for alert in simulator.alerts_of(viewer) if alert.chat_id == room.id][-SHOWN_ALERTS:]
    return {
        "chat": _chat(room),
        "messages": [message(simulator, item, viewer) for item in shown],
        "typing": action[0] if action else None,
        "typing_until": iso(action[1] + TYPING) if action else None,
        "reply_keyboard": room.reply_keyboard,
        "commands": commands(simulator, room, viewer),
        "alerts": [
            {"id": alert.id, "text": alert.text, "show_alert": alert.show_alert, "url": alert.url, "at": iso(alert.at)}
            for alert in alerts
        ],
    }


def message(simulator: Simulator, shown: Message, viewer: int) -> Json:
    """A message; one that was deleted keeps its place and loses its content."""
    sender = simulator.world.people.get(shown.sender_id) or STAND_INS.get(shown.sender_id) or simulator.bot
    body: Json = {
        "message_id": shown.id,
        "from": {"id": sender.id, "name": sender.name, "is_bot": sender.is_bot},
        "date": iso(shown.date),
        "edit_date": iso(shown.edited_at) if shown.edited_at else None,
        "reply_markup": shown.keyboard,
        "reply_to_message_id": shown.reply_to,
        "thread_id": shown.thread_id,
        "forwarded": shown.forward_origin is not None,
        "via_bot": shown.via_bot,
        "service": _service(shown) if shown.service else None,
        "deleted": shown.is_deleted,
    }
    if shown.is_deleted:
        return body | {"reply_markup": None}
    counted = Counter(reaction["emoji"] for given in shown.reactions.values() for reaction in given)
    mine = {reaction["emoji"] for reaction in shown.reactions.get(viewer, [])}
    body["reactions"] = [{"emoji": emoji, "count": n, "mine": emoji in mine} for emoji, n in counted.items()]
    return body | _content(simulator, shown.content, viewer)


def _content(simulator: Simulator, content: Json, viewer: int) -> Json:
    kept: Json = {
        name: content[name]
        for name in ("text", "entities", "caption", "caption_entities", "sticker", "contact")
        if name in content
    }
    if "photo" in content:
        whole = content["photo"][-1]
        kept["photo"] = {key: whole[key] for key in ("file_id", "width", "height")}
        kept["photo"]["url"] = _address(simulator, whole["file_id"])
    if "document" in content:
        kept["document"] = content["document"] | {"url": _address(simulator, content["document"]["file_id"])}
    for kind in ("video", "animation", "audio", "voice"):
        if kind in content:
            file = {"file_name": RECORDED[kind]} | content[kind]
            kept["document"] = file | {"url": _address(simulator, file["file_id"])}
    if "poll" in content:
        kept["poll"] = content["poll"] | {
            "chosen": simulator.world.votes.get(content["poll"]["id"], {}).get(viewer, [])
        }
    return kept


def _address(simulator: Simulator, file_id: str) -> str:
    return f"/file/bot{simulator.token}/{simulator.world.files[file_id].path}"


SERVICE_TEXTS = {
    "new_chat_members": "Bergabung ke grup",
    "left_chat_member": "Keluar dari grup",
    "pinned_message": "Pesan disematkan",
    "migrate_to_chat_id": "Grup ditingkatkan menjadi supergrup",
    "migrate_from_chat_id": "Grup ini dahulu grup biasa",
    "forum_topic_created": "Topik dibuat",
    "forum_topic_edited": "Topik diubah",
    "forum_topic_closed": "Topik ditutup",
    "forum_topic_reopened": "Topik dibuka kembali",
    "general_forum_topic_hidden": "Topik Umum disembunyikan",
    "general_forum_topic_unhidden": "Topik Umum ditampilkan",
    "new_chat_title": "Judul grup diganti",
}


def _service(shown: Message) -> str:
    """A service message as a sentence of the app."""
    kind = next(iter(shown.content), "")
    value = shown.content.get(kind)
    people = value if isinstance(value, list) else [value]
    named = [person["first_name"] for person in people if isinstance(person, dict) and "first_name" in person]
    name = value.get("name") if isinstance(value, dict) else value if kind == "new_chat_title" else None
    detail = ", ".join(named) or name
    return SERVICE_TEXTS.get(kind, kind) + (f": {detail}" if detail else "")


def commands(simulator: Simulator, room: Chat, viewer: int) -> list[dict[str, str]]:
    """The command menu of a person in a chat: the narrowest scope that has one, in their language first (D)."""
    person = simulator.world.people.get(viewer)
    languages = [person.language_code or "", ""] if person else [""]
    is_admin = viewer in room.members and room.members[viewer].is_admin
    scopes = [f"chat_member:{room.id}:{viewer}"]
    scopes += [f"chat_administrators:{room.id}"] if is_admin else []
    scopes += [f"chat:{room.id}"]
    scopes += ["all_chat_administrators"] if is_admin else []
    scopes += ["all_private_chats" if room.type == "private" else "all_group_chats", "default"]
    for scope in scopes:
        for language in languages:
            if found := simulator.bot.commands.get((scope, language)):
                return found
    return []


def journal(simulator: Simulator, since: int) -> Json:
    """Calls after an id, the newest at most, and everything that a correct bot would not have done."""
    return {
        "calls": [_call(call) for call in simulator.journal.since(since)[-SHOWN_CALLS:]],
        "violations": [
            {"kind": found.kind, "text": found.text, "at": iso(found.at), "call_id": found.call_id}
            for found in simulator.violations()
        ],
    }


def _call(call: JournalCall) -> Json:
    return {
        "id": call.id,
        "at": iso(call.at),
        "method": call.method,
        "params": dict(call.params),
        "status": call.status,
        "answer": dict(call.answer),
        "accepted": call.accepted,
        "violations": [{"kind": found.kind, "text": found.text} for found in call.violations],
        "fault": call.fault,
    }


def faults(simulator: Simulator) -> Json:
    """Which faults there are, and which are set."""
    return {
        "kinds": sorted(KINDS),
        "active": [
            {"kind": fault.kind, "method": fault.method, "chat_id": fault.chat_id, "times": fault.times}
            for fault in simulator.faults.waiting
        ],
    }


def inline_results(asked: InlineQuery) -> Json:
    """What a person may choose from after typing the bot's name."""
    answer = asked.answer or {"results": [], "button": None}
    rows = [{key: row.get(key) for key in ("id", "title", "description")} for row in answer["results"]]
    return {"query_id": asked.id, "results": rows, "button": answer["button"]}
