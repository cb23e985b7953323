"""Following announcements: the list, their progress and readers, the report, correcting, recalling, agreeing."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Collection

from telegram import Update

from bot.deps import Context
from bot.domain.agencies import AgencyRef
from bot.domain.permissions import Permission
from bot.services import announcement_drafts as drafts
from bot.services import announcement_following as service
from bot.services.announcement_approvals import Decided, Decision, decide_in_chat
from bot.services.announcement_reports import read_report
from bot.services.asking import Asker
from bot.services.handling import aside
from bot.services.questions import NOT_ALLOWED, STALE, STRANGER
from bot.views import announcement_pages as pages
from bot.views import announcing as views
from bot.views.announcement_buttons import (
    CorrectAnnouncement,
    DecideAnnouncement,
    RecallAnnouncement,
    SendReport,
    ShowAnnouncement,
    ShowReaders,
)
from bot.views.announcement_report import render_report
from bot.views.answers import render_answer
from handlers.answers import edit, send
from handlers.asker import asker_of

WISH = re.compile(r"\s*(?:buat |tulis |lihat )?(?:pengumuman|jajak pendapat)\s*", re.IGNORECASE)
LONGEST_WISH = 40


def is_wish(text: str) -> bool:
    """Whether a sentence asks for announcements and nothing else."""
    return len(text) <= LONGEST_WISH and WISH.fullmatch(text) is not None


async def show_list(update: Update, context: Context) -> None:
    """/pengumuman, its sentence and its button: the latest, and two to begin."""
    deps, asker = context.deps, await asker_of(update, context)
    if not drafts.may_announce(asker):
        await refuse(update, context, asker)
        return
    await _let_go(update, context)
    async with deps.sessions() as session:
        registry = (await deps.question(session, asker)).registry
        latest = await service.list_own(session, asker=asker)
        found = await service.read_followed(session, announcements=latest, agencies=registry.agencies)
    await edit(update, pages.render_latest(list(found.values()), deps.texts, asker.language))


async def show(update: Update, context: Context) -> None:
    """One announcement with its progress."""
    assert update.callback_query is not None
    pressed = ShowAnnouncement.unpack(update.callback_query.data or "")
    await show_page(update, context, pressed.announcement_id if pressed else 0)


async def show_page(update: Update, context: Context, announcement_id: int, notice: str = "") -> None:
    """The announcement in the place of the pressed message; whoever may not see it learns nothing of it."""
    deps, asker = context.deps, await asker_of(update, context)
    with aside():
        async with deps.sessions.begin() as session:
            await service.follow_for(
                session, asker=asker, announcement_id=announcement_id, message_id=_message_id(update)
            )
    async with deps.sessions() as session:
        registry = (await deps.question(session, asker)).registry
        one = await service.find_own(session, asker=asker, announcement_id=announcement_id)
        found = await service.read_followed(session, announcements=[one] if one else [], agencies=registry.agencies)
    if announcement_id not in found:
        await refuse(update, context, asker)
        return
    message = pages.render_followed(
        found[announcement_id],
        deps.texts,
        asker.language,
        now=deps.now(),
        zone=deps.zone,
        agencies=registry.agencies.values(),
        notice=notice,
        reader_id=asker.person.id if asker.person else None,
    )
    await edit(update, message)


async def stop(update: Update, context: Context, announcement_id: int) -> None:
    """[Batal] on a draft, and [Batalkan] on one that waits for a second person."""
    deps, asker = context.deps, await asker_of(update, context)
    async with deps.sessions.begin() as session:
        one = await service.find_own(session, asker=asker, announcement_id=announcement_id)
        is_stopped = await service.cancel_own(session, asker=asker, announcement=one, now=deps.now())
    if is_stopped:
        await edit(update, views.render_stopped(deps.texts, asker.language, is_found=True))
    else:
        await show_page(update, context, announcement_id)


async def show_readers(update: Update, context: Context) -> None:
    """Who has read it, or who has not: by seat, without names."""
    assert update.callback_query is not None
    pressed = ShowReaders.unpack(update.callback_query.data or "")
    deps, asker, report = context.deps, await asker_of(update, context), None
    await _let_go(update, context)
    if pressed is not None:
        async with deps.sessions() as session:
            registry = (await deps.question(session, asker)).registry
            one = await service.find_own(session, asker=asker, announcement_id=pressed.announcement_id)
            report = await read_report(session, announcement=one, registry=registry) if one else None
    if pressed is None or report is None:
        await refuse(update, context, asker)
        return
    message = pages.render_readers(
        report,
        deps.texts,
        asker.language,
        announcement_id=pressed.announcement_id,
        has_read=pressed.has_read,
        page=pressed.page,
    )
    await edit(update, message)


async def send_report(update: Update, context: Context) -> None:
    """The report of delivery as a file, below the message."""
    query = update.callback_query
    assert query is not None
    pressed = SendReport.unpack(query.data or "")
    deps, asker, report = context.deps, await asker_of(update, context), None
    async with deps.sessions() as session:
        registry = (await deps.question(session, asker)).registry
        key = pressed.announcement_id if pressed else 0
        one = await service.find_own(session, asker=asker, announcement_id=key)
        report = await read_report(session, announcement=one, registry=registry) if one else None
    if report is None:
        await refuse(update, context, asker)
        return
    await query.answer()
    file = await asyncio.to_thread(render_report, report, deps.texts, asker.language, now=deps.now(), zone=deps.zone)
    await send(update, file)


async def correct(update: Update, context: Context) -> None:
    """[Ralat]: the next message is the new text."""
    assert update.callback_query is not None
    pressed = CorrectAnnouncement.unpack(update.callback_query.data or "")
    deps, asker, key = context.deps, await asker_of(update, context), pressed.announcement_id if pressed else 0
    async with deps.sessions.begin() as session:
        one = await service.find_own(session, asker=asker, announcement_id=key)
        is_open = one is not None and service.may_change(one)
        await service.let_go(session, asker=asker, message_id=_message_id(update))
        made = await drafts.begin(session, asker=asker, now=deps.now(), corrects=one) if is_open else None
    if made is None or made.id is None:
        await show_page(update, context, key, "unchanged")
        return
    message = views.render_ask_content(deps.texts, asker.language, announcement_id=made.id, is_correction=True)
    await edit(update, message)


async def recall(update: Update, context: Context) -> None:
    """[Tarik], asked once more before it is done."""
    assert update.callback_query is not None
    pressed = RecallAnnouncement.unpack(update.callback_query.data or "")
    deps, asker, key = context.deps, await asker_of(update, context), pressed.announcement_id if pressed else 0
    async with deps.sessions.begin() as session:
        registry = (await deps.question(session, asker)).registry
        one = await service.find_own(session, asker=asker, announcement_id=key)
        is_open = one is not None and service.may_change(one)
        await service.let_go(session, asker=asker, message_id=_message_id(update))
        if one is not None and is_open and pressed is not None and pressed.sure:
            await service.recall_own(session, asker=asker, announcement=one, now=deps.now())
        found = await service.read_followed(session, announcements=[one] if one else [], agencies=registry.agencies)
    if pressed is None or not is_open or pressed.sure:
        await show_page(update, context, key, "recalled" if is_open else "unchanged")
    else:
        await edit(update, pages.render_recall_question(found[key], deps.texts, asker.language))


async def decide(update: Update, context: Context) -> None:
    """[Setujui] or [Tolak]: the first of two wins, and the other learns who it was."""
    assert update.callback_query is not None
    pressed = DecideAnnouncement.unpack(update.callback_query.data or "")
    deps, asker, decided = context.deps, await asker_of(update, context), None
    async with deps.sessions.begin() as session:
        question = await deps.question(session, asker)
        one = await service.find_any(session, announcement_id=pressed.announcement_id if pressed else 0)
        if one is not None and pressed is not None:
            decided = await decide_in_chat(session, announcement=one, agrees=pressed.agrees, question=question)
    if pressed is None or decided is None or decided == Decided(Decision.NOT_ALLOWED, decided.state):
        await refuse(update, context, asker)
        return
    await edit(update, pages.render_decided(decided, pressed.announcement_id, deps.texts, asker.language))


async def refuse(update: Update, context: Context, asker: Asker) -> None:
    """Strangers, those without the right, and old buttons: as everywhere; who has it without a seat is told of one."""
    if asker.person is None and asker.may_somewhere(Permission.ANNOUNCE):
        await edit(update, views.render_needs_seat(context.deps.texts, asker.language))
        return
    answer = STRANGER if asker.is_stranger else STALE if drafts.may_announce(asker) else NOT_ALLOWED
    await edit(update, render_answer(answer, context.deps.texts, asker=asker, zone=context.deps.zone))


async def agencies_of(update: Update, context: Context) -> Collection[AgencyRef]:
    """The registry of the day."""
    deps, asker = context.deps, await asker_of(update, context)
    async with deps.sessions() as session:
        return (await deps.question(session, asker)).registry.agencies.values()


async def _let_go(update: Update, context: Context) -> None:
    """The message that was pressed shows something else from now on, so nothing may take its place."""
    deps, asker = context.deps, await asker_of(update, context)
    with aside():
        async with deps.sessions.begin() as session:
            await service.let_go(session, asker=asker, message_id=_message_id(update))


def _message_id(update: Update) -> int | None:
    """Of the message under whose button somebody pressed."""
    message = update.effective_message
    return message.message_id if message is not None and update.callback_query is not None else None
