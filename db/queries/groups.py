"""Groups, what each is bound to, and the codes that bind them."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Select
from sqlalchemy import select as select_columns
from sqlmodel import col, or_, select, update
from sqlmodel.ext.asyncio.session import AsyncSession

from bot.domain.actions import ActionRef
from bot.domain.agencies import AgencyRef
from bot.domain.disclosure import GroupScope
from db.models import Board, Chat, ChatState, GroupBinding, GroupChat, GroupCode, OutboxMessage, OutboxState
from db.models.group import WHOLE_GROUP
from db.queries.actions import find_action
from db.queries.chats import NOT_LEFT_YET
from db.queries.once import insert_once


@dataclass(frozen=True)
class BindingRef:
    """What a group, or one topic of it (else None), is about now; is_open: whether it can be written to."""

    id: int
    chat_key: int
    telegram_id: int
    thread_id: int | None
    scope: GroupScope
    language: str
    digest_hour: int
    title: str = ""
    is_open: bool = True
    bound_at: datetime | None = None


async def list_bindings(session: AsyncSession, agencies: Mapping[int, AgencyRef]) -> list[BindingRef]:
    """Every binding that can be written to, oldest first. agencies: the registry of the day, by key."""
    return [one for one in await _read(session, _bindings(), agencies) if one.is_open]


async def list_all_bindings(session: AsyncSession, agencies: Mapping[int, AgencyRef]) -> list[BindingRef]:
    """Every binding, also those of groups and topics that take no messages now."""
    return await _read(session, _bindings(), agencies)


async def bindings_of(
    session: AsyncSession, telegram_id: int, agencies: Mapping[int, AgencyRef]
) -> dict[int | None, BindingRef]:
    """The bindings of one group by topic; that of the whole group is under None."""
    found = await _read(session, _bindings().where(col(Chat.telegram_id) == telegram_id), agencies)
    return {one.thread_id: one for one in found}


async def find_binding(session: AsyncSession, binding_id: int, agencies: Mapping[int, AgencyRef]) -> BindingRef | None:
    """The binding of a key, while it holds."""
    found = await _read(session, _bindings().where(col(GroupBinding.id) == binding_id), agencies)
    return found[0] if found else None


async def list_bound_chats(session: AsyncSession, chat_keys: Collection[int]) -> set[int]:
    """Those of the chats of which anything is bound."""
    statement = select(GroupBinding.chat_id).where(
        col(GroupBinding.chat_id).in_(chat_keys), col(GroupBinding.ended_at).is_(None)
    )
    return set((await session.exec(statement)).all())


async def find_group(session: AsyncSession, telegram_id: int) -> GroupChat | None:
    """What is known of a group."""
    statement = (
        select(GroupChat).join(Chat, col(Chat.id) == col(GroupChat.chat_id)).where(Chat.telegram_id == telegram_id)
    )
    return (await session.exec(statement)).first()


async def ensure_group(session: AsyncSession, chat_key: int, title: str, now: datetime) -> GroupChat:
    """The group of a chat, made if need be, under the title that it bears."""
    row = await session.get(GroupChat, chat_key)
    if row is None:
        row = GroupChat(chat_id=chat_key, joined_at=now)
    row.title = title
    session.add(row)
    await session.flush()
    return row


async def take_turn(session: AsyncSession, telegram_id: int, now: datetime, before: datetime) -> bool | None:
    """Note that a group is answered now, unless it was after a moment; None for a group that is not known."""
    keys = select(Chat.id).where(Chat.telegram_id == telegram_id)
    mine = col(GroupChat.chat_id).in_(keys)
    rested = or_(col(GroupChat.answered_at).is_(None), col(GroupChat.answered_at) <= before)
    if (await session.exec(update(GroupChat).where(mine, rested).values(answered_at=now))).rowcount:
        return True
    return None if await find_group(session, telegram_id) is None else False


async def begin_binding(
    session: AsyncSession, *, chat_key: int, thread_id: int | None, scope: GroupScope, by: int | None, now: datetime
) -> GroupBinding:
    """Bind a group or topic; whatever it was bound to before ends."""
    await end_bindings(session, chat_key, now, {thread_id or WHOLE_GROUP})
    row = GroupBinding(
        chat_id=chat_key,
        thread_id=thread_id or WHOLE_GROUP,
        agency_id=scope.agency.id if scope.agency else None,
        action_id=scope.action.id if scope.action else None,
        bound_at=now,
        bound_by=by,
    )
    session.add(row)
    await session.flush()
    return row


async def end_bindings(
    session: AsyncSession, chat_key: int, now: datetime, threads: Collection[int] | None = None
) -> int:
    """End the bindings of a group, or of some of its topics; returns how many those were."""
    statement = (
        update(GroupBinding)
        .where(col(GroupBinding.chat_id) == chat_key, col(GroupBinding.ended_at).is_(None))
        .values(ended_at=now)
    )
    if threads is not None:
        statement = statement.where(col(GroupBinding.thread_id).in_(threads))
    return (await session.exec(statement)).rowcount


async def park_topic(session: AsyncSession, chat_key: int, thread_id: int, now: datetime) -> bool:
    """Write nothing to a topic from now on; returns whether it was bound and written to before."""
    statement = (
        update(GroupBinding)
        .where(
            col(GroupBinding.chat_id) == chat_key,
            col(GroupBinding.thread_id) == thread_id,
            col(GroupBinding.ended_at).is_(None),
            col(GroupBinding.parked_at).is_(None),
        )
        .values(parked_at=now)
    )
    return (await session.exec(statement)).rowcount == 1


async def unpark_topic(session: AsyncSession, chat_key: int, thread_id: int) -> bool:
    """Write to a topic again; returns whether it was parked."""
    statement = (
        update(GroupBinding)
        .where(
            col(GroupBinding.chat_id) == chat_key,
            col(GroupBinding.thread_id) == thread_id,
            col(GroupBinding.ended_at).is_(None),
            col(GroupBinding.parked_at).is_not(None),
        )
        .values(parked_at=None)
    )
    return (await session.exec(statement)).rowcount == 1


async def list_topics_of(session: AsyncSession, outbox_ids: Collection[int]) -> dict[int, tuple[int, int]]:
    """The topics to which messages were to go, each with the key of its chat; messages to no topic are left out."""
    statement = select(OutboxMessage.id, OutboxMessage.chat_id, OutboxMessage.thread_id).where(
        col(OutboxMessage.id).in_(outbox_ids)
    )
    rows = (await session.exec(statement)).all()
    return {key: (chat, thread) for key, chat, thread in rows if key is not None and thread is not None}


async def suppress_topic(session: AsyncSession, chat_key: int, thread_id: int | None, reason: str) -> int:
    """Withdraw what waits for a topic, or for the group outside of topics (None); returns how many messages."""
    statement = (
        update(OutboxMessage)
        .where(
            col(OutboxMessage.chat_id) == chat_key,
            col(OutboxMessage.thread_id) == thread_id
            if thread_id is not None
            else col(OutboxMessage.thread_id).is_(None),
            col(OutboxMessage.state).in_(NOT_LEFT_YET),
        )
        .values(state=OutboxState.SUPPRESSED, reason=reason, lease_owner=None, lease_until=None)
    )
    return (await session.exec(statement)).rowcount


async def move_group(session: AsyncSession, old_key: int, new_key: int, now: datetime) -> None:
    """Let a group go on as another chat that is known already: bindings, and what its members chose."""
    old = await session.get(GroupChat, old_key)
    if old is None:
        return
    new = await ensure_group(session, new_key, old.title, now)
    new.language, new.digest_hour = old.language, old.digest_hour
    session.add(new)
    await session.flush()
    taken = select(GroupBinding.thread_id).where(GroupBinding.chat_id == new_key, col(GroupBinding.ended_at).is_(None))
    await end_bindings(session, old_key, now, list((await session.exec(taken)).all()))  # what came later holds
    moved = (
        update(GroupBinding)
        .where(col(GroupBinding.chat_id) == old_key, col(GroupBinding.ended_at).is_(None))
        .values(chat_id=new_key)
    )
    await session.exec(moved)


async def forget_boards(session: AsyncSession, chat_key: int) -> None:
    """Forget the messages of boards, since their ids mean nothing in the supergroup that a group became."""
    keys = select(GroupBinding.id).where(GroupBinding.chat_id == chat_key, col(GroupBinding.ended_at).is_(None))
    statement = (
        update(Board)
        .where(col(Board.binding_id).in_(keys))
        .values(message_id=None, is_pinned=False, shown="", shown_at=None)
    )
    await session.exec(statement)


async def unpin_boards(session: AsyncSession, chat_key: int, message_ids: Collection[int]) -> None:
    """Note that these boards of a chat are not pinned, so that each is pinned once more."""
    keys = select(GroupBinding.id).where(GroupBinding.chat_id == chat_key, col(GroupBinding.ended_at).is_(None))
    these = col(Board.binding_id).in_(keys), col(Board.message_id).in_(message_ids)
    await session.exec(update(Board).where(*these).values(is_pinned=False))


async def add_code(session: AsyncSession, **values: Any) -> bool:
    """Store a code; False where the request that asks for it had one before."""
    return await insert_once(session, GroupCode, **values)


async def find_code(session: AsyncSession, code_hash: str) -> GroupCode | None:
    """A code by its hash, used or not."""
    return (await session.exec(select(GroupCode).where(GroupCode.code_hash == code_hash))).first()


async def claim_code(session: AsyncSession, code_hash: str, now: datetime) -> bool:
    """Use a code up; of any number of callers at once one is told True."""
    statement = (
        update(GroupCode)
        .where(
            col(GroupCode.code_hash) == code_hash,
            col(GroupCode.used_at).is_(None),
            col(GroupCode.expires_at) > now,
        )
        .values(used_at=now)
    )
    return (await session.exec(statement)).rowcount == 1


def _bindings() -> Select[*tuple[Any, ...]]:
    return (
        select_columns(
            col(GroupBinding.id).label("id"),
            col(GroupBinding.thread_id).label("thread_id"),
            col(GroupBinding.agency_id).label("agency_id"),
            col(GroupBinding.action_id).label("action_id"),
            col(GroupBinding.parked_at).label("parked_at"),
            col(GroupBinding.bound_at).label("bound_at"),
            col(Chat.id).label("chat_key"),
            col(Chat.telegram_id).label("telegram_id"),
            col(Chat.state).label("state"),
            col(GroupChat.language).label("language"),
            col(GroupChat.digest_hour).label("digest_hour"),
            col(GroupChat.title).label("title"),
        )
        .join(GroupChat, col(GroupChat.chat_id) == col(GroupBinding.chat_id))
        .join(Chat, col(Chat.id) == col(GroupChat.chat_id))
        .where(col(GroupBinding.ended_at).is_(None))
        .order_by(col(GroupBinding.id))
    )


async def _read(
    session: AsyncSession, statement: Select[*tuple[Any, ...]], agencies: Mapping[int, AgencyRef]
) -> list[BindingRef]:
    """Bindings whose agency and action exist; one that has lost what it is about must not count as the nation."""
    rows = (await (await session.connection()).execute(statement)).all()
    keys = {row.action_id for row in rows if row.action_id is not None}
    actions = {key: found for key in keys if (found := await find_action(session, key)) is not None}
    return [
        _ref(row, agencies, actions)
        for row in rows
        if (row.agency_id is None or row.agency_id in agencies) and (row.action_id is None or row.action_id in actions)
    ]


def _ref(row: Any, agencies: Mapping[int, AgencyRef], actions: Mapping[int, ActionRef]) -> BindingRef:
    return BindingRef(
        id=row.id,
        chat_key=row.chat_key,
        telegram_id=row.telegram_id,
        thread_id=None if row.thread_id == WHOLE_GROUP else row.thread_id,
        scope=GroupScope(agencies.get(row.agency_id), actions.get(row.action_id)),
        language=row.language,
        digest_hour=row.digest_hour,
        title=row.title,
        is_open=row.state is ChatState.OPEN and row.parked_at is None,
        bound_at=row.bound_at,
    )
