"""Webhook delivery: the order within a chat, retries that grow, and no chat that waits for another."""

from __future__ import annotations

from random import Random

import pytest

from bot.simulator.core import Simulator
from bot.simulator.mishaps import cause
from bot.simulator.updates import Queued
from bot.simulator.webhooks import Lanes
from tests.simulator.conftest import BAYU, SRI


@pytest.fixture
def lanes() -> Lanes:
    return Lanes(Random(1))


@pytest.fixture
def waiting(simulator: Simulator) -> list[Queued]:
    """Two messages of Sri, one of Bayu."""
    for person, text in ((SRI, "satu"), (SRI, "dua"), (BAYU, "lain")):
        simulator.say(person, text)
    return list(simulator.updates.waiting)


def texts(updates: list[Queued]) -> list[str]:
    return [update.body["message"]["text"] for update in updates]


def test_the_first_of_every_chat_leaves_at_once(lanes: Lanes, waiting: list[Queued]) -> None:
    assert texts(lanes.due(waiting, 0.0, 40)) == ["satu", "lain"]
    assert lanes.due(waiting, 0.0, 40) == []


def test_no_more_connections_are_used_than_allowed(lanes: Lanes, waiting: list[Queued]) -> None:
    assert texts(lanes.due(waiting, 0.0, 1)) == ["satu"]
    assert lanes.due(waiting, 0.0, 1) == []
    assert lanes.next_at(waiting, 1) is None


def test_a_failure_is_tried_again_at_once_then_after_two_seconds(lanes: Lanes, waiting: list[Queued]) -> None:
    first = lanes.due(waiting, 0.0, 40)[0]
    lanes.failed(first, 0.0)
    assert lanes.due(waiting, 0.0, 40) == [first]
    lanes.failed(first, 0.0)
    assert lanes.due(waiting, 1.9, 40) == []
    assert lanes.next_at(waiting, 40) == 2.0
    assert lanes.due(waiting, 2.0, 40) == [first]


def test_a_failing_chat_does_not_delay_another_nor_change_its_own_order(lanes: Lanes, waiting: list[Queued]) -> None:
    first, other = lanes.due(waiting, 0.0, 40)
    lanes.failed(first, 0.0)
    lanes.failed(first, 0.0)
    lanes.succeeded(other)
    waiting.remove(other)
    assert lanes.due(waiting, 1.0, 40) == []
    assert texts(lanes.due(waiting, 2.0, 40)) == ["satu"]
    lanes.succeeded(first)
    waiting.remove(first)
    assert texts(lanes.due(waiting, 2.0, 40)) == ["dua"]


def test_pauses_grow_to_a_minute_or_two_and_retry_after_to_an_hour(lanes: Lanes, waiting: list[Queued]) -> None:
    first = waiting[0]
    pauses = []
    for _ in range(9):
        lanes.failed(first, 0.0)
        pauses.append(lanes.failing[first].not_before)
    assert pauses[:6] == [0, 2, 4, 8, 16, 32]
    assert all(60 <= pause <= 120 for pause in pauses[6:])
    lanes.failed(first, 0.0, retry_after=90_000)
    assert lanes.failing[first].not_before == 3600


def test_a_parallel_update_overtakes_others_of_its_chat(lanes: Lanes, simulator: Simulator) -> None:
    simulator.say(SRI, "satu")
    cause(simulator, {"kind": "update_parallel"})
    simulator.say(SRI, "dua")
    assert texts(lanes.due(list(simulator.updates.waiting), 0.0, 40)) == ["satu", "dua"]
