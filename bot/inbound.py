"""Handles what lies in the inbox: in order within a chat over all replicas, each update once."""

from __future__ import annotations

import asyncio
import json
import secrets
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from time import perf_counter
from typing import Any

import structlog
from sqlalchemy.exc import SQLAlchemyError
from sqlmodel.ext.asyncio.session import AsyncSession
from structlog.contextvars import bound_contextvars
from telegram import Bot, Update

from bot.deps import Clock
from bot.metrics import Metrics
from bot.pulse import Pulse, pause
from bot.services import inbox
from bot.services.floods import FloodLimit
from bot.services.handling import InHand, in_hand, note_ends
from bot.services.inbox import MOST_ATTEMPTS, Waiting
from bot.services.ranks import Rank
from db.engine import Sessions
from db.memory import Versions, read_versions
from db.queries.soundness import database_time

log = structlog.get_logger(__name__)

LANES = 32
"""How many chats are served at a time."""

CLAIM_SECONDS = 30.0
"""How long an update stays claimed; renewed while it is handled, so that only those of a dead replica run out."""

LOOK_SECONDS = 1.0
"""How often to look for updates that another replica stored or let go."""

RETRY_SECONDS = 1.0
BEAT = "inbox"
CRASHED = "Crashed"
"""The error of an update over which the process died each time."""

Process = Callable[[Update], Awaitable[None]]
Quick = Callable[[Mapping[str, Any]], Awaitable[bool]]
Reserve = Callable[[AsyncSession, Sequence[int]], Awaitable[Sequence[datetime] | None]]


@dataclass(frozen=True)
class Taken:
    """What was claimed, the versions of what is remembered, and when the answers to those who wait may leave."""

    found: Sequence[Waiting] = ()
    versions: Versions = field(default_factory=dict)
    slots: Mapping[int, datetime] = field(default_factory=dict)


class InboundWorker:
    """Claims updates and hands them to the handlers: one of each chat at a time, several chats at a time.

    process: handles one update; what it raises sets the update aside. quick: is asked first, and handles an update
    as it came or tells that it is none of its own. limit: how much one person may send. reserve: takes slots for the
    answers in chats, which `handling.InHand` then carries.
    owner: a name that no other process has; claim_seconds: how long the claims of a dead process hold.
    """

    def __init__(
        self,
        sessions: Sessions,
        clock: Clock,
        process: Process,
        bot: Bot,
        *,
        quick: Quick | None = None,
        limit: FloodLimit | None = None,
        reserve: Reserve | None = None,
        owner: str | None = None,
        claim_seconds: float = CLAIM_SECONDS,
        metrics: Metrics | None = None,
        pulse: Pulse | None = None,
    ) -> None:
        self._sessions, self._clock, self._process, self._bot = sessions, clock, process, bot
        self._quick, self._limit, self._reserve = quick, limit, reserve
        self._owner = owner or secrets.token_hex(8)
        self._claim_seconds = claim_seconds
        self._metrics, self._pulse = metrics or Metrics(), pulse or Pulse()
        self._wake = asyncio.Event()
        self._in_hand: dict[int, int] = {}  # number of the update, and which attempt this is
        self._ending = 0  # of these, how many only wait to be marked
        self._retried_at = 0.0

    async def accept(self, raws: Sequence[Mapping[str, Any]]) -> int:
        """Wake the worker, store updates and commit; returns how many were new. Raises what the database raises."""
        self._wake.set()  # so that the claim is part of the same transaction
        fresh = await self._sessions.shared.ask(self._store, raws, rank=Rank.STORE)
        self._metrics.received.inc(fresh)
        return fresh

    async def _store(self, session: AsyncSession, batches: Sequence[Sequence[Mapping[str, Any]]]) -> Sequence[int]:
        """Store what several deliveries bring."""
        raws = [raw for batch in batches for raw in batch]
        stored = await inbox.store(session, raws=raws, now=self._clock.now(), limit=self._limit)
        return [sum(raw["update_id"] in stored for raw in batch) for batch in batches]

    async def run(self, stop: asyncio.Event) -> None:
        """Handle what waits, then whatever arrives; told to stop, finish only what is in hand."""
        async with asyncio.TaskGroup() as around:
            renewing = around.create_task(self._renew())
            async with asyncio.TaskGroup() as group:
                group.create_task(self._wake_at(stop))
                while not stop.is_set():
                    self._wake.clear()
                    taken = await self._claim(stop)
                    for waiting in taken.found:
                        if waiting.update_id not in self._in_hand:  # our own claim had run out
                            self._in_hand[waiting.update_id] = waiting.attempt
                            group.create_task(self._serve(waiting, taken.slots, stop))
                    await pause(self._wake, LOOK_SECONDS)
            renewing.cancel()

    async def _wake_at(self, stop: asyncio.Event) -> None:
        await stop.wait()
        self._wake.set()

    async def _claim(self, stop: asyncio.Event) -> Taken:
        """Claim as many updates as there are hands free; while the database is away, none.

        Where no hand comes free there is no sign of life either: all of them may be stuck.
        """
        taken = Taken()
        if not self._free():
            return taken
        try:
            taken = await self._sessions.shared.ask(self._take, None, rank=Rank.CLAIM)
            self._sessions.memory.accept(taken.versions)
            self._pulse.beat(BEAT)
        except (SQLAlchemyError, OSError) as error:
            log.warning("inbox_unreadable", error=type(error).__name__)
            await pause(stop, RETRY_SECONDS)
        return taken

    def _free(self) -> int:
        """How many hands are free; an update that only waits to be marked keeps none busy."""
        return max(0, LANES - len(self._in_hand) + self._ending)

    async def _take(self, session: AsyncSession, asked: Sequence[None]) -> Sequence[Taken]:
        """Claim for the free hands; with what is claimed go the state of what is remembered and slots for answers."""
        now = await database_time(session)
        until = now + timedelta(seconds=self._claim_seconds)
        retries = self._retries()
        found = await inbox.claim(session, owner=self._owner, now=now, until=until, limit=self._free(), retries=retries)
        if not found:
            return [Taken()] * len(asked)
        # Only now: what was claimed may follow upon what another replica has just changed for the same chat.
        versions = await read_versions(session)
        return [Taken(found, versions, await self._reserved(session, found))] * len(asked)

    async def _reserved(self, session: AsyncSession, found: Sequence[Waiting]) -> Mapping[int, datetime]:
        """When the answer to each update may leave whose person waits for one in private."""
        asked = [waiting for waiting in found if waiting.asker is not None]
        if self._reserve is None or not asked:
            return {}
        try:
            async with session.begin_nested():  # whatever is wrong with the limits, the updates are claimed
                slots = await self._reserve(session, [waiting.asker for waiting in asked if waiting.asker is not None])
        except SQLAlchemyError as error:
            log.warning("answers_not_reserved", error=type(error).__name__)
            return {}
        return {waiting.update_id: slot for waiting, slot in zip(asked, slots or (), strict=False)}

    def _retries(self) -> int:
        """How many updates to claim that were tried before: now and then one, since they wait for time to pass."""
        moment = perf_counter()
        if moment - self._retried_at < LOOK_SECONDS or any(attempt > 1 for attempt in self._in_hand.values()):
            return 0
        self._retried_at = moment
        return 1

    async def _renew(self) -> None:
        """Keep the claims of what is in hand, until cancelled."""
        while True:
            await asyncio.sleep(self._claim_seconds / 3)
            if not self._in_hand:
                continue
            try:
                async with self._sessions.begin() as session:
                    until = await database_time(session) + timedelta(seconds=self._claim_seconds)
                    await inbox.extend(session, tuple(self._in_hand), owner=self._owner, until=until)
            except (SQLAlchemyError, OSError) as error:
                log.warning("claims_not_renewed", error=type(error).__name__)

    async def _serve(self, waiting: Waiting, slots: Mapping[int, datetime], stop: asyncio.Event) -> None:
        number, began = waiting.update_id, perf_counter()
        hand = InHand(number, self._owner, self._clock.now, waiting.attempt, waiting.is_flood, knows_versions=True)
        if waiting.asker is not None and number in slots:
            hand.slot = waiting.asker, slots[number]
        try:
            with bound_contextvars(update_id=number):
                await self._handle(waiting, hand)
                self._ending += 1
                try:
                    await self._settle(hand, stop)
                finally:
                    self._ending -= 1
        finally:
            self._in_hand.pop(number)
            self._metrics.update_seconds.observe(perf_counter() - began)

    async def _handle(self, waiting: Waiting, hand: InHand) -> None:
        """Hand an update to its handler, unless it cannot be read or has brought the process down before."""
        if waiting.attempt > MOST_ATTEMPTS:
            log.error("update_given_up", attempts=waiting.attempt - 1)
            hand.error = CRASHED
            return
        try:
            raw = json.loads(waiting.raw)
            with in_hand(hand):
                is_done = self._quick is not None and await self._quick(raw)
                if not is_done and (update := self._parse(raw, hand)) is not None:
                    await self._process(update)
        except Exception as failure:
            if hand.fail(failure):
                log.exception("update_failed")

    def _parse(self, raw: Any, hand: InHand) -> Update | None:
        try:
            return Update.de_json(raw, self._bot)
        except Exception as error:  # whatever a malformed update makes the library raise
            log.exception("update_unreadable")
            hand.error = type(error).__name__
            return None

    async def _settle(self, hand: InHand, stop: asyncio.Event) -> None:
        """Note that an update is done; while the database is away, keep trying rather than handle it twice."""
        self._metrics.updates.labels(hand.outcome).inc()
        self._wake.set()  # the next update of the chat can be claimed, in the transaction that marks this one
        while not hand.is_settled:
            try:
                await self._sessions.shared.ask(self._note_ends, hand, rank=Rank.END)
                return
            except (SQLAlchemyError, OSError) as failure:
                log.warning("update_not_marked", error=type(failure).__name__)
                if await pause(stop, RETRY_SECONDS):
                    return
                self._wake.set()

    async def _note_ends(self, session: AsyncSession, hands: Sequence[InHand]) -> Sequence[None]:
        """Note the end of several updates."""
        await note_ends(session, hands)
        return [None] * len(hands)
