"""How every command starts and ends: settings, logs, database; a sentence for the operator instead of a traceback."""

from __future__ import annotations

import asyncio
import json
import logging
import os
import secrets
import sys
from collections.abc import AsyncIterator, Callable, Coroutine
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any, ParamSpec, TypeVar
from zoneinfo import ZoneInfo

import typer
from sqlalchemy.exc import SQLAlchemyError, StatementError

from bot.config import LogFormat, Settings, load
from bot.deps import Clock, SystemClock
from bot.domain.errors import MissingDataKey, Refusal
from bot.logs import configure_logs
from bot.redact import redact
from bot.startup import prepare
from db.engine import Sessions, open_database

ENV_FILE = Path(".env")
logger = logging.getLogger(__name__)

Arguments = ParamSpec("Arguments")
Result = TypeVar("Result")


@dataclass(frozen=True)
class Opened:
    """What a command works with; `zone` is that of national deadlines."""

    settings: Settings
    sessions: Sessions
    clock: Clock
    zone: ZoneInfo


def read_settings() -> Settings:
    """Read the environment and `.env` of the working directory, and set up the logs; raises Refusal."""
    settings = load(ENV_FILE)
    as_json = settings.log_format is LogFormat.JSON
    configure_logs(level=settings.log_level, as_json=as_json, secrets=settings.secrets)
    return settings


@asynccontextmanager
async def opened(*, need_key: bool = True) -> AsyncIterator[Opened]:
    """Open the migrated and seeded database of this set-up while the block runs; raises Refusal.

    need_key: refuse at once without DATA_KEY; else only a command that touches a personal field is refused.
    """
    settings = read_settings()
    if need_key and not settings.data_keys:
        raise MissingDataKey
    clock = SystemClock()
    async with open_sessions(settings) as sessions:
        try:
            await prepare(sessions, now=clock.now())
        except (SQLAlchemyError, OSError) as error:
            raise unreachable(error) from error
        yield Opened(settings, sessions, clock, settings.zone)


@asynccontextmanager
async def open_sessions(settings: Settings) -> AsyncIterator[Sessions]:
    """Open the database as it is, without migrating it; raises Refusal when its folder cannot be made."""
    try:
        sessions = open_database(settings.database_url, settings.data_keys)
    except (SQLAlchemyError, OSError) as error:
        raise unreachable(error) from error
    try:
        yield sessions
    finally:
        await sessions.close()


def unreachable(error: Exception) -> Refusal:
    """Say that the database cannot be used; the cause is named by its kind, as its text may hold a password."""
    cause = getattr(error, "orig", None) or error
    return Refusal(
        f"Basis data tidak dapat dibuka ({type(cause).__name__}): periksa DATABASE_URL dengan `sigap doctor`. / "
        "The database cannot be opened: check DATABASE_URL with `sigap doctor`."
    )


def command_group(help_text: str) -> typer.Typer:
    """Return an empty group of commands; tracebacks and markup of the library are off."""
    return typer.Typer(help=help_text, no_args_is_help=True, pretty_exceptions_enable=False, rich_markup_mode=None)


def run(
    work: Callable[Arguments, Coroutine[Any, Any, Result]], *args: Arguments.args, **kwargs: Arguments.kwargs
) -> Result:
    """Run an async function to its end; whatever goes wrong becomes a sentence on standard error and exit code 1."""
    try:
        return asyncio.run(work(*args, **kwargs))
    except KeyboardInterrupt:
        sentence = "Dihentikan. / Stopped."
    except BrokenPipeError:
        _discard_output()
        raise typer.Exit(1) from None
    except Exception as error:
        sentence = explain(error)
    typer.echo(sentence, err=True)
    raise typer.Exit(1)


def explain(error: Exception) -> str:
    """Return the sentence for an operator; the traceback of what nobody expected is in the log, at DEBUG."""
    refusal = _refusal_in(error)
    if refusal is not None:
        return redact(str(refusal))
    reference = secrets.token_hex(4)
    logger.debug("unexpected error %s", reference, exc_info=error)
    return (
        f"Terjadi kesalahan tak terduga (kode {reference}); LOG_LEVEL=DEBUG menunjukkan rinciannya. / "
        f"An unexpected error occurred (reference {reference}); LOG_LEVEL=DEBUG shows its details."
    )


def _refusal_in(error: BaseException) -> Refusal | None:
    """Find a refusal, also inside of what a task group raises, or the database while it binds a value."""
    if isinstance(error, Refusal):
        return error
    if isinstance(error, StatementError) and error.orig is not None:
        return _refusal_in(error.orig)
    if isinstance(error, BaseExceptionGroup):
        return next((found for found in map(_refusal_in, error.exceptions) if found), None)
    return None


def _discard_output() -> None:
    """Whoever read our output has gone; without this Python would complain about it at exit."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def print_json(value: object) -> None:
    """Print one JSON document on standard output; dates and times in ISO 8601."""
    typer.echo(json.dumps(value, ensure_ascii=False, indent=2, default=_plain))


def _plain(value: object) -> str:
    if isinstance(value, date):  # a datetime is one
        return value.isoformat()
    raise TypeError(f"{type(value).__name__} has no form in JSON")
