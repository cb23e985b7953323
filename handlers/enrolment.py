"""Joining: /start, invitation codes, consent, "Bukan saya"."""

from __future__ import annotations

from telegram import Update

from bot.deps import Context
from bot.domain.codes import find_code
from bot.domain.errors import LastAdministrator
from bot.services import enrolment, privacy
from bot.services.asking import Asker
from bot.services.chats import open_chat
from bot.services.enrolment import Account, Enrolled
from bot.services.questions import STALE, STRANGER
from bot.services.welcome import welcome
from bot.views import enrolment as views
from bot.views.answers import render_answer
from bot.views.callback_data import Consent, NotMe
from bot.views.message import Message
from handlers.answers import edit, reply
from handlers.asker import asker_of, look_up
from handlers.inline import FROM_INLINE


async def start(update: Update, context: Context) -> None:
    """/start with a code joins; without one it greets, and opens a chat that was closed."""
    if context.args and context.args[0] != FROM_INLINE:
        await redeem(update, context, find_code(context.args[0]))
        return
    deps, account = context.deps, account_of(update)
    async with deps.sessions.begin() as session:
        await open_chat(
            session, telegram_id=account.telegram_id, username=account.username, now=deps.now(), on_purpose=True
        )
    await reply(update, await _greeting(context, await look_up(update, context)))


async def redeem(update: Update, context: Context, code: str | None) -> None:
    """A code was opened or typed; None for a text that was meant to be one and cannot be."""
    deps, now = context.deps, context.deps.now()
    async with deps.sessions.begin() as session:
        enrolled = await enrolment.redeem(
            session, code=code, account=account_of(update), now=now, today=now.astimezone(deps.zone).date()
        )
    asker = await look_up(update, context)
    if enrolled is None:
        await reply(update, views.render_code_refused(deps.texts, asker.language))
    else:
        await reply(update, await _greeting(context, asker, enrolled))


async def agree(update: Update, context: Context) -> None:
    """The button of consent; one of an older notice shows the present one instead."""
    assert update.callback_query is not None
    pressed = Consent.unpack(update.callback_query.data or "")
    deps, asker = context.deps, await asker_of(update, context)
    if asker.person is not None and pressed is not None:
        async with deps.sessions.begin() as session:
            await privacy.give_consent(session, person_id=asker.person.id, version=pressed.version, now=deps.now())
    await edit(update, await _greeting(context, asker))


async def disown(update: Update, context: Context) -> None:
    """ "Bukan saya": asks once, then leaves the seat."""
    assert update.callback_query is not None
    pressed = NotMe.unpack(update.callback_query.data or "")
    asker = await asker_of(update, context)
    seats = asker.person.seats if asker.person else ()
    seat = next((seat for seat in seats if pressed and seat.seat_id == pressed.seat_id), None)
    if seat is None or pressed is None:
        await edit(update, render_answer(STALE, context.deps.texts, asker=asker, zone=context.deps.zone))
    elif not pressed.sure:
        await edit(update, views.render_not_me(seat, context.deps.texts, asker.language))
    else:
        await edit(update, await _leave(context, asker, pressed.seat_id))
        await look_up(update, context)  # the menu follows


def account_of(update: Update) -> Account:
    """The account that writes or presses, under the name that its owner shows."""
    user = update.effective_user
    assert user is not None
    return Account(user.id, user.username, user.full_name)


async def _leave(context: Context, asker: Asker, seat_id: int) -> Message:
    deps = context.deps
    assert asker.person is not None
    try:
        async with deps.sessions.begin() as session:
            left = await enrolment.leave_seat(session, person=asker.person, seat_id=seat_id, now=deps.now())
    except LastAdministrator:
        return views.render_last_administrator(deps.texts, asker.language)
    if left is None:
        return render_answer(STALE, deps.texts, asker=asker, zone=deps.zone)
    return views.render_left(left, deps.texts, asker.language, has_seats=len(asker.person.seats) > 1)


async def _greeting(context: Context, asker: Asker, enrolled: Enrolled | None = None) -> Message:
    """The greeting of whoever this is: a person in a seat, the first administrator, a stranger."""
    deps, now = context.deps, context.deps.now()
    if asker.is_stranger:
        return render_answer(STRANGER, deps.texts, asker=asker, zone=deps.zone)
    if asker.person is None or not asker.person.seats:
        return views.render_first_administrator(deps.texts, asker.language, now=now, zone=deps.zone)
    new_seat = enrolled.seat if enrolled and enrolled.is_new else None
    async with deps.sessions() as session:
        facts = await welcome(session, person=asker.person, now=now, zone=deps.zone, new_seat=new_seat)
    return views.render_greeting(facts, deps.texts, asker=asker, zone=deps.zone)
