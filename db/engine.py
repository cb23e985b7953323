"""One way to open SQLite and PostgreSQL: many readers, and on SQLite a single writer."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Delete, Insert, Update, event
from sqlalchemy.engine import URL, make_url
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine
from sqlalchemy.orm import SessionTransaction
from sqlalchemy.pool import AsyncAdaptedQueuePool
from sqlmodel import Session
from sqlmodel.ext.asyncio.session import AsyncSession

from bot.domain.errors import Refusal
from db.companion import COMPANION as COMPANION
from db.driver import connect
from db.memory import Memory, part_of, raise_versions
from db.sharing import SharedTransactions
from db.types import CIPHER_ATTRIBUTE, Cipher

BUSY_TIMEOUT_MS = 30_000
IDLE_TRANSACTION_MS = 60_000
"""After this PostgreSQL ends a transaction whose process has stopped in the middle: others wait for its locks."""
DRIVERS = {"sqlite": "sqlite+aiosqlite", "postgresql": "postgresql+psycopg", "postgres": "postgresql+psycopg"}


TOUCHED = "touched"
"""Where a session that writes, and its connection, note the parts of the memory that it writes to."""


class Writing(Session):
    """A session that notes what it writes to."""


class Sessions:
    """Opens sessions: `sessions()` to read, `sessions.begin()` for one transaction that commits at its end."""

    def __init__(self, readers: AsyncEngine, writer: AsyncEngine) -> None:
        self.readers = readers
        self.writer = writer
        self.memory = Memory()
        self.shared = SharedTransactions(self)
        self.pacing = SharedTransactions(self)  # apart, as these wait for whoever holds the limits of sending

    @asynccontextmanager
    async def __call__(self) -> AsyncIterator[AsyncSession]:
        """Open a session for reading, which may remember; whatever it would write is rolled back."""
        companion = COMPANION.get()
        info = self.memory.for_session(is_current=companion is not None and companion.knows_versions)
        session = AsyncSession(self.readers, expire_on_commit=False, autoflush=False, info=info)
        try:
            yield session
        finally:
            if session.in_transaction():  # else all was remembered, and there is nothing to close
                await session.__aexit__(None, None, None)

    @asynccontextmanager
    async def begin(self) -> AsyncIterator[AsyncSession]:
        """Open a transaction; it commits unless the block raises. Send nothing while it is open."""
        companion, raised = COMPANION.get(), {}
        async with (
            AsyncSession(self.writer, expire_on_commit=False, sync_session_class=Writing) as session,
            session.begin(),
        ):
            yield session
            await session.flush()
            if companion is not None:
                await companion.join(session)
            if touched := session.info.get(TOUCHED):
                raised = await raise_versions(session, touched)
        self.memory.accept(raised)
        if companion is not None:
            companion.committed()

    @property
    def is_sqlite(self) -> bool:
        return self.writer.dialect.name == "sqlite"

    @property
    def file(self) -> Path | None:
        """The file of an SQLite database; None for any other."""
        return Path(self.writer.url.database or "") if self.is_sqlite else None

    async def close(self) -> None:
        """Close every connection."""
        await self.readers.dispose()
        if self.writer is not self.readers:
            await self.writer.dispose()


def driver_url(address: str) -> URL:
    """Turn `sqlite:///path` or `postgresql://…` into the address of the driver used here.

    Raises Refusal for any other kind of database.
    """
    url = make_url(address)
    scheme = url.drivername.partition("+")[0]
    if scheme not in DRIVERS:
        raise Refusal(f"DATABASE_URL harus sqlite:/// atau postgresql://, bukan {scheme}://.")
    return url.set(drivername=DRIVERS[scheme])


def open_database(address: str, keys: tuple[str, ...] = ()) -> Sessions:
    """Open the database at an address of the form of DATABASE_URL; connects at first use.

    keys: those of DATA_KEY, the first of which encrypts; without any, personal fields cannot be touched.
    """
    url = driver_url(address)
    if url.get_backend_name() == "sqlite":
        return _open_sqlite(url, Cipher(keys))
    engine = create_async_engine(url, pool_pre_ping=True, hide_parameters=True)
    setattr(engine.dialect, CIPHER_ATTRIBUTE, Cipher(keys))
    event.listen(engine.sync_engine, "before_execute", _note_write)
    event.listen(engine.sync_engine, "connect", _bound_idle_transactions)
    return Sessions(engine, engine)


def _bound_idle_transactions(connection: Any, _record: Any) -> None:
    cursor = connection.cursor()
    cursor.execute(f"SET idle_in_transaction_session_timeout = {IDLE_TRANSACTION_MS}")
    cursor.close()
    connection.commit()


def _open_sqlite(url: URL, cipher: Cipher) -> Sessions:
    if url.database and url.database != ":memory:":
        Path(url.database).parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    options: dict[str, Any] = {"connect_args": {"async_creator_fn": connect}, "hide_parameters": True}
    readers = create_async_engine(url, poolclass=AsyncAdaptedQueuePool, pool_size=16, **options)
    writer = create_async_engine(url, poolclass=AsyncAdaptedQueuePool, pool_size=1, max_overflow=0, **options)
    for engine, begin in ((readers, "BEGIN"), (writer, "BEGIN IMMEDIATE")):
        setattr(engine.dialect, CIPHER_ATTRIBUTE, cipher)
        _prepare_sqlite(engine, begin, read_only=engine is readers)
    event.listen(writer.sync_engine, "before_execute", _note_write)
    return Sessions(readers, writer)


def _prepare_sqlite(engine: AsyncEngine, begin: str, *, read_only: bool) -> None:
    """Take over transactions from the driver, which would otherwise begin them lazily and unlocked."""

    @event.listens_for(engine.sync_engine, "do_connect")
    def before_connect(_dialect: Any, _record: Any, arguments: list[Any], _options: dict[str, Any]) -> None:
        if not read_only and arguments and arguments[0] != ":memory:":
            Path(arguments[0]).touch(mode=0o600)  # what SQLite itself would make, anybody on the machine could read

    @event.listens_for(engine.sync_engine, "connect")
    def on_connect(connection: Any, _record: Any) -> None:
        connection.isolation_level = None
        cursor = connection.cursor()
        for pragma in (
            f"busy_timeout={BUSY_TIMEOUT_MS}",
            "journal_mode=WAL",
            "synchronous=FULL",
            "foreign_keys=ON",
            f"query_only={int(read_only)}",
        ):
            cursor.execute(f"PRAGMA {pragma}")
        cursor.close()

    @event.listens_for(engine.sync_engine, "begin")
    def on_begin(connection: Any) -> None:
        connection.exec_driver_sql(begin)


@event.listens_for(Writing, "after_begin")
def _on_begin(session: Session, transaction: SessionTransaction, connection: Connection) -> None:
    if not transaction.nested:  # what was written before a savepoint was written
        connection.info[TOUCHED] = session.info[TOUCHED] = set()


def _note_write(connection: Connection, clause: Any, _many: Any, _parameters: Any, _options: Any) -> None:
    """Note what a statement is about to change; SQL as mere text is for migrations and for no rows."""
    if isinstance(clause, Insert | Update | Delete) and (part := part_of(getattr(clause.table, "name", ""))):
        connection.info.setdefault(TOUCHED, set()).add(part)
