"""The living board of a group: one pinned message, edited at most once a minute and only when it says something new."""

import hashlib
from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import Row
from sqlmodel.ext.asyncio.session import AsyncSession

from bot.domain.delivery import MessageClass
from bot.domain.disclosure import Content, ScopeKind
from bot.domain.ladder import next_hour
from bot.services.chats import MIGRATED
from bot.services.directory import Registry
from bot.services.outbox import NewMessage, enqueue
from bot.services.standings import ScopeStanding, find_scope_period, standing_of
from bot.services.status import AgencyStatus, agency_status, find_period_of
from db.models import Board, OutboxState
from db.queries.boards import list_boards, list_message_ids, list_newest, list_refused
from db.queries.chats import find_chat
from db.queries.groups import BindingRef, list_bindings, unpin_boards

BOARD, PIN = "papan", "papan_semat"
"""Kinds of queued messages: the board, new or edited, and its pin."""
EVERY = timedelta(minutes=1)
"""A board changes no more often."""
HELPS_FOR = timedelta(hours=12)
ANY_TIME = datetime(2000, 1, 1, tzinfo=UTC)
GONE = "gone"
"""Reason of an edit whose message somebody removed."""
ON_ITS_WAY = frozenset({OutboxState.QUEUED, OutboxState.LEASED, OutboxState.SENDING, OutboxState.RESENT})

BoardFacts = AgencyStatus | ScopeStanding


@dataclass(frozen=True)
class BoardView:
    """What a board says now; sign: a short word for it, the same as long as nothing changes.

    message_id: the message that it is, None while there is none.
    """

    binding: BindingRef
    facts: BoardFacts
    sign: str
    message_id: int | None = None


def chain_of(binding_id: int) -> str:
    """What all messages of a board have in common."""
    return f"papan:{binding_id}"


async def plan_boards(session: AsyncSession, *, registry: Registry, now: datetime, zone: ZoneInfo) -> int:
    """Queue the boards that say something new, each at most once a minute; returns how many rows were queued."""
    bindings = {one.id: one for one in await list_bindings(session, registry.agencies)}
    if not bindings:
        return 0
    boards = await list_boards(session, bindings)
    newest = await list_newest(session, [chain_of(key) for key in bindings])
    queued = 0
    for key, binding in bindings.items():
        board = boards.get(key) or Board(binding_id=key)
        row = newest.get(chain_of(key))
        note_result(board, row)
        session.add(board)
        if row is not None and (row.state in ON_ITS_WAY or _is_unclear(board, row)):
            continue
        queued += await _plan(session, board, binding, registry, now, zone)
    return queued


async def pin_again(session: AsyncSession, *, telegram_id: int) -> None:
    """The bot was given the right to pin in a group: what was refused before is tried once more."""
    chat = await find_chat(session, telegram_id)
    if chat is not None and chat.id is not None:
        refused = await list_refused(session, chat.id, PIN)
        await unpin_boards(session, chat.id, [payload["message"] for payload in refused])


def note_result(board: Board, row: Row[Any] | None) -> None:
    """Take over what became of the newest row: the message that the board is, and what it says."""
    if row is None:
        return
    if row.state is OutboxState.SENT and row.reason != MIGRATED:
        board.message_id = board.message_id or row.message_id
        board.shown, board.shown_at = row.payload["sign"], row.sent_at
    elif row.state is OutboxState.FAILED and row.reason == GONE and row.payload["edits"] == board.message_id:
        board.message_id, board.is_pinned, board.shown = None, False, ""


def _is_unclear(board: Board, row: Row[Any]) -> bool:
    """Whether nobody knows if the board was posted: a second one beside it would be worse than none."""
    return row.state is OutboxState.UNKNOWN and board.message_id is None


async def _plan(
    session: AsyncSession, board: Board, binding: BindingRef, registry: Registry, now: datetime, zone: ZoneInfo
) -> int:
    messages = []
    if board.message_id is not None and not board.is_pinned:
        board.is_pinned = True
        messages.append(_pin(binding, board.message_id, now))
    if board.shown_at is None or now - board.shown_at >= EVERY:
        view = await read_board(session, binding=binding, registry=registry, now=now, zone=zone)
        if view is not None and view.sign != board.shown:
            messages.append(_message(binding, board, view.sign, now, zone))
    return await enqueue(session, messages, now=now)


async def read_board(
    session: AsyncSession, *, binding: BindingRef, registry: Registry, now: datetime, zone: ZoneInfo
) -> BoardView | None:
    """What the board of a binding says now, as far as its scope may see it; None without any period."""
    scope, today = binding.scope, now.astimezone(zone).date()
    facts: BoardFacts
    if scope.kind is ScopeKind.AGENCY and scope.agency is not None and scope.shows(Content.OWN_STATUS):
        period = await find_period_of(session, agency=scope.agency, periods=registry.periods, today=today)
        if period is None:
            return None
        facts = await agency_status(
            session, agency=scope.agency, period=period, periods=registry.periods, now=now, zone=zone
        )
    else:
        period = await find_scope_period(session, scope=scope, periods=registry.periods, today=today)
        if period is None:
            return None
        facts = await standing_of(session, scope=scope, period=period, agencies=registry.agencies, now=now, zone=zone)
    return BoardView(binding, facts, sign_of(facts, binding.language))


async def read_boards(
    session: AsyncSession, *, binding_ids: Collection[int], registry: Registry, now: datetime, zone: ZoneInfo
) -> dict[int, BoardView]:
    """What some boards say now, by the key of their binding; those that are bound to nothing any more are missing."""
    found, messages = {}, await list_message_ids(session, binding_ids)
    for binding in await list_bindings(session, registry.agencies):
        if binding.id in binding_ids:
            view = await read_board(session, binding=binding, registry=registry, now=now, zone=zone)
            if view is not None:
                found[binding.id] = replace(view, message_id=messages.get(binding.id))
    return found


def sign_of(facts: BoardFacts, language: str) -> str:
    """A sign of all that is shown, save the moment at which it was looked up."""
    timeless = replace(facts, asked_at=ANY_TIME) if isinstance(facts, AgencyStatus) else facts
    return hashlib.sha256(f"{language}{timeless!r}".encode()).hexdigest()[:16]


def _message(binding: BindingRef, board: Board, sign: str, now: datetime, zone: ZoneInfo) -> NewMessage:
    """The board as a new message within the hours, or a silent edit at any hour; one a minute, whatever happens."""
    is_new = board.message_id is None
    local = binding.scope.agency.zone if binding.scope.agency else zone
    leaves_at = next_hour(now, local) if is_new else now
    return NewMessage(
        dedupe_key=f"{chain_of(binding.id)}|{now:%Y-%m-%dT%H:%M}",
        kind=BOARD,
        chat_key=binding.chat_key,
        payload={"binding": binding.id, "sign": sign, "edits": board.message_id},
        due_at=now,
        next_at=leaves_at,
        expires_at=leaves_at + HELPS_FOR,
        message_class=MessageClass.GROUP if is_new else MessageClass.CHANGE,
        chain=chain_of(binding.id),
        thread_id=binding.thread_id,
    )


def _pin(binding: BindingRef, message_id: int, now: datetime) -> NewMessage:
    return NewMessage(
        dedupe_key=f"{PIN}|{binding.id}|{message_id}|{now.timestamp()}",
        kind=PIN,
        chat_key=binding.chat_key,
        payload={"binding": binding.id, "message": message_id},
        due_at=now,
        next_at=now,
        expires_at=now + HELPS_FOR,
        message_class=MessageClass.CHANGE,
    )
