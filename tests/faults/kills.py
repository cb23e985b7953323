"""Workers that die, freeze and lose their database, at named points and at random (T1, T2, T3)."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory

from bot.services.outbox import BATCH
from tests.faults.databases import Database, Postgres, Sqlite
from tests.faults.figures import Figure, noted
from tests.faults.play import Play, clock
from tests.faults.points import POINTS
from tests.faults.telegram import telegram
from tests.faults.worker import Order
from tests.faults.world import fill
from tests.reminder_world import H_7

PLAN_KILLS = 5
"""Planning all over again for each kill takes long, and one point of it is like the other."""
MOST_HITS = {"before_post": 12, "after_post": 12}
USUAL_HITS = 2
UNHURRIED = 60.0
"""Messages a second where something is left to do after a worker was stopped."""
UNKNOWN_SHARE = 0.001
"""How many messages may be unknown where no worker died; one batch in any case."""


@contextmanager
def staged(
    name: str,
    database: Database,
    people: int,
    random: Random,
    *,
    send_rate: float = 10_000.0,
    has_limits: bool = False,
    groups: int = 0,
    strangers: int = 0,
) -> Iterator[Play]:
    """A database with so many people who are to be reminded at once, and the simulator that they use.

    groups: how many of them are reached in a group; strangers: people besides, whom the database does not know.
    """
    asyncio.run(fill(database.address, people, groups=groups))
    with (
        telegram(people + strangers, H_7, has_limits=has_limits, groups=groups) as there,
        TemporaryDirectory(prefix="sigap-spool-") as spool,
    ):
        order = Order(database.address, there.url, clock(), Path(spool), send_rate=send_rate)
        play = Play(name, database, there, people, order, random)
        try:
            yield play
        finally:
            play.kill_all()


@contextmanager
def sqlite() -> Iterator[Sqlite]:
    """A file of one's own."""
    with TemporaryDirectory(prefix="sigap-faults-") as folder:
        yield Sqlite(Path(folder) / "sigap.db")


def named_points(database: Database, people: int, kills: int, random: Random, *, replicas: int = 1) -> list[Figure]:
    """Kill at each of the nine points so many times."""
    orders = [
        (point, random.randint(1, MOST_HITS.get(point, USUAL_HITS)))
        for point in POINTS
        if point != "before_plan"
        for _ in range(kills)
    ]
    random.shuffle(orders)
    orders = [("before_plan", 1)] * min(kills, PLAN_KILLS) + orders
    name = f"kill -9 at 9 points, {database.kind}, {replicas} replica{'s' * (replicas > 1)}"
    with staged(name, database, people, random) as play:
        traps = (replace(play.order, point=point, hits=hits) for point, hits in orders)
        play.run_out(traps, replicas=replicas)
        play.finish()
        return play.judge()


def at_random(database: Database, people: int, kills: int, random: Random, *, replicas: int = 1) -> list[Figure]:
    """Kill at any moment."""
    name = f"kill -9 at random, {database.kind}, {replicas} replica{'s' * (replicas > 1)}"
    with staged(name, database, people, random) as play:
        play.start(replace(play.order, point="after_plan")).join()  # nobody would live long enough to plan
        play.disturb(play.kill_one, kills, (0.2, 0.8), replicas=replicas)
        play.kill_all()
        play.finish()
        return play.judge()


def frozen(database: Database, people: int, times: int, random: Random) -> list[Figure]:
    """Stop one of two replicas for longer than a lease, kill one now and then, go on."""

    def act() -> None:
        play.freeze_one()
        if play.random.random() < 0.3:
            play.kill_one()

    name = f"SIGSTOP beyond the lease, {database.kind}, 2 replicas"
    with staged(name, database, people, random, send_rate=UNHURRIED) as play:
        done = play.disturb(act, times, (0.1, 0.5), replicas=2)
        play.kill_all()
        play.finish()
        return [*play.judge(), noted(play.name, "times stopped", done)]


def restarts(database: Postgres, people: int, times: int, random: Random) -> list[Figure]:
    """Restart the database at once and without warning, again and again."""
    with staged("database restarts, PostgreSQL, 2 replicas", database, people, random) as play:
        done = play.disturb(database.server.restart, times, (0.5, 1.5), replicas=2)
        play.stop_all()
        play.finish()
        return [*play.judge(unknown=max(BATCH, play.people * UNKNOWN_SHARE)), noted(play.name, "restarts", done)]


def cuts(database: Postgres, people: int, times: int, random: Random) -> list[Figure]:
    """Cut connections to the database."""
    number = 0

    def act() -> None:
        nonlocal number
        number += database.cut()

    with staged("connections cut, PostgreSQL, 2 replicas", database, people, random) as play:
        play.disturb(act, times, (0.05, 0.4), replicas=2)
        play.stop_all()
        play.finish()
        return [
            *play.judge(unknown=max(BATCH, play.people * UNKNOWN_SHARE)),
            noted(play.name, "connections cut", number),
        ]
