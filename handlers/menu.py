"""What Telegram shows of the bot besides its messages: menus of commands, and what it is, in both languages."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from functools import cache

import structlog
from telegram import (
    BotCommand,
    BotCommandScope,
    BotCommandScopeAllChatAdministrators,
    BotCommandScopeAllGroupChats,
    BotCommandScopeAllPrivateChats,
    BotCommandScopeChat,
    Update,
)
from telegram.constants import ChatType
from telegram.error import TelegramError

from bot.deps import DEPS, App, Bot, Context, Deps
from bot.domain.roles import Role
from bot.services.asking import Asker
from bot.services.handling import aside
from bot.services.menus import note_menu
from bot.texts.catalog import ENGLISH, SOURCE, Texts
from bot.views.conversation import DESCRIPTION, SHORT_DESCRIPTION
from bot.views.menus import GROUP_ADMIN_MENU, GROUP_MENU, STRANGER_MENU, Menu, profile_of

log = structlog.get_logger(__name__)


async def publish_menu(application: App) -> None:
    """Set the menus of strangers and groups, and the descriptions: Indonesian, and English for English clients.

    Raises TelegramError. A menu is no access control: rights are looked up when a command is used.
    """
    deps: Deps = application.bot_data[DEPS]
    bot, label = application.bot, deps.texts.label
    scopes: tuple[tuple[BotCommandScope, Menu], ...] = (
        (BotCommandScopeAllPrivateChats(), STRANGER_MENU),
        (BotCommandScopeAllGroupChats(), GROUP_MENU),
        (BotCommandScopeAllChatAdministrators(), GROUP_ADMIN_MENU),
    )
    for code, language in ((None, SOURCE), (ENGLISH, ENGLISH)):
        for scope, menu in scopes:
            await bot.set_my_commands(_commands(menu, deps.texts, language), scope, language_code=code)
        await bot.set_my_description(label(DESCRIPTION, language), language_code=code)
        await bot.set_my_short_description(label(SHORT_DESCRIPTION, language), language_code=code)


async def keep(update: Update, context: Context) -> None:
    """After an answer: the menu of a person follows their seats and their language, and is set only when it changed.

    Where Telegram refuses, nothing is noted, so the next update tries again.
    """
    asker, chat = context.asker, update.effective_chat
    if asker is None or chat is None or chat.type != ChatType.PRIVATE or update.my_chat_member:
        return
    if asker.person is None and not _is_first_administrator_starting(asker, update):
        return
    if is_kept(asker, context.deps.texts):
        return
    commands, mark = _wanted(asker.roles, context.deps.texts, asker.language)
    if await _set(context.bot, chat.id, commands) and asker.person is not None:
        with aside():
            async with context.deps.sessions.begin() as session:
                await note_menu(session, telegram_id=chat.id, menu=mark, language=asker.language)


def is_kept(asker: Asker, texts: Texts) -> bool:
    """Whether a person has the menu that fits their seats and their language."""
    return asker.person is not None and asker.person.menu == _wanted(asker.roles, texts, asker.language)[1]


async def clear(update: Update, context: Context) -> None:
    """Somebody had their data erased: their chat has the menu of a stranger again."""
    context.asker = None  # what was known of them is out of date, and nothing is left to keep
    if update.effective_chat is not None:
        await _set(context.bot, update.effective_chat.id, ())


async def _set(bot: Bot, chat_id: int, commands: Sequence[BotCommand]) -> bool:
    """Set the menu of one chat, or with no commands give it back the general one; returns whether it was done."""
    scope = BotCommandScopeChat(chat_id)
    try:
        await (bot.set_my_commands(commands, scope) if commands else bot.delete_my_commands(scope))
    except TelegramError as error:
        log.warning("menu_not_set", error=str(error))
        return False
    return True


def _commands(menu: Menu, texts: Texts, language: str) -> tuple[BotCommand, ...]:
    return tuple(BotCommand(name, texts.label(text, language)) for name, text in menu)


@cache
def _wanted(roles: frozenset[Role], texts: Texts, language: str) -> tuple[tuple[BotCommand, ...], str | None]:
    """The menu for the roles and a short sign by which it is known again; for nobody's roles, the general one.

    Kept in memory, since it is asked for at every update.
    """
    if not roles:
        return (), None
    commands = _commands(profile_of(roles).menu, texts, language)
    said = json.dumps([(command.command, command.description) for command in commands])
    return commands, hashlib.sha256(said.encode()).hexdigest()[:16]


def _is_first_administrator_starting(asker: Asker, update: Update) -> bool:
    """Who administers by configuration has no row in which a menu could be noted, so it is set at each /start."""
    message = update.effective_message
    return not asker.is_stranger and message is not None and (message.text or "").startswith("/start")
