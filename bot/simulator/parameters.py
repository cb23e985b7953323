"""Reads the parameters of a call off the wire, strictly by the table of methods."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from typing import Any

from bot.simulator.api import Method, Parameter, UploadedFile
from bot.simulator.refusals import Refused, refuse, refuse_type
from bot.simulator.schema import problems

RAW_JSON = frozenset(
    {"reply_markup", "commands", "media", "options", "results", "result", "reaction", "scope", "menu_button"}
)
"""Parameters whose methods word their own refusals, so their text is handed on unread."""

REQUIRED_TEXTS: Mapping[str, str] = {
    "chat_id": "chat_id_empty",
    "from_chat_id": "chat_id_empty",
    "text": "text_empty",
    "message_id": "message_id_missing",
    "user_id": "user_id_invalid",
    "photo": "photo_missing",
    "document": "document_missing",
    "file_id": "file_id_missing",
    "callback_query_id": "query_old",
    "inline_query_id": "query_old",
    "question": "poll_question",
    "action": "action_wrong",
}
"""Required parameters whose absence has a text of its own."""

RECORDINGS = frozenset({"video", "animation", "audio", "voice"})

TRUE, FALSE = frozenset({"true", "1", "yes"}), frozenset({"false", "0", "no"})


def read_parameters(method: Method, params: Mapping[str, Any], uploads: Mapping[str, UploadedFile]) -> dict[str, Any]:
    """Turn what came in into Python values. Unknown, missing and unreadable parameters are refused.

    Telegram itself skips unknown names; a name that is misspelt would go unnoticed that way.
    """
    attached = _attached(params)
    for name in (*params, *uploads):
        if name not in method.parameters and name not in attached:
            raise refuse("parameter_unknown", method=method.name, name=name)
    values: dict[str, Any] = {}
    for name, parameter in method.parameters.items():
        if name in uploads and _takes_file(parameter):
            values[name] = uploads[name]
        elif name in params and (params[name] not in ("", None) or parameter.types == ("String",)):
            values[name] = _read(name, params[name], parameter)
        if parameter.required and (name not in values or values[name] == ""):
            raise missing(name)
    return values


def missing(name: str) -> Refused:
    """The refusal of a call that lacks a required parameter."""
    if name in RECORDINGS:
        return refuse("file_missing", kind=name)
    return refuse(REQUIRED_TEXTS[name]) if name in REQUIRED_TEXTS else refuse("parameter_missing", name=name)


def _attached(params: Mapping[str, Any]) -> frozenset[str]:
    """Names of the parts that other parameters point at with `attach://`."""
    found: set[str] = set()
    for value in params.values():
        written = value if isinstance(value, str) else json.dumps(value) if isinstance(value, list | dict) else ""
        if "attach://" in written:
            found.update(re.findall(r"attach://([^\"\\\s]+)", written))
    return frozenset(found)


def _takes_file(parameter: Parameter) -> bool:
    return "InputFile" in parameter.types


def _read(name: str, value: Any, parameter: Parameter) -> Any:
    """Read one value by the documented types of its parameter."""
    kinds = parameter.types
    if kinds == ("Integer",):
        return _integer(name, value)
    if kinds == ("Boolean",):
        return _boolean(name, value)
    if kinds == ("Float",):
        return _float(name, value)
    if "String" in kinds or name in RAW_JSON:
        return value if not isinstance(value, int | float) or isinstance(value, bool) else str(value)
    return _json(name, value, kinds)


def _integer(name: str, value: Any) -> int:
    if isinstance(value, int) and not isinstance(value, bool):
        return value
    if isinstance(value, str) and re.fullmatch(r"-?\d{1,19}", value):
        return int(value)
    raise refuse_type(name, "an integer")


def _float(name: str, value: Any) -> float:
    try:
        return float(value)
    except (TypeError, ValueError):
        raise refuse_type(name, "a number") from None


def _boolean(name: str, value: Any) -> bool:
    if isinstance(value, bool):
        return value
    word = str(value).lower()
    if word in TRUE or word in FALSE:
        return word in TRUE
    raise refuse_type(name, "true or false")


def read_json(value: Any, otherwise: Refused) -> Any:
    """Read what came as the text of JSON, and leave what was read already; raises the refusal given."""
    try:
        return json.loads(value) if isinstance(value, str) else value
    except (ValueError, RecursionError):  # the latter when brackets are nested a thousand deep
        raise otherwise from None


def _json(name: str, value: Any, kinds: tuple[str, ...]) -> Any:
    value = read_json(value, refuse_type(name, "JSON of type " + " or ".join(kinds)))
    found = problems(kinds, value, name)
    if found:
        raise refuse_type(name, f"{' or '.join(kinds)} ({found[0]})")
    return value
