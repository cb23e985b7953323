"""Reads the text or caption of a call: parse mode or given entities, limits, trimming, found entities."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from bot.simulator.entities import Entity, find_entities, sort_entities, trim, utf16_length
from bot.simulator.html import parse_html
from bot.simulator.markdown import parse_markdown, parse_markdown_v2
from bot.simulator.refusals import refuse
from bot.simulator.schema import problems

LONGEST_RAW_BYTES = 32_768
LONGEST_TEXT, LONGEST_CAPTION = 4096, 1024
MOST_ENTITIES = 100

Parser = Callable[[str], tuple[str, list[Entity]]]
MODES: Mapping[str, Parser] = {"html": parse_html, "markdown": parse_markdown, "markdownv2": parse_markdown_v2}

Users = Callable[[int], dict[str, Any] | None]
"""Tells the user object of an id, or None when the bot never met that person."""


def formatted(source: str, mode: str | None, given: Any, users: Users) -> tuple[str, list[Entity]]:
    """Parse by mode, or check the entities that were given; `mode` wins when both are there."""
    if len(source.encode()) > LONGEST_RAW_BYTES:
        raise refuse("text_raw_long")
    if mode:
        parser = MODES.get(mode.lower())
        if parser is None:
            raise refuse("parse_mode")
        text, entities = parser(source)
    else:
        text, entities = source, _given(source, given)
    text, entities = trim(*_cleaned(text, entities))
    if len(entities) > MOST_ENTITIES:
        raise refuse("entities_many")
    return text, find_entities(text, [known for entity in entities if (known := _named(entity, users))])


def message_text(source: str, mode: str | None, given: Any, users: Users) -> dict[str, Any]:
    """The content of a text message: `text`, and `entities` when there are any."""
    if source == "":
        raise refuse("text_empty")
    text, entities = formatted(source, mode, given, users)
    if not text:
        raise refuse("text_blank")
    if len(text) > LONGEST_TEXT:
        raise refuse("text_long")
    return {"text": text} | ({"entities": entities} if entities else {})


def caption(source: str | None, mode: str | None, given: Any, users: Users) -> dict[str, Any]:
    """The caption part of a message's content; empty when there is no caption."""
    if not source:
        return {}
    text, entities = formatted(source, mode, given, users)
    if len(text) > LONGEST_CAPTION:
        raise refuse("caption_long")
    if not text:
        return {}
    return {"caption": text} | ({"caption_entities": entities} if entities else {})


def _cleaned(text: str, entities: list[Entity]) -> tuple[str, list[Entity]]:
    """Control characters become blanks, as TDLib's clean_input_string does; lengths stay the same."""
    if text.isprintable():
        return text, entities
    return "".join(" " if char < " " and char != "\n" else char for char in text), entities


def _given(text: str, given: Any) -> list[Entity]:
    if not given:
        return []
    found = problems(("[]MessageEntity",), given, "entities")
    if found:
        raise refuse("parameter_type", name="entities", expected=f"[]MessageEntity ({found[0]})")
    size = utf16_length(text)
    for entity in given:
        if entity["offset"] < 0 or entity["length"] <= 0 or entity["offset"] + entity["length"] > size:
            raise refuse("entity_range")
    return sort_entities([dict(entity) for entity in given])


def _named(entity: Entity, users: Users) -> Entity | None:
    """Fill in who a mention means; a mention of somebody whom the bot never met is dropped."""
    if entity["type"] != "text_mention":
        return entity
    user = users(entity["user"]["id"])
    return entity | {"user": user} if user else None
