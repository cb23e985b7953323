"""Backup and restore of PostgreSQL, by its own programs of the same version, in one transaction."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from datetime import datetime
from pathlib import Path
from tempfile import TemporaryDirectory

import psycopg
from psycopg import sql
from sqlalchemy import Executable
from sqlalchemy.dialects import postgresql
from sqlalchemy.engine import URL

from bot.domain.errors import Refusal
from bot.services.backup import (
    POSTGRES_HEAD,
    Copy,
    aside,
    check_replaceable,
    check_revision,
    check_seal,
    in_use,
    marks,
    seal,
)
from db.schema import LOCK_KEY, scripts

HOMES = ("/usr/lib/postgresql/{}/bin", "/usr/pgsql-{}/bin", "/opt/homebrew/opt/postgresql@{}/bin")
"""Where packages put the programs of one version, besides the search path."""

OTHERS = """
SELECT count(*) FROM pg_stat_activity
WHERE datname = current_database() AND pid <> pg_backend_pid() AND backend_type = 'client backend'
"""
OPEN_LEASES = "SELECT count(*) FROM lease WHERE expires_at > now()"


class Postgres:
    """One database, and the programs that fit its server."""

    def __init__(self, url: URL) -> None:
        self._environment = os.environ | ({"PGPASSWORD": str(url.password)} if url.password else {})
        # The password goes through the environment: arguments are there for all to read.
        bare = URL.create("postgresql", url.username, None, url.host, url.port, url.database, url.query)
        self._address = bare.render_as_string(hide_password=False)
        self._login = url.set(drivername="postgresql").render_as_string(hide_password=False)

    def back_up(self, target: Path) -> Copy:
        """Copy the database as it stands at one moment; raises Refusal."""
        check_replaceable(target)
        with self.connected() as connection:
            major = _major_of(connection)
        part = target.with_name(f"{target.name}.part")
        try:
            os.close(os.open(part, os.O_CREAT | os.O_TRUNC | os.O_WRONLY, 0o600))
            self._call(major, "pg_dump", "--format=custom", "--no-owner", "--no-privileges", f"--file={part}")
            self._call(major, "pg_restore", "--list", str(part), alone=True)  # what cannot be read is no backup
            return seal(part, target)
        except OSError as error:
            raise Refusal(f"{target} tidak dapat ditulis ({error.strerror}). / {target} cannot be written.") from error
        finally:
            with suppress(OSError):
                part.unlink(missing_ok=True)

    def restore(self, source: Path, *, now: datetime) -> Path | None:
        """Replace all tables by those of a copy, with the marks of a restore; raises Refusal and changes nothing.

        Returns where what was there before is kept, None if there was nothing.
        """
        check_seal(source, POSTGRES_HEAD)
        with self.connected() as connection:
            major = _major_of(connection)
            check_revision(self._revision_of(source, major), scripts())
            _refuse_company(connection)
            tables = _tables(connection)
            kept = aside(source, now) if tables else None
            if kept is not None:
                self.back_up(kept)
            self._replace(source, major, tables, marks(now))
        return kept

    @contextmanager
    def connected(self) -> Iterator[psycopg.Connection]:
        """A connection of one's own; raises Refusal where there is none to be had."""
        try:
            connection = psycopg.connect(self._login, autocommit=True)
        except psycopg.Error as error:
            raise Refusal(
                "Basis data tidak dapat dibuka: periksa DATABASE_URL. / The database cannot be opened."
            ) from error
        with connection:
            yield connection

    def _revision_of(self, source: Path, major: int) -> str | None:
        printed = self._call(
            major, "pg_restore", "--data-only", "--table=alembic_version", "--file=-", str(source), alone=True
        )
        found = re.search(r"^COPY .*alembic_version.*\n(\S+)$", printed, re.MULTILINE)
        return found[1] if found else None

    def _replace(self, source: Path, major: int, tables: Sequence[str], last: Sequence[Executable]) -> None:
        """Drop, load and mark in one transaction: after a crash everything is as it was."""
        with TemporaryDirectory(prefix="sigap-restore-") as folder:
            before, dump, after = (Path(folder) / f"{name}.sql" for name in ("before", "dump", "after"))
            before.write_text("".join(f"DROP TABLE IF EXISTS {table} CASCADE;\n" for table in tables), "utf-8")
            self._call(major, "pg_restore", "--no-owner", "--no-privileges", f"--file={dump}", str(source), alone=True)
            # The dump empties the search path.
            lines = ["SELECT pg_catalog.set_config('search_path', 'public', false)", *map(_as_text, last)]
            after.write_text("".join(f"{line};\n" for line in lines), "utf-8")
            files = [f"--file={path}" for path in (before, dump, after)]
            self._call(major, "psql", "--no-psqlrc", "--quiet", "--single-transaction", "-vON_ERROR_STOP=1", *files)

    def _call(self, major: int, program: str, *arguments: str, alone: bool = False) -> str:
        """Run a program of PostgreSQL and return what it printed; `alone`: without the database."""
        address = () if alone else (f"--dbname={self._address}",)
        command = [find_program(program, major), *address, *arguments]
        ended = subprocess.run(command, env=self._environment, capture_output=True, text=True, check=False)
        if ended.returncode != 0:
            said = (ended.stderr.strip().splitlines() or ["?"])[0]
            raise Refusal(f"{program} gagal / failed: {said}")
        return ended.stdout


def find_program(name: str, major: int) -> str:
    """The path of a program of PostgreSQL of one version; raises Refusal with what to install."""
    places = [*os.environ.get("PATH", os.defpath).split(os.pathsep), *(home.format(major) for home in HOMES)]
    for place in places:
        path = shutil.which(name, path=place)
        if path is not None and _version_of(path) == major:
            return path
    raise Refusal(
        f"{name} versi {major} tidak ditemukan: pasang paket klien PostgreSQL {major}. / "
        f"{name} of version {major} was not found: install the client package of PostgreSQL {major}."
    )


def _version_of(path: str) -> int | None:
    ended = subprocess.run([path, "--version"], capture_output=True, text=True, check=False)
    found = re.search(r"(\d+)\.", ended.stdout)
    return int(found[1]) if found else None


def _major_of(connection: psycopg.Connection) -> int:
    return connection.info.server_version // 10_000


def _refuse_company(connection: psycopg.Connection) -> None:
    """Raise Refusal while anybody else works here; a bot that starts meanwhile waits with its migration."""
    locked = connection.execute("SELECT pg_try_advisory_lock(%s)", (LOCK_KEY,)).fetchone()
    others = connection.execute(OTHERS).fetchone()
    is_held = connection.execute("SELECT to_regclass('lease') IS NOT NULL").fetchone() == (True,)
    leases = connection.execute(OPEN_LEASES).fetchone() if is_held else (0,)
    if locked != (True,) or others != (0,) or leases != (0,):
        raise in_use()


def _tables(connection: psycopg.Connection) -> list[str]:
    """Every table that is there, quoted."""
    rows = connection.execute("SELECT schemaname, tablename FROM pg_tables WHERE schemaname = current_schema()")
    return [sql.Identifier(*row).as_string(connection) for row in rows]


def _as_text(statement: Executable) -> str:
    dialect = postgresql.dialect()  # type: ignore[no-untyped-call]
    return str(statement.compile(dialect=dialect, compile_kwargs={"literal_binds": True}))  # type: ignore[attr-defined]
