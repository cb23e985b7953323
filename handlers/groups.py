"""In groups: binding by a code, letting go, and answers about what the group is bound to."""

from __future__ import annotations

import structlog
from telegram import MessageEntity, Update
from telegram.constants import ChatType
from telegram.error import BadRequest, ChatMigrated, Forbidden

from bot.deps import Context
from bot.domain.codes import find_code
from bot.services import groups
from bot.services.group_answers import GroupAnswer, GroupQuestion, GroupReply, answer_group
from bot.services.groups import GroupPlace
from bot.services.handling import aside
from bot.services.understanding.reading import read
from bot.texts.catalog import language_of
from bot.views import groups as views
from bot.views.message import Message
from handlers.answers import notify, reply
from handlers.asker import asker_of

log = structlog.get_logger(__name__)

LONGEST = 1000
"""Characters of a question; what is longer is no question."""
ABOUT_BINDING = frozenset({"/ikat", "/lepas", "/start"})
HELP = "/bantuan"
GROUPS = frozenset({ChatType.GROUP, ChatType.SUPERGROUP})


async def bind(update: Update, context: Context) -> None:
    """/ikat CODE, and the /start CODE of a link that added the bot; in a topic the topic is bound."""
    text = " ".join(context.args or [])
    if not text:
        await answer(update, context, HELP)
        return
    deps, place, asker = context.deps, place_of(update), await asker_of(update, context)
    async with deps.sessions.begin() as session:
        registry = await deps.directory.read(session, deps.today())
        bound = await groups.bind(
            session, code=find_code(text), place=place, asker=asker, agencies=registry.agencies, now=deps.now()
        )
    if bound is None:
        await say(update, views.render_code_refused(deps.texts, _language(update)))
        return
    is_topic = place.thread_id is not None
    username = context.bot.username
    await say(update, views.render_bound(bound.scope, deps.texts, bound.language, username=username, is_topic=is_topic))


async def unbind(update: Update, context: Context) -> None:
    """/lepas, for those who may bind to this now."""
    deps, place, asker = context.deps, place_of(update), await asker_of(update, context)
    async with deps.sessions.begin() as session:
        registry = await deps.directory.read(session, deps.today())
        outcome, binding = await groups.unbind(
            session, place=place, asker=asker, agencies=registry.agencies, now=deps.now()
        )
    language = _language(update, binding.language if binding else None)
    await say(update, views.render_unbinding(outcome, binding, deps.texts, language, username=context.bot.username))


async def answer(update: Update, context: Context, asked: str | None = None) -> None:
    """A question to the bot, by command or by its name: answered by what the group is bound to.

    asked: what it is taken for, where it is not a question as it stands.
    """
    if not await _is_our_turn(update, context):
        return
    deps, place, text = context.deps, place_of(update), asked or _question_of(update, context)
    async with deps.sessions() as session:
        registry = await deps.directory.read(session, deps.today())
        binding = await groups.find_bound(session, place=place, agencies=registry.agencies)
        found: GroupAnswer = GroupReply.UNBOUND if binding is None else GroupReply.PRIVATE
        if binding is not None and len(text) <= LONGEST:
            reading = read(text, index=registry.index, periods=registry.periods, today=deps.today())
            question = GroupQuestion(binding.scope, registry, deps.now(), deps.zone)
            found = await answer_group(session, question=question, reading=reading)
    scope, language = (binding.scope, binding.language) if binding else (None, _language(update))
    username = context.bot.username
    message = views.render_group_answer(found, scope, deps.texts, language, username=username, zone=deps.zone)
    if await say(update, message) and binding is not None and not binding.is_open:
        with aside():
            async with deps.sessions.begin() as session:
                await groups.hear_again(session, binding=binding, now=deps.now())


async def point_to_private(update: Update, context: Context) -> None:
    """A command about a person's own matters: these are none of the group's."""
    if await _is_our_turn(update, context):
        message = views.render_reply(
            GroupReply.PRIVATE, None, context.deps.texts, _language(update), username=context.bot.username
        )
        await say(update, message)


async def refuse_press(update: Update, context: Context) -> None:
    """A button that no message in a group bears was pressed in one: whoever forged it learns nothing there."""
    texts, username = context.deps.texts, context.bot.username
    await notify(
        update, views.render_reply(GroupReply.PRIVATE, None, texts, _language(update), username=username).plain
    )


async def heed_mention(update: Update, context: Context) -> None:
    """A group addresses the bot by its name; whoever else is mentioned there is none of its business."""
    message = update.effective_message
    names = message.parse_entities([MessageEntity.MENTION]).values() if message else ()
    if f"@{context.bot.username}".lower() in {name.lower() for name in names}:
        await answer(update, context)


async def explain_impersonal(update: Update, context: Context) -> None:
    """An anonymous administrator tries to bind or let go: whose rights these would be, nobody can tell."""
    message, chat = update.message, update.effective_chat
    if message is None or chat is None or message.is_automatic_forward or chat.type not in GROUPS:
        return
    command = (message.text or "").split(maxsplit=1)[:1]
    name, _, addressee = command[0].lower().partition("@") if command else ("", "", "")
    is_ours = not addressee or addressee == context.bot.username.lower()
    if name in ABOUT_BINDING and is_ours and await _is_our_turn(update, context):
        await say(update, views.render_impersonal(context.deps.texts, _language(update)))


async def say(update: Update, message: Message) -> bool:
    """Answer where the question was asked; False where the bot may not write."""
    try:
        await reply(update, message)
    except (BadRequest, Forbidden, ChatMigrated) as error:
        log.info("group_not_answered", error=error.message)
        return False
    return True


def place_of(update: Update) -> GroupPlace:
    """The group, and the topic, in which something was said."""
    chat, message = update.effective_chat, update.effective_message
    assert chat is not None, "the routing table lets only messages of groups through"
    thread = message.message_thread_id if message is not None and message.is_topic_message else None
    return GroupPlace(chat.id, chat.title or "", thread)


async def _is_our_turn(update: Update, context: Context) -> bool:
    deps = context.deps
    async with deps.sessions.begin() as session:
        return await groups.may_answer(session, place=place_of(update), now=deps.now())


def _question_of(update: Update, context: Context) -> str:
    """What was asked, without the name of the bot."""
    text = update.effective_message.text or "" if update.effective_message else ""
    name = f"@{context.bot.username}"
    at = text.lower().find(name.lower())
    return text if at < 0 else f"{text[:at]} {text[at + len(name) :]}".strip()


def _language(update: Update, of_group: str | None = None) -> str:
    """The language of the group where it is bound, or else that of whoever asks."""
    return of_group or language_of(update.effective_user.language_code if update.effective_user else None)
