"""Text as Telegram counts it: UTF-16 offsets, trimming, and the commands, mentions and addresses found in it."""

from __future__ import annotations

import re
from typing import Any

Entity = dict[str, Any]

ADDRESS = (
    r"(?<![\w@/.])(?:(?:https?|tg)://[^\s<>\"']+"
    r"|(?:[a-z0-9-]+\.)+(?:com|org|net|id|me)(?:/[^\s<>\"']*)?)(?![\w@])"
)
FOUND: tuple[tuple[str, re.Pattern[str]], ...] = (
    ("url", re.compile(ADDRESS, re.IGNORECASE)),
    ("email", re.compile(r"(?<![\w@.])[\w.+-]+@(?:[a-z0-9-]+\.)+[a-z]{2,}(?![\w@])", re.IGNORECASE)),
    ("bot_command", re.compile(r"(?<![\w/@>.])/[A-Za-z0-9_]{1,64}(?:@[A-Za-z0-9_]{3,32})?(?![\w/@])")),
    ("mention", re.compile(r"(?<![\w@])@[A-Za-z][A-Za-z0-9_]{3,31}(?!\w)")),
    ("hashtag", re.compile(r"(?<![\w#])#\w*[^\W\d]\w*")),
)
"""What apps and servers mark by themselves; earlier rows win where two overlap."""

CLOSED = frozenset({"code", "pre", "text_link", "text_mention", "url", "email", "bot_command", "mention", "hashtag"})
"""Entities inside which nothing more is found."""


def utf16_length(text: str) -> int:
    """Length in UTF-16 code units, as entities count."""
    return len(text) + sum(1 for char in text if char > "\uffff")


def slice_utf16(text: str, offset: int, length: int) -> str:
    """The part of a text that an entity covers."""
    raw = text.encode("utf-16-le")[offset * 2 : (offset + length) * 2]
    return raw.decode("utf-16-le", errors="replace")


def find_entities(text: str, known: list[Entity] | None = None) -> list[Entity]:
    """Add what is found in a text to the entities that it has, sorted as Telegram sorts them."""
    entities = list(known or [])
    taken = [(e["offset"], e["offset"] + e["length"]) for e in entities if e["type"] in CLOSED]
    if not any(mark in text for mark in "/@#.:"):
        return sort_entities(entities)
    for kind, pattern in FOUND:
        for match in pattern.finditer(text):
            piece = match.group().rstrip(".,;:!?)") if kind == "url" else match.group()
            start = utf16_length(text[: match.start()])
            end = start + utf16_length(piece)
            if any(start < other_end and other_start < end for other_start, other_end in taken):
                continue
            taken.append((start, end))
            entities.append({"type": kind, "offset": start, "length": end - start})
    return sort_entities(entities)


RANKS = {
    "blockquote": 0,
    "expandable_blockquote": 0,
    "pre": 10,
    "code": 20,
    "text_link": 49,
    "text_mention": 49,
    "bold": 90,
    "italic": 91,
    "underline": 92,
    "strikethrough": 93,
    "spoiler": 94,
    "custom_emoji": 99,
}
"""Which of two entities over the same piece comes first (T: get_type_priority); 50 for those that are found."""


def sort_entities(entities: list[Entity]) -> list[Entity]:
    """By start, the longer first where two start together, and by rank where they cover the same.

    The ranks are general knowledge, not verified.
    """
    return sorted(entities, key=lambda entity: (entity["offset"], -entity["length"], RANKS.get(entity["type"], 50)))


def trim(text: str, entities: list[Entity]) -> tuple[str, list[Entity]]:
    """Cut blanks off the right, and off the left up to the first entity; entities move and shrink along."""
    bare = text.rstrip()
    first = min((entity["offset"] for entity in entities), default=utf16_length(bare))
    lead = min(len(bare) - len(bare.lstrip()), first)
    end = utf16_length(bare)
    kept = []
    for entity in entities:
        length = min(entity["length"], end - entity["offset"])
        if length > 0:
            kept.append(entity | {"offset": entity["offset"] - lead, "length": length})
    return bare[lead:], kept
