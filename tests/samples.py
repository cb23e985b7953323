"""Databases with the real registry and the sample data of the demo."""

from bot.demo import load_samples
from bot.startup import prepare
from db.engine import open_database
from tests.cast import MONDAY


async def make_sample(address: str, key: str) -> None:
    """Fill the database at the address; it is closed again, so that it may be copied."""
    sessions = open_database(address, (key,))
    await prepare(sessions, now=MONDAY)
    async with sessions.begin() as session:
        await load_samples(session, now=MONDAY)
    await sessions.close()
