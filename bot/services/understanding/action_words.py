"""Actions named in a message: "aksi 7.2", "renaksi A1", and a bare "7.2", which is written like no code of a region."""

import re
from dataclasses import dataclass

_NAMED = re.compile(
    r"(?<![^\W_])(?:sub\s?-?\s?)?(?:aksi|renaksi|action)\s{0,3}(?:pk\s)?(?:nomor|nomer|no\.?|ke-?|#)?\s{0,2}"
    r"(?P<number>[a-z]?\d{1,2}(?:\.\d{1,2}){0,3})(?![^\W_])(?!\s?%)"
)
_MEASURES = (
    r"%|persen|prosen|percent|wib|wita|wit|hari|ribu|rb|ratus|juta|jt|miliar|milyar|triliun|jam|orang|sr|km|kg|gb|mb"
)
_AMOUNTS = r"jam|pukul|pkl|rp|sebesar|skor|magnitudo|versi|mag|m"
_BARE = re.compile(
    rf"(?<![^\W_])(?<![\d.,:/-])(?P<before>(?:{_AMOUNTS})[.:]?\s{{0,2}})?"
    rf"(?P<number>\d{{1,2}}(?:\.\d){{1,3}})(?![^\W_]|[.,:/-]\d|\s?(?:{_MEASURES})(?![^\W_]))"
)
"""A digit behind each dot, as in the numbers of actions; regions are written with two ("33.23"), so are hours."""


@dataclass(frozen=True)
class ActionWords:
    """The code of an action as it is kept, and where the words stand; is_bare: it is named by its number alone."""

    code: str
    start: int
    end: int
    is_bare: bool


def find_action(text: str) -> ActionWords | None:
    """The first action that a cleaned text names, whether or not there is such an action."""
    named = _NAMED.search(text)
    match = named or next((found for found in _BARE.finditer(text) if not found["before"]), None)
    return ActionWords(match["number"].upper(), match.start(), match.end(), is_bare=not named) if match else None
