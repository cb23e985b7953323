"""Faults on demand: which calls they hit, what they answer, and what the journal says of them."""

from __future__ import annotations

from typing import Any

import pytest

from bot.simulator.core import Simulator
from bot.simulator.faults import AT_ONCE, KINDS, ON_CALLS, ON_UPDATES, TransportFault
from bot.simulator.mishaps import PLAYED, cause
from bot.simulator.people import PersonCannot
from tests.simulator.conftest import GROUP, RATNA, SRI, Caller


def test_every_kind_of_fault_has_its_place() -> None:
    assert ON_CALLS | ON_UPDATES | set(PLAYED) == KINDS
    assert set(PLAYED) == AT_ONCE


@pytest.mark.parametrize(
    ("fault", "answer"),
    [
        ({"kind": "error_500"}, "500 Internal Server Error: restart"),
        ({"kind": "flood", "retry_after": 3}, "429 Too Many Requests: retry after 3"),
        ({"kind": "reject"}, "400 Bad Request: chat not found"),
        ({"kind": "reject", "text": "Forbidden: user is deactivated"}, "403 Forbidden: user is deactivated"),
        ({"kind": "revoke"}, "401 Unauthorized"),
    ],
)  # fmt: skip
def test_a_fault_answers_in_the_words_of_telegram_and_is_no_violation(
    call: Caller, simulator: Simulator, fault: dict[str, Any], answer: str
) -> None:
    cause(simulator, fault)
    assert call.refused("sendMessage", chat_id=SRI, text="Halo") == answer
    assert simulator.violations() == []
    assert simulator.journal.calls[-1].fault == fault["kind"]


def test_a_fault_hits_its_method_and_chat_as_often_as_asked(call: Caller, simulator: Simulator) -> None:
    cause(simulator, {"kind": "error_500", "method": "sendmessage", "chat_id": GROUP, "times": 2})
    assert call("getMe")["ok"]
    assert call("sendMessage", chat_id=SRI, text="x")["ok"]
    statuses = [call("sendMessage", chat_id=GROUP, text="x").get("error_code") for _ in range(3)]
    assert statuses == [500, 500, None]


def test_a_share_of_calls_fails_the_same_way_with_the_same_seed(call: Caller, simulator: Simulator) -> None:
    def play() -> list[bool]:
        cause(simulator, {"kind": "clear"})
        cause(simulator, {"kind": "error_500", "times": 1000, "share": 0.5, "seed": 7})
        return [bool(call("getMe")["ok"]) for _ in range(40)]

    first = play()
    assert 5 < sum(first) < 35
    assert play() == first


def test_a_revoked_token_works_again_when_the_fault_is_lifted(call: Caller, simulator: Simulator) -> None:
    cause(simulator, {"kind": "revoke"})
    assert [call("getMe").get("error_code") for _ in range(3)] == [401] * 3
    cause(simulator, {"kind": "clear"})
    assert call("getMe")["ok"]


@pytest.mark.parametrize(("kind", "accepted"), [("drop_before", False), ("drop_after", True), ("stall", True)])
def test_the_journal_knows_whether_a_lost_call_was_carried_out(
    call: Caller, simulator: Simulator, kind: str, accepted: bool
) -> None:
    cause(simulator, {"kind": kind})
    with pytest.raises(TransportFault, match=kind):
        call("sendMessage", chat_id=SRI, text="Halo")
    assert simulator.journal.calls[-1].accepted is accepted
    assert ("Halo" in [m.content.get("text") for m in simulator.world.chats[SRI].messages.values()]) is accepted


def test_an_update_comes_twice_or_out_of_order(call: Caller, simulator: Simulator) -> None:
    cause(simulator, {"kind": "update_twice"})
    simulator.say(SRI, "satu")
    cause(simulator, {"kind": "update_reorder"})
    simulator.say(SRI, "dua")
    simulator.say(SRI, "tiga")
    updates = call.ok("getUpdates")
    assert [update["message"]["text"] for update in updates] == ["satu", "satu", "tiga", "dua"]
    assert updates[0]["update_id"] == updates[1]["update_id"]
    assert updates[2]["update_id"] == updates[3]["update_id"] + 1


def test_updates_that_no_library_can_read_are_queued(call: Caller, simulator: Simulator) -> None:
    cause(simulator, {"kind": "update_broken"})
    cause(simulator, {"kind": "update_unknown"})
    broken, unknown = call("getUpdates")["result"]
    assert broken["message"]["message_id"] == "bukan angka"
    assert set(unknown) == {"update_id", "telepathy"}


def test_people_and_chats_change_their_state_at_once(call: Caller, simulator: Simulator) -> None:
    group = simulator.create_group(RATNA, "Tim kecil", type="group")
    cause(simulator, {"kind": "block", "user_id": SRI})
    assert call.refused("sendMessage", chat_id=SRI, text="x").endswith("blocked by the user")
    cause(simulator, {"kind": "unblock", "user_id": SRI})
    cause(simulator, {"kind": "mute", "chat_id": GROUP})
    assert call.refused("sendMessage", chat_id=GROUP, text="x").endswith("send text messages to the chat")
    cause(simulator, {"kind": "migrate", "chat_id": group})
    assert call.refused("sendMessage", chat_id=group, text="x").endswith("upgraded to a supergroup chat")
    cause(simulator, {"kind": "kick", "chat_id": GROUP})
    assert call.refused("sendMessage", chat_id=GROUP, text="x").endswith("kicked from the supergroup chat")
    cause(simulator, {"kind": "deactivate", "user_id": SRI})
    assert call.refused("sendMessage", chat_id=SRI, text="x").endswith("user is deactivated")
    assert simulator.violations() == []


@pytest.mark.parametrize("fault", [{"kind": "gempa"}, {"kind": "flood", "times": "dua"}, {"kind": "block"}, {}])
def test_a_fault_that_makes_no_sense_is_refused_with_a_sentence(simulator: Simulator, fault: dict[str, Any]) -> None:
    with pytest.raises(PersonCannot, match=" / "):
        cause(simulator, fault)


def test_a_fault_without_an_end_lasts_until_it_is_taken_back(call: Caller, simulator: Simulator) -> None:
    cause(simulator, {"kind": "error_500", "times": None})
    assert {call.refused("getMe") for _ in range(20)} == {"500 Internal Server Error: restart"}
    cause(simulator, {"kind": "clear"})
    assert call.ok("getMe")
