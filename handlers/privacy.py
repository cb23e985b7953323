"""A person's own data and peace: /privacy, /data_saya, /hapus_saya, /stop and their buttons."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

from telegram import Update

from bot.deps import Context
from bot.domain.errors import LastAdministrator
from bot.services import privacy
from bot.services.questions import STALE
from bot.views import privacy as views
from bot.views.answers import render_answer
from bot.views.callback_data import ManageData
from bot.views.enrolment import render_last_administrator
from handlers import menu
from handlers.answers import edit
from handlers.asker import asker_of
from handlers.enrolment import account_of


async def show_notice(update: Update, context: Context) -> None:
    """/privacy, for anybody."""
    deps, asker = context.deps, await asker_of(update, context)
    asks_consent = False
    if asker.person is not None:
        async with deps.sessions() as session:
            asks_consent = not await privacy.has_agreed(session, asker.person.id)
    await edit(update, views.render_notice(deps.texts, asker.language, asks_consent=asks_consent))


async def show_data(update: Update, context: Context) -> None:
    """/data_saya."""
    deps, asker = context.deps, await asker_of(update, context)
    if asker.person is None:
        await edit(update, views.render_no_data(deps.texts, asker.language))
        return
    async with deps.sessions() as session:
        data = await privacy.own_data(session, person=asker.person, today=deps.today())
    await edit(update, views.render_own_data(data, deps.texts, asker=asker, zone=deps.zone))


async def ask_erasure(update: Update, context: Context) -> None:
    """/hapus_saya: asks before anything is erased."""
    deps, asker = context.deps, await asker_of(update, context)
    render = views.render_erase_question if asker.person else views.render_no_data
    await edit(update, render(deps.texts, asker.language))


async def erase(update: Update, context: Context) -> None:
    """The confirmed erasure; pressed again, there is nothing left."""
    deps, asker = context.deps, await asker_of(update, context)
    if asker.person is None:
        await edit(update, views.render_no_data(deps.texts, asker.language))
        return
    try:
        async with deps.sessions.begin() as session:
            await privacy.erase(session, person=asker.person, now=deps.now())
    except LastAdministrator:
        await edit(update, render_last_administrator(deps.texts, asker.language))
    else:
        await edit(update, views.render_erased(deps.texts, asker.language))
        await menu.clear(update, context)


async def stop(update: Update, context: Context) -> None:
    """/stop: no planned message leaves any more."""
    deps, asker = context.deps, await asker_of(update, context)
    if asker.person is None:
        await edit(update, views.render_no_data(deps.texts, asker.language))
        return
    async with deps.sessions.begin() as session:
        withdrawn = await privacy.stop(session, person=asker.person, now=deps.now())
    await edit(update, views.render_stopped(deps.texts, asker.language, withdrawn=withdrawn))


async def resume(update: Update, context: Context) -> None:
    """The button under "Pengingat dihentikan"."""
    deps, asker = context.deps, await asker_of(update, context)
    if asker.person is None:
        await edit(update, views.render_no_data(deps.texts, asker.language))
        return
    username = account_of(update).username
    async with deps.sessions.begin() as session:
        await privacy.resume(session, person=asker.person, username=username, now=deps.now())
    await edit(update, views.render_resumed(deps.texts, asker.language))


STEPS: dict[str, Callable[[Update, Context], Awaitable[None]]] = {
    "notice": show_notice,
    "show": show_data,
    "erase": ask_erasure,
    "erase-now": erase,
    "stop": stop,
    "resume": resume,
}
"""Every step of ManageData by its word."""


async def press(update: Update, context: Context) -> None:
    """A button about one's own data."""
    assert update.callback_query is not None
    pressed = ManageData.unpack(update.callback_query.data or "")
    step = STEPS.get(pressed.step) if pressed else None
    if step is not None:
        await step(update, context)
        return
    asker = await asker_of(update, context)
    await edit(update, render_answer(STALE, context.deps.texts, asker=asker, zone=context.deps.zone))
