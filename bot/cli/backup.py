"""`sigap backup` and `sigap restore`: the whole database into one file, and back."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import Annotated

import typer

from bot.cli.opening import open_sessions, read_settings, run, unreachable
from bot.config import Settings
from bot.deps import SystemClock
from bot.services import backup_sqlite
from bot.services.backup import Copy, write_off_missed
from bot.services.backup_postgres import Postgres
from bot.startup import prepare
from db.engine import driver_url

Target = Annotated[Path, typer.Argument(metavar="FILE", help="Where the copy goes; its checksum goes beside it.")]
Source = Annotated[Path, typer.Argument(metavar="FILE", help="A copy made by `sigap backup`.")]


def backup(file: Target) -> None:
    """Copy the whole database into one file; the bot may go on running."""
    made = run(_backup, file)
    typer.echo(f"{made.path}: {made.size} B, sha256 {made.sha256}", err=True)


def restore(file: Source) -> None:
    """Replace the database by a copy; what was due before now is not sent again."""
    run(_restore, file)


async def _backup(file: Path) -> Copy:
    settings = read_settings()
    database = _sqlite_file(settings)
    if database is None:
        return await asyncio.to_thread(Postgres(driver_url(settings.database_url)).back_up, file)
    return await asyncio.to_thread(backup_sqlite.back_up, database, file)


async def _restore(file: Path) -> None:
    settings, now = read_settings(), SystemClock().now()
    database = _sqlite_file(settings)
    if database is None:
        kept = await asyncio.to_thread(Postgres(driver_url(settings.database_url)).restore, file, now=now)
    else:
        kept = await asyncio.to_thread(backup_sqlite.restore, database, file, now=now)
    missed = await _write_off(settings)
    typer.echo(f"{file} sudah dipulihkan. / was restored.", err=True)
    if kept is not None:
        typer.echo(f"Yang lama tersimpan di {kept}. / What was there before is kept.", err=True)
    typer.echo(f"Tidak akan dikirim lagi / Will not be sent again: {missed}. `sigap outbox`", err=True)


async def _write_off(settings: Settings) -> int:
    """Bring an older schema up to date, then write down what came due since the backup."""
    now = SystemClock().now()
    async with open_sessions(settings) as sessions:
        try:
            await prepare(sessions, now=now)
            async with sessions.begin() as session:
                return await write_off_missed(session, now=now, zone=settings.zone)
        except OSError as error:
            raise unreachable(error) from error


def _sqlite_file(settings: Settings) -> Path | None:
    """The file of an SQLite database, None for PostgreSQL."""
    url = driver_url(settings.database_url)
    return Path(url.database or "") if url.get_backend_name() == "sqlite" else None
