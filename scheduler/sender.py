"""Sends what is due: claim, look again, intend, send, settle. No transaction is open while Telegram is asked."""

from __future__ import annotations

import asyncio
import secrets
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

import structlog

from bot.deps import Bot, Clock, Deps
from bot.pulse import pause
from bot.services import outbox
from bot.services.outbox import BATCH, LEASE, Claim, Claimed, Held, Withheld
from bot.services.rates import DEFAULTS, Limits
from bot.services.settlement import Outcome, Result, Settlement
from bot.views.message import Act
from scheduler.clock import age_clock, agree, pace_clock
from scheduler.closing import Closing
from scheduler.contents import COMPOSERS, Compose, compose
from scheduler.delivery import SHORTEST_RETRY, Judgement, Verdict
from scheduler.posting import Poster
from scheduler.recording import Recorder
from scheduler.spool import Spool

log = structlog.get_logger(__name__)

PAUSE = timedelta(minutes=5)
"""How long nothing is sent after the token was refused."""
LOOK_SECONDS = 1.0
"""How often the queue is looked at while calls are still under way."""
LONGEST_WAIT = timedelta(seconds=5)
"""For a slot that is further away the next run comes back."""
DRAIN_SECONDS = 40.0
"""How long a call under way may take once the sender is told to stop."""


@dataclass(frozen=True)
class Prepared:
    """A message on whose sending everything is decided and written down; intended_at: on the clock of ages."""

    held: Held
    act: Act
    attempt_id: str
    leaves_at: datetime
    intended_at: float


def nowhere(_point: str) -> None:
    """Pass a named point without doing anything there."""


class Sender:
    """One sender; several may work on one database, since each message is leased to one of them.

    in_flight: how many messages may be on their way at once, and so how many a killed process can leave unclear.
    spool: where results wait while the database is away. passing: told of every step, for tests that end it there.
    """

    def __init__(
        self,
        deps: Deps,
        bot: Bot,
        limits: Limits = DEFAULTS,
        *,
        in_flight: int = BATCH,
        lease: timedelta = LEASE,
        spool: Spool | None = None,
        clock: Clock | None = None,
        composers: Mapping[str, Compose] = COMPOSERS,
        passing: Callable[[str], None] = nowhere,
    ) -> None:
        self._deps, self._limits, self._in_flight, self._lease = deps, limits, in_flight, lease
        self._clock = clock or pace_clock(deps.clock)
        self._composers, self._passing = composers, passing
        self._poster, self._closing = Poster(bot, is_paid=limits.is_paid), Closing(deps, self._clock)
        self._recorder = Recorder(deps, spool, passing)
        self.owner = secrets.token_hex(8)
        self._turn, self._stop, self._freed = asyncio.Lock(), asyncio.Event(), asyncio.Event()
        self._busy, self._found_all = 0, False
        self._failures: list[Exception] = []
        self._paused_until: datetime | None = None

    async def run(self) -> int:
        """Send until nothing is due and nothing is under way; returns how many messages were looked at.

        Calls do not overlap. What goes wrong with one message is raised once all others are settled.
        """
        async with self._turn:
            self._failures = []
            await agree(self._deps)
            await self._recorder.replay()
            async with asyncio.TaskGroup() as tasks:
                seen = await self._feed(tasks)
        for failure in self._failures:
            raise failure
        return seen

    async def replay(self) -> int:
        """Record the results that wait on this machine; returns how many. Belongs before the reaper."""
        return await self._recorder.replay()

    async def drain(self, seconds: float = DRAIN_SECONDS) -> None:
        """Claim nothing more, finish what is under way, give back what was claimed."""
        self._stop.set()
        try:
            async with asyncio.timeout(seconds):
                await self._turn.acquire()
            self._turn.release()
        except TimeoutError:
            log.warning("sending_not_finished", number=self._busy)
        async with self._deps.sessions.begin() as session:
            await outbox.release(session, owner=self.owner)

    async def _feed(self, tasks: asyncio.TaskGroup) -> int:
        """Claim and hand over until nothing is left to do; errors end it and wait in `_failures`."""
        seen = 0
        while not self._stop.is_set() and not self._failures:
            try:
                found = await self._claim()
            except Exception as error:
                self._failures.append(error)
                break
            if found.claims:
                seen += len(found.claims)
                self._busy += len(found.claims)
                tasks.create_task(self._deliver(found.claims))
                await self._wait_for_hands()
            elif found.wait is not None and (self._busy or found.wait <= LONGEST_WAIT):
                await pause(self._stop, min(found.wait, LONGEST_WAIT).total_seconds())
            elif self._busy == 0:
                break
            else:
                self._freed.clear()
                await pause(self._freed, LOOK_SECONDS)
        return seen

    async def _wait_for_hands(self) -> None:
        """Wait until half of what may be under way is free, so that claims are worth their transaction."""
        while self._in_flight - self._busy < (self._in_flight + 1) // 2 and not self._failures:
            self._freed.clear()
            await self._freed.wait()

    def _free(self, number: int) -> None:
        self._busy -= number
        self._freed.set()

    async def _claim(self) -> Claimed:
        now, sessions, limit = self._deps.now(), self._deps.sessions, self._in_flight - self._busy
        if self._is_paused(now):
            return Claimed()
        if not self._found_all:  # most looks find nothing: those need no writer
            async with sessions() as session:
                if not await outbox.is_any_due(session, now=now):
                    return Claimed()
        async with sessions.begin() as session:
            if self._is_paused(now):  # since we began to wait for our turn to write
                return Claimed()
            found = await outbox.claim(
                session,
                owner=self.owner,
                now=now,
                limit=limit,
                limits=self._limits,
                pace_now=self._clock.now(),
                lease=self._lease,
            )
        self._found_all = len(found.claims) == limit
        self._passing("claimed")
        return found

    def _is_paused(self, now: datetime) -> bool:
        return self._paused_until is not None and now < self._paused_until

    async def _deliver(self, claims: Sequence[Claim]) -> None:
        """See a batch through; its errors wait in `_failures`, so that they cut no call of another short."""
        try:
            prepared = await self._prepare(claims)
        except Exception as error:
            self._failures.append(error)
            self._free(len(claims))
            return
        self._free(len(claims) - len(prepared))
        if not prepared:  # all of it is settled
            self._deps.pulse.beat("send")
        async with asyncio.TaskGroup() as calls:
            for one in prepared:
                calls.create_task(self._see_through(one))

    async def _prepare(self, claims: Sequence[Claim]) -> list[Prepared]:
        """Look at a batch again, render it, and write down the intent to send it, in one transaction for all."""
        deps, now = self._deps, self._deps.now()
        async with deps.sessions() as session:
            held = await outbox.hold(session, [claim.id for claim in claims], owner=self.owner, now=now)
        contents = await compose(deps, held, now, self._composers) if held else {}
        withheld = {key: content for key, content in contents.items() if isinstance(content, Withheld)}
        acts = {key: content for key, content in contents.items() if not isinstance(content, Withheld)}
        self._passing("composed")
        intended_at, texts = age_clock(), {key: act.text for key, act in acts.items()}
        if contents:
            async with deps.sessions.begin() as session:
                await outbox.withhold(session, withheld, owner=self.owner)
                attempts = await outbox.intend(
                    session, texts, owner=self.owner, now=self._deps.now(), lease=self._lease
                )
            self._passing("intended")
        for one in held:
            if one.id in withheld:
                log.info("message_withheld", reference=one.reference, message=one.id, reason=withheld[one.id].reason)
        slots = {claim.id: claim.leaves_at for claim in claims}
        return [
            Prepared(one, acts[one.id], attempts[one.id], slots[one.id], intended_at)
            for one in held
            if one.id in acts and one.id in attempts
        ]

    async def _see_through(self, prepared: Prepared) -> None:
        held = prepared.held
        try:
            early = (prepared.leaves_at - self._clock.now()).total_seconds()
            if early > 0:
                await asyncio.sleep(early)
            result, judgement = await self._attempt(prepared)
            self._passing("answered")
            now = self._deps.now()
            if judgement is not None:  # before the message is back in the queue
                self._raise_alarm(judgement, held, now)
            settlement = Settlement(held.id, prepared.attempt_id, held.telegram_id, result, now, held.reference)
            await self._recorder.record(settlement)
            self._deps.pulse.beat("send")  # a long queue is no reason for the watchdog to bark
            if result.outcome is Outcome.DELIVERED:
                self._deps.metrics.delivery_seconds.observe(max(0.0, (now - held.due_at).total_seconds()))
        except Exception as error:
            self._failures.append(error)
        finally:
            self._free(1)

    async def _attempt(self, prepared: Prepared) -> tuple[Result, Judgement | None]:
        """Send, unless this process slept through half its lease or Telegram asked somebody to wait."""
        closed = await self._closing.left()
        if age_clock() - prepared.intended_at >= self._lease.total_seconds() / 2:
            return Result(Outcome.NOT_SENT, error="overslept", retry_in=SHORTEST_RETRY, counts=False), None
        if closed is not None:
            return Result(Outcome.NOT_SENT, error="told to wait", retry_in=closed, counts=False), None
        self._passing("posting")
        result, judgement = await self._poster.post(prepared.held, prepared.act)
        if judgement is not None and judgement.verdict is Verdict.WAIT:
            await self._closing.close([prepared.held.telegram_id], result.retry_in)
        return result, judgement

    def _raise_alarm(self, judgement: Judgement, held: Held, now: datetime) -> None:
        """Tell the operator of what no retry will mend."""
        if judgement.verdict is Verdict.HALT:
            self._paused_until = now + PAUSE
            log.critical("token_refused", paused_until=self._paused_until.isoformat())
        if judgement.verdict in {Verdict.PARK, Verdict.GIVE_UP}:
            log.error("message_refused", reference=held.reference, verdict=judgement.verdict, reason=judgement.reason)
