"""The menu of commands that Telegram shows, in both languages."""

from __future__ import annotations

from telegram import BotCommand, BotCommandScopeAllPrivateChats

from bot.deps import DEPS, App, Deps
from bot.texts.catalog import ENGLISH, SOURCE
from bot.views.conversation import COMMANDS


async def publish_menu(application: App) -> None:
    """Set the commands of private chats: Indonesian for everybody, English for English clients.

    Raises TelegramError. A menu is no access control: rights are looked up when a command is used.
    """
    deps: Deps = application.bot_data[DEPS]
    for code, language in ((None, SOURCE), (ENGLISH, ENGLISH)):
        commands = [BotCommand(name, deps.texts.label(text, language)) for name, text in COMMANDS]
        await application.bot.set_my_commands(commands, BotCommandScopeAllPrivateChats(), language_code=code)
