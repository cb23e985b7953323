"""What both kinds of database owe: migrations, transactions, encryption at rest."""

from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path

import pytest
from cryptography.fernet import Fernet
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError, OperationalError
from sqlmodel import select

from bot.domain.errors import MissingDataKey, Refusal
from bot.domain.roles import AgencyKind
from bot.redact import redact
from db.engine import Sessions, open_database
from db.models import Agency, Chat, ChatState, FocalPoint
from db.queries.bulk import insert_rows
from db.schema import differences, is_current, migrate
from db.types import Cipher, Hundredths
from tests.conftest import KEY

NOW = datetime(2026, 7, 13, 2, 0, tzinfo=UTC)


async def test_migrations_and_models_describe_the_same_schema(sessions: Sessions) -> None:
    assert await differences(sessions) == []


async def test_migrating_twice_changes_nothing(sessions: Sessions) -> None:
    await migrate(sessions)
    assert await is_current(sessions)


async def test_a_database_without_schema_is_not_current(database_url: str) -> None:
    opened = open_database(database_url)
    assert not await is_current(opened)
    await opened.close()


async def test_what_the_database_refuses_is_told_without_the_values(sessions: Sessions) -> None:
    chat = {"telegram_id": 123456789, "state": ChatState.OPEN, "state_reason": "", "opened_at": NOW}
    for _ in range(2):
        try:
            async with sessions.begin() as session:
                await insert_rows(session, Chat, [chat])
        except IntegrityError as error:
            told = str(error)
    assert "123456789" not in redact(told)


async def test_a_transaction_that_nobody_goes_on_with_does_not_hold_its_locks_for_ever(sessions: Sessions) -> None:
    if sessions.is_sqlite:  # one machine: a process that was stopped is seen by whoever stopped it
        return
    async with sessions() as session:
        found = (await session.exec(text("SHOW idle_in_transaction_session_timeout"))).scalar_one()  # type: ignore[call-overload]
    assert found == "1min"


async def test_a_name_comes_back_but_lies_encrypted_in_the_table(sessions: Sessions) -> None:
    async with sessions.begin() as session:
        session.add(FocalPoint(name="Sri Wahyuni", created_at=NOW))
    async with sessions() as session:
        assert (await session.exec(select(FocalPoint))).one().name == "Sri Wahyuni"
        raw = (await (await session.connection()).execute(text("SELECT name FROM focal_point"))).scalar_one()
    assert b"Sri" not in bytes(raw)


async def test_moments_come_back_aware_and_equal(sessions: Sessions) -> None:
    async with sessions.begin() as session:
        session.add(FocalPoint(created_at=NOW))
    async with sessions() as session:
        assert (await session.exec(select(FocalPoint))).one().created_at == NOW


async def test_kinds_are_stored_as_the_words_of_the_contract(sessions: Sessions) -> None:
    async with sessions.begin() as session:
        session.add(Agency(kind=AgencyKind.REGENCY, time_zone="Asia/Jakarta"))
    async with sessions() as session:
        raw = (await (await session.connection()).execute(text("SELECT kind FROM agency"))).scalar_one()
    assert raw == "kabupaten"


async def test_a_transaction_that_fails_leaves_nothing(sessions: Sessions) -> None:
    async def stop_halfway() -> None:
        async with sessions.begin() as session:
            session.add(FocalPoint(created_at=NOW))
            await session.flush()
            raise RuntimeError("halfway")

    with pytest.raises(RuntimeError, match="halfway"):
        await stop_halfway()
    async with sessions() as session:
        assert (await session.exec(select(FocalPoint))).all() == []


async def test_the_readers_of_sqlite_cannot_write(sqlite_sessions: Sessions) -> None:
    async with sqlite_sessions() as session:
        connection = await session.connection()
        with pytest.raises(OperationalError, match="readonly"):
            await connection.execute(text("DELETE FROM agency"))


async def test_sqlite_runs_with_a_write_ahead_log_and_full_synchronisation(tmp_path: Path) -> None:
    opened = open_database(f"sqlite:///{tmp_path}/sigap.db")
    async with opened.begin() as session:
        connection = await session.connection()
        assert (await connection.execute(text("PRAGMA journal_mode"))).scalar_one() == "wal"
        assert (await connection.execute(text("PRAGMA synchronous"))).scalar_one() == 2
    await opened.close()


async def test_an_old_key_still_reads_after_a_new_one_was_put_before_it(database_url: str) -> None:
    new = Fernet.generate_key().decode()
    old = open_database(database_url, (KEY,))
    await migrate(old)
    async with old.begin() as session:
        session.add(FocalPoint(name="Budi", created_at=NOW))
    await old.close()
    rotated = open_database(database_url, (new, KEY))
    async with rotated() as session:
        assert (await session.exec(select(FocalPoint))).one().name == "Budi"
    await rotated.close()


def test_without_a_key_personal_fields_cannot_be_touched() -> None:
    with pytest.raises(MissingDataKey, match="sigap keygen"):
        Cipher(()).encrypt("Budi")


def test_a_foreign_key_is_refused_with_a_sentence() -> None:
    token = Cipher((KEY,)).encrypt("Budi")
    with pytest.raises(Refusal, match="DATA_KEY does not fit"):
        Cipher((Fernet.generate_key().decode(),)).decrypt(token)


def test_other_databases_are_refused_with_a_sentence() -> None:
    with pytest.raises(Refusal, match="mysql"):
        open_database("mysql://localhost/x")


def test_percentages_keep_two_decimals() -> None:
    column = Hundredths()
    stored = column.process_bind_param(Decimal("68.57"), None)  # type: ignore[arg-type]
    assert (stored, str(column.process_result_value(stored, None))) == (6857, "68.57")  # type: ignore[arg-type]


async def test_the_file_of_a_new_database_is_for_its_owner_alone(tmp_path: Path) -> None:
    opened = open_database(f"sqlite:///{tmp_path}/baru/sigap.db", (KEY,))
    await migrate(opened)
    modes = {file.name: file.stat().st_mode & 0o777 for file in (tmp_path / "baru").iterdir()}
    await opened.close()
    assert set(modes.values()) == {0o600}
    assert (tmp_path / "baru").stat().st_mode & 0o777 == 0o700
