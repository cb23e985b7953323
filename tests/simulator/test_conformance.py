"""Every method is known, every answer fits the types of Bot API 10.0, and python-telegram-bot reads it."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Sequence
from random import Random
from typing import Any

import telegram

from bot.deps import MovableClock
from bot.simulator.api import Method, UploadedFile, methods, types
from bot.simulator.core import Simulator
from bot.simulator.methods import METHODS
from bot.simulator.people import PersonCannot
from bot.simulator.schema import problems
from tests.simulator.conftest import BAYU, GROUP, NOW, RATNA, REPORTING, SRI, TOKEN, YOSEF, Caller
from tests.simulator.picture_heads import png

CALLS = 10_000
TEXTS = ("Halo", "", "<b>x</b>", "<i>", "x" * 5000, "😀 & <", "/status", "*x*", "tg://user?id=1001", "\x00\u202e")
NUMBERS = (0, 1, 2, 3, -1, 4242, SRI, 2**63, REPORTING)
CHATS = (SRI, BAYU, RATNA, GROUP, 4242, "@nobody", "", 123456)
KEYBOARDS = (
    {"inline_keyboard": [[{"text": "Ya", "callback_data": "v1:yes"}]]},
    {"inline_keyboard": [["x"]]},
    {"keyboard": [["Ya"]]},
    {"remove_keyboard": True},
    {"force_reply": True},
    {},
    [],
    "{",
)
POOLS: dict[str, Sequence[Any]] = {
    "chat_id": CHATS,
    "from_chat_id": CHATS,
    "user_id": (SRI, YOSEF, 4242, 123456),
    "parse_mode": ("HTML", "MarkdownV2", "Markdown", "BBCode"),
    "reply_markup": KEYBOARDS,
    "url": ("https://sigap.example/hook", "x y", ""),
    "action": ("typing", "thinking"),
    "message_ids": ([1, 2, 3], [], "x"),
    "allowed_updates": (["message"], [], ["message_reaction", "chat_member"], "x"),
    "reply_parameters": ({"message_id": 1}, {"message_id": 9, "allow_sending_without_reply": True}, {}),
    "commands": ([{"command": "status", "description": "Status"}], [{}], {}, "{"),
    "options": ([{"text": "Ya"}, {"text": "Tidak"}], [], [{"text": ""}]),
    "reaction": ([{"type": "emoji", "emoji": "👍"}], [{"type": "paid"}], []),
    "media": (
        [{"type": "document", "media": "attach://part"}] * 2,
        [{"type": "photo", "media": "attach://none"}],
        {"type": "document", "media": "attach://part"},
        [],
    ),
    "results": (
        [{"type": "article", "id": "1", "title": "x", "input_message_content": {"message_text": "x"}}],
        [{"type": "article"}],
        [1],
    ),
    "scope": ({"type": "all_private_chats"}, {"type": "chat", "chat_id": SRI}, {"type": "x"}),
    "menu_button": ({"type": "commands"}, {"type": "web_app"}),
    "permissions": ({"can_send_messages": True}, {}),
}
READERS: dict[str, Any] = {
    "Message": telegram.Message,
    "[]Message": telegram.Message,
    "User": telegram.User,
    "ChatFullInfo": telegram.ChatFullInfo,
    "ChatMember": telegram.ChatMember,
    "[]ChatMember": telegram.ChatMember,
    "ChatAdministratorRights": telegram.ChatAdministratorRights,
    "File": telegram.File,
    "Poll": telegram.Poll,
    "ForumTopic": telegram.ForumTopic,
    "MessageId": telegram.MessageId,
    "[]MessageId": telegram.MessageId,
    "WebhookInfo": telegram.WebhookInfo,
    "[]Update": telegram.Update,
    "MenuButton": telegram.MenuButton,
    "[]BotCommand": telegram.BotCommand,
    "BotName": telegram.BotName,
    "BotDescription": telegram.BotDescription,
    "BotShortDescription": telegram.BotShortDescription,
}


def values_of(random: Random, simulator: Simulator, name: str, kinds: tuple[str, ...]) -> Any:
    """Something for a parameter: mostly of its kind, sometimes nonsense."""
    if name == "message_id" and random.random() < 0.7:
        return random.choice(list(simulator.world.chats[random.choice((SRI, GROUP))].messages)[-8:])
    if random.random() < 0.03:
        return random.choice(("nonsense", "[]", "{}", None, 1.5))
    if name in POOLS:
        return random.choice(POOLS[name])
    if "Integer" in kinds:
        return random.choice(NUMBERS)
    if "Boolean" in kinds:
        return random.choice((True, False))
    return random.choice(TEXTS)


def random_call(random: Random, simulator: Simulator, method: Method) -> tuple[dict[str, Any], dict[str, UploadedFile]]:
    params: dict[str, Any] = {}
    files = {"part": UploadedFile("a.txt", b"a", "text/plain")} if "media" in method.parameters else {}
    for name, parameter in method.parameters.items():
        if not parameter.required and random.random() < 0.75:
            continue
        if "InputFile" in parameter.types and random.random() < 0.7:
            files[name] = UploadedFile("a.png", random.choice((png(8, 8), b"", b"x")))
        else:
            value = values_of(random, simulator, name, parameter.types)
            params[name] = value if isinstance(value, str) else json.dumps(value)
    if random.random() < 0.02:
        params["unheard_of"] = "1"
    return params, files


def random_doing(random: Random, simulator: Simulator) -> None:
    person, chat = random.choice((SRI, BAYU, RATNA)), random.choice((None, GROUP))
    doings = (
        lambda: simulator.say(person, random.choice(TEXTS), chat),
        lambda: simulator.tap(person, random.randrange(1, 50), "v1:yes", chat, forged=True),
        lambda: simulator.edit(person, random.randrange(1, 50), "baru", chat),
        lambda: simulator.upload(person, "a.csv", b"a", chat_id=chat),
        lambda: simulator.block(SRI),
        lambda: simulator.unblock(SRI),
        lambda: simulator.unblock(SRI),
        lambda: simulator.demote(GROUP, simulator.bot.id),
        lambda: simulator.kick(GROUP, simulator.bot.id),
        lambda: simulator.join(GROUP, simulator.bot.id),
        lambda: simulator.promote(GROUP, simulator.bot.id),
        lambda: simulator.mute(GROUP, simulator.bot.id),
        lambda: simulator.delete(person, random.randrange(1, 50), chat),
        lambda: simulator.ask_inline(person, "temanggung"),
    )
    try:
        random.choice(doings)()
    except PersonCannot:
        return


def check_answer(method: Method, envelope: dict[str, Any]) -> None:
    """The result fits the documented type and the client library can read it."""
    result = envelope["result"]
    assert problems(method.returns, result, method.name) == []
    for kind in method.returns:
        if kind in READERS and isinstance(result, dict | list):
            for item in result if isinstance(result, list) else [result]:
                READERS[kind].de_json(item, None)


def test_random_calls_of_all_methods_never_break_the_simulator() -> None:
    random, clock = Random(2026), MovableClock(NOW)
    simulator = Simulator(TOKEN, clock)
    simulator.say(SRI, "/start")
    simulator.rates.enforced = False
    known, built = list(methods().values()), [methods()[name.lower()] for name in METHODS]
    accepted: Counter[str] = Counter()
    for _ in range(CALLS):
        if random.random() < 0.15:
            random_doing(random, simulator)
        method = random.choice(built if random.random() < 0.9 else known)
        status, envelope = simulator.call(TOKEN, method.name, *random_call(random, simulator, method))
        assert status == (200 if envelope["ok"] else envelope["error_code"])
        if envelope["ok"]:
            accepted[method.name] += 1
            check_answer(method, envelope)
    assert len(accepted) > len(METHODS) * 2 / 3
    assert sum(accepted.values()) > CALLS / 10


def test_all_methods_and_types_of_the_bot_api_are_known() -> None:
    assert (len(methods()), len(types())) == (176, 303)
    assert set(METHODS) <= {method.name for method in methods().values()}


def test_a_method_that_is_not_built_says_so(call: Caller) -> None:
    missing = [method.name for method in methods().values() if method.name not in METHODS]
    assert len(missing) > 50
    assert [name for name in missing if not call.refused(name).startswith("501 SIM: method " + name)] == []


def test_every_type_that_a_parameter_or_field_names_exists() -> None:
    plain = {"Integer", "String", "Boolean", "Float", "InputFile"}
    named = {kind for method in methods().values() for p in method.parameters.values() for kind in p.types}
    named |= {kind for method in methods().values() for kind in method.returns}
    named |= {kind for shape in types().values() if isinstance(shape, dict) for p in shape.values() for kind in p.types}
    assert {kind.replace("[]", "") for kind in named} - plain - set(types()) == set()


def test_updates_of_every_kind_fit_their_type_and_are_read_by_the_library(call: Caller, simulator: Simulator) -> None:
    call.ok("getUpdates", allowed_updates=sorted(types()["Update"]))
    simulator.promote(GROUP, simulator.bot.id)
    keyboard = {"inline_keyboard": [[{"text": "Ya", "callback_data": "v1:yes"}]]}
    sent = call.ok("sendMessage", chat_id=GROUP, text="Halo", reply_markup=keyboard)
    poll = call.ok("sendPoll", chat_id=GROUP, question="?", options=[{"text": "Ya"}], is_anonymous=False)
    simulator.tap(SRI, sent["message_id"], "v1:yes", GROUP)
    simulator.react(SRI, sent["message_id"], "👍", GROUP)
    simulator.vote(SRI, poll["message_id"], [0], GROUP)
    simulator.edit(SRI, simulator.say(SRI, "halo", GROUP, thread_id=REPORTING), "lagi", GROUP)
    simulator.upload(SRI, "a.png", png(8, 8), as_photo=True, caption="/bukti")
    simulator.send_sticker(SRI)
    simulator.share_contact(SRI)
    simulator.say(RATNA, "halo", GROUP, anonymous=True)
    simulator.post_from_channel(GROUP, "Kanal", "Berita")
    simulator.kick(GROUP, BAYU)
    simulator.join(GROUP, BAYU)
    simulator.ask_inline(SRI, "x")
    simulator.block(SRI)
    simulator.upgrade_group(simulator.create_group(RATNA, "Tim", type="group"))
    simulator.close_topic(GROUP, simulator.create_topic(GROUP, "Rapat"))
    updates = call.ok("getUpdates")
    seen = {name for update in updates for name in update if name != "update_id"}
    for update in updates:
        assert problems(("Update",), update, "update") == []
        assert telegram.Update.de_json(update, None).update_id == update["update_id"]
    assert seen >= {"message", "edited_message", "callback_query", "my_chat_member", "chat_member", "message_reaction",
                    "poll", "poll_answer", "inline_query"}  # fmt: skip
