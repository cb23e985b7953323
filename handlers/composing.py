"""Writing an announcement: each message and press is one step of the draft that its writer has open."""

from __future__ import annotations

from telegram import Update

from bot.deps import Context
from bot.services import announcement_drafts as drafts
from bot.services.announcement_approvals import find_question
from bot.services.announcement_drafts import Outlook, Step
from bot.services.announcement_writing import Given, Problem, take_content
from bot.views import announcing as views
from bot.views.announcement_buttons import BeginAnnouncement, EditDraft, ShowPreview
from handlers import announcing_steps as steps
from handlers import correction_notes, following
from handlers.answers import edit, reply, send
from handlers.asker import asker_of


async def begin(update: Update, context: Context) -> None:
    """[Buat pengumuman] and [Jajak pendapat]: from here on the next message is what is announced."""
    assert update.callback_query is not None
    pressed = BeginAnnouncement.unpack(update.callback_query.data or "")
    deps, asker = context.deps, await asker_of(update, context)
    if pressed is None or not drafts.may_announce(asker):
        await following.refuse(update, context, asker)
        return
    async with deps.sessions.begin() as session:
        made = await drafts.begin(session, asker=asker, now=deps.now(), is_poll=pressed.is_poll)
    assert made.id is not None
    await edit(
        update,
        views.render_ask_content(deps.texts, asker.language, announcement_id=made.id, is_poll=pressed.is_poll),
    )


async def go(update: Update, context: Context) -> None:
    """A button to a step of the draft, or out of it."""
    assert update.callback_query is not None
    pressed = EditDraft.unpack(update.callback_query.data or "")
    if pressed is not None and pressed.step == views.STOP:
        await following.stop(update, context, pressed.announcement_id)
        return
    step = next((one for one in Step if pressed and one.value == pressed.step), None)
    outlook = await _move(update, context, pressed.announcement_id, step) if pressed and step else None
    if outlook is None:
        await following.show_page(update, context, pressed.announcement_id if pressed else 0)
    elif step is Step.READY:
        await steps.show_ready(update, context, outlook)
    else:
        await edit(update, await steps.page_of(update, context, outlook))


async def _move(update: Update, context: Context, announcement_id: int, step: Step) -> Outlook | None:
    """Let the draft of the asker wait for something else; None where it is not open."""
    deps, asker = context.deps, await asker_of(update, context)
    async with deps.sessions.begin() as session:
        question = await deps.question(session, asker)
        draft = await drafts.find_open(session, asker=asker, announcement_id=announcement_id)
        if draft is None or (step is not Step.CONTENT and not draft.text):
            return None
        drafts.go_to(draft, step)
        return await drafts.look_ahead(session, draft=draft, question=question)


async def cancel(update: Update, context: Context) -> None:
    """/batal: the draft that is open is given up, or else a note that is awaited."""
    deps, asker = context.deps, await asker_of(update, context)
    async with deps.sessions.begin() as session:
        is_found = await drafts.give_up(session, asker=asker, now=deps.now())
    if not is_found and await correction_notes.cancel(update, context):
        return
    await reply(update, views.render_stopped(deps.texts, asker.language, is_found=is_found))


async def take(update: Update, context: Context) -> bool:
    """Take a message for the step that the draft of its writer waits for; False where there is none."""
    asker = await asker_of(update, context)
    if update.message is None or not drafts.may_announce(asker):  # an edit of what was said before is no step
        return False
    deps, given = context.deps, given_by(update)
    async with deps.sessions() as session:
        draft = await drafts.find_open(session, asker=asker)
    if draft is None or draft.id is None or (step := drafts.step_of(draft)) is Step.READY:
        return False
    if step is Step.CONTENT:
        await _take_content(update, context, draft.id, given)
    else:
        await steps.hear(update, context, draft.id, step, given.plain if given is not None else "")
    return True


async def _take_content(update: Update, context: Context, announcement_id: int, given: Given | None) -> None:
    deps, asker, problem, outlook = context.deps, await asker_of(update, context), None, None
    async with deps.sessions.begin() as session:
        question = await deps.question(session, asker)
        draft = await drafts.find_open(session, asker=asker, announcement_id=announcement_id)
        if draft is None:
            return
        is_poll, is_correction = bool(draft.progress.get("is_poll")), "corrects" in draft.progress
        problem = Problem.ONLY_TEXT if given is None else take_content(draft, given)
        if problem is None:
            outlook = await drafts.look_ahead(session, draft=draft, question=question)
    if outlook is None:
        message = views.render_ask_content(
            deps.texts,
            asker.language,
            announcement_id=announcement_id,
            is_poll=is_poll,
            is_correction=is_correction,
            problem=problem,
        )
        await reply(update, message)
    elif outlook.step is Step.READY:
        await steps.show_ready(update, context, outlook)
    else:
        await reply(update, await steps.page_of(update, context, outlook))


async def preview(update: Update, context: Context) -> None:
    """[Lihat pratinjau], by somebody who is asked to agree."""
    assert update.callback_query is not None
    pressed = ShowPreview.unpack(update.callback_query.data or "")
    deps, asker, outlook = context.deps, await asker_of(update, context), None
    async with deps.sessions() as session:
        question = await deps.question(session, asker)
        key = pressed.announcement_id if pressed else 0
        outlook = await find_question(session, announcement_id=key, question=question)
    if outlook is None:
        await following.refuse(update, context, asker)
        return
    await update.callback_query.answer()
    await send(update, views.render_preview(outlook, deps.texts))


def given_by(update: Update) -> Given | None:
    """The message as it was written; None for what is neither text nor one picture or file."""
    message = update.effective_message
    if message is None:
        return None
    if message.text is not None:
        return Given(message.text_html, message.text)
    if message.photo:
        kind, file_id = "photo", message.photo[-1].file_id
    elif message.document is not None and message.animation is None:
        kind, file_id = "document", message.document.file_id
    else:
        return None
    return Given(message.caption_html if message.caption else "", message.caption or "", kind, file_id)
