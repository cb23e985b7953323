"""Groups: who sees what, who comes and goes, and the step to a supergroup."""

from __future__ import annotations

from typing import Any

import pytest

from bot.simulator.core import Simulator
from bot.simulator.people import PersonCannot
from bot.simulator.world import Person
from tests.simulator.conftest import BAYU, GROUP, RATNA, REPORTING, SRI, YOSEF, Caller


def texts(updates: list[dict[str, Any]]) -> list[str]:
    return [update["message"]["text"] for update in updates if "text" in update.get("message", {})]


def test_in_privacy_mode_a_bot_sees_what_is_meant_for_it(call: Caller, simulator: Simulator) -> None:
    own = call.ok("sendMessage", chat_id=GROUP, text="Rekap")
    name = simulator.bot.username
    simulator.say(SRI, "selamat pagi", GROUP)
    simulator.say(SRI, "/status", GROUP)
    simulator.say(SRI, "/status@bot_lain", GROUP)
    simulator.say(SRI, f"halo @{name}", GROUP)
    simulator.say(SRI, "baik", GROUP, reply_to=own["message_id"])
    assert texts(call.updates()) == ["/status", f"halo @{name}", "baik"]


@pytest.mark.parametrize("how", ["admin", "privacy off"])
def test_an_administrator_or_a_bot_without_privacy_sees_all(call: Caller, simulator: Simulator, how: str) -> None:
    if how == "admin":
        simulator.promote(GROUP, simulator.bot.id)
    else:
        simulator.bot.privacy = False
    simulator.say(SRI, "selamat pagi", GROUP)
    assert texts(call.updates()) == ["selamat pagi"]


def test_what_is_said_in_a_topic_carries_its_number(call: Caller, simulator: Simulator) -> None:
    simulator.say(SRI, "/status", GROUP, thread_id=REPORTING)
    message = call.updates()[0]["message"]
    assert (message["message_thread_id"], message["is_topic_message"]) == (REPORTING, True)


def test_blocking_and_unblocking_are_told_in_private(call: Caller, simulator: Simulator) -> None:
    simulator.block(SRI)
    simulator.unblock(SRI)
    moves = [update["my_chat_member"] for update in call.updates()]
    assert [(m["old_chat_member"]["status"], m["new_chat_member"]["status"]) for m in moves] == [
        ("member", "kicked"),
        ("kicked", "member"),
    ]


def test_a_person_who_blocked_the_bot_cannot_write_to_it(simulator: Simulator) -> None:
    simulator.block(SRI)
    with pytest.raises(PersonCannot, match="diblokir"):
        simulator.say(SRI, "halo")


def test_being_added_is_told_twice_as_telegram_does(call: Caller, simulator: Simulator) -> None:
    group = simulator.create_group(RATNA, "Tim kecil", type="group")
    first, second = call.updates()
    assert first["my_chat_member"]["from"]["id"] == RATNA
    assert first["my_chat_member"]["chat"]["id"] == group
    assert second["message"]["new_chat_members"][0]["id"] == simulator.bot.id


def test_other_members_moves_are_told_to_an_administrator_who_asked(call: Caller, simulator: Simulator) -> None:
    simulator.kick(GROUP, BAYU)
    assert [u for u in call.updates(allowed_updates=["chat_member"]) if "chat_member" in u] == []
    simulator.promote(GROUP, simulator.bot.id)
    simulator.join(GROUP, BAYU)
    assert call.updates()[0]["chat_member"]["new_chat_member"]["user"]["id"] == BAYU


def test_an_upgrade_leaves_a_message_in_both_chats_and_the_old_id_tells_the_new(
    call: Caller, simulator: Simulator
) -> None:
    old = simulator.create_group(RATNA, "Tim kecil", type="group")
    call.updates()
    new = simulator.upgrade_group(old)
    told = [update["message"] for update in call.updates()]
    envelope = call("sendMessage", chat_id=old, text="Halo")
    assert [m.get("migrate_to_chat_id") or m.get("migrate_from_chat_id") for m in told] == [new, old]
    assert envelope["description"] == "Bad Request: group chat was upgraded to a supergroup chat"
    assert envelope["parameters"] == {"migrate_to_chat_id": new}
    assert call.ok("sendMessage", chat_id=new, text="Halo")["message_id"] == 2


def test_a_kicked_bot_is_told_and_refused_by_the_kind_of_group(call: Caller, simulator: Simulator) -> None:
    simulator.kick(GROUP, simulator.bot.id)
    assert (
        call.refused("sendMessage", chat_id=GROUP, text="x") == "403 Forbidden: bot was kicked from the supergroup chat"
    )
    assert call.updates()[-1]["my_chat_member"]["new_chat_member"]["status"] == "kicked"


def test_an_anonymous_administrator_hides_behind_the_group(call: Caller, simulator: Simulator) -> None:
    simulator.say(RATNA, "/atur", GROUP, anonymous=True)
    message = call.updates()[0]["message"]
    assert (message["from"]["id"], message["sender_chat"]["id"]) == (1087968824, GROUP)


def test_a_post_of_the_linked_channel_arrives_by_telegram_itself(call: Caller, simulator: Simulator) -> None:
    simulator.bot.privacy = False
    simulator.post_from_channel(GROUP, "Kanal Stranas PK", "Pengumuman")
    message = call.updates()[0]["message"]
    assert (message["from"]["id"], message["is_automatic_forward"]) == (777000, True)
    assert message["sender_chat"]["type"] == "channel"


def test_topics_are_made_closed_and_opened_with_the_right_to(call: Caller, simulator: Simulator) -> None:
    assert call.refused("createForumTopic", chat_id=GROUP, name="Rapat").endswith("manage topics in the chat")
    simulator.promote(GROUP, simulator.bot.id)
    made = call.ok("createForumTopic", chat_id=GROUP, name="Rapat")
    thread = made["message_thread_id"]
    call.ok("closeForumTopic", chat_id=GROUP, message_thread_id=thread)
    assert simulator.world.chats[GROUP].topics[thread].closed
    call.ok("reopenForumTopic", chat_id=GROUP, message_thread_id=thread)
    call.ok("editForumTopic", chat_id=GROUP, message_thread_id=thread, name="Rapat koordinasi")
    call.ok("deleteForumTopic", chat_id=GROUP, message_thread_id=thread)
    assert thread not in simulator.world.chats[GROUP].topics


def test_the_general_topic_is_closed_and_hidden(call: Caller, simulator: Simulator) -> None:
    simulator.promote(GROUP, simulator.bot.id)
    call.ok("hideGeneralForumTopic", chat_id=GROUP)
    assert simulator.world.chats[GROUP].general_closed
    simulator.demote(GROUP, simulator.bot.id)
    assert call.refused("sendMessage", chat_id=GROUP, text="Halo") == "400 Bad Request: TOPIC_CLOSED"
    simulator.promote(GROUP, simulator.bot.id)
    call.ok("reopenGeneralForumTopic", chat_id=GROUP)
    assert not simulator.world.chats[GROUP].general_hidden


def test_members_are_counted_looked_up_banned_and_promoted(call: Caller, simulator: Simulator) -> None:
    assert call.ok("getChatMemberCount", chat_id=GROUP) == 5
    assert [row["user"]["id"] for row in call.ok("getChatAdministrators", chat_id=GROUP)] == [RATNA]
    everything = frozenset({"can_restrict_members", "can_promote_members"})
    simulator.promote(GROUP, simulator.bot.id, everything)
    call.ok("banChatMember", chat_id=GROUP, user_id=YOSEF)
    assert call.ok("getChatMember", chat_id=GROUP, user_id=YOSEF)["status"] == "kicked"
    call.ok("unbanChatMember", chat_id=GROUP, user_id=YOSEF)
    assert call.ok("getChatMember", chat_id=GROUP, user_id=YOSEF)["status"] == "left"
    call.ok("promoteChatMember", chat_id=GROUP, user_id=BAYU, can_pin_messages=True)
    assert call.ok("getChatMember", chat_id=GROUP, user_id=BAYU)["can_pin_messages"]
    call.ok("restrictChatMember", chat_id=GROUP, user_id=SRI, permissions={"can_send_messages": False})
    with pytest.raises(PersonCannot, match="dibisukan"):
        simulator.say(SRI, "halo", GROUP)


def test_a_bot_that_leaves_is_gone(call: Caller, simulator: Simulator) -> None:
    call.ok("leaveChat", chat_id=GROUP)
    refused = call.refused("sendMessage", chat_id=GROUP, text="Halo")
    assert refused == "403 Forbidden: bot is not a member of the supergroup chat"


def test_reactions_reach_an_administrator_who_asked_for_them(call: Caller, simulator: Simulator) -> None:
    sent = call.ok("sendMessage", chat_id=GROUP, text="Halo")
    call.ok("getUpdates", allowed_updates=["message_reaction"])
    simulator.react(SRI, sent["message_id"], "👍", GROUP)
    assert call.updates() == []
    simulator.promote(GROUP, simulator.bot.id)
    simulator.react(SRI, sent["message_id"], None, GROUP)
    assert call.updates()[0]["message_reaction"]["old_reaction"] == [{"type": "emoji", "emoji": "👍"}]


def test_two_members_may_press_the_same_button(call: Caller, simulator: Simulator) -> None:
    keyboard = {"inline_keyboard": [[{"text": "Hadir", "callback_data": "v1:here"}]]}
    sent = call.ok("sendMessage", chat_id=GROUP, text="Rapat", reply_markup=keyboard)
    queries = [simulator.tap(person, sent["message_id"], "v1:here", GROUP) for person in (SRI, BAYU)]
    assert [update["callback_query"]["from"]["id"] for update in call.updates()] == [SRI, BAYU]
    for query in queries:
        call.ok("answerCallbackQuery", callback_query_id=query)
    assert simulator.violations(final=True) == []


def test_somebody_new_is_known_from_their_group_but_cannot_be_written_to(call: Caller, simulator: Simulator) -> None:
    simulator.add_person(Person(1005, "Maria"), GROUP)
    refused = call.refused("sendMessage", chat_id=1005, text="Halo")
    assert refused == "403 Forbidden: bot can't initiate conversation with a user"


def test_people_cannot_do_what_the_app_would_not_let_them(simulator: Simulator) -> None:
    simulator.leave(GROUP, BAYU)
    for attempt in (
        lambda: simulator.say(BAYU, "halo", GROUP),
        lambda: simulator.say(SRI, "  "),
        lambda: simulator.say(4242, "halo"),
        lambda: simulator.say(SRI, "halo", GROUP, thread_id=99),
        lambda: simulator.upgrade_group(GROUP),
        lambda: simulator.edit(SRI, 4242, "x"),
    ):
        with pytest.raises(PersonCannot, match=" / "):
            attempt()
