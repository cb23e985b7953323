"""What the Bot API 10.0 calls its methods, parameters and types."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files as resource_files
from typing import Any


@dataclass(frozen=True)
class UploadedFile:
    """A file as it arrived in a multipart body."""

    name: str
    content: bytes
    mime_type: str = "application/octet-stream"


@dataclass(frozen=True)
class Parameter:
    """A parameter: the types it may have, such as `Integer` or `[]MessageEntity`, and whether it must be there."""

    types: tuple[str, ...]
    required: bool


@dataclass(frozen=True)
class Method:
    """A method of the Bot API: its exact name, its parameters, and the types that it answers with."""

    name: str
    parameters: Mapping[str, Parameter]
    returns: tuple[str, ...]


@lru_cache(maxsize=1)
def _table() -> dict[str, Any]:
    text = resource_files("bot.simulator").joinpath("api.json").read_text(encoding="utf-8")
    table: dict[str, Any] = json.loads(text)
    return table


def parse_parameter(written: str) -> Parameter:
    """Read the short form of the table: types joined by `|`, and `!` at the end of what is required."""
    return Parameter(tuple(written.rstrip("!").split("|")), written.endswith("!"))


@lru_cache(maxsize=1)
def methods() -> Mapping[str, Method]:
    """Every method of Bot API 10.0 by its name in small letters; Telegram ignores case."""
    return {
        name.lower(): Method(
            name,
            {key: parse_parameter(written) for key, written in row["fields"].items()},
            tuple(row["returns"].split("|")),
        )
        for name, row in _table()["methods"].items()
    }


@lru_cache(maxsize=1)
def types() -> Mapping[str, Mapping[str, Parameter] | tuple[str, ...]]:
    """Every type by name: its fields, or the types that it may be."""
    return {
        name: tuple(row["any"]) if isinstance(row.get("any"), list) else {k: parse_parameter(v) for k, v in row.items()}
        for name, row in _table()["types"].items()
    }


@lru_cache(maxsize=1)
def update_kinds() -> frozenset[str]:
    """What an update may hold: the names that `allowed_updates` knows."""
    fields = types()["Update"]
    return frozenset(name for name in fields if name != "update_id")
