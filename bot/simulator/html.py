"""HTML as Telegram parses it: its tags, its few character references, and its errors with byte offsets."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Any

from bot.simulator.entities import Entity, sort_entities, utf16_length
from bot.simulator.refusals import Refused, refuse

KINDS: dict[str, str] = {
    "a": "text_link",
    "b": "bold",
    "strong": "bold",
    "i": "italic",
    "em": "italic",
    "s": "strikethrough",
    "strike": "strikethrough",
    "del": "strikethrough",
    "u": "underline",
    "ins": "underline",
    "tg-spoiler": "spoiler",
    "span": "spoiler",
    "tg-emoji": "custom_emoji",
    "tg-time": "date_time",
    "pre": "pre",
    "code": "code",
    "blockquote": "blockquote",
}
SPACES = " \t\r\n\0\v"
REFERENCES = {"lt": "<", "gt": ">", "amp": "&", "quot": '"'}
REFERENCE = re.compile(r"&(?:#(?:x([0-9a-fA-F]+)|([0-9]+))|([A-Za-z]+));?")
NAME_TOKEN = re.compile(r"[A-Za-z0-9.\-]*")
LINK = re.compile(r"(?:[a-z][a-z0-9+.-]*://)?[^\s/.]+(?:\.[^\s/.]+)*\S*", re.IGNORECASE)


@dataclass
class _Open:
    """A tag that waits for its end."""

    tag: str
    attributes: dict[str, str]
    at: int
    text_at: int


@dataclass
class _Reader:
    """Walks over the source once; `out` is the text so far, `length` its UTF-16 length."""

    source: str
    at: int = 0
    length: int = 0
    out: list[str] = field(default_factory=list)
    open: list[_Open] = field(default_factory=list)
    entities: list[Entity] = field(default_factory=list)

    def offset(self, at: int) -> int:
        """Byte offset of a position, as the errors tell it."""
        return len(self.source[:at].encode())

    def peek(self) -> str:
        """The character here; empty at the end."""
        return self.source[self.at] if self.at < len(self.source) else ""

    def add(self, piece: str) -> None:
        """Take a piece into the text."""
        self.out.append(piece)
        self.length += utf16_length(piece)

    def skip_spaces(self) -> None:
        """Go on to what is no blank."""
        while self.peek() and self.peek() in SPACES:
            self.at += 1

    def until(self, stops: str) -> str:
        """Everything up to one of the stops or the end."""
        start = self.at
        while self.peek() and self.peek() not in stops:
            self.at += 1
        return self.source[start : self.at]


def parse_html(source: str) -> tuple[str, list[Entity]]:
    """Return text and entities. Raises `Refused` with the server's own words (TDLib, MessageEntity.cpp)."""
    reader = _Reader(source)
    while reader.at < len(source):
        char = source[reader.at]
        if char == "<":
            _tag(reader)
        elif char == "&" and (decoded := _reference(source, reader.at)):
            reader.add(decoded[0])
            reader.at = decoded[1]
        else:
            end = _plain_end(source, reader.at)
            reader.add(source[reader.at : end])
            reader.at = end
    if reader.open:
        raise refuse("html_no_end", tag=reader.open[-1].tag)
    for entity in reader.entities:
        if entity["type"] == "code":
            entity.pop("language", None)
    return "".join(reader.out), sort_entities(reader.entities)


def _plain_end(source: str, at: int) -> int:
    end = at + 1
    while end < len(source) and source[end] not in "<&":
        end += 1
    return end


def _reference(source: str, at: int) -> tuple[str, int] | None:
    """Decode a character reference: four names and numbers; anything else stays as it is written."""
    match = REFERENCE.match(source, at)
    if match is None:
        return None
    hexadecimal, decimal, name = match.groups()
    if name:
        return (REFERENCES[name], match.end()) if name in REFERENCES else None
    number = int(hexadecimal, 16) if hexadecimal else int(decimal)
    digits_end = match.end() - (1 if match.group().endswith(";") else 0)
    if not 0 < number < 0x10FFFF or digits_end - at >= 10 or 0xD800 <= number <= 0xDFFF:
        return None
    return chr(number), match.end()


def _tag(reader: _Reader) -> None:
    begin = reader.at
    reader.at += 1
    if reader.peek() == "/":
        _end_tag(reader, begin)
    else:
        _start_tag(reader, begin)


def _start_tag(reader: _Reader, begin: int) -> None:
    tag = reader.until(SPACES + ">").lower()
    if not reader.peek():
        raise refuse("html_unclosed", at=reader.offset(begin))
    if tag not in KINDS:
        raise refuse("html_unsupported", tag=tag, at=reader.offset(begin))
    attributes: dict[str, str] = {}
    while reader.peek() != ">":
        reader.skip_spaces()
        if reader.peek() == ">":
            break
        name, value = _attribute(reader, tag, begin)
        attributes[name] = value
    reader.at += 1
    if tag == "span" and attributes.get("class") != "tg-spoiler":
        raise refuse("html_span", at=reader.offset(begin))
    reader.open.append(_Open(tag, attributes, reader.length, len(reader.out)))


def _attribute(reader: _Reader, tag: str, begin: int) -> tuple[str, str]:
    """Read one attribute; one without `=` counts as present and empty, such as `expandable`."""
    name = reader.until(SPACES + "=>")
    if not name:
        if not reader.peek():
            raise refuse("html_unclosed", at=reader.offset(begin))
        raise refuse("html_attribute", tag=tag, at=reader.offset(begin))
    reader.skip_spaces()
    if not reader.peek():
        raise refuse("html_unclosed_named", tag=tag, at=reader.offset(begin))
    if reader.peek() != "=":
        return name, ""
    reader.at += 1
    reader.skip_spaces()
    if not reader.peek():
        raise refuse("html_unclosed_named", tag=tag, at=reader.offset(begin))
    value = _quoted(reader) if reader.peek() in "'\"" else _bare(reader)
    if not reader.peek():
        raise refuse("html_unclosed", at=reader.offset(begin))
    return name, value


def _bare(reader: _Reader) -> str:
    start = reader.at
    match = NAME_TOKEN.match(reader.source, start)
    reader.at = match.end() if match else start
    if not reader.peek() or reader.peek() not in SPACES + ">":
        raise refuse("html_token", at=reader.offset(start))
    return reader.source[start : reader.at].lower()


def _quoted(reader: _Reader) -> str:
    quote, value = reader.peek(), []
    reader.at += 1
    while reader.peek() and reader.peek() != quote:
        decoded = _reference(reader.source, reader.at) if reader.peek() == "&" else None
        value.append(decoded[0] if decoded else reader.peek())
        reader.at = decoded[1] if decoded else reader.at + 1
    reader.at += 1 if reader.peek() else 0
    return "".join(value)


def _end_tag(reader: _Reader, begin: int) -> None:
    if not reader.open:
        raise refuse("html_end_unexpected", at=reader.offset(begin))
    reader.at += 1
    found = reader.until(SPACES + ">").lower()
    reader.skip_spaces()
    if reader.peek() != ">":
        raise refuse("html_end_unclosed", at=reader.offset(begin))
    reader.at += 1
    started = reader.open.pop()
    if found and found != started.tag:
        raise refuse("html_end_unmatched", at=reader.offset(begin), tag=started.tag, found=found)
    if reader.length > started.at:
        _close(reader, started)


def _close(reader: _Reader, started: _Open) -> None:
    """Make the entity of a tag that ended. A bad link is dropped silently, its text stays."""
    entity: Entity = {"type": KINDS[started.tag], "offset": started.at, "length": reader.length - started.at}
    extra = _extra(started, "".join(reader.out[started.text_at :]))
    if extra is None:
        return
    last = reader.entities[-1] if reader.entities else {}
    same = last and (last["offset"], last["length"]) == (entity["offset"], entity["length"])
    if same and started.tag == "pre" and last["type"] == "code" and last.get("language"):
        last["type"] = "pre"
    elif same and started.tag == "code" and last["type"] == "pre" and extra.get("language"):
        last["language"] = extra["language"]
    else:
        reader.entities.append(entity | extra)


def _extra(started: _Open, inside: str) -> dict[str, Any] | None:
    """What else the entity says; None when the entity is to be dropped."""
    attributes = started.attributes
    if started.tag == "a":
        return link_target(attributes.get("href") or inside)
    if started.tag == "code" and attributes.get("class", "").startswith("language-"):
        return {"language": attributes["class"][9:]}
    if started.tag == "blockquote" and "expandable" in attributes:
        return {"type": "expandable_blockquote"}
    if started.tag == "tg-emoji":
        return {"custom_emoji_id": _emoji_id(attributes.get("emoji-id", ""))}
    if started.tag == "tg-time":
        return {"unix_time": int(attributes["unix"])} if attributes.get("unix", "").isdigit() else None
    return {}


def link_target(address: str) -> dict[str, Any] | None:
    """What a link points at: an address as Telegram completes it, a person, or None when it is no link."""
    address = address.strip()
    person = re.fullmatch(r"tg://user\?id=(\d+)", address)
    if person:
        return {"type": "text_mention", "user": {"id": int(person.group(1))}}
    has_scheme = re.match(r"[a-z][a-z0-9+.-]*:", address, re.IGNORECASE)
    if has_scheme and not re.match(r"(?:https?|tg|ton|tonsite|mailto|tel):", address, re.IGNORECASE):
        return None
    host = re.sub(r"^[a-z]+://", "", address, flags=re.IGNORECASE).split("/")[0].split("?")[0]
    if not address or not LINK.fullmatch(address) or (not has_scheme and "." not in host):
        return None
    complete = address if has_scheme else f"http://{address}"
    return {"url": complete + ("/" if re.fullmatch(r"https?://[^/?#]+", complete, re.IGNORECASE) else "")}


def _emoji_id(written: str) -> str:
    if not re.fullmatch(r"-?\d{1,19}", written) or int(written) == 0:
        raise _bad_emoji()
    return written


def _bad_emoji() -> Refused:
    return refuse("html_emoji")
