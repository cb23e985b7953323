"""For every refusal of the simulator, the doing that brings it about. The last call made is the refused one."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from bot.simulator.api import UploadedFile
from bot.simulator.core import Simulator
from bot.simulator.faults import Fault
from tests.simulator.conftest import BAYU, GROUP, RATNA, REPORTING, SRI, Caller
from tests.simulator.pictures import png

Provocation = Callable[[Caller, Simulator], object]
KEYBOARD = {"inline_keyboard": [[{"text": "Ya", "callback_data": "v1:yes"}]]}


def send(text: str = "Halo", **params: Any) -> Provocation:
    """Send a message to Sri."""
    return lambda call, sim: call("sendMessage", **({"chat_id": SRI, "text": text} | params))


def html(text: str) -> Provocation:
    """Send HTML to Sri."""
    return send(text, parse_mode="HTML")


def markdown(text: str) -> Provocation:
    """Send MarkdownV2 to Sri."""
    return send(text, parse_mode="MarkdownV2")


def markup(value: Any) -> Provocation:
    """Send a keyboard to Sri."""
    return send(reply_markup=value)


def buttons(*row: dict[str, Any], rows: int = 1) -> Provocation:
    """Send an inline keyboard to Sri."""
    return markup({"inline_keyboard": [list(row)] * rows})


def method(name: str, /, **params: Any) -> Provocation:
    """Make one call."""
    return lambda call, sim: call(name, **params)


def after(prepare: Callable[[Simulator], object], then: Provocation) -> Provocation:
    """Let people do something first."""

    def play(call: Caller, sim: Simulator) -> object:
        prepare(sim)
        return then(call, sim)

    return play


def on_sent(name: str, /, **params: Any) -> Provocation:
    """Send a message with a keyboard to Sri, then do something with it."""

    def play(call: Caller, sim: Simulator) -> object:
        sent = call.ok("sendMessage", chat_id=SRI, text="Halo", reply_markup=KEYBOARD)
        return call(name, **({"chat_id": SRI, "message_id": sent["message_id"]} | params))

    return play


def twice(provocation: Provocation) -> Provocation:
    """Do the same again."""

    def play(call: Caller, sim: Simulator) -> object:
        provocation(call, sim)
        return provocation(call, sim)

    return play


def as_admin(then: Provocation, *rights: str) -> Provocation:
    """Make the bot an administrator of the sample group first."""
    chosen = frozenset(rights) or None
    return after(lambda sim: sim.promote(GROUP, sim.bot.id, chosen), then)


def upload(name: str, part: str, content: bytes, **params: Any) -> Provocation:
    """Upload a file to Sri."""
    file = UploadedFile("berkas.bin", content)
    return lambda call, sim: call(name, {part: file}, chat_id=SRI, **params)


def album(*items: dict[str, str]) -> Provocation:
    """Send an album to Sri whose items point at one uploaded part."""
    part = UploadedFile("a.txt", b"a")
    return lambda call, sim: call("sendMediaGroup", {"part": part}, chat_id=SRI, media=list(items))


def commands(*rows: Any, **params: Any) -> Provocation:
    """Set commands."""
    return method("setMyCommands", commands=list(rows), **params)


def command(name: str = "status", description: str = "Status") -> dict[str, str]:
    """One command."""
    return {"command": name, "description": description}


def inline(*results: dict[str, Any], **params: Any) -> Provocation:
    """Answer an inline query of Sri."""

    def play(call: Caller, sim: Simulator) -> object:
        query = sim.ask_inline(SRI, "temanggung")
        return call("answerInlineQuery", **({"inline_query_id": query, "results": list(results)} | params))

    return play


def result(number: str = "1") -> dict[str, Any]:
    """One result of an inline query."""
    content = {"message_text": "Isi"}
    return {"type": "article", "id": number, "title": "Judul", "input_message_content": content}


def poll(question: str = "Hadir?", *options: str, **params: Any) -> Provocation:
    """Send a poll to Sri."""
    rows = [{"text": option} for option in options]
    return method("sendPoll", chat_id=SRI, question=question, options=rows, **params)


def stop_poll_of_sri(call: Caller, sim: Simulator) -> object:
    """Stop a poll twice."""
    sent = call.ok("sendPoll", chat_id=SRI, question="Hadir?", options=[{"text": "Ya"}, {"text": "Tidak"}])
    call.ok("stopPoll", chat_id=SRI, message_id=sent["message_id"])
    return call("stopPoll", chat_id=SRI, message_id=sent["message_id"])


def stop_foreign_poll(call: Caller, sim: Simulator) -> object:
    """Stop a poll that a person has sent."""
    number = sim.say(SRI, "jajak pendapat")
    sim.world.chats[SRI].messages[number].content = {"poll": {"is_closed": False}}
    return call("stopPoll", chat_id=SRI, message_id=number)


def basic_group(call: Caller, sim: Simulator) -> int:
    """A basic group with the bot in it."""
    return sim.create_group(RATNA, "Tim kecil", type="group")


def in_basic_group(then: Callable[[Simulator, int], object], *, is_admin: bool = False) -> Provocation:
    """Send to a basic group to which something has happened."""

    def play(call: Caller, sim: Simulator) -> object:
        group = basic_group(call, sim)
        then(sim, group)
        return call("sendMessage", chat_id=group, text="Halo")

    return play


def delete_for_old(call: Caller, sim: Simulator) -> object:
    """Delete a message three days after it was sent."""
    sent = call.ok("sendMessage", chat_id=SRI, text="Halo")
    call.wait(days=3)
    return call("deleteMessage", chat_id=SRI, message_id=sent["message_id"])


def big_file(call: Caller, sim: Simulator) -> object:
    """Download a file of more than 20 MiB."""
    sim.upload(SRI, "besar.bin", b"x" * (20 * 1024 * 1024 + 1))
    file_id = call.updates()[-1]["message"]["document"]["file_id"]
    return call("getFile", file_id=file_id)


def channel_post(call: Caller, sim: Simulator) -> object:
    """Post in a channel without being an administrator."""
    channel = sim.create_group(RATNA, "Kanal", type="channel")
    return call("sendMessage", chat_id=channel, text="Halo")


def closed_topic(sim: Simulator) -> None:
    """The topic of the sample group is closed."""
    sim.close_topic(GROUP, REPORTING)


def revoke(sim: Simulator) -> None:
    """The token is revoked for good."""
    sim.bot.revoked = True


def other_bot(call: Caller, sim: Simulator) -> object:
    """Write to the bot itself."""
    return call("sendMessage", chat_id=sim.bot.id, text="Halo")


def strict(url: str) -> Provocation:
    """Set a webhook while addresses are checked as strictly as Telegram does."""

    def play(call: Caller, sim: Simulator) -> object:
        sim.strict_webhook = True
        return call("setWebhook", url=url)

    return play


def rename_topic(call: Caller, sim: Simulator) -> object:
    """Give a topic the name that it has."""
    sim.promote(GROUP, sim.bot.id)
    return call("editForumTopic", chat_id=GROUP, message_thread_id=REPORTING, name="Pelaporan")


def flood(call: Caller, sim: Simulator) -> object:
    """Send six messages at once."""
    for _ in range(5):
        call.ok("sendMessage", chat_id=SRI, text="Halo")
    return call("sendMessage", chat_id=SRI, text="Halo")


def old_query(call: Caller, sim: Simulator) -> object:
    """Answer a tap twice."""
    sent = call.ok("sendMessage", chat_id=SRI, text="Halo", reply_markup=KEYBOARD)
    query = sim.tap(SRI, sent["message_id"], "v1:yes")
    call.ok("answerCallbackQuery", callback_query_id=query)
    return call("answerCallbackQuery", callback_query_id=query)


def set_webhook_then(name: str) -> Provocation:
    """Make a call while a webhook is set."""

    def play(call: Caller, sim: Simulator) -> object:
        call.ok("setWebhook", url="https://sigap.example/hook")
        return call(name)

    return play


def photo_edit(call: Caller, sim: Simulator) -> object:
    """Edit the text of a photo."""
    sent = call.ok("sendPhoto", {"photo": UploadedFile("a.png", png(8, 8))}, chat_id=SRI)
    return call("editMessageText", chat_id=SRI, message_id=sent["message_id"], text="Halo")


def photo_as_document(call: Caller, sim: Simulator) -> object:
    """Send the id of a photo as a document."""
    sent = call.ok("sendPhoto", {"photo": UploadedFile("a.png", png(8, 8))}, chat_id=SRI)
    return call("sendDocument", chat_id=SRI, document=sent["photo"][-1]["file_id"])


def edit_media_of_poll(call: Caller, sim: Simulator) -> object:
    """Put a document in the place of a poll."""
    sent = call.ok("sendPoll", chat_id=SRI, question="Hadir?", options=[{"text": "Ya"}])
    media = {"type": "document", "media": "attach://part"}
    files = {"part": UploadedFile("a.txt", b"a")}
    return call("editMessageMedia", files, chat_id=SRI, message_id=sent["message_id"], media=media)


def copy_of_poll(call: Caller, sim: Simulator) -> object:
    """Copy a poll."""
    sent = call.ok("sendPoll", chat_id=SRI, question="Hadir?", options=[{"text": "Ya"}])
    return call("copyMessage", chat_id=SRI, from_chat_id=SRI, message_id=sent["message_id"])


def raw(token: str, name: str = "getMe") -> Provocation:
    """Call with another token."""
    return lambda call, sim: sim.call(token, name, {})


PROVOCATIONS: Mapping[str, Provocation] = {
    # Addressing and envelope
    "method_not_found": method("getEverything"),
    "token_invalid": raw("0:demo"),
    "token_revoked": after(revoke, method("getMe")),
    "too_large": send("x" * 1_100_000),
    "not_built": method("getMyStarBalance"),
    "parameter_unknown": send(chat="1"),
    "parameter_missing": method("createForumTopic", chat_id=GROUP),
    "parameter_type": send(disable_notification="perhaps"),
    "business_unknown": send(business_connection_id="b1"),
    "restart": after(lambda sim: sim.faults.add(Fault("error_500")), method("getMe")),
    # Chats
    "chat_id_empty": method("sendMessage", text="Halo"),
    "chat_not_found": send(chat_id=4242),
    "never_started": send(chat_id=BAYU),
    "blocked": after(lambda sim: sim.block(SRI), send()),
    "deactivated": after(lambda sim: sim.deactivate(SRI), send()),
    "to_bot": other_bot,
    "kicked": after(lambda sim: sim.kick(GROUP, sim.bot.id), send(chat_id=GROUP)),
    "left": after(lambda sim: sim.leave(GROUP, sim.bot.id), send(chat_id=GROUP)),
    "group_deleted": in_basic_group(lambda sim, group: sim.delete_group(group)),
    "migrated": in_basic_group(lambda sim, group: sim.upgrade_group(group)),
    "muted": after(lambda sim: sim.mute(GROUP, sim.bot.id), send(chat_id=GROUP)),
    "channel_rights": channel_post,
    "thread_not_found": send(chat_id=GROUP, message_thread_id=1),
    "topic_closed": after(closed_topic, send(chat_id=GROUP, message_thread_id=REPORTING)),
    "no_private_admins": method("getChatAdministrators", chat_id=SRI),
    "no_private_leave": method("leaveChat", chat_id=SRI),
    "user_id_invalid": method("getChatMember", chat_id=GROUP),
    "participant_invalid": method("getChatMember", chat_id=GROUP, user_id=4242),
    "not_enough_rights": method("banChatMember", chat_id=GROUP, user_id=BAYU),
    "admin_rights": method("promoteChatMember", chat_id=GROUP, user_id=BAYU, can_pin_messages=True),
    "ban_admin": as_admin(method("banChatMember", chat_id=GROUP, user_id=RATNA)),
    "not_forum": lambda call, sim: call("createForumTopic", chat_id=basic_group(call, sim), name="Rapat"),
    "topic_name": as_admin(method("createForumTopic", chat_id=GROUP, name="x" * 129)),
    "topic_color": as_admin(method("createForumTopic", chat_id=GROUP, name="Rapat", icon_color=1)),
    "topic_not_modified": rename_topic,
    # Messages
    "text_empty": send(""),
    "text_blank": html("<b> </b>"),
    "text_raw_long": send("x" * 32_769),
    "text_long": send("x" * 4097),
    "caption_long": upload("sendDocument", "document", b"a", caption="x" * 1025),
    "parse_mode": send(parse_mode="BBCode"),
    "entities_many": html("<b>x</b> " * 101),
    "message_id_missing": method("deleteMessage", chat_id=SRI),
    "reply_not_found": send(reply_parameters={"message_id": 4242}),
    "edit_not_found": method("editMessageText", chat_id=SRI, message_id=4242, text="Halo"),
    "edit_not_ours": lambda call, sim: call(
        "editMessageText", chat_id=SRI, message_id=sim.say(SRI, "halo"), text="Halo"
    ),
    "edit_no_text": photo_edit,
    "edit_no_caption": on_sent("editMessageCaption", caption="Halo"),
    "edit_inline_expected": on_sent("editMessageReplyMarkup", reply_markup={"force_reply": True}),
    "edit_no_media": edit_media_of_poll,
    "not_modified": on_sent("editMessageText", text="Halo", reply_markup=KEYBOARD),
    "delete_not_found": method("deleteMessage", chat_id=SRI, message_id=4242),
    "delete_refused": lambda call, sim: call("deleteMessage", chat_id=GROUP, message_id=sim.say(SRI, "halo", GROUP)),
    "delete_old": delete_for_old,
    "delete_many": method("deleteMessages", chat_id=SRI, message_ids=list(range(101))),
    "pin_not_found": method("pinChatMessage", chat_id=SRI, message_id=4242),
    "unpin_not_found": method("unpinChatMessage", chat_id=SRI),
    "forward_not_found": method("forwardMessage", chat_id=SRI, from_chat_id=SRI, message_id=4242),
    "copy_not_found": method("copyMessage", chat_id=SRI, from_chat_id=SRI, message_id=4242),
    "copy_refused": copy_of_poll,
    "react_not_found": method("setMessageReaction", chat_id=SRI, message_id=4242, reaction=[]),
    "reaction_invalid": on_sent("setMessageReaction", reaction=[{"type": "emoji", "emoji": "🥑"}]),
    "reaction_many": on_sent(
        "setMessageReaction", reaction=[{"type": "emoji", "emoji": "👍"}, {"type": "emoji", "emoji": "👎"}]
    ),
    "action_wrong": method("sendChatAction", chat_id=SRI, action="thinking"),
    # HTML and MarkdownV2
    "html_unclosed": html("a <b"),
    "html_unclosed_named": html('a <a href="x"  x ='),
    "html_unsupported": html("a<br>b"),
    "html_attribute": html("<b =x>y</b>"),
    "html_token": html("<a href=x!>y</a>"),
    "html_span": html('<span class="merah">x</span>'),
    "html_end_unexpected": html("x</b>"),
    "html_end_unclosed": html("<b>x</b"),
    "html_end_unmatched": html("<b>x</i>"),
    "html_no_end": html("<b>x"),
    "html_emoji": html('<tg-emoji emoji-id="x">👍</tg-emoji>'),
    "markdown_reserved": markdown("Selesai."),
    "markdown_no_end": markdown("*tebal"),
    "markdown_old_no_end": send("*tebal", parse_mode="Markdown"),
    "entity_range": send("Halo", entities=[{"type": "bold", "offset": 0, "length": 9}]),
    # Files
    "photo_missing": method("sendPhoto", chat_id=SRI),
    "document_missing": method("sendDocument", chat_id=SRI),
    "file_missing": lambda call, sim: call("sendDocument", chat_id=SRI, document="attach://nowhere"),
    "file_wrong": method("sendDocument", chat_id=SRI, document="BQACunknown"),
    "file_kind": photo_as_document,
    "file_id_missing": method("getFile"),
    "file_id_invalid": method("getFile", file_id="BQACunknown"),
    "file_big": big_file,
    "file_empty": upload("sendDocument", "document", b""),
    "upload_big": upload("sendDocument", "document", b"x" * (50 * 10**6 + 1)),
    "photo_big": upload("sendPhoto", "photo", png(8, 8) + b"x" * 10**7),
    "photo_size": upload("sendPhoto", "photo", png(9000, 2000)),
    "photo_unreadable": upload("sendPhoto", "photo", b"no picture"),
    "album_size": album({"type": "document", "media": "attach://part"}),
    "album_mixed": album({"type": "document", "media": "attach://part"}, {"type": "photo", "media": "attach://part"}),
    "url_download": method("sendPhoto", chat_id=SRI, photo="https://sigap.example/a.png"),
    # Keyboards and callbacks
    "markup_json": markup("{"),
    "markup_object": markup("[1]"),
    "markup_rows": markup({"inline_keyboard": [{"text": "Ya", "callback_data": "x"}]}),
    "markup_text_button": buttons({"text": "Ya"}),
    "markup_keyboard_rows": markup({"keyboard": ["Ya"]}),
    "markup_long": markup({"inline_keyboard": [[{"text": "x" * 10_000, "callback_data": "x"}]]}),
    "markup_row_wide": buttons(*[{"text": "x", "callback_data": "x"}] * 9),
    "markup_many": buttons(*[{"text": "x", "callback_data": "x"}] * 8, rows=13),
    "markup_schema": buttons({"text": "Ya", "callback_data": "x", "url": "https://sigap.example"}),
    "button_data": buttons({"text": "Ya", "callback_data": "é" * 33}),
    "button_url": buttons({"text": "Ya", "url": "bukan alamat"}),
    "query_old": old_query,
    "query_text_long": method("answerCallbackQuery", callback_query_id="1", text="x" * 201),
    # Commands and texts about the bot
    "commands_json": method("setMyCommands", commands="{"),
    "commands_array": method("setMyCommands", commands="{}"),
    "command_field": commands({"command": "status"}),
    "command_invalid": commands(command("Status")),
    "command_long": commands(command("x" * 33)),
    "command_blank": commands(command("/")),
    "command_no_text": commands(command(description=" ")),
    "command_text_long": commands(command(description="x" * 257)),
    "commands_many": commands(*[command()] * 101),
    "scope_wrong": commands(command(), scope={"type": "everybody"}),
    "language_code": commands(command(), language_code="Indonesia"),
    "about_long": method("setMyShortDescription", short_description="x" * 121),
    "menu_wrong": method("setChatMenuButton", menu_button={"type": "round"}),
    # Inline queries
    "inline_many": inline(*[result(str(number)) for number in range(51)]),
    "inline_result_id": inline(result("x" * 65)),
    "inline_result_same": inline(result("1"), result("1")),
    "inline_offset": inline(result(), next_offset="x" * 65),
    # Polls
    "poll_question": poll(" ", "Ya"),
    "poll_question_long": poll("x" * 301, "Ya"),
    "poll_options_few": poll("Hadir?"),
    "poll_options_many": poll("Hadir?", *[str(number) for number in range(13)]),
    "poll_option": poll("Hadir?", "Ya", " "),
    "poll_option_long": poll("Hadir?", "x" * 101),
    "poll_not_found": method("stopPoll", chat_id=SRI, message_id=4242),
    "poll_none": on_sent("stopPoll"),
    "poll_not_ours": stop_foreign_poll,
    "poll_closed": stop_poll_of_sri,
    # Rates and updates
    "flood": flood,
    "paid_off": send(allow_paid_broadcast=True),
    "conflict_webhook": set_webhook_then("getUpdates"),
    "webhook_url": method("setWebhook", url="https://"),
    "webhook_https": strict("http://sigap.example"),
    "webhook_port": strict("https://sigap.example:8080"),
    "webhook_reserved": strict("https://127.0.0.1"),
    "webhook_secret_long": method("setWebhook", url="https://sigap.example", secret_token="x" * 257),
    "webhook_secret": method("setWebhook", url="https://sigap.example", secret_token="rahasia!"),
}
"""Rules that only a front can play (paths, held polls) are covered in test_wire.py."""

PLAYED_BY_FRONTS: Mapping[str, str] = {
    "not_found": "test_an_address_outside_the_bot_api_is_not_found",
    "conflict_poller": "test_the_older_of_two_held_polls_gets_the_conflict",
    "conflict_set": "test_setting_a_webhook_ends_a_held_poll",
}
