"""Messages and keyboards: what is accepted, and what becomes of it."""

from __future__ import annotations

from typing import Any

import pytest

from bot.simulator.api import UploadedFile
from bot.simulator.core import Simulator
from bot.simulator.files import picture_size
from bot.simulator.people import PersonCannot
from bot.simulator.view import chat
from tests.simulator.conftest import BAYU, GROUP, RATNA, REPORTING, SRI, Caller
from tests.simulator.picture_heads import jpeg, png
from tests.simulator.provoking import chosen_inline

KEYBOARD = {"inline_keyboard": [[{"text": "Ya", "callback_data": "v1:yes"}]]}


def test_editing_without_a_keyboard_takes_it_away(call: Caller) -> None:
    sent = call.ok("sendMessage", chat_id=SRI, text="Halo", reply_markup=KEYBOARD)
    edited = call.ok("editMessageText", chat_id=SRI, message_id=sent["message_id"], text="Halo")
    assert "reply_markup" in sent
    assert "reply_markup" not in edited
    assert edited["edit_date"] == sent["date"]


def test_data_of_64_bytes_is_the_most_a_button_carries(call: Caller) -> None:
    def send(data: str) -> dict[str, Any]:
        keyboard = {"inline_keyboard": [[{"text": "Ya", "callback_data": data}]]}
        return call("sendMessage", chat_id=SRI, text="Halo", reply_markup=keyboard)

    assert send("é" * 32)["ok"]
    assert send("é" * 32 + "x")["description"] == "Bad Request: BUTTON_DATA_INVALID"
    assert send("")["description"] == "Bad Request: BUTTON_DATA_INVALID"


def test_empty_rows_and_buttons_vanish(call: Caller) -> None:
    keyboard = {"inline_keyboard": [[], [{"text": "", "callback_data": "x"}], KEYBOARD["inline_keyboard"][0]]}
    assert call.ok("sendMessage", chat_id=SRI, text="Halo", reply_markup=keyboard)["reply_markup"] == KEYBOARD
    assert "reply_markup" not in call.ok("sendMessage", chat_id=SRI, text="Halo", reply_markup={"inline_keyboard": []})


def test_a_reply_keyboard_stays_until_it_is_removed(call: Caller, simulator: Simulator) -> None:
    keyboard = {"keyboard": [["Status", {"text": "Bantuan"}]], "resize_keyboard": True}
    assert "reply_markup" not in call.ok("sendMessage", chat_id=SRI, text="Halo", reply_markup=keyboard)
    shown = simulator.world.chats[SRI].reply_keyboard
    assert shown is not None
    assert shown["keyboard"] == [[{"text": "Status"}, {"text": "Bantuan"}]]
    call.ok("sendMessage", chat_id=SRI, text="Halo", reply_markup={"remove_keyboard": True})
    assert simulator.world.chats[SRI].reply_keyboard is None


def test_a_message_that_somebody_deleted_is_no_fault_of_the_bot(call: Caller, simulator: Simulator) -> None:
    sent = call.ok("sendMessage", chat_id=SRI, text="Halo")
    simulator.delete(SRI, sent["message_id"])
    refused = call.refused("editMessageText", chat_id=SRI, message_id=sent["message_id"], text="Lagi")
    assert refused == "400 Bad Request: message to edit not found"
    assert simulator.violations() == []


def test_a_reply_may_be_sent_though_its_target_is_gone(call: Caller) -> None:
    gone = {"message_id": 4242, "allow_sending_without_reply": True}
    assert "reply_to_message" not in call.ok("sendMessage", chat_id=SRI, text="Halo", reply_parameters=gone)


def test_a_reply_tells_its_target_but_not_the_target_of_that(call: Caller, simulator: Simulator) -> None:
    first = simulator.say(SRI, "satu")
    second = call.ok("sendMessage", chat_id=SRI, text="dua", reply_parameters={"message_id": first})
    third = call.ok("sendMessage", chat_id=SRI, text="tiga", reply_parameters={"message_id": second["message_id"]})
    assert third["reply_to_message"]["text"] == "dua"
    assert "reply_to_message" not in third["reply_to_message"]


def test_topics_take_messages_and_the_general_one_has_no_number(call: Caller) -> None:
    inside = call.ok("sendMessage", chat_id=GROUP, text="Halo", message_thread_id=REPORTING)
    general = call.ok("sendMessage", chat_id=GROUP, text="Halo")
    answer = call.ok("sendMessage", chat_id=GROUP, text="Ya", reply_parameters={"message_id": inside["message_id"]})
    assert (inside["message_thread_id"], inside["is_topic_message"]) == (REPORTING, True)
    assert inside["reply_to_message"]["forum_topic_created"]["name"] == "Pelaporan"
    assert "message_thread_id" not in general
    assert answer["message_thread_id"] == REPORTING


def test_a_thread_number_is_ignored_where_there_are_no_topics(call: Caller) -> None:
    assert "message_thread_id" not in call.ok("sendMessage", chat_id=SRI, text="Halo", message_thread_id=7)


def test_a_pin_is_told_by_a_service_message(call: Caller, simulator: Simulator) -> None:
    sent = call.ok("sendMessage", chat_id=SRI, text="Penting")
    call.ok("pinChatMessage", chat_id=SRI, message_id=sent["message_id"])
    assert call.updates()[0]["message"]["pinned_message"]["text"] == "Penting"
    assert call.ok("getChat", chat_id=SRI)["pinned_message"]["message_id"] == sent["message_id"]
    call.ok("unpinAllChatMessages", chat_id=SRI)
    assert simulator.world.chats[SRI].pinned == []


def test_in_a_group_a_pin_needs_the_right_to(call: Caller, simulator: Simulator) -> None:
    sent = call.ok("sendMessage", chat_id=GROUP, text="Penting")
    refused = call.refused("pinChatMessage", chat_id=GROUP, message_id=sent["message_id"])
    assert refused == "400 Bad Request: not enough rights to manage pinned messages in the chat"
    simulator.promote(GROUP, simulator.bot.id, frozenset({"can_pin_messages"}))
    call.ok("pinChatMessage", chat_id=GROUP, message_id=sent["message_id"])


def test_own_messages_may_be_edited_without_time_limit(call: Caller) -> None:
    sent = call.ok("sendMessage", chat_id=SRI, text="Halo")
    call.wait(days=400)
    call.ok("editMessageText", chat_id=SRI, message_id=sent["message_id"], text="Lama")


def test_files_keep_their_unique_id_and_can_be_sent_again(call: Caller) -> None:
    first = call.ok("sendDocument", {"document": UploadedFile("a.csv", b"a;b", "text/csv")}, chat_id=SRI)["document"]
    again = call.ok("sendDocument", chat_id=SRI, document=first["file_id"])["document"]
    other = call.ok("sendDocument", {"document": UploadedFile("a.csv", b"a;b", "text/csv")}, chat_id=SRI)["document"]
    assert again == first
    assert (other["file_unique_id"], other["file_id"] == first["file_id"]) == (first["file_unique_id"], False)


def test_the_type_of_a_document_goes_by_the_ending_of_its_name(call: Caller) -> None:
    sent = call.ok("sendDocument", {"document": UploadedFile("impor.xlsx", b"PK")}, chat_id=SRI)
    assert sent["document"]["mime_type"].endswith("spreadsheetml.sheet")


def test_bare_texts_are_options_of_a_poll_too(call: Caller) -> None:
    sent = call.ok("sendPoll", chat_id=SRI, question="Hadir?", options=["Ya", "Tidak"])
    assert [option["text"] for option in sent["poll"]["options"]] == ["Ya", "Tidak"]


def test_a_photo_comes_in_two_sizes(call: Caller) -> None:
    sent = call.ok(
        "sendPhoto", {"photo": UploadedFile("a.png", png(360, 180))}, chat_id=SRI, caption="<b>x</b>", parse_mode="HTML"
    )
    assert [(size["width"], size["height"]) for size in sent["photo"]] == [(90, 45), (360, 180)]
    assert sent["caption_entities"] == [{"type": "bold", "offset": 0, "length": 1}]


@pytest.mark.parametrize("content", [png(640, 480), jpeg(640, 480), b"GIF89a\x80\x02\xe0\x01"])
def test_the_size_of_a_picture_is_read_from_its_head(content: bytes) -> None:
    assert picture_size(content) == (640, 480)


def test_an_album_carries_its_caption_on_its_items(call: Caller) -> None:
    files = {"a": UploadedFile("a.png", png(8, 8)), "b": UploadedFile("b.png", png(9, 9))}
    media = [{"type": "photo", "media": "attach://a", "caption": "Satu"}, {"type": "photo", "media": "attach://b"}]
    sent = call.ok("sendMediaGroup", files, chat_id=SRI, media=media)
    assert [message.get("caption") for message in sent] == ["Satu", None]
    assert sent[0]["media_group_id"] == sent[1]["media_group_id"]


def test_forwards_tell_their_origin_and_copies_do_not(call: Caller, simulator: Simulator) -> None:
    said = simulator.say(SRI, "Bukti")
    forwarded = call.ok("forwardMessage", chat_id=GROUP, from_chat_id=SRI, message_id=said)
    copied = call.ok("copyMessage", chat_id=GROUP, from_chat_id=SRI, message_id=said)
    assert forwarded["forward_origin"]["sender_user"]["id"] == SRI
    assert simulator.world.chats[GROUP].messages[copied["message_id"]].forward_origin is None


def test_many_messages_are_deleted_and_missing_ones_skipped(call: Caller, simulator: Simulator) -> None:
    numbers = [call.ok("sendMessage", chat_id=SRI, text=word)["message_id"] for word in ("a", "b")]
    call.ok("deleteMessages", chat_id=SRI, message_ids=[*numbers, 4242])
    assert all(simulator.world.chats[SRI].messages[number].is_deleted for number in numbers)


def test_commands_are_kept_by_scope_and_language(call: Caller) -> None:
    private = {"type": "all_private_chats"}
    call.ok(
        "setMyCommands", commands=[{"command": "/status", "description": "Status"}], scope=private, language_code="id"
    )
    assert call.ok("getMyCommands", scope=private, language_code="id") == [
        {"command": "status", "description": "Status"}
    ]
    assert call.ok("getMyCommands") == []
    call.ok("deleteMyCommands", scope=private, language_code="id")
    assert call.ok("getMyCommands", scope=private, language_code="id") == []


def test_a_bot_tells_about_itself_in_several_languages(call: Caller) -> None:
    call.ok("setMyDescription", description="Pengingat", language_code="id")
    call.ok("setMyDescription", description="Reminders")
    assert call.ok("getMyDescription", language_code="id") == {"description": "Pengingat"}
    assert call.ok("getMyDescription", language_code="fr") == {"description": "Reminders"}


def test_names_of_methods_ignore_case(call: Caller) -> None:
    assert call.ok("GETME")["is_bot"]


def test_a_poll_is_voted_in_and_stopped(call: Caller, simulator: Simulator) -> None:
    options = [{"text": "Ya"}, {"text": "Tidak"}]
    sent = call.ok("sendPoll", chat_id=GROUP, question="Hadir?", options=options, is_anonymous=False)
    simulator.vote(BAYU, sent["message_id"], [1], GROUP)
    kinds = [next(key for key in update if key != "update_id") for update in call.updates()]
    stopped = call.ok("stopPoll", chat_id=GROUP, message_id=sent["message_id"])
    assert kinds == ["poll", "poll_answer"]
    assert [option["voter_count"] for option in stopped["options"]] == [0, 1]
    assert stopped["is_closed"]


def test_an_inline_result_is_offered_chosen_and_told(call: Caller, simulator: Simulator) -> None:
    query = simulator.ask_inline(RATNA, "temanggung")
    row = {"type": "article", "id": "1", "title": "x", "input_message_content": {"message_text": "Temanggung"}}
    call.ok("answerInlineQuery", inline_query_id=query, results=[row], cache_time=10**9)
    simulator.choose_inline(RATNA, query, "1", GROUP)
    updates = call.updates()
    assert simulator.world.inline_queries[query].answer is not None
    assert simulator.world.inline_queries[query].answer["cache_time"] == 86_400
    assert updates[0]["inline_query"]["query"] == "temanggung"
    assert updates[1]["message"]["via_bot"]["id"] == simulator.bot.id
    assert updates[2]["chosen_inline_result"]["result_id"] == "1"


def test_an_inline_message_is_edited_and_tapped_by_its_own_id(call: Caller, simulator: Simulator) -> None:
    inline_id = chosen_inline(call, simulator)
    message = simulator.world.inline_messages[inline_id]
    simulator.tap(SRI, message.id, "v1:yes")
    chosen, tapped = call.updates()[-2:]
    assert chosen["chosen_inline_result"]["inline_message_id"] == inline_id
    assert tapped["callback_query"]["inline_message_id"] == inline_id
    assert "message" not in tapped["callback_query"]
    assert call.ok("editMessageText", inline_message_id=inline_id, text="<b>Baru</b>", parse_mode="HTML") is True
    assert (message.content["text"], message.keyboard) == ("Baru", None)


def test_the_text_of_an_inline_result_is_parsed_when_it_is_offered(call: Caller, simulator: Simulator) -> None:
    row = {"type": "article", "id": "1", "title": "x"}
    content = {"message_text": "<b>x", "parse_mode": "HTML"}
    query = simulator.ask_inline(SRI, "x")
    refused = call.refused(
        "answerInlineQuery", inline_query_id=query, results=[row | {"input_message_content": content}]
    )
    assert "Can't find end tag" in refused


def test_a_plain_poll_takes_one_vote_of_each(call: Caller, simulator: Simulator) -> None:
    sent = call.ok("sendPoll", chat_id=SRI, question="Hadir?", options=["Ya", "Tidak"])
    with pytest.raises(PersonCannot):
        simulator.vote(SRI, sent["message_id"], [0, 1])


@pytest.mark.parametrize("kind", ["video", "animation", "audio", "voice"])
def test_recordings_are_sent_and_missing_ones_named(call: Caller, simulator: Simulator, kind: str) -> None:
    name = f"send{kind.capitalize()}"
    sent = call.ok(name, {kind: UploadedFile("rapat.mp4", b"\0\1")}, chat_id=SRI, duration=12, caption="Rapat")
    assert (sent[kind]["duration"], sent["caption"]) == (12, "Rapat")
    assert call.ok("getFile", file_id=sent[kind]["file_id"])["file_size"] == 2
    assert call.refused(name, chat_id=SRI) == f"400 Bad Request: there is no {kind} in the request"
    assert chat(simulator, simulator.world.chats[SRI], SRI)["messages"][-1]["document"]["url"].startswith("/file/bot")


def test_a_contact_and_the_rights_that_are_proposed(call: Caller) -> None:
    sent = call.ok("sendContact", chat_id=SRI, phone_number="+62811", first_name="Setnas PK")
    assert sent["contact"] == {"phone_number": "+62811", "first_name": "Setnas PK"}
    rights = call.ok("getMyDefaultAdministratorRights")
    call.ok("setMyDefaultAdministratorRights", rights=rights | {"can_pin_messages": True})
    assert call.ok("getMyDefaultAdministratorRights")["can_pin_messages"]
    assert not call.ok("getMyDefaultAdministratorRights", for_channels=True)["can_pin_messages"]
