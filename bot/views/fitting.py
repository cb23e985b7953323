"""Texts with as many items as a message of Telegram takes."""

from collections.abc import Callable, Sequence

from bot.texts.catalog import MESSAGE_LIMIT
from bot.texts.formats import plain


def fitting(render: Callable[[int], str], numbers: Sequence[int], *, spare: int = 0) -> str:
    """The text with the first number of items that fits, or else with the last; Telegram counts units of UTF-16.

    spare: units that are left for what is added to the text elsewhere.
    """
    for shown in numbers:
        text = render(shown)
        if len(plain(text).encode("utf-16-le")) // 2 < MESSAGE_LIMIT - spare:
            break
    return text
