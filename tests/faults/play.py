"""Plays one database against one simulator with workers that come and go, and judges what became of it."""

from __future__ import annotations

import os
import signal
import time
from collections import Counter, deque
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace
from multiprocessing.connection import wait
from multiprocessing.context import ForkProcess
from random import Random

from bot.services.outbox import BATCH
from tests.faults.databases import Database
from tests.faults.figures import Figure, at_most, exactly, noted
from tests.faults.telegram import FORK, Sent, Telegram
from tests.faults.worker import Order, SharedClock, run
from tests.faults.world import telegram_ids
from tests.reminder_world import H_7

OPEN = "('queued', 'leased', 'sending')"
FLAGGED = frozenset({"unknown", "resent", "failed", "suppressed", "expired"})
STOPPING_SECONDS = 60.0
PATIENCE_SECONDS, PATIENCE_A_MESSAGE = 300.0, 0.1
"""How long is waited at most for what never comes: always, and for each message besides."""
GLANCE_SECONDS = 0.25

TRUTH = """
SELECT c.telegram_id, o.state, o.attempts FROM outbox_message o JOIN chat c ON c.id = o.chat_id ORDER BY o.id
"""


def clock() -> SharedClock:
    """The clock of the workers: everybody's reminder has just come due."""
    return SharedClock(H_7, time.time())


@dataclass
class Play:
    """One database, one Telegram, and the workers between them, each with the point at which it is to die.

    `kills` counts all that died in their work, `trapped` those that died at their point.
    """

    name: str
    database: Database
    telegram: Telegram
    people: int
    order: Order
    random: Random
    kills: int = 0
    stops: int = 0
    trapped: Counter[str] = field(default_factory=Counter)
    workers: dict[ForkProcess, str] = field(default_factory=dict)
    is_planned: bool = False

    @property
    def patience(self) -> float:
        return PATIENCE_SECONDS + PATIENCE_A_MESSAGE * self.people

    @property
    def is_drained(self) -> bool:
        """Whether everything was planned, and nothing waits any more."""
        if not self.is_planned:
            self.is_planned = self.database.ask("SELECT count(*) FROM outbox_message")[0][0] >= self.people
        return self.is_planned and not self.database.ask(f"SELECT 1 FROM outbox_message WHERE state IN {OPEN} LIMIT 1")

    def start(self, order: Order | None = None) -> ForkProcess:
        """Start a worker."""
        order = order or self.order
        process = FORK.Process(target=run, args=(order,), daemon=True)
        process.start()
        self.workers[process] = order.point
        return process

    def bury(self) -> list[ForkProcess]:
        """Take the dead out of the list of workers and return them."""
        dead = [worker for worker in self.workers if not worker.is_alive()]
        for worker in dead:
            worker.join()
            point = self.workers.pop(worker)
            if worker.exitcode == -signal.SIGKILL:
                self.kills += 1
                self.trapped[point] += 1
            elif worker.exitcode not in (0, -signal.SIGTERM):
                raise RuntimeError(f"{self.name}: a worker ended by itself with {worker.exitcode}")
        return dead

    def look(self, seconds: float = GLANCE_SECONDS) -> None:
        """Wait until a worker dies, or for a while."""
        wait([worker.sentinel for worker in self.workers], seconds)
        self.bury()

    def run_out(self, orders: Iterable[Order], *, replicas: int = 1) -> None:
        """Have one worker after the other work until its trap closes, some at a time, while anything waits."""
        left, until = deque(orders), time.monotonic() + self.patience
        while (left or self.workers) and time.monotonic() < until and not self.is_drained:
            while left and len(self.workers) < replicas:
                self.start(left.popleft())
            self.look()
        self.kill_all()

    def disturb(self, act: Callable[[], None], times: int, pause: tuple[float, float], *, replicas: int = 1) -> int:
        """Do something to the workers at random moments while anything waits; returns how often it was done."""
        done = 0
        while done < times and not self.is_drained:
            while len(self.workers) < replicas:
                self.start()
            self.look(self.random.uniform(*pause))
            act()
            self.bury()
            done += 1
        return done

    def kill_one(self) -> None:
        """Kill a worker at whatever it does."""
        if self.workers:
            victim = self.random.choice(list(self.workers))
            self.workers[victim] = ""
            victim.kill()
            victim.join()

    def freeze_one(self) -> None:
        """Stop a worker for longer than its leases last, then let it go on."""
        victim = self.random.choice(list(self.workers))
        os.kill(victim.pid or 0, signal.SIGSTOP)
        self.look(1.3 * self.order.lease.total_seconds())
        os.kill(victim.pid or 0, signal.SIGCONT)
        self.stops += 1

    def kill_all(self) -> None:
        """End every worker as a power cut would."""
        self.bury()
        for worker in self.workers:
            self.workers[worker] = ""
            worker.kill()
            worker.join()
        self.bury()

    def finish(self) -> None:
        """Let every lease run out, then work in peace until nothing waits, and stop in an orderly way."""
        if self.is_drained:
            return
        late = replace(self.order.clock, start=self.order.clock.start + 2 * self.order.lease)
        self.start(replace(self.order, clock=late, in_flight=BATCH))
        until = time.monotonic() + self.patience
        while time.monotonic() < until and not self.is_drained:
            self.look()
        self.stop_all()

    def stop_all(self) -> None:
        """Tell every worker to stop, and let it finish what is under way."""
        for worker in self.workers:
            worker.terminate()
            worker.join(STOPPING_SECONDS)
        if any(worker.is_alive() for worker in self.workers):
            raise RuntimeError(f"{self.name}: a worker did not end when it was told to")
        self.bury()

    def judge(self, *, unknown: float | None = None) -> list[Figure]:
        """Compare rows with what was accepted. unknown: how many there may be; by default sends in flight x kills."""
        found = verdict(
            self.name,
            telegram_ids(self.people),
            self.database.ask(TRUTH),
            self.telegram.sent(),
            unknown=self.order.in_flight * (self.kills + self.stops) if unknown is None else unknown,
        )
        return [*found, noted(self.name, "workers killed", self.kills)]


def verdict(
    name: str,
    ids: range,
    rows: list[tuple[int, str, int]],
    sent: list[Sent],
    *,
    unknown: float,
) -> list[Figure]:
    """Every message once: accepted and known as sent, or flagged. `rows`: chat, state and attempts of each message."""
    accepted = Counter(call.chat_id for call in sent if call.is_accepted)
    states: dict[int, set[str]] = {}
    for chat, state, _ in rows:
        states.setdefault(chat, set()).add(state)
    counts = Counter(state for _, state, _ in rows)
    lost = [key for key in ids if not accepted[key] and not states.get(key, set()) & FLAGGED]
    misjudged = [key for key in ids if accepted[key] and not states.get(key, set()) & {"sent", "unknown", "resent"}]
    arrived = sum(1 for chat, state, _ in rows if state == "unknown" and accepted[chat])
    return [
        exactly(name, "messages planned", len(states), len(ids)),
        exactly(name, "lost", len(lost), 0),
        exactly(name, "duplicates", sum(number - 1 for number in accepted.values()), 0),
        exactly(name, "delivered, but written down otherwise", len(misjudged), 0),
        exactly(name, "not in a final state", sum(counts[state] for state in ("queued", "leased", "sending")), 0),
        at_most(name, "unknown", counts["unknown"] + counts["resent"], unknown),
        noted(name, "of these delivered", arrived),
    ]
