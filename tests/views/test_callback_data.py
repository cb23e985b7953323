"""Buttons: what they carry survives the round trip, and what is forged is refused."""

import re
from dataclasses import fields
from typing import get_type_hints

import pytest

from bot.views import announcements  # noqa: F401 - so that its buttons are known here
from bot.views.callback_data import LIMIT, CallbackData, ShowStatus
from handlers import BUTTONS

LARGEST = 2**31
EVERY_BUTTON: tuple[type[CallbackData], ...] = tuple(CallbackData.__subclasses__())
SAMPLES: dict[object, object] = {int: LARGEST, str: "R-ABCDEFGH", bool: True, int | None: LARGEST}


def fullest(kind: type[CallbackData]) -> CallbackData:
    """The longest value that a button of this kind will carry."""
    hints = get_type_hints(kind)
    return kind(**{field.name: SAMPLES[hints[field.name]] for field in fields(kind)})


@pytest.mark.parametrize("kind", EVERY_BUTTON, ids=lambda kind: kind.__name__)
def test_every_button_survives_the_round_trip_in_64_bytes(kind: type[CallbackData]) -> None:
    button = fullest(kind)
    assert kind.unpack(button.pack()) == button
    assert len(button.pack().encode()) <= LIMIT


@pytest.mark.parametrize("kind", EVERY_BUTTON, ids=lambda kind: kind.__name__)
def test_the_routing_pattern_of_a_button_fits_it_alone(kind: type[CallbackData]) -> None:
    fitting = [other for other in EVERY_BUTTON if re.match(kind.pattern(), fullest(other).pack())]
    assert fitting == [kind]


def test_every_button_of_the_routing_table_is_tested_here() -> None:
    assert {kind for kind, _ in BUTTONS} <= set(EVERY_BUTTON)


def test_actions_are_unique() -> None:
    assert len({kind.action for kind in EVERY_BUTTON}) == len(EVERY_BUTTON)


@pytest.mark.parametrize(
    "forged",
    [
        "",
        "v1",
        "v1:st",
        "v1:st:1",
        "v1:st:x:2:0:0",
        "v1:st:1:2:7:0",
        "v1:st:1:2:0:0:9",
        "v2:st:1:2:0:0",
        "v1:st:99999999999999999999:2:0:0",
        "v1:st:1:2:0:'; DROP TABLE agency; --",
        "v1:st:١:2:0:\u0000",
    ],
)
def test_a_forged_button_is_no_button(forged: str) -> None:
    assert ShowStatus.unpack(forged) is None


def test_an_absent_period_stays_absent() -> None:
    assert ShowStatus.unpack(ShowStatus(5).pack()) == ShowStatus(5, None, False, 0)
