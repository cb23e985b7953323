"""The update in hand: its effect and its mark are committed together, or neither is."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime

import structlog
from sqlalchemy.exc import DBAPIError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from sqlmodel.ext.asyncio.session import AsyncSession

from bot.services.inbox import MOST_ATTEMPTS, mark_all_handled, mark_handled
from db.engine import COMPANION
from db.queries.inbox import is_held, set_error

log = structlog.get_logger(__name__)


def is_passing(error: Exception) -> bool:
    """Whether it says that the database is away for a moment, and not that what was asked of it makes no sense."""
    if isinstance(error, DBAPIError) and error.connection_invalidated:
        return True
    return isinstance(error, (OperationalError, PoolTimeout, OSError))


class Superseded(Exception):
    """Somebody else has taken over this update, or has handled it: whatever we were about to change is undone."""


@dataclass
class InHand:
    """An update while it is handled.

    The first transaction that the handler commits marks the update in the same commit, so a crash leaves both or
    neither; and it fails when the claim was lost meanwhile. A handler therefore changes things in one transaction.
    """

    update_id: int
    owner: str
    read_time: Callable[[], datetime]
    attempt: int = 1
    is_flood: bool = False
    knows_versions: bool = False
    is_preparing: bool = False
    is_marked: bool = False
    is_lost: bool = False
    is_put_off: bool = False  # its claim runs out, then it is tried again
    error: str = ""
    slot: tuple[int, datetime] | None = None  # the chat to which an answer may leave, and from when on

    def take_slot(self, chat: int) -> datetime | None:
        """When a message to the chat may leave, if that was settled when the update was claimed; good for one."""
        if self.slot is None or self.slot[0] != chat:
            return None
        (_, at), self.slot = self.slot, None
        return at

    async def join(self, session: AsyncSession) -> None:
        """Mark the update as the last step of a transaction; raises Superseded."""
        if self.is_marked:
            log.warning("second_effect", update_id=self.update_id)
        elif self.is_preparing:
            self._hold(await is_held(session, self.update_id, self.owner))
        else:
            self._hold(await mark_handled(session, update_id=self.update_id, owner=self.owner, now=self.read_time()))

    def committed(self) -> None:
        """Note that a transaction was committed."""
        self.is_marked = self.is_marked or not self.is_preparing

    @property
    def is_settled(self) -> bool:
        """Whether nothing is left to write down: it is marked already, or it is no longer ours to mark."""
        return self.is_lost or self.is_put_off or (self.is_marked and not self.error)

    @property
    def outcome(self) -> str:
        """How it ended, in a word."""
        if self.is_lost:
            return "superseded"
        if self.is_put_off:
            return "put_off"
        return "failed" if self.error else "handled"

    def _hold(self, is_ours: bool) -> None:
        if not is_ours:
            self.is_lost = True
            raise Superseded(self.update_id)

    def fail(self, error: Exception) -> bool:
        """Note what a handler raised; returns whether that is the end of it, which is worth telling."""
        if isinstance(error, Superseded):
            return False
        if is_passing(error) and not self.is_marked and self.attempt < MOST_ATTEMPTS:
            self.is_put_off = True
            return False
        self.error = type(error).__name__
        return True


async def note_ends(session: AsyncSession, hands: Sequence[InHand]) -> None:
    """Mark the updates whose handlers changed nothing, and add to marked ones what went wrong afterwards.

    hands: of one owner.
    """
    well = [hand for hand in hands if not hand.is_marked and not hand.error]
    if well:
        numbers = [hand.update_id for hand in well]
        await mark_all_handled(session, numbers, owner=well[0].owner, now=well[0].read_time())
    for hand in hands:
        if hand.is_marked:
            await set_error(session, hand.update_id, hand.error)
        elif hand.error:
            now = hand.read_time()
            await mark_handled(session, update_id=hand.update_id, owner=hand.owner, now=now, error=hand.error)


@contextmanager
def in_hand(hand: InHand) -> Iterator[None]:
    """Handle an update in this block: every transaction that it commits is joined by the mark."""
    token = COMPANION.set(hand)
    try:
        yield
    finally:
        COMPANION.reset(token)


def current() -> InHand | None:
    """The update that is being handled here, if any."""
    found = COMPANION.get()
    return found if isinstance(found, InHand) else None


@contextmanager
def preparing() -> Iterator[None]:
    """What is committed in this block comes before the effect of an update, and can be done again without harm."""
    hand = current()
    if hand is not None:
        hand.is_preparing = True
    try:
        yield
    finally:
        if hand is not None:
            hand.is_preparing = False


@contextmanager
def aside() -> Iterator[None]:
    """What is committed in this block is no effect of an update: it may be lost in a crash, and is done again then."""
    token = COMPANION.set(None)
    try:
        yield
    finally:
        COMPANION.reset(token)


def note_failure(error: Exception) -> bool:
    """Note that the handler of the update in hand failed; returns whether the person should be told.

    They are not when somebody else handles it, nor when the database was away for a moment: it is tried again then.
    """
    hand = current()
    return hand.fail(error) if hand is not None else True
