"""What Telegram shows of the bot before anybody has written: its commands and what it is, in both languages."""

from __future__ import annotations

from telegram import BotCommand, BotCommandScopeAllPrivateChats

from bot.deps import DEPS, App, Deps
from bot.texts.catalog import ENGLISH, SOURCE
from bot.views.conversation import COMMANDS, DESCRIPTION, SHORT_DESCRIPTION


async def publish_menu(application: App) -> None:
    """Set the commands of private chats and the descriptions: Indonesian for everybody, English for English clients.

    Raises TelegramError. A menu is no access control: rights are looked up when a command is used.
    """
    deps: Deps = application.bot_data[DEPS]
    bot, label = application.bot, deps.texts.label
    for code, language in ((None, SOURCE), (ENGLISH, ENGLISH)):
        commands = [BotCommand(name, label(text, language)) for name, text in COMMANDS]
        await bot.set_my_commands(commands, BotCommandScopeAllPrivateChats(), language_code=code)
        await bot.set_my_description(label(DESCRIPTION, language), language_code=code)
        await bot.set_my_short_description(label(SHORT_DESCRIPTION, language), language_code=code)
