"""Two libraries of different authors play one script over HTTP, each in its own words, and see the same world."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from io import BytesIO
from typing import Any

import pytest
import telegram
from telebot import asyncio_helper, types
from telebot.async_telebot import AsyncTeleBot
from telegram.request import HTTPXRequest

from bot.deps import MovableClock
from bot.simulator.core import Simulator
from bot.simulator.server import build_server
from tests.served import served
from tests.simulator.conftest import BAYU, GROUP, NOW, REPORTING, SRI, TOKEN, YOSEF
from tests.simulator.picture_heads import png

Facts = list[Any]
HTML = '<b>Halo</b> & 😀 <a href="https://jaga.id/">JAGA</a> <tg-spoiler>rahasia</tg-spoiler>'
MARKDOWN = "*Capaian* _89,99%_ \\| \\#tw6"


def act(simulator: Simulator) -> None:
    """What people do meanwhile: the same for both."""
    simulator.say(SRI, "/status temanggung 😀")
    simulator.say(BAYU, "/start KODE")
    with_button = next(sent for sent in simulator.world.chat_of(SRI).messages.values() if sent.keyboard)
    simulator.tap(SRI, with_button.id, "v1:read")
    simulator.ask_inline(SRI, "temanggung")
    simulator.upload(SRI, "bukti.png", png(40, 30), "image/png", as_photo=True, caption="Bukti #tw6")
    simulator.promote(GROUP, simulator.bot.id)
    simulator.block(YOSEF)


async def with_ptb(address: str, simulator: Simulator) -> Facts:
    """The script in the words of python-telegram-bot, on its stock transport."""
    urls = {"base_url": f"{address}/bot", "base_file_url": f"{address}/file/bot"}
    bot = telegram.Bot(TOKEN, **urls, request=HTTPXRequest(), get_updates_request=HTTPXRequest())
    async with bot:
        return [
            await ptb_texts(bot),
            act(simulator),
            await ptb_updates(bot),
            await ptb_files(bot),
            await ptb_group(bot),
            await ptb_refusals(bot),
        ]


async def ptb_texts(bot: telegram.Bot) -> Facts:
    key = telegram.InlineKeyboardButton("Sudah dibaca", callback_data="v1:read")
    me = bot.bot  # it asks for this by itself when it starts
    await bot.set_my_commands(
        [telegram.BotCommand("status", "Status")], telegram.BotCommandScopeAllPrivateChats(), language_code="id"
    )
    await bot.set_my_description("Saya mengingatkan batas waktu.")
    sent = await bot.send_message(SRI, HTML, "HTML", reply_markup=telegram.InlineKeyboardMarkup([[key]]))
    second = await bot.send_message(SRI, MARKDOWN, "MarkdownV2")
    edited = await bot.edit_message_text("Selesai", SRI, second.message_id)
    await bot.delete_message(SRI, second.message_id)
    await bot.send_chat_action(SRI, "typing")
    assert sent.entities
    assert isinstance(edited, telegram.Message)
    return [me.username, sent.message_id, sent.text, [found.type for found in sent.entities], second.text, edited.text]


async def ptb_updates(bot: telegram.Bot) -> Facts:
    updates = await bot.get_updates(timeout=0)
    tap = next(update.callback_query for update in updates if update.callback_query)
    asked = next(update.inline_query for update in updates if update.inline_query)
    photo = next(update.message for update in updates if update.message and update.message.photo)
    await bot.answer_callback_query(tap.id, "Sudah dicatat", show_alert=True)
    content = telegram.InputTextMessageContent("Temanggung")
    await bot.answer_inline_query(asked.id, [telegram.InlineQueryResultArticle("1", "Temanggung", content)])
    content = bytes(await (await bot.get_file(photo.photo[-1].file_id)).download_as_bytearray())
    texts = [update.message.text for update in updates if update.message]
    return [texts, tap.data, tap.from_user.id, asked.query, photo.caption, content, updates[-1].update_id]


async def ptb_files(bot: telegram.Bot) -> Facts:
    photo = await bot.send_photo(SRI, png(320, 200), "<i>Foto</i>", parse_mode="HTML", filename="foto.png")
    sheet = await bot.send_document(SRI, b"kode;nama\n", filename="rekap.csv")
    assert sheet.document
    again = await bot.send_document(SRI, sheet.document.file_id)
    files = [telegram.InputMediaDocument(BytesIO(name), filename=f"{name.decode()}.txt") for name in (b"a", b"b")]
    album = await bot.send_media_group(BAYU, files)
    found = await bot.get_file(sheet.document.file_id)
    names = [one.document.file_name for one in album if one.document]
    content = bytes(await found.download_as_bytearray())
    return [photo.photo[-1].width, photo.caption, again.document == sheet.document, names, content]


async def ptb_group(bot: telegram.Bot) -> Facts:
    sent = await bot.send_message(GROUP, "Rekap", message_thread_id=REPORTING)
    await bot.pin_chat_message(GROUP, sent.message_id)
    await bot.set_message_reaction(GROUP, sent.message_id, "👍")
    topic = await bot.create_forum_topic(GROUP, "Rapat")
    await bot.close_forum_topic(GROUP, topic.message_thread_id)
    poll = await bot.send_poll(GROUP, "Hadir?", ["Ya", "Tidak"], is_anonymous=False)
    stopped = await bot.stop_poll(GROUP, poll.message_id)
    admins = await bot.get_chat_administrators(GROUP)
    chat = await bot.get_chat(GROUP)
    member = await bot.get_chat_member(GROUP, BAYU)
    states = [admin.status for admin in admins]
    return [sent.is_topic_message, topic.name, stopped.is_closed, states, chat.title, chat.is_forum, member.status]


async def ptb_refusals(bot: telegram.Bot) -> Facts:
    async def refused(call: Awaitable[Any]) -> str:
        with pytest.raises(telegram.error.TelegramError) as error:
            await call
        return error.value.message

    return [
        await refused(bot.send_message(SRI, "<b>tidak ditutup", "HTML")),
        await refused(bot.send_message(SRI, "tw.6", "MarkdownV2")),
        await refused(bot.edit_message_text("x", SRI, 4711)),
        await refused(bot.send_message(4711, "x")),
        await refused(bot.send_message(YOSEF, "x")),
        await refused(bot.answer_callback_query("1")),
    ]


async def with_telebot(address: str, simulator: Simulator) -> Facts:
    """The same script in the words of pyTelegramBotAPI; its addresses are settings of its module."""
    bot = AsyncTeleBot(TOKEN, validate_token=False)
    try:
        return [
            await telebot_texts(bot),
            act(simulator),
            await telebot_updates(bot),
            await telebot_files(bot),
            await telebot_group(bot),
            await telebot_refusals(bot),
        ]
    finally:
        await bot.close_session()


async def telebot_texts(bot: AsyncTeleBot) -> Facts:
    key = types.InlineKeyboardButton("Sudah dibaca", callback_data="v1:read")
    me = await bot.get_me()
    await bot.set_my_commands(
        [types.BotCommand("status", "Status")], types.BotCommandScopeAllPrivateChats(), language_code="id"
    )
    await bot.set_my_description("Saya mengingatkan batas waktu.")
    sent = await bot.send_message(SRI, HTML, "HTML", reply_markup=types.InlineKeyboardMarkup([[key]]))
    second = await bot.send_message(SRI, MARKDOWN, "MarkdownV2")
    edited = await bot.edit_message_text("Selesai", SRI, second.message_id)
    await bot.delete_message(SRI, second.message_id)
    await bot.send_chat_action(SRI, "typing")
    assert sent.entities
    assert isinstance(edited, types.Message)
    return [me.username, sent.message_id, sent.text, [found.type for found in sent.entities], second.text, edited.text]


async def telebot_updates(bot: AsyncTeleBot) -> Facts:
    updates = await bot.get_updates(timeout=0)
    tap = next(update.callback_query for update in updates if update.callback_query)
    asked = next(update.inline_query for update in updates if update.inline_query)
    photo = next(update.message for update in updates if update.message and update.message.photo)
    await bot.answer_callback_query(tap.id, "Sudah dicatat", show_alert=True)
    content = types.InputTextMessageContent("Temanggung")
    await bot.answer_inline_query(asked.id, [types.InlineQueryResultArticle("1", "Temanggung", content)])
    file = await bot.download_file((await bot.get_file(photo.photo[-1].file_id)).file_path)
    texts = [update.message.text for update in updates if update.message]
    return [texts, tap.data, tap.from_user.id, asked.query, photo.caption, file, updates[-1].update_id]


async def telebot_files(bot: AsyncTeleBot) -> Facts:
    photo = await bot.send_photo(
        SRI, types.InputFile(BytesIO(png(320, 200)), "foto.png"), "<i>Foto</i>", parse_mode="HTML"
    )
    sheet = await bot.send_document(SRI, b"kode;nama\n", visible_file_name="rekap.csv")
    again = await bot.send_document(SRI, sheet.document.file_id)
    files = [types.InputMediaDocument(types.InputFile(BytesIO(name), f"{name.decode()}.txt")) for name in (b"a", b"b")]
    album = await bot.send_media_group(BAYU, files)
    content = await bot.download_file((await bot.get_file(sheet.document.file_id)).file_path)
    names = [one.document.file_name for one in album]
    is_same = again.document.file_unique_id == sheet.document.file_unique_id
    return [photo.photo[-1].width, photo.caption, is_same, names, content]


async def telebot_group(bot: AsyncTeleBot) -> Facts:
    sent = await bot.send_message(GROUP, "Rekap", message_thread_id=REPORTING)
    await bot.pin_chat_message(GROUP, sent.message_id)
    await bot.set_message_reaction(GROUP, sent.message_id, [types.ReactionTypeEmoji("👍")])
    topic = await bot.create_forum_topic(GROUP, "Rapat")
    await bot.close_forum_topic(GROUP, topic.message_thread_id)
    options: list[str | types.InputPollOption] = [types.InputPollOption("Ya"), types.InputPollOption("Tidak")]
    poll = await bot.send_poll(GROUP, "Hadir?", options, is_anonymous=False)
    stopped = await bot.stop_poll(GROUP, poll.message_id)
    admins = await bot.get_chat_administrators(GROUP)
    chat = await bot.get_chat(GROUP)
    member = await bot.get_chat_member(GROUP, BAYU)
    states = [admin.status for admin in admins]
    return [sent.is_topic_message, topic.name, stopped.is_closed, states, chat.title, chat.is_forum, member.status]


async def telebot_refusals(bot: AsyncTeleBot) -> Facts:
    async def refused(call: Awaitable[Any]) -> str:
        with pytest.raises(asyncio_helper.ApiTelegramException) as error:
            await call
        return str(error.value.description)

    return [
        await refused(bot.send_message(SRI, "<b>tidak ditutup", "HTML")),
        await refused(bot.send_message(SRI, "tw.6", "MarkdownV2")),
        await refused(bot.edit_message_text("x", SRI, 4711)),
        await refused(bot.send_message(4711, "x")),
        await refused(bot.send_message(YOSEF, "x")),
        await refused(bot.answer_callback_query("1")),  # type: ignore[arg-type]
    ]


async def play(script: Callable[[str, Simulator], Awaitable[Facts]], patch: pytest.MonkeyPatch) -> tuple[Facts, Facts]:
    """What a client saw, and what the simulator wrote down, in a fresh world."""
    simulator = Simulator(TOKEN, MovableClock(NOW))
    simulator.say(SRI, "/start")
    simulator.say(YOSEF, "/start")
    async with served(build_server(simulator)) as address:
        patch.setattr(asyncio_helper, "API_URL", f"{address}/bot{{0}}/{{1}}")
        patch.setattr(asyncio_helper, "FILE_URL", f"{address}/file/bot{{0}}/{{1}}")
        facts = await script(address, simulator)
    return facts, [(call.method, call.status, call.answer) for call in simulator.journal.calls]


def worded(text: str) -> str:
    """A refusal as python-telegram-bot words it: without its prefix, in small letters."""
    return text.removeprefix("Bad Request: ").capitalize() if text.startswith("Bad Request: ") else text


async def test_two_libraries_play_one_script_and_agree(monkeypatch: pytest.MonkeyPatch) -> None:
    seen, written = await play(with_ptb, monkeypatch)
    seen_by_other, written_by_other = await play(with_telebot, monkeypatch)
    assert seen[:-1] == seen_by_other[:-1]
    assert seen[-1] == [worded(text) for text in seen_by_other[-1]]
    assert written == written_by_other
    assert len(written) > 30
