"""/status in a private chat, answered from the bare update: on a busy morning most of what comes is nothing else.

It takes the same way through guards, rights and answer as the routing table, without the objects of the library. What
is in any way out of the ordinary is left to the table.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, cast

from telegram import Update
from telegram.constants import ChatType, ParseMode

from bot.deps import DEPS, App, Bot, Caller, Deps
from bot.services import handling
from bot.services.asking import find_asker
from bot.services.questions import USUAL_ARGUMENT, answer_argument
from bot.services.rendering import Ready, holds_until, ready_once, rendered_once
from bot.texts.catalog import language_of
from bot.views.answers import render_answer
from bot.views.message import Message, keyboard_of
from handlers import menu
from handlers.guards import IMPERSONAL

COMMAND = "/status"
PLAIN = frozenset({"message_id", "date", "chat", "from", "text", "entities"})
"""All that an ordinary command consists of; anything beside it, such as a reply or a forward, is for the table."""
NO_PREVIEW = {"is_disabled": True}


@dataclass(frozen=True)
class Asked:
    """Who asks, in the language of their client, and what stands behind the command."""

    telegram_id: int
    language: str
    argument: str


async def answer(application: App, raw: Mapping[str, Any]) -> bool:
    """Answer an update if it is /status of somebody whom the bot knows; whether it was."""
    asked, hand = read(raw), handling.current()
    if asked is None or (hand is not None and hand.is_flood):
        return False
    try:
        return await _answer(application, asked)
    except Exception as error:  # whoever asked is told, as with what any handler raises
        await application.process_error(Update.de_json(dict(raw), application.bot), error)
        return True


async def _answer(application: App, asked: Asked) -> bool:
    deps: Deps = application.bot_data[DEPS]
    async with deps.sessions() as session:

        async def make() -> Ready[bytes] | None:
            """The answer as it is sent; None where the table has more to do than to answer."""
            number, today = asked.telegram_id, deps.today()
            asker = await find_asker(
                session, telegram_id=number, language=asked.language, admin_ids=deps.admin_ids, today=today
            )
            if asker.person is None or asker.person.is_expected or not menu.is_kept(asker, deps.texts):
                return None
            question = await deps.question(session, asker)
            found = await answer_argument(session, question=question, argument=asked.argument)

            async def render() -> bytes:
                return _encoded(render_answer(found, deps.texts, asker=asker, zone=deps.zone))

            return Ready(await rendered_once(session, found, asker.language, deps.zone, render), holds_until(found))

        is_usual = len(asked.argument) <= USUAL_ARGUMENT
        key = (COMMAND, asked, deps.today())
        ready = await (ready_once(session, key, deps.now(), make) if is_usual else make())
    if ready is None:
        return False
    await _send(application.bot, asked.telegram_id, ready.rendered)
    return True


def read(raw: Mapping[str, Any]) -> Asked | None:
    """The question, if the update is the command and nothing but the command, sent in private by a person."""
    message = raw.get("message")
    if not isinstance(message, Mapping) or len(raw) != 2 or not message.keys() <= PLAIN:
        return None
    text, chat, user = message.get("text"), message.get("chat"), message.get("from")
    command = {"type": "bot_command", "offset": 0, "length": len(COMMAND)}
    if not isinstance(text, str) or not isinstance(chat, Mapping) or not isinstance(user, Mapping):
        return None
    if text.split(maxsplit=1)[:1] != [COMMAND] or not text.startswith(COMMAND) or message.get("entities") != [command]:
        return None
    number, language = user.get("id"), user.get("language_code")
    if user.get("is_bot") is not False or not isinstance(number, int) or number in IMPERSONAL:
        return None
    if chat.get("type") != ChatType.PRIVATE or chat.get("id") != number:
        return None
    known = language if isinstance(language, str) else None
    return Asked(number, language_of(known), " ".join(text.split()[1:]))


def _encoded(message: Message) -> bytes:
    """What an answer is sent with, as `answers.reply` does, but for the chat that it goes to."""
    parameters: dict[str, object] = {
        "text": message.text,
        "parse_mode": ParseMode.HTML,
        "link_preview_options": NO_PREVIEW,
    }
    if (keyboard := keyboard_of(message)) is not None:
        parameters["reply_markup"] = keyboard
    return json.dumps(parameters, separators=(",", ":")).encode()


async def _send(bot: Bot, chat: int, encoded: bytes) -> None:
    """Send a message past the library, but for its errors and our limits."""
    caller, limiter = cast(Caller, bot.request), bot.rate_limiter
    body = b'{"chat_id":%d,%b' % (chat, encoded[1:])

    async def call() -> Any:
        url = f"{bot.base_url}/sendMessage"
        return await caller.call_encoded(url, body, read_timeout=caller.read_timeout)

    await (limiter.process_request(call, (), {}, "sendMessage", {"chat_id": chat}, None) if limiter else call())
