"""Polls: sending and stopping them."""

from __future__ import annotations

from typing import Any

from bot.simulator import text
from bot.simulator.keyboards import inline_only
from bot.simulator.methods.call import Call
from bot.simulator.methods.sending import deliver
from bot.simulator.parameters import read_json
from bot.simulator.refusals import refuse, refuse_type
from bot.simulator.rooms import note
from bot.simulator.schema import problems

LONGEST_QUESTION, LONGEST_OPTION, MOST_OPTIONS = 300, 100, 12


def send_poll(call: Call) -> dict[str, Any]:
    """sendPoll: a plain poll of up to 12 options."""
    if call.get("type") == "quiz" or call.get("media"):
        raise refuse("not_built", name="sendPoll with a quiz or media")
    question, entities = text.formatted(
        call.get("question"), call.get("question_parse_mode"), call.get("question_entities"), call.user
    )
    if not question:
        raise refuse("poll_question")
    if len(question) > LONGEST_QUESTION:
        raise refuse("poll_question_long")
    poll: dict[str, Any] = {
        "id": str(call.simulator.random.getrandbits(62)),
        "question": question,
        "options": _options(call),
        "total_voter_count": 0,
        "is_closed": bool(call.get("is_closed")),
        "is_anonymous": call.get("is_anonymous", True),
        "type": call.get("type") or "regular",
        "allows_multiple_answers": bool(call.get("allows_multiple_answers")),
        "allows_revoting": call.get("allows_revoting", True),
        "members_only": bool(call.get("members_only")),
    }
    if entities:
        poll["question_entities"] = entities
    message = deliver(call, [{"poll": poll}])[0]
    call.simulator.world.polls[poll["id"]] = (message.chat_id, message.id)
    return call.shown(message)


def _options(call: Call) -> list[dict[str, Any]]:
    given = _read(call.get("options"))
    if not given:
        raise refuse("poll_options_few")
    if len(given) > MOST_OPTIONS:
        raise refuse("poll_options_many")
    options = []
    for at, option in enumerate(given):
        written, entities = text.formatted(
            option["text"], option.get("text_parse_mode"), option.get("text_entities"), call.user
        )
        if not written:
            raise refuse("poll_option")
        if len(written) > LONGEST_OPTION:
            raise refuse("poll_option_long")
        row: dict[str, Any] = {"persistent_id": str(at), "text": written, "voter_count": 0}
        options.append(row | ({"text_entities": entities} if entities else {}))
    return options


def _read(raw: Any) -> list[dict[str, Any]]:
    """The options; a bare text is one too, as old clients send them (C)."""
    value = read_json(raw, refuse_type("options", "JSON of type []InputPollOption"))
    options = [{"text": row} if isinstance(row, str) else row for row in value] if isinstance(value, list) else value
    found = problems(("[]InputPollOption",), options, "options")
    if found:
        raise refuse_type("options", f"[]InputPollOption ({found[0]})")
    return list(options)


def stop_poll(call: Call) -> dict[str, Any]:
    """stopPoll."""
    room = call.room()
    message = room.messages.get(call.get("message_id"))
    if message is None or message.is_deleted:
        raise refuse("poll_not_found")
    poll = message.content.get("poll")
    if poll is None:
        raise refuse("poll_none")
    if message.sender_id != call.simulator.bot.id:
        raise refuse("poll_not_ours")
    if poll["is_closed"]:
        raise refuse("poll_closed")
    keyboard = inline_only(call.get("reply_markup"))
    message.content = {"poll": poll | {"is_closed": True}}
    message.keyboard = keyboard
    note(call.simulator, room)
    stopped: dict[str, Any] = message.content["poll"]
    return stopped


METHODS = {"sendPoll": send_poll, "stopPoll": stop_poll}
