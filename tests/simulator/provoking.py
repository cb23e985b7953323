"""Doings that bring refusals about: short ways to make one call, and longer ones that need people first."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from bot.simulator.api import UploadedFile
from bot.simulator.core import Simulator
from tests.simulator.conftest import GROUP, RATNA, REPORTING, SRI, Caller
from tests.simulator.picture_heads import png

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


def upload_into_inline(call: Caller, sim: Simulator) -> object:
    """Upload a new file into a message that was sent inline."""
    inline_id = chosen_inline(call, sim)
    media = {"type": "document", "media": "attach://part"}
    return call("editMessageMedia", {"part": UploadedFile("a.txt", b"a")}, inline_message_id=inline_id, media=media)


def chosen_inline(call: Caller, sim: Simulator) -> str:
    """Sri sends an offered result with a keyboard; returns the id by which the bot may edit it."""
    query = sim.ask_inline(SRI, "temanggung")
    call.ok("answerInlineQuery", inline_query_id=query, results=[result() | {"reply_markup": KEYBOARD}])
    sim.choose_inline(SRI, query, "1")
    return next(iter(sim.world.inline_messages))


def raw(token: str, name: str = "getMe") -> Provocation:
    """Call with another token."""
    return lambda call, sim: sim.call(token, name, {})
