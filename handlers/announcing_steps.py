"""The steps behind the content of an announcement: its audience, its time, and sending it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, time, timedelta

from telegram import Update

from bot.deps import Context
from bot.domain.audiences import Audience, BadAudience, parse_audience
from bot.domain.moment_words import parse_moment
from bot.services import announcement_drafts as drafts
from bot.services.announcement_choices import list_choices
from bot.services.announcement_drafts import Outlook, Step
from bot.services.announcement_sending import Sent, send_draft
from bot.views import announcing as views
from bot.views.announcement_buttons import PickAudience, SetTime, SubmitDraft
from bot.views.announcing_audience import chosen, render_audience, render_part
from bot.views.message import Message
from handlers import following
from handlers.answers import edit, reply, send
from handlers.asker import asker_of

MORNING = time(8, 0)


async def page_of(update: Update, context: Context, outlook: Outlook, *, unread: str = "") -> Message:
    """What the draft asks for at its step. unread: an audience that was not understood."""
    deps, asker = context.deps, await asker_of(update, context)
    if outlook.step is Step.AUDIENCE:
        agencies = await following.agencies_of(update, context)
        return render_audience(outlook, deps.texts, asker.language, agencies=agencies, unread=unread)
    if outlook.step is Step.TIME:
        key = outlook.announcement_id
        return views.render_ask_time(deps.texts, asker.language, announcement_id=key, zone=deps.zone)
    if outlook.step is Step.CONTENT:
        return views.render_ask_content(
            deps.texts,
            asker.language,
            announcement_id=outlook.announcement_id,
            is_poll=outlook.is_poll,
            is_correction=outlook.corrects is not None,
        )
    return await outlook_of(update, context, outlook)


async def outlook_of(update: Update, context: Context, outlook: Outlook, *, is_old: bool = False) -> Message:
    """What sending the draft would do."""
    deps, asker = context.deps, await asker_of(update, context)
    agencies = await following.agencies_of(update, context)
    return views.render_outlook(outlook, deps.texts, asker.language, zone=deps.zone, agencies=agencies, is_old=is_old)


async def show_ready(update: Update, context: Context, outlook: Outlook, *, is_old: bool = False) -> None:
    """The very message that leaves and, below it, what sending it would do."""
    if update.callback_query is not None:
        await update.callback_query.answer()
    await send(update, views.render_preview(outlook, context.deps.texts))
    await reply(update, await outlook_of(update, context, outlook, is_old=is_old))


async def hear(update: Update, context: Context, announcement_id: int, step: Step, text: str) -> None:
    """An audience or a time was typed."""
    if step is Step.TIME:
        await _hear_time(update, context, announcement_id, text)
    else:
        await _hear_audience(update, context, announcement_id, text)


async def _hear_audience(update: Update, context: Context, announcement_id: int, text: str) -> None:
    try:
        audience, unread = parse_audience(text), ""
    except BadAudience as error:
        audience, unread = None, error.part
    outlook, refused = await _set_audience(update, context, announcement_id, lambda _old: audience)
    if outlook is not None:
        await reply(update, await page_of(update, context, outlook, unread=unread or refused))


async def pick(update: Update, context: Context) -> None:
    """A part of the audience was opened, or something in it chosen."""
    assert update.callback_query is not None
    pressed = PickAudience.unpack(update.callback_query.data or "")
    key, part, value = (pressed.announcement_id, pressed.part, pressed.value) if pressed else (0, "", "")
    outlook, refused = await _set_audience(
        update, context, key, lambda old: chosen(old, part, value) if value else None
    )
    if pressed is None or outlook is None:
        await following.show_page(update, context, key)
    elif value:
        await edit(update, await page_of(update, context, outlook, unread=refused))
    else:
        await _open_part(update, context, outlook, pressed)


async def _open_part(update: Update, context: Context, outlook: Outlook, pressed: PickAudience) -> None:
    deps, asker = context.deps, await asker_of(update, context)
    async with deps.sessions() as session:
        choices = await list_choices(session, question=await deps.question(session, asker))
    page = render_part(outlook, pressed.part, pressed.page, choices, deps.texts, asker.language)
    await edit(update, page or await page_of(update, context, outlook))


async def _set_audience(
    update: Update, context: Context, announcement_id: int, choose: Callable[[Audience], Audience | None]
) -> tuple[Outlook | None, str]:
    """Write to whom is chosen, if everything in it exists; returns also what does not."""
    deps, asker, refused = context.deps, await asker_of(update, context), ""
    async with deps.sessions.begin() as session:
        question = await deps.question(session, asker)
        draft = await drafts.find_open(session, asker=asker, announcement_id=announcement_id)
        if draft is None or not draft.text or "corrects" in draft.progress:
            return None, ""
        drafts.go_to(draft, Step.AUDIENCE)
        audience = choose(parse_audience(draft.audience))
        if audience is not None:
            refused = await drafts.set_audience(session, draft=draft, audience=audience, question=question)
        return await drafts.look_ahead(session, draft=draft, question=question), refused


async def _hear_time(update: Update, context: Context, announcement_id: int, text: str) -> None:
    deps, asker = context.deps, await asker_of(update, context)
    moment = parse_moment(text, deps.now(), deps.zone)
    problem = "unknown" if moment is None else "past" if moment <= deps.now() else ""
    if moment is not None and not problem:
        await _set_time(update, context, announcement_id, moment)
        return
    message = views.render_ask_time(
        deps.texts, asker.language, announcement_id=announcement_id, zone=deps.zone, problem=problem
    )
    await reply(update, message)


async def set_time(update: Update, context: Context) -> None:
    """[Besok 08.00] or [Tanpa jadwal]."""
    assert update.callback_query is not None
    pressed, deps = SetTime.unpack(update.callback_query.data or ""), context.deps
    tomorrow = datetime.combine(deps.today() + timedelta(days=1), MORNING, deps.zone)
    moment = tomorrow if pressed is not None and pressed.is_tomorrow else None
    await _set_time(update, context, pressed.announcement_id if pressed else 0, moment)


async def _set_time(update: Update, context: Context, announcement_id: int, moment: datetime | None) -> None:
    deps, asker, outlook = context.deps, await asker_of(update, context), None
    async with deps.sessions.begin() as session:
        question = await deps.question(session, asker)
        draft = await drafts.find_open(session, asker=asker, announcement_id=announcement_id)
        if draft is not None and draft.text and "corrects" not in draft.progress:
            draft.send_at = moment.astimezone(UTC) if moment else None
            drafts.go_to(draft, Step.READY)
            outlook = await drafts.look_ahead(session, draft=draft, question=question)
    if outlook is None:
        await following.show_page(update, context, announcement_id)
    else:
        await edit(update, await outlook_of(update, context, outlook))


async def submit(update: Update, context: Context) -> None:
    """[Kirim sekarang] and its like: what stood above the button leaves, once; anything newer is shown first."""
    assert update.callback_query is not None
    pressed = SubmitDraft.unpack(update.callback_query.data or "")
    deps, asker, message = context.deps, await asker_of(update, context), update.effective_message
    if pressed is None or not drafts.may_announce(asker):
        await following.refuse(update, context, asker)
        return
    async with deps.sessions.begin() as session:
        question = await deps.question(session, asker)
        sent = await send_draft(
            session,
            announcement_id=pressed.announcement_id,
            sign=pressed.sign,
            question=question,
            message_id=message.message_id if message is not None else None,
        )
    if isinstance(sent, Sent):
        await following.show_page(update, context, sent.announcement_id, sent.notice)
    elif isinstance(sent, Outlook):
        await show_ready(update, context, sent, is_old=True)
    else:
        await following.show_page(update, context, pressed.announcement_id)
