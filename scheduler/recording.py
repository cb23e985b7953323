"""Records what became of attempts: many at a time, and on this machine's disk while the database is away."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

import structlog

from bot.deps import Deps
from bot.services.settlement import UNACCEPTABLE, UNRECORDABLE, Settlement, settle
from scheduler.spool import Spool

log = structlog.get_logger(__name__)

GATHER_SECONDS = 0.005
"""How long a result waits for others, so that one transaction takes them all."""


@dataclass
class Gathering:
    """Results that are settled together; whoever began it settles it, and the others hear how that went."""

    members: list[Settlement] = field(default_factory=list)
    ended: asyncio.Event = field(default_factory=asyncio.Event)
    error: BaseException | None = None


class Recorder:
    """Takes results one by one and settles whatever has come together in one transaction."""

    def __init__(self, deps: Deps, spool: Spool | None, passing: Callable[[str], None]) -> None:
        self._deps, self._spool, self._passing = deps, spool, passing
        self._turn = asyncio.Lock()
        self._gathering: Gathering | None = None

    async def record(self, settlement: Settlement) -> None:
        """Return once the result is safe: in the database, or in the spool. Raises where it is in neither."""
        gathering = self._gathering
        if gathering is None:
            gathering = self._gathering = Gathering([settlement])
            await self._settle_together(gathering)
            return
        gathering.members.append(settlement)
        await gathering.ended.wait()
        if gathering.error is not None:
            raise gathering.error

    async def _settle_together(self, gathering: Gathering) -> None:
        try:
            async with self._turn:
                await asyncio.sleep(GATHER_SECONDS)
                self._gathering = None  # what comes from now on waits for the next transaction
                await self._store(gathering.members)
        except BaseException as error:
            gathering.error = error
            raise
        finally:
            if self._gathering is gathering:
                self._gathering = None
            gathering.ended.set()

    async def replay(self) -> int:
        """Settle what lies in the spool; returns how many results. Raises while the database is still away."""
        if self._spool is None:
            return 0
        async with self._turn:
            kept = await asyncio.to_thread(self._spool.load)
            for settlement in kept:
                try:
                    await self._settle([settlement])
                except UNACCEPTABLE as error:
                    log.error("result_unacceptable", reference=settlement.reference, error=type(error).__name__)
                    await asyncio.to_thread(self._spool.set_aside, settlement)
                else:
                    await asyncio.to_thread(self._spool.forget, [settlement])
        if kept:
            log.info("spool_replayed", number=len(kept))
        return len(kept)

    async def _store(self, batch: Sequence[Settlement]) -> None:
        try:
            await self._settle(batch)
        except UNACCEPTABLE:
            if len(batch) == 1:
                raise
            await self._store_apart(batch)
        except UNRECORDABLE as error:
            if self._spool is None:
                raise
            await asyncio.to_thread(self._spool.keep, batch)
            log.warning("results_spooled", number=len(batch), error=type(error).__name__)
            self._passing("spooled")

    async def _store_apart(self, batch: Sequence[Settlement]) -> None:
        """Store each by itself, so that none suffers from another; raises what the first raised that is in neither."""
        errors: list[Exception] = []
        for one in batch:
            try:
                await self._store([one])
            except Exception as error:
                errors.append(error)
        if errors:
            raise errors[0]

    async def _settle(self, batch: Sequence[Settlement]) -> None:
        async with self._deps.sessions.begin() as session:
            await settle(session, batch)
        self._passing("settled")
        for one in batch:
            log.info(
                "message_settled",
                reference=one.reference,
                message=one.outbox_id,
                outcome=one.result.outcome,
                reason=one.result.reason,
            )
