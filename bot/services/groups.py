"""The life of the bot in a group: it comes, is bound, is let go, is silenced, moves and goes."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from sqlmodel.ext.asyncio.session import AsyncSession

from bot.domain.agencies import AgencyRef
from bot.domain.delivery import MessageClass
from bot.domain.disclosure import GroupScope
from bot.services.asking import Asker
from bot.services.audit import SIGAP, Actor, record
from bot.services.chats import TOPIC_CLOSED, close_chat, unpark_chat
from bot.services.group_codes import may_bind, scope_word, use_code, was_used_at
from bot.services.notices import tell_parked
from bot.services.outbox import NewMessage, enqueue
from bot.services.settings import HOURS
from bot.texts.catalog import LANGUAGES
from db.models import Chat, ChatState, GroupChat
from db.models.group import WHOLE_GROUP
from db.queries import groups as queries
from db.queries.chats import ensure_chat, find_chat
from db.queries.groups import BindingRef

GREETING, LEAVING = "grup_disapa", "grup_ditinggalkan"
"""Kinds of queued rows: what the bot says where it was added, and that it leaves; neither where a code bound it."""
COURTESY = timedelta(seconds=5)
"""How long the bot waits before it explains itself: behind a link the code follows by itself."""
PATIENCE_WITH_STRANGERS, PATIENCE = timedelta(minutes=1), timedelta(hours=72)
"""How long a group may stay unbound: one to which somebody without rights added the bot, and any other."""
LEAVING_HELPS = timedelta(days=30)

REST = timedelta(seconds=3)
"""A group is answered at most once in this time, so that a quarrel with the bot does not fill it."""

UNBOUND = "unbound"
"""Reason of messages that are withdrawn because a group was let go or bound anew."""


class Unbinding(StrEnum):
    """What came of the wish to let a group go."""

    DONE = "done"
    NOT_BOUND = "not_bound"
    NOT_ALLOWED = "not_allowed"


@dataclass(frozen=True)
class Bound:
    """What a place was bound to, and the language of its group."""

    scope: GroupScope
    language: str


@dataclass(frozen=True)
class GroupPlace:
    """Where in Telegram: a group, and the topic or None."""

    telegram_id: int
    title: str
    thread_id: int | None = None


async def bind(
    session: AsyncSession,
    *,
    code: str | None,
    place: GroupPlace,
    asker: Asker,
    agencies: Mapping[int, AgencyRef],
    now: datetime,
) -> Bound | None:
    """Bind a group or topic by a code, whoever types it there; None for a code that cannot be used.

    What the place was bound to before ends. The code that bound it is answered as before, so that a link may be opened
    again. Commit all the same: a wrong code is counted.
    """
    here = (await queries.bindings_of(session, place.telegram_id, agencies)).get(place.thread_id)
    if here is not None and code is not None and await was_used_at(session, code) == here.bound_at:
        return Bound(here.scope, here.language)
    scope = await use_code(session, code=code, telegram_id=asker.telegram_id, agencies=agencies, now=now)
    if scope is None:
        return None
    by = asker.person.id if asker.person else None
    chat = await _open(session, place, now)
    assert chat.id is not None
    await queries.suppress_topic(session, chat.id, place.thread_id, UNBOUND)
    binding = await queries.begin_binding(
        session, chat_key=chat.id, thread_id=place.thread_id, scope=scope, by=by, now=now
    )
    actor = Actor("focal_point", by) if by is not None else Actor("code")
    record(session, "group_bound", by=actor, now=now, binding=binding.id, chat=chat.id, scope=scope_word(scope))
    return Bound(scope, (await queries.ensure_group(session, chat.id, place.title, now)).language)


async def find_bound(
    session: AsyncSession, *, place: GroupPlace, agencies: Mapping[int, AgencyRef]
) -> BindingRef | None:
    """What holds in a place: the binding of its topic, or else that of the whole group."""
    bindings = await queries.bindings_of(session, place.telegram_id, agencies)
    return bindings.get(place.thread_id) or bindings.get(None)


async def unbind(
    session: AsyncSession,
    *,
    place: GroupPlace,
    asker: Asker,
    agencies: Mapping[int, AgencyRef],
    now: datetime,
) -> tuple[Unbinding, BindingRef | None]:
    """Let go what holds in a place: the binding of the topic, or else that of the whole group."""
    bound = await find_bound(session, place=place, agencies=agencies)
    if bound is None:
        return Unbinding.NOT_BOUND, None
    done = await let_go(session, binding=bound, asker=asker, now=now)
    return (Unbinding.DONE if done else Unbinding.NOT_ALLOWED), bound


async def let_go(session: AsyncSession, *, binding: BindingRef, asker: Asker, now: datetime) -> bool:
    """End a binding; False for somebody who may not bind groups to this, by the rights of this moment."""
    if not may_bind(asker, binding.scope):
        return False
    await queries.end_bindings(session, binding.chat_key, now, {binding.thread_id or WHOLE_GROUP})
    await queries.suppress_topic(session, binding.chat_key, binding.thread_id, UNBOUND)
    by = Actor("focal_point", asker.person.id) if asker.person else Actor("operator")
    record(session, "group_unbound", by=by, now=now, binding=binding.id, scope=scope_word(binding.scope))
    return True


async def arrive(session: AsyncSession, *, place: GroupPlace, is_welcome: bool, now: datetime) -> None:
    """The bot was added to a group. is_welcome: whether whoever did that may bind groups somewhere.

    What it says there and that it leaves again is queued, and withheld where the group is bound by then: a link binds
    by a message that follows, and a group that became a supergroup is bound already.
    """
    chat = await _open(session, place, now)
    assert chat.id is not None
    leaves_at = now + (PATIENCE if is_welcome else PATIENCE_WITH_STRANGERS)
    greeting = _row(GREETING, chat.id, now, now + COURTESY, MessageClass.GROUP, {"is_welcome": is_welcome})
    leaving = _row(LEAVING, chat.id, now, leaves_at, MessageClass.CHANGE, {})
    await enqueue(session, [greeting, leaving], now=now)
    record(session, "group_joined", by=SIGAP, now=now, chat=chat.id, welcome=int(is_welcome))


async def list_bound(session: AsyncSession, *, chat_keys: Collection[int]) -> set[int]:
    """Those of the chats that are bound, as a whole or in a topic."""
    return await queries.list_bound_chats(session, chat_keys)


async def depart(session: AsyncSession, *, telegram_id: int, reason: str, now: datetime) -> None:
    """The bot is no longer in a group: its bindings end, and what waits for it is withdrawn."""
    await close_chat(session, telegram_id=telegram_id, reason=reason, now=now)


async def rename(session: AsyncSession, *, telegram_id: int, title: str) -> None:
    """A group bears another title."""
    if (group := await queries.find_group(session, telegram_id)) is not None:
        group.title = title
        session.add(group)


async def close_topic(session: AsyncSession, *, telegram_id: int, thread_id: int, now: datetime) -> bool:
    """A topic was closed: nothing is written there, nor elsewhere in its stead; administrators are told.

    Returns whether it was bound.
    """
    chat = await find_chat(session, telegram_id)
    if chat is None or chat.id is None or not await queries.park_topic(session, chat.id, thread_id, now):
        return False
    await queries.suppress_topic(session, chat.id, thread_id, TOPIC_CLOSED)
    await tell_parked(session, [chat.id], now=now)
    return True


async def reopen_topic(session: AsyncSession, *, telegram_id: int, thread_id: int) -> bool:
    """A topic was opened again; returns whether it is bound and was waiting for that."""
    chat = await find_chat(session, telegram_id)
    return chat is not None and chat.id is not None and await queries.unpark_topic(session, chat.id, thread_id)


async def hear_again(session: AsyncSession, *, binding: BindingRef, now: datetime) -> None:
    """An answer arrived where nothing could be written: what was parked is written to again."""
    await unpark_chat(session, telegram_id=binding.telegram_id, now=now)
    if binding.thread_id is not None:
        await queries.unpark_topic(session, binding.chat_key, binding.thread_id)


async def choose(session: AsyncSession, *, binding: BindingRef, asker: Asker, what: str, value: str) -> bool:
    """Set the `language` of a group, or the `hour` of its digest; False for a forged choice or one without the right.

    Both are those of the group, with all of its topics.
    """
    if not may_bind(asker, binding.scope):
        return False
    row = await session.get_one(GroupChat, binding.chat_key, with_for_update=True)
    if what == "language" and value in LANGUAGES:
        row.language = value
    elif what == "hour" and value in map(str, HOURS):
        row.digest_hour = int(value)
    else:
        return False
    session.add(row)
    await session.flush()
    return True


async def may_answer(session: AsyncSession, *, place: GroupPlace, now: datetime) -> bool:
    """Take the turn of a group to be answered; False while the last answer is too fresh."""
    taken = await queries.take_turn(session, place.telegram_id, now, now - REST)
    if taken is None:  # the bot came here before it kept a list of its groups
        await _open(session, place, now)
        taken = await queries.take_turn(session, place.telegram_id, now, now - REST)
    return bool(taken)


async def list_own(session: AsyncSession, *, asker: Asker, agencies: Mapping[int, AgencyRef]) -> list[BindingRef]:
    """The bindings that the asker may let go, also those that cannot be written to."""
    found = await queries.list_all_bindings(session, agencies)
    return [binding for binding in found if may_bind(asker, binding.scope)]


async def find_own(
    session: AsyncSession, *, asker: Asker, binding_id: int, agencies: Mapping[int, AgencyRef]
) -> BindingRef | None:
    """The binding of a button, while it holds and the asker may let it go."""
    binding = await queries.find_binding(session, binding_id, agencies)
    return binding if binding is not None and may_bind(asker, binding.scope) else None


def _row(
    kind: str, chat_key: int, joined: datetime, due_at: datetime, cls: MessageClass, payload: Mapping[str, bool]
) -> NewMessage:
    return NewMessage(
        dedupe_key=f"{kind}|{chat_key}|{joined.isoformat()}",
        kind=kind,
        chat_key=chat_key,
        payload=payload,
        due_at=due_at,
        next_at=due_at,
        expires_at=due_at + LEAVING_HELPS,
        message_class=cls,
    )


async def _open(session: AsyncSession, place: GroupPlace, now: datetime) -> Chat:
    chat = await ensure_chat(session, place.telegram_id)
    assert chat.id is not None
    if chat.state is not ChatState.OPEN:
        chat.state, chat.state_reason, chat.opened_at = ChatState.OPEN, "", now
        session.add(chat)
    await queries.ensure_group(session, chat.id, place.title, now)
    return chat
