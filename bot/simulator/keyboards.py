"""Reads `reply_markup`: the shapes of keyboards, Telegram's words for what is wrong, and 64 bytes of data a button."""

from __future__ import annotations

import re
from typing import Any

from bot.simulator.parameters import read_json
from bot.simulator.refusals import Refused, refuse
from bot.simulator.schema import problems

LONGEST_DATA = 64
WIDEST_ROW, MOST_BUTTONS, LARGEST_MARKUP = 8, 100, 10_000
ACTIONS = (
    "url",
    "callback_data",
    "web_app",
    "login_url",
    "switch_inline_query",
    "switch_inline_query_current_chat",
    "switch_inline_query_chosen_chat",
    "copy_text",
    "callback_game",
    "pay",
)
"""A button of an inline keyboard has exactly one of these besides its text."""
LINK = re.compile(r"(?:https?://|tg://)\S+|(?:[\w-]+\.)+[a-z]{2,}(?:/\S*)?", re.IGNORECASE)

Markup = dict[str, Any]


def read_markup(raw: Any) -> Markup | None:
    """Return the keyboard, None for none. Empty rows and empty buttons vanish silently (TDLib, ReplyMarkup)."""
    if raw is None or raw == "":
        return None
    if isinstance(raw, str):
        if len(raw.encode()) > LARGEST_MARKUP:
            raise refuse("markup_long")
        raw = read_json(raw, refuse("markup_json"))
    if not isinstance(raw, dict):
        raise refuse("markup_object")
    if "inline_keyboard" in raw:
        return _inline(raw)
    if "keyboard" in raw:
        return _reply(raw)
    kind = "ReplyKeyboardRemove" if "remove_keyboard" in raw else "ForceReply"
    return _checked(raw, kind) if raw else None


def inline_only(raw: Any) -> Markup | None:
    """Read a markup where only an inline keyboard may stand, as in edits."""
    markup = read_markup(raw)
    if markup is not None and "inline_keyboard" not in markup:
        raise refuse("edit_inline_expected")
    return markup


def _inline(raw: Markup) -> Markup | None:
    rows = raw["inline_keyboard"]
    if not isinstance(rows, list) or any(not isinstance(row, list) for row in rows):
        raise refuse("markup_rows")
    kept = [[button for button in row if not _is_blank(button)] for row in rows]
    kept = [row for row in kept if row]
    for row in kept:
        for button in row:
            _check_button(button)
    _checked(
        {"inline_keyboard": kept} | {key: value for key, value in raw.items() if key != "inline_keyboard"}, _INLINE
    )
    if any(len(row) > WIDEST_ROW for row in kept):
        raise refuse("markup_row_wide")
    if sum(map(len, kept)) > MOST_BUTTONS:
        raise refuse("markup_many")
    return {"inline_keyboard": kept} if kept else None


_INLINE = "InlineKeyboardMarkup"


def _is_blank(button: Any) -> bool:
    return isinstance(button, dict) and button.get("text") == ""


def _check_button(button: Any) -> None:
    """Exactly one action; data of 1 to 64 bytes; a link that is one."""
    if not isinstance(button, dict) or not any(action in button for action in ACTIONS):
        raise refuse("markup_text_button")
    if sum(action in button for action in ACTIONS) > 1:
        raise _problem("a button has more than one action")
    data = button.get("callback_data")
    if data is not None and not (isinstance(data, str) and 1 <= len(data.encode()) <= LONGEST_DATA):
        raise refuse("button_data")
    url = button.get("url")
    if url is not None and not (isinstance(url, str) and LINK.fullmatch(url)):
        raise refuse("button_url")


def _reply(raw: Markup) -> Markup | None:
    rows = raw["keyboard"]
    if not isinstance(rows, list) or any(not isinstance(row, list) for row in rows):
        raise refuse("markup_keyboard_rows")
    buttons = [[{"text": b} if isinstance(b, str) else b for b in row if not _is_blank(b)] for row in rows]
    markup = raw | {"keyboard": [row for row in buttons if row]}
    return _checked(markup, "ReplyKeyboardMarkup") if markup["keyboard"] else None


def _checked(markup: Markup, kind: str) -> Markup:
    found = problems((kind,), markup, kind)
    if found:
        raise _problem(found[0])
    return markup


def _problem(problem: str) -> Refused:
    return refuse("markup_schema", problem=problem)


def buttons_of(markup: Markup | None) -> list[dict[str, Any]]:
    """Every button of an inline keyboard, row by row."""
    return [button for row in (markup or {}).get("inline_keyboard", []) for button in row]
