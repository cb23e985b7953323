"""Every answer as it is read, kept as a file: whatever changes in one is seen before it is committed.

`RENEW_SNAPSHOTS=1 make test ARGS=tests/views/test_snapshots.py` writes them anew; the difference is then reviewed.
"""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from bot.simulator.html import parse_html
from bot.texts.catalog import MESSAGE_LIMIT
from bot.views.charts.captions import CAPTION_LIMIT
from bot.views.message import Message
from tests.views.answers_of import ALWAYS_THE_SAME, CAPTIONS, RENDERED, UNDER_A_PICTURE
from tests.views.worlds import WORLDS, World

FOLDER = Path(__file__).parent / "snapshots"
RENEW = "RENEW_SNAPSHOTS"
BUTTON_BYTES, LABEL_LENGTH, MOST_BUTTONS = 64, 64, 30
HIDDEN = set("\u202e\u202c\u200f\u200b")
"""Characters that reorder or hide what stands beside them."""


def kept_in(world: World) -> list[str]:
    """The answers that are others in this world: some hold no names, and of nothing there is no picture."""
    has_words = world.name in {"ordinary", "english"}
    left_out = (set() if has_words else ALWAYS_THE_SAME) | (set() if world.actions else CAPTIONS)
    return [name for name in RENDERED if name not in left_out]


def written(message: Message) -> str:
    """The message as its snapshot shows it: text, and below a line each row of buttons."""
    rows = [" ".join(f"[{button.label}]({_acts(button)})" for button in row) for row in message.rows if row]
    return "\n".join([message.text, *(["", "---", *rows] if rows else []), ""])


def _acts(button: object) -> str:
    data, url = getattr(button, "data", None), getattr(button, "url", None)
    return data.pack() if data is not None else str(url)


@pytest.mark.parametrize("world", WORLDS, ids=lambda world: world.name)
def test_every_answer_is_what_its_snapshot_shows(world: World) -> None:
    folder, shown = FOLDER / world.name, {name: written(RENDERED[name](world)) for name in kept_in(world)}
    if os.environ.get(RENEW):
        folder.mkdir(parents=True, exist_ok=True)
        for name, text in shown.items():
            (folder / f"{name}.html").write_text(text, "utf-8")
    before = {path.stem: path.read_text("utf-8") for path in folder.glob("*.html")}
    assert set(before) == set(shown), f"{RENEW}=1 writes a snapshot that is not there; one too many is deleted by hand"
    changed = [name for name, text in shown.items() if text != before[name]]
    assert changed == [], f"other answers than before; {RENEW}=1 renews what is meant"


@pytest.mark.parametrize("world", WORLDS, ids=lambda world: world.name)
def test_every_answer_fits_into_a_message_and_is_accepted_as_html(world: World) -> None:
    for name in kept_in(world):
        message = RENDERED[name](world)
        read, _ = parse_html(message.text)
        assert read.strip(), name
        longest = CAPTION_LIMIT if name in UNDER_A_PICTURE else MESSAGE_LIMIT - 1
        assert len(read.encode("utf-16-le")) // 2 <= longest, name
        assert not set(read) & HIDDEN, name
        buttons = [button for row in message.rows for button in row]
        assert len(buttons) <= MOST_BUTTONS, name
        for button in buttons:
            assert 0 < len(button.label) <= LABEL_LENGTH, (name, button.label)
            assert not set(button.label) & HIDDEN, name
            assert (button.data is None) != (button.url is None), name
            assert button.data is None or len(button.data.pack().encode()) <= BUTTON_BYTES, (name, button.data)
