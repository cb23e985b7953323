"""Answers to taps and to inline queries."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from bot.simulator import text
from bot.simulator.keyboards import inline_only
from bot.simulator.methods.call import Call
from bot.simulator.parameters import read_json
from bot.simulator.refusals import refuse, refuse_type
from bot.simulator.rooms import note
from bot.simulator.schema import problems
from bot.simulator.world import Alert

LONGEST_ALERT = 200
MOST_RESULTS, LONGEST_ID = 50, 64
INLINE_LIFETIME = timedelta(seconds=30)
USUAL_CACHE, LONGEST_CACHE = 300, 86_400


def answer_callback_query(call: Call) -> bool:
    """answerCallbackQuery: once, in time, at most 200 characters."""
    simulator = call.simulator
    tap = simulator.world.taps.get(call.get("callback_query_id"))
    written = call.get("text", "")
    if len(written) > LONGEST_ALERT:
        raise refuse("query_text_long")
    if call.get("url") and not _opens_bot(call, call.get("url")):
        raise refuse("query_url")
    if tap is None or tap.answered_at is not None:
        raise refuse("query_old")
    if call.now - tap.at > simulator.tap_lifetime:
        raise refuse("query_old", played=simulator.clock.speed > 1)  # a clock that races leaves no time to answer
    tap.answered_at = call.now
    alert = Alert(tap.id, tap.user_id, tap.chat_id, written, bool(call.get("show_alert")), call.get("url"), call.now)
    simulator.world.alerts.append(alert)
    note(simulator, simulator.world.chats[tap.chat_id])
    return True


def _opens_bot(call: Call, url: str) -> bool:
    """Whether an address starts this bot; without a game nothing else may be opened (D)."""
    name = call.simulator.bot.username
    return url.startswith((f"https://t.me/{name}?start=", f"t.me/{name}?start="))


def answer_inline_query(call: Call) -> bool:
    """answerInlineQuery: at most 50 results with ids of 1 to 64 bytes, each its own."""
    results = _read(call.get("results"))
    if len(results) > MOST_RESULTS:
        raise refuse("inline_many")
    ids = [str(result.get("id", "")) for result in results if isinstance(result, dict)]
    if any(not 1 <= len(number.encode()) <= LONGEST_ID for number in ids):
        raise refuse("inline_result_id")
    if len(set(ids)) != len(ids):
        raise refuse("inline_result_same")
    for result in results:
        if isinstance(result, dict):
            inline_only(result.get("reply_markup"))
    found = problems(("[]InlineQueryResult",), results, "results")
    if found:
        raise refuse_type("results", f"[]InlineQueryResult ({found[0]})")
    for result in results:
        _check_content(call, result.get("input_message_content"))
    if len(call.get("next_offset", "").encode()) > LONGEST_ID:
        raise refuse("inline_offset")
    asked = call.simulator.world.inline_queries.get(call.get("inline_query_id"))
    if asked is None or asked.answer is not None:
        raise refuse("query_old")
    if call.now - asked.at > INLINE_LIFETIME:
        raise refuse("query_old", played=call.simulator.clock.speed > 1)
    asked.answer = {
        "results": results,
        "cache_time": min(max(call.get("cache_time", USUAL_CACHE), 0), LONGEST_CACHE),
        "is_personal": bool(call.get("is_personal")),
        "next_offset": call.get("next_offset", ""),
        "button": call.get("button"),
    }
    call.simulator.changes.note("inline")
    return True


def _check_content(call: Call, content: dict[str, Any] | None) -> None:
    """A text that would be sent is parsed when it is offered."""
    if content and "message_text" in content:
        text.message_text(content["message_text"], content.get("parse_mode"), content.get("entities"), call.user)


def _read(raw: Any) -> list[Any]:
    value = read_json(raw, refuse_type("results", "JSON of type []InlineQueryResult"))
    if not isinstance(value, list):
        raise refuse_type("results", "[]InlineQueryResult")
    return value


METHODS = {"answerCallbackQuery": answer_callback_query, "answerInlineQuery": answer_inline_query}
