"""Copies of a whole database, and back again without sending anything twice."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from alembic.script import ScriptDirectory
from sqlalchemy import Executable
from sqlmodel import col, delete, insert, literal, select, update
from sqlmodel.ext.asyncio.session import AsyncSession

from bot.domain.errors import Refusal
from bot.domain.reminders import PlannedReminder, plan
from bot.services.outbox import NewMessage, enqueue
from bot.services.reminders import CURSOR, load_facts, payload_of
from db.models import InboxUpdate, OutboxMessage, OutboxState, PlannerCursor
from db.queries.bulk import table_of

RESTORED = "restored"
"""Reason of what was open or came due before a restore: nobody knows whether it left after the backup."""

BEFORE_RESTORE = "before_restore"
"""Cursor that keeps where planning stood in the copy, until what came due since then is written off."""

OPEN = (OutboxState.QUEUED, OutboxState.LEASED, OutboxState.SENDING, OutboxState.UNKNOWN)
SQLITE_HEAD, POSTGRES_HEAD = b"SQLite format 3\0", b"PGDMP"


@dataclass(frozen=True)
class Copy:
    """A backup on disk; `sha256` also stands in a file beside it, as `sha256sum -c` reads it."""

    path: Path
    size: int
    sha256: str


def marks(now: datetime) -> Sequence[Executable]:
    """What a restored database must be told before anybody opens it: nothing that was due may leave again.

    Belongs into the transaction that makes the restored rows visible.
    """
    cursors, name = table_of(PlannerCursor), col(PlannerCursor.name)
    stood = select(literal(BEFORE_RESTORE), col(PlannerCursor.planned_until)).where(name == CURSOR)
    return (
        update(OutboxMessage)
        .where(col(OutboxMessage.state).in_(OPEN), col(OutboxMessage.due_at) <= now)
        # Without a moment of its own an unknown message is never repeated by itself.
        .values(state=OutboxState.UNKNOWN, reason=RESTORED, unknown_at=None, lease_owner=None, lease_until=None),
        update(InboxUpdate).where(col(InboxUpdate.handled_at).is_(None)).values(handled_at=now, error=RESTORED),
        delete(PlannerCursor).where(name == BEFORE_RESTORE),
        insert(cursors).from_select(["name", "planned_until"], stood),
        update(PlannerCursor).where(name == CURSOR, col(PlannerCursor.planned_until) < now).values(planned_until=now),
    )


async def write_off_missed(session: AsyncSession, *, now: datetime, zone: ZoneInfo) -> int:
    """Write every reminder that came due between the backup and its restore down as expired; returns how many.

    They will never be planned, since the cursor stands behind them; this shows what may have left and what not.
    """
    stood = await session.get(PlannerCursor, BEFORE_RESTORE)
    if stood is None:
        return 0
    facts = await load_facts(session, after=stood.planned_until, until=now, zone=zone)
    missed = [item for item in plan(facts, stood.planned_until, now) if item.person.chat_key is not None]
    await session.delete(stood)
    return await enqueue(session, [_written_off(item) for item in missed], now=now)


def _written_off(reminder: PlannedReminder) -> NewMessage:
    assert reminder.person.chat_key is not None, "those without a chat are left out"
    return NewMessage(
        dedupe_key=reminder.dedupe_key,
        kind=str(reminder.kind),
        chat_key=reminder.person.chat_key,
        payload=payload_of(reminder),
        due_at=reminder.send_at,
        next_at=reminder.send_at,
        expires_at=reminder.useful_until,
        expired=RESTORED,
        chain=reminder.lead.chain.key,
    )


def seal(path: Path, final: Path) -> Copy:
    """Give a finished copy its place and its checksum; whoever reads the name sees a whole file or none."""
    _sync(path)
    copy = Copy(final, path.stat().st_size, digest(path))
    checksum = checksum_of(final)
    part = checksum.with_name(f"{checksum.name}.part")
    part.write_text(f"{copy.sha256}  {final.name}\n", "utf-8")
    os.replace(path, final)
    os.replace(part, checksum)
    return copy


def check_seal(path: Path, head: bytes) -> None:
    """Raise Refusal unless the file begins as a copy of this kind of database does and fits its checksum."""
    try:
        with path.open("rb") as file:
            found = file.read(len(head))
    except OSError as error:
        raise Refusal(f"{path} tidak dapat dibaca ({error.strerror}). / {path} cannot be read.") from error
    if found != head:
        raise Refusal(
            f"{path} bukan cadangan untuk basis data jenis ini. / {path} is no backup for this kind of database."
        )
    checksum = checksum_of(path)
    if checksum.exists() and checksum.read_text("utf-8").split()[:1] != [digest(path)]:
        raise Refusal(
            f"{path} rusak: jumlah pemeriksa di {checksum.name} tidak cocok. / "
            f"{path} is damaged: it does not fit the checksum in {checksum.name}."
        )


def check_replaceable(path: Path) -> None:
    """Raise Refusal where a backup would write over something that is no backup."""
    if not path.parent.is_dir():
        raise Refusal(f"Folder {path.parent} tidak ada. / There is no folder {path.parent}.")
    if path.exists() and not (path.is_file() and _looks_like_backup(path)):
        raise Refusal(f"{path} sudah ada dan bukan cadangan. / {path} exists and is no backup.")


def check_revision(revision: str | None, script: ScriptDirectory) -> None:
    """Raise Refusal for a copy whose schema this program does not know."""
    if revision not in {found.revision for found in script.walk_revisions()}:
        raise Refusal(
            "Cadangan ini bukan dari Sigap, atau dari versi yang lebih baru. / "
            "This backup is not of Sigap, or of a newer version."
        )


def digest(path: Path) -> str:
    """The SHA-256 of a file, in hexadecimal."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def checksum_of(path: Path) -> Path:
    """Where the checksum of a backup lies."""
    return path.with_name(f"{path.name}.sha256")


def aside(path: Path, now: datetime) -> Path:
    """Where what a restore replaces is kept: beside the backup, named by the moment."""
    return path.with_name(f"{path.name}.before-{now:%Y%m%dT%H%M%SZ}")


def in_use() -> Refusal:
    """The refusal of a restore into a database that something has open."""
    return Refusal(
        "Basis data sedang dipakai: hentikan `sigap run` dan program lain dulu. / "
        "The database is in use: stop `sigap run` and other programs first."
    )


def _looks_like_backup(path: Path) -> bool:
    with path.open("rb") as file:
        head = file.read(len(SQLITE_HEAD))
    return (head == SQLITE_HEAD or head.startswith(POSTGRES_HEAD)) and checksum_of(path).exists()


def _sync(path: Path) -> None:
    with path.open("rb") as file:
        os.fsync(file.fileno())
