"""The state of the schema: bring it up to date, or tell what is missing."""

from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, text
from sqlmodel.ext.asyncio.session import AsyncSession

from db.engine import Sessions
from db.models import metadata

LOCK_KEY = 54_2018
"""Any number will do, as long as every replica asks PostgreSQL for the same one."""


def _config(connection: Connection | None = None) -> Config:
    config = Config()
    config.set_main_option("script_location", "db:migrations")
    config.attributes["connection"] = connection
    return config


async def migrate(sessions: Sessions) -> None:
    """Bring the schema up to date; several replicas may call it at once, one does the work."""
    async with sessions.begin() as session:
        await hold_lock(session)
        connection = await session.connection()
        await connection.run_sync(lambda sync: command.upgrade(_config(sync), "head"))


async def hold_lock(session: AsyncSession) -> None:
    """Wait until no other replica sets up the database, and keep the others waiting until the transaction ends."""
    connection = await session.connection()
    if connection.dialect.name == "postgresql":  # on SQLite the write transaction itself is the lock
        await connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": LOCK_KEY})


def scripts() -> ScriptDirectory:
    """The migrations of this program."""
    return ScriptDirectory.from_config(_config())


async def is_current(sessions: Sessions) -> bool:
    """Whether the schema is the one this program expects."""
    async with sessions() as session:
        connection = await session.connection()
        found = await connection.run_sync(lambda sync: MigrationContext.configure(sync).get_current_revision())
    return found == scripts().get_current_head()


async def differences(sessions: Sessions) -> list[object]:
    """What the models say that the migrated schema does not; empty when they agree."""
    async with sessions() as session:
        connection = await session.connection()
        return await connection.run_sync(
            lambda sync: list(compare_metadata(MigrationContext.configure(sync), metadata))
        )
