"""`python -m tests.faults`: the harness in full, or a slice of it, with the figures as a table."""

from __future__ import annotations

import argparse
import os
import sys
import time
import traceback
from collections.abc import Callable, Iterable
from random import Random

from bot.deps import SystemClock
from tests.faults import clocks, disks, imports, kills, network, poison, receiving, replies, storage, ticks
from tests.faults.databases import PostgresServer, postgres_server
from tests.faults.figures import Figure, exactly, table
from tests.faults.worker import be_quiet

FLOOD_SHARE, FEW_FLOODS = 0.2, 0.04
"""How many calls are refused with 429: in full, and where there is no time to wait after each."""

Scenario = Callable[[], list[Figure]]


def _on_sqlite(play: Callable[..., list[Figure]], *sizes: object, **more: object) -> Scenario:
    def scenario() -> list[Figure]:
        with kills.sqlite() as database:
            return play(database, *sizes, **more)

    return scenario


def _scenarios(scale: float, server: PostgresServer, random: Random) -> Iterable[tuple[str, Scenario]]:
    """Every scenario with its sizes: at scale 1 those of the promise, or what a smaller machine was found to bear."""
    # Longer than 40 lines, since it is a table: one line for each scenario.

    def n(full: int, least: int) -> int:
        return max(least, round(full * scale))

    def on_postgres(play: Callable[..., list[Figure]], *sizes: object, **more: object) -> Scenario:
        return lambda: play(server.make(), *sizes, **more)

    messages, kill, kill_at_random = n(20_000, 200), n(200, 1), n(300, 4)
    yield "points-sqlite", _on_sqlite(kills.named_points, messages, kill, random)
    yield "points-postgres", on_postgres(kills.named_points, messages, kill, random, replicas=2)
    yield "random-sqlite", _on_sqlite(kills.at_random, messages, kill_at_random, random)
    yield "random-postgres", on_postgres(kills.at_random, messages, kill_at_random, random, replicas=2)
    yield "planners-sqlite", _on_sqlite(kills.planners, n(100, 20), kill, random)
    yield "planners-postgres", on_postgres(kills.planners, n(100, 20), kill, random)
    yield "frozen", on_postgres(kills.frozen, n(20_000, 200), n(50, 1), random, replicas=3 if scale >= 1 else 2)
    yield "cuts", on_postgres(kills.cuts, n(20_000, 200), n(500, 8), random)
    if server.folder is not None:
        yield "restarts", on_postgres(kills.restarts, n(20_000, 200), n(30, 1), random)
    yield "network", lambda: network.classified(n(1_000, 10))
    yield "unreliable-sqlite", _on_sqlite(network.unreliable, n(5_000, 200), 0.02, random)
    yield "unreliable-postgres", on_postgres(network.unreliable, n(5_000, 200), 0.02, random)
    yield "flood", on_postgres(network.flood, n(500, 60), random, share=FLOOD_SHARE if scale >= 1 else FEW_FLOODS)
    yield "replies", _on_sqlite(replies.replies, n(1_200, 150), n(100, 10), random)
    yield "blocked", on_postgres(network.blocked_and_moved, n(2_000, 100), random)
    yield "clock", lambda: clocks.jumps(n(300, 6))
    yield "morning", lambda: clocks.punctual(n(60, 6))
    yield "year", lambda: ticks.year_turn(n(300, 151))
    yield "ticks", lambda: ticks.stuck(n(300, 6), random)
    yield "repeated", lambda: clocks.repeated(n(300, 20), 0.3, random)
    yield "disk", _on_sqlite(disks.disk_full, n(2_000, 200), random)
    if server.folder is not None:
        yield "brim-sqlite", lambda: disks.brim_sqlite(n(2_000, 200), random)
        yield "brim-postgres", lambda: disks.brim_postgres(n(2_000, 200), random)
    yield "backup-sqlite", _on_sqlite(storage.backups, n(5_000, 200), n(100, 5), random)
    yield "backup-postgres", on_postgres(storage.backups, n(5_000, 200), n(100, 2), random)
    yield "import-sqlite", _on_sqlite(imports.imports, n(10_000, 100), n(10, 1), random)
    yield "import-postgres", on_postgres(imports.imports, n(10_000, 100), n(10, 1), random)
    yield "receiver-sqlite", _on_sqlite(receiving.receivers, n(5_000, 100), n(40, 1), random)
    yield "receiver-postgres", on_postgres(receiving.receivers, n(5_000, 100), n(40, 1), random)
    yield "mutations", lambda: poison.sorted_out(n(100_000, 1_000), random)
    yield "poison-sqlite", _on_sqlite(poison.poison, n(100_000, 300), random)
    yield "poison-postgres", on_postgres(poison.poison, n(20_000, 300), random)


def main() -> int:
    """Play what was asked for; returns 1 when a promise was broken."""
    options = _options()
    be_quiet()
    clocks.warm()
    holds = True
    began = time.monotonic()
    with postgres_server(options.postgres) as server:
        for name, scenario in _scenarios(options.scale, server, Random(options.seed)):
            if options.only and name not in options.only:
                continue
            started, busy = time.monotonic(), sum(os.times()[:4])
            found = _play(name, scenario)
            kept = all(figure.holds for figure in found)
            holds = holds and kept
            took, busy = time.monotonic() - started, sum(os.times()[:4]) - busy
            _tell(f"{name:20} {took:7.1f} s, {busy:6.1f} s busy  {'holds' if kept else 'BROKEN'}")
            _tell(f"\n{table(found)}\n")
    took, today = time.monotonic() - began, SystemClock().now()
    _tell(f"\nSeed {options.seed}, scale {options.scale:g}, {today:%d %B %Y}, {took:.0f} s")
    return int(not holds)


def _tell(line: str) -> None:
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


def _play(name: str, scenario: Scenario) -> list[Figure]:
    """Play one; where the harness itself ends with an error, that is a promise not kept, and the rest goes on."""
    try:
        return scenario()
    except Exception:
        traceback.print_exc()
        return [exactly(name, "played to its end", 0, 1)]


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.faults", description=__doc__)
    parser.add_argument("only", nargs="*", help="names of scenarios; without any, all of them")
    parser.add_argument("--scale", type=float, default=1.0, help="1: the sizes of the promise")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--postgres", default="", help="address of a server in which databases may be made")
    return parser.parse_args()


if __name__ == "__main__":
    sys.exit(main())
