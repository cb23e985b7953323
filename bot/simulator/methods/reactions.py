"""Reactions of the bot to messages."""

from __future__ import annotations

from typing import Any

from bot.simulator.methods.call import Call
from bot.simulator.parameters import read_json
from bot.simulator.refusals import refuse
from bot.simulator.rooms import note

_ROWS = (
    "❤ 👍 👎 🔥 🥰 👏 😁 🤔 🤯 😱 🤬 😢 🎉 🤩 🤮 💩 🙏 👌 🕊 🤡",
    "🥱 🥴 😍 🐳 ❤‍🔥 🌚 🌭 💯 🤣 ⚡ 🍌 🏆 💔 🤨 😐 🍓 🍾 💋 🖕 😈",
    "😴 😭 🤓 👻 👨‍💻 👀 🎃 🙈 😇 😨 🤝 ✍ 🤗 🫡 🎅 🎄 ☃ 💅 🤪 🗿",
    "🆒 💘 🙉 🦄 😘 💊 🙊 😎 👾 🤷‍♂ 🤷 🤷‍♀ 😡",
)
EMOJI = frozenset(emoji for row in _ROWS for emoji in row.split())
"""The emoji that can be reactions (D)."""


def set_message_reaction(call: Call) -> bool:
    """setMessageReaction: at most one; none takes it away."""
    chosen = [_reaction(row) for row in _read(call.get("reaction"))]
    if len(chosen) > 1:
        raise refuse("reaction_many")
    room = call.room()
    message = room.messages.get(call.get("message_id"))
    if message is None or message.is_deleted or message.service:
        raise refuse("react_not_found")
    if chosen:
        message.reactions[call.simulator.bot.id] = chosen
    else:
        message.reactions.pop(call.simulator.bot.id, None)
    note(call.simulator, room)
    return True


def _read(raw: Any) -> list[Any]:
    value = read_json(raw or [], refuse("reaction_invalid"))
    if not isinstance(value, list):
        raise refuse("reaction_invalid")
    return value


def _reaction(row: Any) -> dict[str, str]:
    if not isinstance(row, dict) or row.get("type") != "emoji" or row.get("emoji") not in EMOJI:
        raise refuse("reaction_invalid")
    return {"type": "emoji", "emoji": str(row["emoji"])}


METHODS = {"setMessageReaction": set_message_reaction}
