"""Delivers updates to a webhook: order within each chat, chats in parallel, retries that grow."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from random import Random
from typing import TYPE_CHECKING, Any

import aiohttp

from bot.simulator.rooms import mark_delivered
from bot.simulator.updates import Queued, Webhook

if TYPE_CHECKING:
    from bot.simulator.core import Simulator

SECRET_HEADER = "X-Telegram-Bot-Api-Secret-Token"
ANSWER_SECONDS = 60.0
FIRST_PAUSE, SHORTEST_CAP, LONGEST_CAP = 2.0, 60.0, 120.0
LONGEST_RETRY_AFTER = 3600.0
GONE, GONE_SECONDS = 410, 23 * 3600.0
"""A webhook that answers 410 for this long is removed (C)."""
IDLE_SECONDS = 60.0


@dataclass
class _Failing:
    count: int = 0
    not_before: float = 0.0


@dataclass
class Lanes:
    """Decides which updates may leave now. Times are seconds of any steady clock."""

    random: Random
    in_flight: set[Queued] = field(default_factory=set)
    failing: dict[Queued, _Failing] = field(default_factory=dict)

    def due(self, waiting: list[Queued], now: float, connections: int) -> list[Queued]:
        """The first update of every lane that has none under way and is not pausing; lanes never wait for others."""
        chosen: list[Queued] = []
        for update in self._heads(waiting):
            if len(self.in_flight) + len(chosen) >= connections:
                break
            if update not in self.in_flight and self._pause(update) <= now:
                chosen.append(update)
        self.in_flight.update(chosen)
        return chosen

    def next_at(self, waiting: list[Queued], connections: int) -> float | None:
        """When the next pausing update may leave; None when none pauses, or no connection is free for it."""
        if len(self.in_flight) >= connections:
            return None
        return min(
            (self._pause(update) for update in self._heads(waiting) if update not in self.in_flight), default=None
        )

    def succeeded(self, update: Queued) -> None:
        """The update was taken."""
        self.in_flight.discard(update)
        self.failing.pop(update, None)

    def failed(self, update: Queued, now: float, retry_after: float | None = None) -> None:
        """The update was not taken: again at once, then after 2, 4, 8 … s up to a random minute or two (C)."""
        self.in_flight.discard(update)
        state = self.failing.setdefault(update, _Failing())
        state.count += 1
        pause = 0.0 if state.count == 1 else FIRST_PAUSE * 2 ** (state.count - 2)
        pause = min(pause, self.random.uniform(SHORTEST_CAP, LONGEST_CAP))
        if retry_after is not None:
            pause = min(retry_after, LONGEST_RETRY_AFTER)
        state.not_before = now + pause

    def _pause(self, update: Queued) -> float:
        return self.failing[update].not_before if update in self.failing else 0.0

    def _heads(self, waiting: list[Queued]) -> Iterator[Queued]:
        seen: set[str] = set()
        for update in waiting:
            if update.parallel:
                yield update
            elif update.lane not in seen:
                seen.add(update.lane)
                yield update


class Delivery:
    """Sends what waits to the webhook that is set, for as long as it runs."""

    def __init__(self, simulator: Simulator) -> None:
        self.simulator = simulator
        self.lanes = Lanes(Random(1))
        self._gone_since: float | None = None
        self._wake = asyncio.Event()

    async def run(self) -> None:
        """Deliver until cancelled."""
        stop_listening = self.simulator.changes.listen(self._wake.set)
        timeout = aiohttp.ClientTimeout(total=ANSWER_SECONDS)
        try:
            async with aiohttp.ClientSession(timeout=timeout) as session, asyncio.TaskGroup() as group:
                while True:
                    self._wake.clear()
                    for update, hook in self._due():
                        group.create_task(self._deliver(session, update, hook))
                    await self._rest()
        finally:
            stop_listening()

    def _due(self) -> list[tuple[Queued, Webhook]]:
        updates, hook = self.simulator.updates, self.simulator.updates.webhook
        if hook is None:
            self.lanes = Lanes(self.lanes.random)
            return []
        updates.expire(self.simulator.now())
        waiting = list(updates.waiting)
        return [(update, hook) for update in self.lanes.due(waiting, _now(), hook.max_connections)]

    async def _rest(self) -> None:
        """Wait for a change, or for the end of the shortest pause."""
        hook = self.simulator.updates.webhook
        waiting = list(self.simulator.updates.waiting)
        at = self.lanes.next_at(waiting, hook.max_connections) if hook else None
        pause = IDLE_SECONDS if at is None else max(0.0, at - _now())
        try:
            async with asyncio.timeout(pause):
                await self._wake.wait()
        except TimeoutError:
            pass

    async def _deliver(self, session: aiohttp.ClientSession, update: Queued, hook: Webhook) -> None:
        lanes = self.lanes
        try:
            status, headers, body = await _post(session, update, hook)
        except (aiohttp.ClientError, TimeoutError, OSError) as error:
            self._fail(lanes, update, hook, f"{type(error).__name__}", None)
            return
        if 200 <= status < 300:
            self._gone_since = None
            lanes.succeeded(update)
            mark_delivered(self.simulator, update)
            self.simulator.updates.done(update)
            self._call_in_answer(body)
            self._wake.set()
            return
        self._note_gone(status)
        after = headers.get("Retry-After", "")
        text = f"Wrong response from the webhook: {status}"
        self._fail(lanes, update, hook, text, float(after) if after.isdigit() else None)

    def _fail(self, lanes: Lanes, update: Queued, hook: Webhook, text: str, retry_after: float | None) -> None:
        hook.last_error, hook.last_error_at = text, self.simulator.now()
        lanes.failed(update, _now(), retry_after)
        self._wake.set()

    def _note_gone(self, status: int) -> None:
        if status != GONE:
            self._gone_since = None
        elif self._gone_since is None:
            self._gone_since = _now()
        elif _now() - self._gone_since >= GONE_SECONDS:
            self.simulator.updates.webhook = None

    def _call_in_answer(self, body: bytes) -> None:
        """The body of a 2xx may carry one call; its answer goes nowhere."""
        try:
            call = json.loads(body)
        except ValueError:
            return
        if isinstance(call, dict) and isinstance(call.get("method"), str):
            params: dict[str, Any] = {name: value for name, value in call.items() if name != "method"}
            self.simulator.call(self.simulator.token, call["method"], params)


async def _post(session: aiohttp.ClientSession, update: Queued, hook: Webhook) -> tuple[int, dict[str, str], bytes]:
    headers = {"Content-Type": "application/json"} | ({SECRET_HEADER: hook.secret} if hook.secret else {})
    body = json.dumps(update.json()).encode()
    async with session.post(hook.url, data=body, headers=headers, allow_redirects=False) as answer:
        return answer.status, dict(answer.headers), await answer.read()


def _now() -> float:
    return asyncio.get_running_loop().time()
