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
from tests.views.answers_of import ALWAYS_THE_SAME, CAPTIONS, RENDERED
from tests.views.worlds import WORLDS, World

FOLDER = Path(__file__).parent / "snapshots"
RENEW = "RENEW_SNAPSHOTS"
BUTTON_BYTES, LABEL_LENGTH, MOST_BUTTONS = 64, 64, 30
HIDDEN = set("\u202e\u202c\u200f\u200b")
"""Characters that reorder or hide what stands beside them."""


def _is_kept(world: World, name: str) -> bool:
    """Whether the answer is another one in this world: some hold no names, and of nothing there is no picture."""
    if name in ALWAYS_THE_SAME:
        return world.name in {"ordinary", "english"}
    return not (name in CAPTIONS and world.name == "empty")


CASES = [(world, name) for world in WORLDS for name in RENDERED if _is_kept(world, name)]


def written(message: Message) -> str:
    """The message as its snapshot shows it: text, and below a line each row of buttons."""
    rows = [" ".join(f"[{button.label}]({_acts(button)})" for button in row) for row in message.rows if row]
    return "\n".join([message.text, *(["", "---", *rows] if rows else []), ""])


def _acts(button: object) -> str:
    data, url = getattr(button, "data", None), getattr(button, "url", None)
    return data.pack() if data is not None else str(url)


@pytest.mark.parametrize(("world", "name"), CASES, ids=lambda value: getattr(value, "name", value))
def test_an_answer_is_what_its_snapshot_shows(world: World, name: str) -> None:
    shown, path = written(RENDERED[name](world)), FOLDER / world.name / f"{name}.html"
    if os.environ.get(RENEW):
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(shown, "utf-8")
    assert path.exists(), f"no snapshot yet: {RENEW}=1 writes it"
    assert shown == path.read_text("utf-8"), f"another answer than before; {RENEW}=1 renews what is meant"


@pytest.mark.parametrize(("world", "name"), CASES, ids=lambda value: getattr(value, "name", value))
def test_an_answer_fits_into_a_message_and_is_accepted_as_html(world: World, name: str) -> None:
    message = RENDERED[name](world)
    read, _ = parse_html(message.text)
    assert len(read.encode("utf-16-le")) // 2 < (CAPTION_LIMIT + 1 if name in CAPTIONS else MESSAGE_LIMIT)
    assert read.strip()
    assert not set(read) & HIDDEN
    buttons = [button for row in message.rows for button in row]
    assert len(buttons) <= MOST_BUTTONS
    for button in buttons:
        assert 0 < len(button.label) <= LABEL_LENGTH
        assert not set(button.label) & HIDDEN
        assert button.data is not None
        assert len(button.data.pack().encode()) <= BUTTON_BYTES


def test_every_snapshot_belongs_to_an_answer() -> None:
    kept = {(path.parent.name, path.stem) for path in FOLDER.rglob("*.html")}
    assert kept == {(world.name, name) for world, name in CASES}
