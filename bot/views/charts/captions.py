"""Captions of charts: the same figures in words, as many lines as a caption has room for."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from bot.texts.formats import plain

CAPTION_LIMIT = 1024
"""Telegram's limit of a caption after parsing, in UTF-16 units."""


def fit(render: Callable[[Sequence[str], int], str], lines: Sequence[str]) -> str:
    """Render with as many of the lines as fit. render: takes the lines and the number that is left out."""
    whole = render(lines, 0)
    if _length(whole) <= CAPTION_LIMIT:
        return whole
    low, high = 0, len(lines) - 1
    while low < high:
        middle = (low + high + 1) // 2
        if _length(render(lines[:middle], len(lines) - middle)) <= CAPTION_LIMIT:
            low = middle
        else:
            high = middle - 1
    return render(lines[:low], len(lines) - low)


def _length(text: str) -> int:
    return len(plain(text).encode("utf-16-le")) // 2
