"""What a correct bot never does is noticed; what people and faults bring about is not held against it."""

from __future__ import annotations

import pytest

from bot.simulator.core import Simulator
from bot.simulator.people import PersonCannot
from tests.simulator.conftest import BAYU, GROUP, RATNA, SRI, TOKEN, Caller
from tests.simulator.provocations import PROVOCATIONS
from tests.simulator.provoking import Provocation, method, send


@pytest.mark.parametrize(
    ("kind", "provocation"),
    [
        ("refused", PROVOCATIONS["html_no_end"]),
        ("refused", PROVOCATIONS["query_old"]),
        ("schema", send(chat="1")),
        ("schema", send(disable_notification="perhaps")),
        ("schema", PROVOCATIONS["markup_schema"]),
        ("rate", PROVOCATIONS["flood"]),
        ("unknown_method", method("getEverything")),
        ("not_built", method("sendGame", chat_id=SRI, game_short_name="x")),
        ("not_built", send(direct_messages_topic_id=1)),
    ],
)
def test_each_class_of_violation_is_noticed(
    kind: str, provocation: Provocation, call: Caller, simulator: Simulator
) -> None:
    provocation(call, simulator)
    assert [found.kind for found in simulator.violations()] == [kind]
    assert simulator.journal.calls[-1].violations == tuple(simulator.violations())


@pytest.mark.parametrize(
    "rule", ["blocked", "deactivated", "kicked", "migrated", "muted", "topic_closed", "never_started"]
)
def test_what_people_bring_about_is_no_violation(rule: str, call: Caller, simulator: Simulator) -> None:
    PROVOCATIONS[rule](call, simulator)
    assert simulator.violations() == []


def test_the_journal_names_files_and_never_holds_the_token(call: Caller, simulator: Simulator) -> None:
    PROVOCATIONS["file_empty"](call, simulator)
    entry = simulator.journal.calls[-1]
    assert entry.params["document"] == "berkas.bin (0 B)"
    assert TOKEN not in repr(entry)


def test_polls_that_bring_nothing_are_not_written_down(call: Caller, simulator: Simulator) -> None:
    call.ok("getUpdates")
    assert list(simulator.journal.calls) == []


def test_a_deep_link_sends_its_payload_and_adds_the_bot_to_a_group(call: Caller, simulator: Simulator) -> None:
    simulator.follow_link(BAYU, "KODE-1_a")
    group = simulator.create_group(RATNA, "Tim", type="group", with_bot=False)
    simulator.follow_link(RATNA, "IKAT", group)
    with pytest.raises(PersonCannot, match="tidak sah"):
        simulator.follow_link(SRI, "dengan spasi")
    texts = [update["message"].get("text") for update in call.updates() if "message" in update]
    assert texts == ["/start KODE-1_a", None, f"/start@{simulator.bot.username} IKAT"]
    assert simulator.bot.id in simulator.world.chats[group].present_members()
    assert simulator.bot.id in simulator.world.chats[GROUP].present_members()
