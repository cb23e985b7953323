"""The groups of a person, in private: codes, language, hour, letting go."""

from __future__ import annotations

import re

from telegram import Update

from bot.deps import Context
from bot.domain.disclosure import GroupScope
from bot.domain.permissions import Permission
from bot.services import groups
from bot.services.asking import Asker
from bot.services.audit import OPERATOR, focal_point
from bot.services.group_codes import GroupCodeMade, make_code, may_bind, scopes_to_offer
from bot.services.questions import NOT_ALLOWED, STRANGER
from bot.services.understanding.reading import read_argument
from bot.views import group_settings as views
from bot.views.answers import render_answer
from bot.views.group_buttons import MakeGroupCode, SetGroup, ShowGroup, ShowGroups
from bot.views.message import Message
from handlers.answers import edit, reply
from handlers.asker import asker_of

WISH = re.compile(r"\s*/?kode\s+grup(?:\s+(.*))?", re.IGNORECASE)
LONGEST_WISH = 200
NATION = re.compile(r"(?:nasional|national|indonesia)", re.IGNORECASE)


def find_wish(text: str) -> str | None:
    """What stands behind "kode grup" in a sentence that begins with it; None for any other sentence."""
    found = WISH.fullmatch(text) if len(text) <= LONGEST_WISH else None
    return (found[1] or "").strip() if found else None


async def hear(update: Update, context: Context, wish: str) -> None:
    """ "kode grup kab temanggung": offers a code for what is meant, or asks back."""
    deps, asker = context.deps, await asker_of(update, context)
    if not asker.may_somewhere(Permission.BIND_GROUP):
        await reply(update, _refusal(context, asker))
        return
    async with deps.sessions() as session:
        registry = (await deps.question(session, asker)).registry
    if NATION.fullmatch(wish):
        meant = [GroupScope()]
    else:
        reading = read_argument(wish, index=registry.index, periods=(), today=deps.today())
        meant = [GroupScope(agency) for agency in (*reading.agencies, *reading.choices)]
    possible = [scope for scope in meant if may_bind(asker, scope)] if wish else scopes_to_offer(asker)
    await reply(update, views.render_which_scope(wish, possible, deps.texts, asker.language))


async def show_groups(update: Update, context: Context) -> None:
    """The page of all groups that the person may let go."""
    pressed = ShowGroups.unpack(update.callback_query.data or "") if update.callback_query else None
    deps, asker = context.deps, await asker_of(update, context)
    if not asker.may_somewhere(Permission.BIND_GROUP):
        await edit(update, _refusal(context, asker))
        return
    async with deps.sessions() as session:
        registry = await deps.directory.read(session, deps.today())
        own = await groups.list_own(session, asker=asker, agencies=registry.agencies)
    page = pressed.page if pressed else 0
    await edit(update, views.render_groups(own, scopes_to_offer(asker), deps.texts, asker.language, page=page))


async def show_group(update: Update, context: Context) -> None:
    """One group, with one of its choices open."""
    assert update.callback_query is not None
    pressed = ShowGroup.unpack(update.callback_query.data or "")
    deps, asker = context.deps, await asker_of(update, context)
    async with deps.sessions() as session:
        registry = await deps.directory.read(session, deps.today())
        binding = await groups.find_own(
            session, asker=asker, binding_id=pressed.binding_id if pressed else 0, agencies=registry.agencies
        )
    if binding is None or pressed is None:
        await edit(update, views.render_gone(deps.texts, asker.language))
    else:
        await edit(update, views.render_group(binding, deps.texts, asker.language, panel=pressed.panel))


async def set_group(update: Update, context: Context) -> None:
    """Something was chosen; a forged choice changes nothing, and rights are looked up now."""
    assert update.callback_query is not None
    pressed = SetGroup.unpack(update.callback_query.data or "")
    deps, asker = context.deps, await asker_of(update, context)
    key = pressed.binding_id if pressed else 0
    async with deps.sessions.begin() as session:
        registry = await deps.directory.read(session, deps.today())
        before = await groups.find_own(session, asker=asker, binding_id=key, agencies=registry.agencies)
        if pressed is not None and before is not None:
            if pressed.what == "leave":
                await groups.let_go(session, binding=before, asker=asker, now=deps.now())
            else:
                await groups.choose(session, binding=before, asker=asker, what=pressed.what, value=pressed.value)
        after = await groups.find_own(session, asker=asker, binding_id=key, agencies=registry.agencies)
    if after is not None:
        await edit(update, views.render_group(after, deps.texts, asker.language))
    elif before is not None:
        await edit(update, views.render_let_go(before, deps.texts, asker.language))
    else:
        await edit(update, views.render_gone(deps.texts, asker.language))


async def make(update: Update, context: Context) -> None:
    """The button of a code: the code comes once as a message of its own, to be handed on."""
    assert update.callback_query is not None
    pressed = MakeGroupCode.unpack(update.callback_query.data or "")
    deps, asker = context.deps, await asker_of(update, context)
    async with deps.sessions() as session:
        registry = await deps.directory.read(session, deps.today())
    agency = registry.agencies.get(pressed.agency_id) if pressed and pressed.agency_id is not None else None
    is_known = pressed is not None and (pressed.agency_id is None or agency is not None)
    scope = GroupScope(agency)
    if not is_known or not may_bind(asker, scope):
        await edit(update, _refusal(context, asker))
        return
    made = await _make(update, context, asker, scope)
    await edit(update, views.render_code_made(scope, deps.texts, asker.language))
    if made is not None:
        username = context.bot.username
        await reply(update, views.render_code(made, deps.texts, asker.language, username=username, zone=deps.zone))


async def _make(update: Update, context: Context, asker: Asker, scope: GroupScope) -> GroupCodeMade | None:
    """Make the code once for each button, however often the press arrives."""
    deps, shown = context.deps, update.effective_message
    assert shown is not None
    by = focal_point(asker.person.id) if asker.person else OPERATOR
    state = int((shown.edit_date or shown.date).timestamp())  # the same message may offer it again later
    request = f"grup:{shown.chat.id}:{shown.message_id}:{state}:{scope.agency.id if scope.agency else ''}"
    async with deps.sessions.begin() as session:
        return await make_code(session, scope=scope, by=by, now=deps.now(), request=request)


def _refusal(context: Context, asker: Asker) -> Message:
    answer = STRANGER if asker.is_stranger else NOT_ALLOWED
    return render_answer(answer, context.deps.texts, asker=asker, zone=context.deps.zone)
