"""What the bot tells about itself: name, descriptions, commands, menu button."""

from __future__ import annotations

import re
from typing import Any

from bot.simulator import render
from bot.simulator.methods.call import Call, find_chat
from bot.simulator.parameters import read_json
from bot.simulator.refusals import refuse, refuse_type
from bot.simulator.schema import problems
from bot.simulator.world import EVERY_RIGHT

MOST_COMMANDS, LONGEST_COMMAND, LONGEST_EXPLANATION = 100, 32, 256
PLAIN_SCOPES = frozenset({"default", "all_private_chats", "all_group_chats", "all_chat_administrators"})
CHAT_SCOPES = frozenset({"chat", "chat_administrators", "chat_member"})
LIMITS = {"name": 64, "description": 512, "short_description": 120}


def get_me(call: Call) -> dict[str, Any]:
    """getMe."""
    return render.me(call.simulator.bot)


def set_my_commands(call: Call) -> bool:
    """setMyCommands, for a scope and a language; an empty list clears."""
    commands = [_command(row) for row in _read_commands(call.get("commands"))]
    if len(commands) > MOST_COMMANDS:
        raise refuse("commands_many")
    _store(call, commands)
    return True


def delete_my_commands(call: Call) -> bool:
    """deleteMyCommands."""
    _store(call, [])
    return True


def get_my_commands(call: Call) -> list[dict[str, str]]:
    """getMyCommands: exactly those of this scope and language."""
    return call.simulator.bot.commands.get((_scope(call), _language(call)), [])


def _store(call: Call, commands: list[dict[str, str]]) -> None:
    key = (_scope(call), _language(call))
    if commands:
        call.simulator.bot.commands[key] = commands
    else:
        call.simulator.bot.commands.pop(key, None)
    call.simulator.changes.note("world")


def _read_commands(raw: Any) -> list[Any]:
    commands = read_json(raw or [], refuse("commands_json"))
    if not isinstance(commands, list):
        raise refuse("commands_array")
    return commands


def _command(row: Any) -> dict[str, str]:
    """One command: a leading `/` is stripped; small letters, digits and `_` only."""
    if not isinstance(row, dict):
        raise refuse_type("commands", "[]BotCommand")
    for name in ("command", "description"):
        if name not in row:
            raise refuse("command_field", field=name)
    command, explanation = str(row["command"]).removeprefix("/").strip(), str(row["description"]).strip()
    if not command:
        raise refuse("command_blank")
    if len(command) > LONGEST_COMMAND:
        raise refuse("command_long")
    if not explanation:
        raise refuse("command_no_text")
    if len(explanation) > LONGEST_EXPLANATION:
        raise refuse("command_text_long")
    if not re.fullmatch(r"[a-z0-9_]+", command):
        raise refuse("command_invalid")
    return {"command": command, "description": explanation}


def _scope(call: Call) -> str:
    """The scope as a key: its type, and chat and person where it names them."""
    raw = call.get("scope") or {"type": "default"}
    scope = read_json(raw, refuse_type("scope", "JSON of type BotCommandScope"))
    kind = scope.get("type") if isinstance(scope, dict) else None
    if kind in PLAIN_SCOPES:
        return str(kind)
    if kind not in CHAT_SCOPES:
        raise refuse("scope_wrong")
    room = find_chat(call.simulator, scope.get("chat_id"))
    if kind != "chat_member":
        return f"{kind}:{room.id}"
    if not scope.get("user_id"):
        raise refuse("user_id_invalid")
    return f"{kind}:{room.id}:{scope['user_id']}"


def _language(call: Call) -> str:
    language = str(call.get("language_code", ""))
    if language and not re.fullmatch(r"[a-z]{2}", language):
        raise refuse("language_code")
    return language


def _set_about(call: Call, field: str, kept: dict[str, str]) -> bool:
    written = str(call.get(field, ""))
    if len(written) > LIMITS[field]:
        raise refuse("about_long", field=field, limit=LIMITS[field])
    language = _language(call)
    if written:
        kept[language] = written
    else:
        kept.pop(language, None)
    call.simulator.changes.note("world")
    return True


def set_my_name(call: Call) -> bool:
    """setMyName."""
    return _set_about(call, "name", call.simulator.bot.names)


def get_my_name(call: Call) -> dict[str, str]:
    """getMyName: the one of the language, else the general one."""
    bot = call.simulator.bot
    return {"name": bot.names.get(_language(call)) or bot.names.get("") or bot.first_name}


def set_my_description(call: Call) -> bool:
    """setMyDescription."""
    return _set_about(call, "description", call.simulator.bot.descriptions)


def get_my_description(call: Call) -> dict[str, str]:
    """getMyDescription."""
    kept = call.simulator.bot.descriptions
    return {"description": kept.get(_language(call)) or kept.get("", "")}


def set_my_short_description(call: Call) -> bool:
    """setMyShortDescription."""
    return _set_about(call, "short_description", call.simulator.bot.short_descriptions)


def get_my_short_description(call: Call) -> dict[str, str]:
    """getMyShortDescription."""
    kept = call.simulator.bot.short_descriptions
    return {"short_description": kept.get(_language(call)) or kept.get("", "")}


def set_chat_menu_button(call: Call) -> bool:
    """setChatMenuButton: for one private chat, or for all."""
    raw = call.get("menu_button") or {"type": "default"}
    button = read_json(raw, refuse_type("menu_button", "JSON of type MenuButton"))
    if not isinstance(button, dict) or button.get("type") not in ("default", "commands", "web_app"):
        raise refuse("menu_wrong")
    found = problems(("MenuButton",), button, "menu_button")
    if found:
        raise refuse_type("menu_button", f"MenuButton ({found[0]})")
    call.simulator.bot.menu_buttons[_menu_chat(call)] = button
    return True


def get_chat_menu_button(call: Call) -> dict[str, Any]:
    """getChatMenuButton."""
    kept = call.simulator.bot.menu_buttons
    return kept.get(_menu_chat(call)) or kept.get(0) or {"type": "commands"}


def set_my_default_administrator_rights(call: Call) -> bool:
    """setMyDefaultAdministratorRights: what the app proposes when the bot is made an administrator; none clears."""
    call.simulator.bot.default_rights[bool(call.get("for_channels"))] = call.get("rights") or {}
    return True


def get_my_default_administrator_rights(call: Call) -> dict[str, Any]:
    """getMyDefaultAdministratorRights."""
    kept = call.simulator.bot.default_rights.get(bool(call.get("for_channels"))) or {}
    return dict.fromkeys(("is_anonymous", *EVERY_RIGHT), False) | kept


def _menu_chat(call: Call) -> int:
    return find_chat(call.simulator, call.get("chat_id")).id if call.get("chat_id") else 0


METHODS = {
    "getMe": get_me,
    "setMyCommands": set_my_commands,
    "deleteMyCommands": delete_my_commands,
    "getMyCommands": get_my_commands,
    "setMyName": set_my_name,
    "getMyName": get_my_name,
    "setMyDescription": set_my_description,
    "getMyDescription": get_my_description,
    "setMyShortDescription": set_my_short_description,
    "getMyShortDescription": get_my_short_description,
    "setChatMenuButton": set_chat_menu_button,
    "getChatMenuButton": get_chat_menu_button,
    "setMyDefaultAdministratorRights": set_my_default_administrator_rights,
    "getMyDefaultAdministratorRights": get_my_default_administrator_rights,
}
