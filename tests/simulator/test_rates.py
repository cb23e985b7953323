"""Rates: one a second in a chat, twenty a minute in a group, thirty a second over all."""

from __future__ import annotations

from datetime import timedelta

import pytest

from bot.simulator.core import Simulator
from bot.simulator.rates import Rates
from tests.simulator.conftest import GROUP, NOW, SRI, Caller


@pytest.fixture
def rates() -> Rates:
    return Rates()


def test_five_come_at_once_then_one_a_second(rates: Rates) -> None:
    waits = [rates.take(1, NOW, is_group=False) for _ in range(6)]
    assert waits == [0, 0, 0, 0, 0, 1]
    assert rates.take(1, NOW + timedelta(seconds=1), is_group=False) == 0
    assert rates.take(1, NOW + timedelta(seconds=1), is_group=False) == 1


def test_a_group_takes_twenty_a_minute(rates: Rates) -> None:
    moments = [NOW + timedelta(seconds=second) for second in range(21)]
    waits = [rates.take(GROUP, moment, is_group=True) for moment in moments]
    assert waits == [0] * 20 + [40]
    assert rates.take(GROUP, NOW + timedelta(minutes=1), is_group=True) == 0


def test_thirty_a_second_go_over_all_chats_and_more_when_paid_for(rates: Rates) -> None:
    assert [rates.take(chat, NOW, is_group=False) for chat in range(31)] == [0] * 30 + [1]
    assert [rates.take(chat, NOW, is_group=False, paid=True) for chat in range(100, 500)] == [0] * 400


def test_an_album_counts_each_of_its_items(rates: Rates) -> None:
    assert rates.take(1, NOW, 5, is_group=False) == 0
    assert rates.take(1, NOW, 1, is_group=False) == 1


def test_a_refused_message_is_not_counted(rates: Rates) -> None:
    for _ in range(20):
        rates.take(1, NOW, is_group=False)
    assert rates.take(1, NOW + timedelta(seconds=1), is_group=False) == 0


def test_limits_can_be_switched_off(rates: Rates) -> None:
    rates.enforced = False
    assert all(rates.take(1, NOW, is_group=False) == 0 for _ in range(100))


def test_passing_a_limit_is_a_violation_and_tells_when_to_go_on(call: Caller, simulator: Simulator) -> None:
    for _ in range(5):
        call.ok("sendMessage", chat_id=SRI, text="Halo")
    envelope = call("sendMessage", chat_id=SRI, text="Halo")
    assert (envelope["error_code"], envelope["parameters"]) == (429, {"retry_after": 1})
    assert envelope["description"] == "Too Many Requests: retry after 1"
    assert [found.kind for found in simulator.violations()] == ["rate"]


def test_a_conversation_may_be_played_while_the_clock_stands_still(call: Caller, simulator: Simulator) -> None:
    for _ in range(50):
        simulator.say(SRI, "halo")
        call.ok("sendMessage", chat_id=SRI, text="Halo")


def test_595_agencies_keep_within_the_limits_at_the_default_rate(rates: Rates) -> None:
    waits = [rates.take(chat, NOW + timedelta(seconds=chat / 25), is_group=False) for chat in range(595)]
    assert sum(waits) == 0
