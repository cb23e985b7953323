"""Checks JSON values, in requests and in answers, against the types of Bot API 10.0."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from bot.simulator.api import Parameter, types

PLAIN: Mapping[str, tuple[type, ...]] = {"Integer": (int,), "Float": (int, float), "String": (str,), "Boolean": (bool,)}


def problems(kinds: Sequence[str], value: Any, path: str) -> list[str]:
    """What is wrong with a value that should be one of `kinds`; empty when nothing is.

    A kind is a plain type, a type of the table, or `[]` before either. Of several kinds the nearest one speaks.
    """
    found = [_against(kind, value, path) for kind in kinds]
    return min(found, key=len) if found else []


def _against(kind: str, value: Any, path: str) -> list[str]:
    if kind.startswith("[]"):
        if not isinstance(value, list):
            return [f"{path}: a list is expected"]
        return [line for at, item in enumerate(value) for line in _against(kind[2:], item, f"{path}[{at}]")]
    if kind in PLAIN:
        fits = isinstance(value, PLAIN[kind]) and (kind == "Boolean" or not isinstance(value, bool))
        return [] if fits else [f"{path}: {kind} is expected"]
    shape = types().get(kind)
    if shape is None:
        return [f"{path}: type {kind} is unknown"]
    if isinstance(shape, tuple):
        return problems(_forms(shape, value) or shape, value, path)
    return _fields(shape, value, path)


def _fields(shape: Mapping[str, Parameter], value: Any, path: str) -> list[str]:
    if not isinstance(value, dict):
        return [f"{path}: an object is expected"]
    lines = [f"{path}.{name}: is not known" for name in value if name not in shape]
    for name, parameter in shape.items():
        if name in value:
            lines += problems(parameter.types, value[name], f"{path}.{name}")
        elif parameter.required:
            lines.append(f"{path}.{name}: is missing")
    return lines


TAGS = ("type", "status", "source")
"""Fields by whose value a type of several forms tells them apart."""

FORMS: Mapping[str, str] = {
    "creator": "ChatMemberOwner",
    "administrator": "ChatMemberAdministrator",
    "member": "ChatMemberMember",
    "restricted": "ChatMemberRestricted",
    "left": "ChatMemberLeft",
    "kicked": "ChatMemberBanned",
}


def _forms(shape: tuple[str, ...], value: Any) -> list[str]:
    """The forms whose name ends in the value's tag, such as `InputMediaPhoto` for `photo`."""
    for tag in TAGS:
        word = value.get(tag) if isinstance(value, dict) else None
        if not isinstance(word, str) or not word:
            continue
        if FORMS.get(word) in shape:
            return [FORMS[word]]
        return [form for form in shape if form.lower().endswith(word.replace("_", "").lower())]
    return []
