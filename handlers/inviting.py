"""Inviting in chat: a sentence names the agency, a button the role, a message of its own is the invitation."""

from __future__ import annotations

import re
from collections.abc import Sequence

from telegram import Update

from bot.deps import Context
from bot.domain.agencies import AgencyRef
from bot.domain.permissions import Permission
from bot.domain.roles import COORDINATOR_CODE, Role
from bot.services.asking import Asker
from bot.services.audit import OPERATOR, focal_point
from bot.services.invitations import Invitation, invite, may_invite, means_coordinator, roles_to_offer, split_role
from bot.services.questions import NOT_ALLOWED, STRANGER
from bot.services.understanding.reading import read_argument
from bot.texts.catalog import Texts
from bot.views import inviting as views
from bot.views.answers import render_answer
from bot.views.callback_data import Invite
from bot.views.message import Message
from handlers.answers import edit, reply
from handlers.asker import asker_of

WISH = re.compile(r"\s*/?undang(?:\s+(.*))?", re.IGNORECASE)
LONGEST_WISH = 200


def find_wish(text: str) -> str | None:
    """What stands behind "undang" in a sentence that begins with it; None for any other sentence."""
    found = WISH.fullmatch(text) if len(text) <= LONGEST_WISH else None
    return (found[1] or "").strip() if found else None


async def hear(update: Update, context: Context, wish: str) -> None:
    """ "undang kab temanggung humas": offers the roles to choose from, or asks which agency is meant."""
    deps, asker = context.deps, await asker_of(update, context)
    if not asker.may_somewhere(Permission.INVITE):
        await reply(update, _refusal(context, asker))
        return
    name, role = split_role(wish)
    async with deps.sessions() as session:
        question = await deps.question(session, asker)
    registry = question.registry
    reading = read_argument(name, index=registry.index, periods=(), today=question.today)
    coordinator = registry.by_code(COORDINATOR_CODE) if means_coordinator(name, role) else None
    named = (coordinator,) if coordinator else reading.agencies
    await reply(update, _next_step(named, reading.choices, name, role, deps.texts, asker))


async def press(update: Update, context: Context) -> None:
    """An agency or a role was chosen; rights are looked up now, not when the button was sent."""
    assert update.callback_query is not None
    pressed = Invite.unpack(update.callback_query.data or "")
    deps, asker = context.deps, await asker_of(update, context)
    async with deps.sessions() as session:
        registry = (await deps.question(session, asker)).registry
    agency = registry.agencies.get(pressed.agency_id) if pressed else None
    role = next((role for role in Role if pressed and role.value == pressed.role), None)
    if agency is None or not roles_to_offer(asker, agency):
        await edit(update, _refusal(context, asker))
    elif role is None or not may_invite(asker, agency, role):
        roles = roles_to_offer(asker, agency)
        await edit(update, views.render_which_role(agency, deps.texts, asker.language, roles=roles))
    else:
        await _hand_over(update, context, asker, agency, role)


async def _hand_over(update: Update, context: Context, asker: Asker, agency: AgencyRef, role: Role) -> None:
    """Make the invitation once for each button, however often the press arrives."""
    deps = context.deps
    made = await _make(update, context, asker, agency, role)
    if made is None:
        await edit(update, views.render_made_before(agency, role, deps.texts, asker.language))
        return
    await edit(update, views.render_made(agency, role, deps.texts, asker.language))
    username = context.bot.username
    await reply(update, views.render_invitation(made, deps.texts, asker.language, username=username, zone=deps.zone))


async def _make(update: Update, context: Context, asker: Asker, agency: AgencyRef, role: Role) -> Invitation | None:
    message, deps = update.effective_message, context.deps
    assert message is not None
    by = focal_point(asker.person.id) if asker.person else OPERATOR
    request = f"{message.chat.id}:{message.message_id}:{agency.id}:{role.value}"
    async with deps.sessions.begin() as session:
        return await invite(session, agency=agency, role=role, by=by, now=deps.now(), request=request)


def _next_step(
    named: Sequence[AgencyRef],
    choices: Sequence[AgencyRef],
    name: str,
    role: Role | None,
    texts: Texts,
    asker: Asker,
) -> Message:
    """The roles of the one agency that is meant, or a question back."""
    possible = [agency for agency in (*named, *choices) if roles_to_offer(asker, agency)]
    if len(named) == 1 and possible:
        return views.render_which_role(named[0], texts, asker.language, roles=roles_to_offer(asker, named[0], role))
    if not name:
        return views.render_how_to(texts, asker.language)
    if len(possible) > 1:
        return views.render_which_agency(texts, asker.language, choices=possible)
    return views.render_unknown(name, texts, asker.language, choices=possible)


def _refusal(context: Context, asker: Asker) -> Message:
    answer = STRANGER if asker.is_stranger else NOT_ALLOWED
    return render_answer(answer, context.deps.texts, asker=asker, zone=context.deps.zone)
