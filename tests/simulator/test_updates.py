"""Updates: numbers, order, lifetime, what was asked for, taps and their answers."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from bot.simulator.core import Simulator
from tests.simulator.conftest import SRI, Caller

KEYBOARD = {"inline_keyboard": [[{"text": "Ya", "callback_data": "v1:yes"}]]}


def say(simulator: Simulator, count: int) -> None:
    for number in range(count):
        simulator.say(SRI, str(number))


def ids(updates: list[dict[str, Any]]) -> list[int]:
    return [update["update_id"] for update in updates]


def tap(call: Caller, simulator: Simulator) -> str:
    sent = call.ok("sendMessage", chat_id=SRI, text="Sudah?", reply_markup=KEYBOARD)
    return simulator.tap(SRI, sent["message_id"], "v1:yes")


def test_numbers_start_at_random_and_grow_by_one(call: Caller, simulator: Simulator) -> None:
    say(simulator, 3)
    first, *rest = ids(call.ok("getUpdates"))
    assert 2_000_001 <= first < 2**30
    assert rest == [first + 1, first + 2]


def test_numbers_are_random_again_after_an_idle_week(call: Caller, simulator: Simulator) -> None:
    say(simulator, 1)
    before = ids(call.updates())[0]
    call.wait(days=8)
    say(simulator, 1)
    assert ids(call.updates())[0] not in range(before, before + 10)


def test_an_offset_confirms_all_below_and_a_negative_one_keeps_the_last(call: Caller, simulator: Simulator) -> None:
    say(simulator, 5)
    all_ids = ids(call.ok("getUpdates"))
    assert ids(call.ok("getUpdates", offset=all_ids[2])) == all_ids[2:]
    assert ids(call.ok("getUpdates", offset=-1)) == all_ids[-1:]
    assert ids(call.ok("getUpdates")) == all_ids[-1:]


def test_limits_out_of_range_are_clamped(call: Caller, simulator: Simulator) -> None:
    say(simulator, 3)
    assert len(call.ok("getUpdates", limit=0)) == 1
    assert len(call.ok("getUpdates", limit=1000)) == 3


def test_messages_live_a_day_and_taps_150_seconds(call: Caller, simulator: Simulator) -> None:
    say(simulator, 1)
    tap(call, simulator)
    call.wait(seconds=149)
    assert len(call.ok("getUpdates")) == 2
    call.wait(seconds=1)
    assert len(call.ok("getUpdates")) == 1
    call.wait(hours=24)
    assert call.ok("getUpdates") == []


def test_only_what_was_asked_for_is_queued(call: Caller, simulator: Simulator) -> None:
    call.ok("getUpdates", allowed_updates=["callback_query"])
    say(simulator, 1)
    tap(call, simulator)
    assert [list(update)[1] for update in call.updates()] == ["callback_query"]
    call.ok("getUpdates")
    say(simulator, 1)
    assert call.updates() == []
    call.ok("getUpdates", allowed_updates=["nonsense"])
    say(simulator, 1)
    assert len(call.updates()) == 1


def test_a_tap_is_answered_once_and_in_time(call: Caller, simulator: Simulator) -> None:
    query = tap(call, simulator)
    call.ok("answerCallbackQuery", callback_query_id=query, text="Dicatat")
    assert [alert.text for alert in simulator.alerts_of(SRI)] == ["Dicatat"]
    late = tap(call, simulator)
    call.wait(minutes=16)
    assert call.refused("answerCallbackQuery", callback_query_id=late).startswith("400 Bad Request: query is too old")


def test_a_tap_on_a_message_that_is_gone_comes_with_an_inaccessible_one(call: Caller, simulator: Simulator) -> None:
    sent = call.ok("sendMessage", chat_id=SRI, text="Sudah?", reply_markup=KEYBOARD)
    call.ok("deleteMessage", chat_id=SRI, message_id=sent["message_id"])
    simulator.tap(SRI, sent["message_id"], "v1:yes", forged=True)
    message = call.updates()[0]["callback_query"]["message"]
    assert (message["date"], message["message_id"]) == (0, sent["message_id"])


def test_a_repeated_tap_is_a_new_query(call: Caller, simulator: Simulator) -> None:
    first = tap(call, simulator)
    second = simulator.tap_again()
    updates = call.updates()
    assert first != second
    assert [update["callback_query"]["id"] for update in updates] == [first, second]
    assert call.refused("answerCallbackQuery", callback_query_id=first).startswith("400")
    call.ok("answerCallbackQuery", callback_query_id=second)


def test_a_tap_that_arrived_and_stays_unanswered_is_a_violation(call: Caller, simulator: Simulator) -> None:
    tap(call, simulator)
    assert simulator.violations(final=True) == []
    call.updates()
    assert simulator.violations() == []
    assert [found.kind for found in simulator.violations(final=True)] == ["tap_unanswered"]
    simulator.move_clock(simulator.now() + timedelta(seconds=31))
    assert [found.kind for found in simulator.violations()] == ["tap_unanswered"]


def test_an_edited_message_comes_as_such(call: Caller, simulator: Simulator) -> None:
    number = simulator.say(SRI, "stauts")
    simulator.edit(SRI, number, "/status")
    edited = call.updates()[1]["edited_message"]
    assert (edited["text"], edited["entities"][0]["type"]) == ("/status", "bot_command")


def test_other_kinds_of_messages_arrive_with_their_content(call: Caller, simulator: Simulator) -> None:
    said = simulator.say(SRI, "lihat https://jaga.id/x dan surel@sigap.go.id", forward=True)
    simulator.send_sticker(SRI)
    simulator.share_contact(SRI)
    simulator.upload(SRI, "impor.xlsx", b"PK", caption="Data")
    simulator.forward(SRI, said, SRI)
    messages = [update["message"] for update in call.updates()]
    assert [entity["type"] for entity in messages[0]["entities"]] == ["url", "email"]
    assert messages[0]["forward_origin"]["type"] == "user"
    assert messages[1]["sticker"]["type"] == "regular"
    assert messages[2]["contact"]["user_id"] == SRI
    assert messages[3]["document"]["file_name"] == "impor.xlsx"
    assert messages[4]["forward_origin"]["sender_user"]["id"] == SRI


def test_webhook_descriptions_tell_what_changed(call: Caller) -> None:
    assert call("setWebhook", url="https://sigap.example/hook")["description"] == "Webhook was set"
    assert call.refused("setWebhook", url="https://sigap.example/hook") == "429 Too Many Requests: retry after 1"
    call.wait(seconds=1)
    assert call("setWebhook", url="https://sigap.example/hook")["description"] == "Webhook is already set"
    assert call.ok("getWebhookInfo")["url"] == "https://sigap.example/hook"
    assert call("deleteWebhook")["description"] == "Webhook was deleted"
    assert call("deleteWebhook")["description"] == "Webhook is already deleted"
