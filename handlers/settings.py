"""The settings: /atur, its pages, and what is chosen there."""

from __future__ import annotations

from telegram import Update

from bot.deps import Context
from bot.services import settings
from bot.services.asking import Asker
from bot.services.questions import STRANGER
from bot.views.answers import render_answer
from bot.views.callback_data import ChooseHour, ChooseLanguage, ShowSettings
from bot.views.message import Message
from bot.views.settings import render_settings
from handlers.answers import edit
from handlers.asker import asker_of, look_up


async def show(update: Update, context: Context) -> None:
    """/atur, and the buttons that turn to another page."""
    query = update.callback_query
    turned = ShowSettings.unpack(query.data or "") if query else None
    asker = await asker_of(update, context)
    await edit(update, _page(turned.page if turned else "main", context, asker))


async def show_seats(update: Update, context: Context) -> None:
    """The asker's own seats, each with a way out of it."""
    await edit(update, _page("seats", context, await asker_of(update, context)))


async def choose_hour(update: Update, context: Context) -> None:
    """An hour was pressed; a forged one changes nothing."""
    assert update.callback_query is not None
    pressed = ChooseHour.unpack(update.callback_query.data or "")
    deps, asker = context.deps, await asker_of(update, context)
    if asker.person is not None and pressed is not None:
        async with deps.sessions.begin() as session:
            await settings.choose_hour(
                session, person_id=asker.person.id, hour=pressed.hour, now=deps.now(), today=deps.today()
            )
    await edit(update, _page("main", context, await look_up(update, context)))


async def choose_language(update: Update, context: Context) -> None:
    """A language was pressed; a forged one changes nothing."""
    assert update.callback_query is not None
    pressed = ChooseLanguage.unpack(update.callback_query.data or "")
    deps, asker = context.deps, await asker_of(update, context)
    if asker.person is not None and pressed is not None:
        async with deps.sessions.begin() as session:
            await settings.choose_language(session, person_id=asker.person.id, language=pressed.language)
    await edit(update, _page("main", context, await look_up(update, context)))


def _page(page: str, context: Context, asker: Asker) -> Message:
    if asker.person is None and asker.is_stranger:
        return render_answer(STRANGER, context.deps.texts, asker=asker, zone=context.deps.zone)
    return render_settings(page, context.deps.texts, asker=asker)
