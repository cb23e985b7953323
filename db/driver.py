"""SQLite's driver with fewer changes of thread: each costs more than most of our statements do.

A statement takes one visit to the thread of its connection: there it begins the transaction where one is due, runs and
fetches. aiosqlite alone takes a visit for each of cursor, BEGIN, statement, rows and close.
"""

import sqlite3
from collections.abc import Iterable
from contextvars import ContextVar
from typing import Any

import aiosqlite

CHUNK = 64
"""Rows at a time where somebody iterates over a cursor; nothing here does."""
BEGINNINGS = frozenset({"BEGIN", "BEGIN IMMEDIATE"})
IS_BRIEF: ContextVar[bool] = ContextVar("is_brief", default=False)
"""Whether all that is asked here takes less time than to cross to another thread and back."""


class BriskCursor:
    """What SQLAlchemy needs of a cursor; rows are there once a statement has run."""

    def __init__(self, connection: "BriskConnection") -> None:
        self._connection = connection
        self._rows: list[Any] = []
        self.description: Any = None
        self.rowcount, self.lastrowid, self.arraysize = -1, 0, 1

    async def __aenter__(self) -> "BriskCursor":
        return self

    async def execute(self, sql: str, parameters: Iterable[Any] = ()) -> "BriskCursor":
        """Run a statement and fetch what it finds. The beginning of a transaction waits for the first statement."""
        if sql in BEGINNINGS:
            self._connection.beginning = sql
        else:
            await self._connection.visit(self._run, sqlite3.Cursor.execute, sql, parameters)
        return self

    async def executemany(self, sql: str, parameters: Iterable[Iterable[Any]]) -> "BriskCursor":
        """Run a statement for each set of parameters."""
        await self._connection.visit(self._run, sqlite3.Cursor.executemany, sql, parameters)
        return self

    async def fetchall(self) -> list[Any]:
        """What the statement found."""
        rows, self._rows = self._rows, []
        return rows

    async def close(self) -> None:
        """Nothing is left open."""

    def _run(self, connection: sqlite3.Connection, run: Any, sql: str, parameters: Any) -> None:
        """Do everything that the thread of the connection must do."""
        cursor = connection.cursor()
        try:
            run(cursor, sql, parameters)
            self.description, self.rowcount = cursor.description, cursor.rowcount
            self.lastrowid = cursor.lastrowid or 0
            self._rows = cursor.fetchall() if cursor.description else []
        finally:
            cursor.close()


class BriskConnection(aiosqlite.Connection):
    """A connection whose transaction begins with the first statement in it."""

    beginning: str | None = None

    def cursor(self) -> BriskCursor:  # type: ignore[override]
        """A cursor, without asking the thread for one."""
        return BriskCursor(self)

    async def visit(self, work: Any, *arguments: Any) -> None:
        """Do something in the thread of the connection, inside the transaction that is due.

        What is brief is done right here, once the transaction has begun: that may wait, and so may its commit.
        """
        beginning, self.beginning = self.beginning, None
        if beginning is None and IS_BRIEF.get() and self.in_transaction:
            work(self._conn, *arguments)
            return
        await self._execute(self._begin_and, beginning, work, *arguments)  # type: ignore[no-untyped-call]

    def _begin_and(self, beginning: str | None, work: Any, *arguments: Any) -> None:
        if beginning is not None:
            self._conn.execute(beginning)
        work(self._conn, *arguments)

    async def commit(self) -> None:
        """Commit, if there is anything to commit."""
        self.beginning = None
        if self.in_transaction:
            await super().commit()

    async def rollback(self) -> None:
        """Roll back, if there is anything to roll back."""
        self.beginning = None
        if self.in_transaction:
            await super().rollback()


def connect(database: str, **options: Any) -> BriskConnection:
    """A connection to be awaited, in the place of `aiosqlite.connect`."""
    options["check_same_thread"] = False  # one thread at a time, as what is brief is awaited like all else
    connection = BriskConnection(lambda: sqlite3.connect(database, **options), CHUNK)
    connection._thread.daemon = True  # a process that ends does not wait for it
    return connection
