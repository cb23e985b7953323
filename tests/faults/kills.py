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
from tests.faults.figures import Figure, at_least, exactly
from tests.faults.play import Play, clock
from tests.faults.points import POINTS
from tests.faults.telegram import telegram
from tests.faults.worker import Order
from tests.faults.world import fill
from tests.reminder_world import H_7

PLAN_KILLS = 5
"""Planning for everybody all over again takes long: more often it is killed where it plans for few."""
IN_FLIGHT = 8
"""What one sender has on its way at once where so many are killed that with more nothing would be left to send."""
MOST_HITS = {"before_post": 8, "after_post": 8}
USUAL_HITS = 2
UNHURRIED = 60.0
"""Messages a second where something is left to do after a worker was stopped."""
UNKNOWN_SHARE = 0.001
"""How many messages may be unknown where no worker died; one batch in any case."""
RESTART_SECONDS, CUT_SECONDS = 3.0, 0.15
"""How much work there has to be for each restart, and for each connection that is cut."""


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
    in_flight: int = BATCH,
) -> Iterator[Play]:
    """A database with so many people who are to be reminded at once, and the simulator that they use.

    groups: how many of them are reached in a group; strangers: people besides, whom the database does not know.
    """
    asyncio.run(fill(database.address, people, groups=groups))
    with (
        telegram(people + strangers, H_7, has_limits=has_limits, groups=groups) as there,
        TemporaryDirectory(prefix="sigap-spool-") as spool,
    ):
        order = Order(database.address, there.url, clock(), Path(spool), in_flight=in_flight, send_rate=send_rate)
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
    """Kill at each of the nine points so many times; while everybody is planned for a few times only."""
    sending = [
        (point, random.randint(1, MOST_HITS.get(point, USUAL_HITS)))
        for point in POINTS
        if point != "before_plan"
        for _ in range(kills)
    ]
    random.shuffle(sending)
    planning = min(kills, PLAN_KILLS)
    with staged(
        _named("kill -9 at 9 points", database, replicas), database, people, random, in_flight=IN_FLIGHT
    ) as play:
        for orders in ([("before_plan", 1)] * planning, sending):
            play.run_out((replace(play.order, point=point, hits=hits) for point, hits in orders), replicas=replicas)
        play.finish()
        least = min(play.trapped[point] for point in POINTS if point != "before_plan")
        return [
            *play.judge(),
            exactly(play.name, "killed while planning", play.trapped["before_plan"], planning),
            exactly(play.name, "killed at each other point, the least", least, kills),
        ]


def planners(database: Database, people: int, kills: int, random: Random) -> list[Figure]:
    """Kill two planners that know nothing of each other, again and again before their commit, then let one finish."""
    with staged(_named("kill -9 while planning", database, 2), database, people, random) as play:
        play.run_out([replace(play.order, point="before_plan")] * kills, replicas=2)
        half_done = database.ask("SELECT count(*) FROM outbox_message")[0][0]
        play.finish()
        return [
            *play.judge(unknown=0),
            exactly(play.name, "planned by halves", half_done, 0),
            exactly(play.name, "killed while planning", play.trapped["before_plan"], kills),
        ]


def _named(what: str, database: Database, replicas: int) -> str:
    return f"{what}, {database.kind}, {replicas} replica{'s' * (replicas > 1)}"


def _plan(play: Play) -> None:
    """Have one worker plan for everybody and die: what follows is meant for those that send."""
    play.start(replace(play.order, point="after_plan")).join()
    play.bury()


def at_random(database: Database, people: int, kills: int, random: Random, *, replicas: int = 1) -> list[Figure]:
    """Kill at any moment."""
    with staged(_named("kill -9 at random", database, replicas), database, people, random, in_flight=IN_FLIGHT) as play:
        _plan(play)
        done = play.disturb(play.kill_one, kills, (0.2, 0.6), replicas=replicas)
        play.kill_all()
        play.finish()
        return [*play.judge(), exactly(play.name, "killed at random", done, kills)]


def frozen(database: Database, people: int, times: int, random: Random, *, replicas: int = 2) -> list[Figure]:
    """Stop one of several replicas for longer than a lease, kill one now and then, go on."""

    def act() -> None:
        play.freeze_one()
        if play.random.random() < 0.3:
            play.kill_one()

    name = _named("SIGSTOP beyond the lease", database, replicas)
    with staged(name, database, people, random, send_rate=UNHURRIED) as play:
        _plan(play)
        done = play.disturb(act, times, (0.1, 0.5), replicas=replicas)
        play.kill_all()
        play.finish()
        return [*play.judge(), exactly(play.name, "times stopped", done, times)]


def restarts(database: Postgres, people: int, times: int, random: Random) -> list[Figure]:
    """Restart the database at once and without warning, again and again."""
    rate = people / (times * RESTART_SECONDS)
    with staged("database restarts, PostgreSQL, 2 replicas", database, people, random, send_rate=rate) as play:
        _plan(play)
        done = play.disturb(database.server.restart, times, (0.3, 1.2), replicas=2)
        play.stop_all()
        play.finish()
        return [*_judge_without_kills(play), exactly(play.name, "restarts", done, times)]


def cuts(database: Postgres, people: int, connections: int, random: Random) -> list[Figure]:
    """Cut so many connections to the database."""
    number, rate = 0, people / (connections * CUT_SECONDS)

    def act() -> None:
        nonlocal number
        number += database.cut()

    with staged("connections cut, PostgreSQL, 2 replicas", database, people, random, send_rate=rate) as play:
        _plan(play)
        while number < connections and not play.is_drained:
            play.disturb(act, 1, (0.05, 0.4), replicas=2)
        play.stop_all()
        play.finish()
        return [*_judge_without_kills(play), at_least(play.name, "connections cut", number, connections)]


def _judge_without_kills(play: Play) -> list[Figure]:
    return play.judge(unknown=max(BATCH, play.people * UNKNOWN_SHARE))
