"""MarkdownV2 and the old Markdown as Telegram parses them, with its errors."""

from __future__ import annotations

import re

from bot.simulator.entities import Entity, sort_entities, utf16_length
from bot.simulator.html import link_target
from bot.simulator.refusals import refuse

RESERVED = "_*[]()~`>#+-=|{}.!"
MARKS: tuple[tuple[str, str, str], ...] = (
    ("__", "underline", "Underline"),
    ("||", "spoiler", "Spoiler"),
    ("*", "bold", "Bold"),
    ("_", "italic", "Italic"),
    ("~", "strikethrough", "Strikethrough"),
)
"""A mark, the entity it makes, and that entity's name in errors; longer marks first."""
NAMES = {mark: (kind, name) for mark, kind, name in MARKS}
OLD_NAMES = {"*": "bold", "_": "italic"}


class _Markdown:
    """One walk over a source; `stack` holds the marks that wait for their end with byte and UTF-16 offset."""

    def __init__(self, source: str) -> None:
        self.source, self.at = source, 0
        self.out: list[str] = []
        self.length = 0
        self.stack: list[tuple[str, int, int, int]] = []
        self.entities: list[Entity] = []
        self.quote: int | None = None

    def bytes_before(self, at: int) -> int:
        return len(self.source[:at].encode())

    def add(self, piece: str) -> None:
        self.out.append(piece)
        self.length += utf16_length(piece)

    def starts(self, piece: str) -> bool:
        return self.source.startswith(piece, self.at)

    def toggle(self, mark: str) -> None:
        """End the innermost mark when it is this one, else begin it."""
        if self.stack and self.stack[-1][0] == mark:
            _, start, _, _ = self.stack.pop()
            self.mark_entity(NAMES[mark][0], start)
        else:
            self.stack.append((mark, self.length, self.bytes_before(self.at), len(self.out)))
        self.at += len(mark)

    def mark_entity(self, kind: str, start: int, **extra: object) -> None:
        if self.length > start:
            self.entities.append({"type": kind, "offset": start, "length": self.length - start, **extra})

    def end_quote(self, kind: str = "blockquote") -> None:
        """A block quotation ends with its last line."""
        if self.quote is not None:
            self.mark_entity(kind, self.quote)
            self.quote = None

    def ends_expandable(self) -> bool:
        """Whether `||` at the end of a quotation is the sign that it can be expanded, and not a spoiler's end."""
        at_end = self.source[self.at + 2 : self.at + 3] in ("", "\n")
        return self.quote is not None and at_end and all(mark != "||" for mark, *_ in self.stack)


def parse_markdown_v2(source: str) -> tuple[str, list[Entity]]:
    """Return text and entities of MarkdownV2; a reserved character that is not escaped is an error."""
    state = _Markdown(source)
    line_start = True
    while state.at < len(source):
        char = source[state.at]
        if char == "\\" and state.at + 1 < len(source) and "!" <= source[state.at + 1] <= "~":
            state.add(source[state.at + 1])
            state.at += 2
        elif line_start and state.starts("**>"):
            state.at += 2  # an empty bold entity parts two quotations
            continue
        elif line_start and char == ">":
            state.quote = state.length if state.quote is None else state.quote
            state.at += 1
        elif char == "\n":
            following = source[state.at + 1 : state.at + 2]
            if following != ">":
                state.end_quote()
            state.add(char)
            state.at += 1
            line_start = True
            continue
        else:
            _v2_step(state, char)
        line_start = False
    if state.stack:
        mark, _, at, _ = state.stack[-1]
        raise refuse("markdown_no_end", kind=NAMES[mark][1] if mark in NAMES else "TextUrl", at=at)
    state.end_quote()
    return "".join(state.out), sort_entities(state.entities)


def _v2_step(state: _Markdown, char: str) -> None:
    if char == "`":
        _code(state)
    elif char == "|" and state.starts("||") and state.ends_expandable():
        state.end_quote("expandable_blockquote")
        state.at += 2
    elif char in "_*~|" and (mark := next((m for m, _, _ in MARKS if state.starts(m)), None)):
        innermost = state.stack[-1][0] if state.stack else ""
        state.toggle("_" if mark == "__" and innermost == "_" else mark)
    elif char == "[" or (char == "!" and state.starts("![")):
        state.at += char == "!"
        state.stack.append(("[", state.length, state.bytes_before(state.at), len(state.out)))
        state.at += 1
    elif char == "]" and state.stack and state.stack[-1][0] == "[":
        _link_end(state)
    elif char in RESERVED:
        raise refuse("markdown_reserved", char=char)
    else:
        state.add(char)
        state.at += 1


def _code(state: _Markdown) -> None:
    fence = "```" if state.starts("```") else "`"
    begin, start = state.at, state.length
    state.at += len(fence)
    language = ""
    if fence == "```" and (match := re.compile(r"([^\s`]+)\n").match(state.source, state.at)):
        language, state.at = match.group(1), match.end()
    elif fence == "```" and state.starts("\n"):
        state.at += 1
    while state.at < len(state.source) and not state.starts(fence):
        if state.source[state.at] == "\\" and state.at + 1 < len(state.source):
            state.at += 1
        state.add(state.source[state.at])
        state.at += 1
    if not state.starts(fence):
        raise refuse("markdown_no_end", kind="Pre" if fence == "```" else "Code", at=state.bytes_before(begin))
    state.at += len(fence)
    extra = {"language": language} if language else {}
    state.mark_entity("pre" if fence == "```" else "code", start, **extra)


def _link_end(state: _Markdown) -> None:
    _, start, _, out_at = state.stack.pop()
    state.at += 1
    target = "".join(state.out[out_at:])
    if state.starts("("):
        begin, address = state.at, []
        state.at += 1
        while state.at < len(state.source) and state.source[state.at] != ")":
            if state.source[state.at] == "\\" and state.at + 1 < len(state.source):
                state.at += 1
            address.append(state.source[state.at])
            state.at += 1
        if state.at >= len(state.source):
            raise refuse("markdown_no_end", kind="a URL", at=state.bytes_before(begin))
        state.at += 1
        target = "".join(address)
    extra = link_target(target)
    if extra is not None:
        kind = str(extra.pop("type", "text_link"))
        state.mark_entity(kind, start, **extra)


def parse_markdown(source: str) -> tuple[str, list[Entity]]:
    """Return text and entities of the old Markdown: `*`, `_`, code and links, never nested."""
    state = _Markdown(source)
    while state.at < len(source):
        char = source[state.at]
        if char == "\\" and source[state.at + 1 : state.at + 2] in tuple("_*`["):
            state.add(source[state.at + 1])
            state.at += 2
        elif char == "`":
            _code(state)
        elif char in OLD_NAMES:
            _old_mark(state, char)
        elif char == "[" and (match := re.compile(r"\[([^\]]*)\]\(([^)]*)\)").match(source, state.at)):
            start = state.length
            state.add(match.group(1))
            state.at = match.end()
            extra = link_target(match.group(2))
            if extra is not None:
                state.mark_entity(str(extra.pop("type", "text_link")), start, **extra)
        else:
            state.add(char)
            state.at += 1
    return "".join(state.out), sort_entities(state.entities)


def _old_mark(state: _Markdown, mark: str) -> None:
    begin, start = state.at, state.length
    end = state.source.find(mark, begin + 1)
    if end < 0:
        at = state.bytes_before(begin)
        raise refuse("markdown_old_no_end", at=at)
    state.add(state.source[begin + 1 : end])
    state.at = end + 1
    state.mark_entity(OLD_NAMES[mark], start)
