"""The check-up: each thing that may be wrong is found, named, and comes with advice."""

from __future__ import annotations

import json
import os
from collections.abc import Awaitable, Callable
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from cryptography.fernet import Fernet
from sqlalchemy import text
from typer.testing import CliRunner

from bot.cli.opening import command_group
from bot.cli.system import ask_telegram, doctor, keygen, migrate, outbox
from bot.config import Settings
from bot.deps import SystemClock
from bot.domain.duties import DeadlineKind
from bot.domain.errors import Refusal
from bot.domain.roles import AgencyKind, Role
from bot.services import inbox
from bot.services.doctor import BotState, Finding, examine, has_wal_reset_bug
from bot.services.doctor_running import examine_disk
from bot.services.leases import PLANNER, acquire, release
from db.engine import Sessions, open_database
from db.models import Agency, Cycle, Deadline, FocalPoint, Occupancy, Period, Programme, Seat
from tests.edge.stub import Exchange, StubServer

NOW = datetime(2026, 7, 13, 2, 0, tzinfo=UTC)
TOKEN = "123456:AAbb-cc_dd"


async def examined(sessions: Sessions, check: str, *, now: datetime = NOW, **options: Any) -> Finding:
    """The finding of one check."""
    given = {"zone": ZoneInfo("Asia/Jakarta"), "admin_ids": frozenset[int](), **options}
    findings = {finding.check: finding for finding in await examine(sessions, now=now, **given)}
    return findings[check]


async def seat(sessions: Sessions, role: Role, *, occupied: bool) -> None:
    """A seat at Setnas, and somebody in it or nobody."""
    async with sessions.begin() as session:
        agency = Agency(kind=AgencyKind.COORDINATOR, time_zone="Asia/Jakarta")
        person = FocalPoint(name="Sri", created_at=NOW)
        session.add_all([agency, person])
        await session.flush()
        place = Seat(agency_id=agency.id or 0, role=role)
        session.add(place)
        await session.flush()
        ends_at = None if occupied else NOW
        session.add(Occupancy(seat_id=place.id or 0, focal_point_id=person.id or 0, starts_at=NOW, ends_at=ends_at))


async def period(sessions: Sessions, *, due_at: datetime | None = None, is_sample: bool = False) -> None:
    """A period, with a deadline or without."""
    async with sessions.begin() as session:
        programme = Programme(code="P", name="Programme")
        session.add(programme)
        await session.flush()
        year = {"starts_on": date(2026, 1, 1), "ends_on": date(2026, 12, 31)}
        cycle = Cycle(programme_id=programme.id or 0, code="2025-2026", name="Cycle", **year)
        session.add(cycle)
        await session.flush()
        row = Period(cycle_id=cycle.id or 0, code="B18", name="TW VI", **year)
        session.add(row)
        await session.flush()
        if due_at is not None:
            kind = DeadlineKind.REPORT
            key = row.id or 0
            session.add(Deadline(period_id=key, kind=kind, due_at=due_at, decided_at=NOW, is_sample=is_sample))


async def test_the_database_clock_is_compared_with_ours(sessions: Sessions) -> None:
    now = SystemClock().now()
    assert (await examined(sessions, "jam", now=now)).ok
    for skew in (timedelta(minutes=1), -timedelta(minutes=1)):
        assert not (await examined(sessions, "jam", now=now + skew)).ok


async def test_a_schema_of_another_version_is_found(sessions: Sessions) -> None:
    assert (await examined(sessions, "skema")).ok
    async with sessions.begin() as session:
        await (await session.connection()).execute(text("UPDATE alembic_version SET version_num = '0000'"))
    assert "sigap migrate" in (await examined(sessions, "skema")).advice


async def test_a_key_that_does_not_fit_is_found(sessions: Sessions, migrated_url: str) -> None:
    assert (await examined(sessions, "kunci data")).ok
    await seat(sessions, Role.INSPECTORATE, occupied=True)
    assert (await examined(sessions, "kunci data")).ok
    for keys, words in (((Fernet.generate_key().decode(),), "does not fit"), ((), "sigap keygen")):
        opened = open_database(migrated_url, keys)
        finding = await examined(opened, "kunci data")
        await opened.close()
        assert not finding.ok
        assert words in finding.message


@pytest.mark.parametrize(("year", "ok", "is_remark"), [(2026, True, False), (2027, True, True), (2028, False, False)])
async def test_a_year_without_collective_leave_is_found_before_it_begins(
    sqlite_sessions: Sessions, year: int, ok: bool, is_remark: bool
) -> None:
    finding = await examined(sqlite_sessions, "hari libur", now=NOW.replace(year=year))
    assert (finding.ok, finding.is_remark) == (ok, is_remark)


async def test_the_year_is_that_of_the_national_zone(sqlite_sessions: Sessions) -> None:
    finding = await examined(sqlite_sessions, "hari libur", now=datetime(2027, 12, 31, 17, 30, tzinfo=UTC))
    assert not finding.ok


@pytest.mark.parametrize(
    ("prepare", "ok", "is_remark"),
    [
        pytest.param(lambda _: None, False, False, id="no period"),
        pytest.param(lambda s: period(s), False, False, id="no deadline"),
        pytest.param(lambda s: period(s, due_at=NOW), False, False, id="all over"),
        pytest.param(lambda s: period(s, due_at=NOW + timedelta(days=1), is_sample=True), True, True, id="samples"),
        pytest.param(lambda s: period(s, due_at=NOW + timedelta(days=1)), True, False, id="one ahead"),
    ],
)
async def test_missing_deadlines_are_found(
    sessions: Sessions, prepare: Callable[[Sessions], Awaitable[None] | None], ok: bool, is_remark: bool
) -> None:
    prepared = prepare(sessions)
    if prepared is not None:
        await prepared
    finding = await examined(sessions, "tenggat")
    assert (finding.ok, finding.is_remark) == (ok, is_remark)


async def test_somebody_must_be_administrator(sessions: Sessions) -> None:
    assert not (await examined(sessions, "administrator")).ok
    assert (await examined(sessions, "administrator", admin_ids=frozenset({1003}))).ok
    await seat(sessions, Role.SETNAS_ADMIN, occupied=True)
    assert (await examined(sessions, "administrator")).ok


async def test_a_former_administrator_is_none_and_leaves_an_empty_seat(sessions: Sessions) -> None:
    assert not (await examined(sessions, "jabatan")).is_remark
    await seat(sessions, Role.SETNAS_ADMIN, occupied=False)
    assert not (await examined(sessions, "administrator")).ok
    assert (await examined(sessions, "jabatan")).is_remark


async def test_a_database_that_is_away_is_one_finding_without_password() -> None:
    opened = open_database("postgresql://u:geheim123@127.0.0.1:1/sigap?connect_timeout=2")
    findings = await examine(opened, now=NOW, zone=ZoneInfo("Asia/Jakarta"), admin_ids=frozenset())
    await opened.close()
    assert [(finding.check, finding.ok) for finding in findings] == [("basis data", False)]
    assert "geheim123" not in findings[0].message


async def test_a_database_that_was_never_made_is_not_made_by_looking(tmp_path: Path) -> None:
    opened = open_database(f"sqlite:///{tmp_path}/sigap.db")
    assert "sigap migrate" in (await examined(opened, "basis data")).advice
    await opened.close()
    assert os.listdir(tmp_path) == []


async def test_a_file_with_secrets_that_others_can_read_is_found(sqlite_sessions: Sessions, tmp_path: Path) -> None:
    secrets = tmp_path / ".env"
    secrets.touch(mode=0o644)
    files = [found for found in await _files(sqlite_sessions, secrets) if str(secrets) in found.message]
    assert (files[0].ok, files[0].advice) == (False, f"chmod 600 {secrets}")
    secrets.chmod(0o600)
    assert all(found.ok for found in await _files(sqlite_sessions, secrets))
    assert len(await _files(sqlite_sessions, tmp_path / "missing")) == 1


async def _files(sessions: Sessions, path: Path) -> list[Finding]:
    findings = await examine(
        sessions, now=NOW, zone=ZoneInfo("Asia/Jakarta"), admin_ids=frozenset(), private_files=[path]
    )
    return [finding for finding in findings if finding.check == "berkas"]


@pytest.mark.parametrize(
    ("version", "is_affected"),
    [
        ((3, 6, 23), False),
        ((3, 7, 0), True),
        ((3, 40, 1), True),
        ((3, 44, 5), True),
        ((3, 44, 6), False),
        ((3, 45, 0), True),
        ((3, 50, 6), True),
        ((3, 50, 7), False),
        ((3, 51, 0), True),
        ((3, 51, 2), True),
        ((3, 51, 3), False),
        ((3, 52, 0), False),
    ],
)
def test_the_versions_of_sqlite_that_may_lose_data_are_known(version: tuple[int, ...], is_affected: bool) -> None:
    assert has_wal_reset_bug(version) is is_affected


@pytest.mark.parametrize(
    ("state", "wanted", "ok", "is_remark"),
    [
        (BotState("sigap_bot", "", 0), "", True, False),
        (BotState("sigap_bot", "https://x/secret", 0), "https://x/secret", True, False),
        (BotState("sigap_bot", "https://x/secret", 3), "", True, True),
        (BotState("sigap_bot", "", 3), "https://x/secret", True, True),
        (BotState("sigap_bot", "https://x/secret", 3, "Connection refused"), "https://x/secret", False, False),
        (BotState("sigap_bot", "https://x/secret", 0, "Connection refused"), "https://x/secret", True, False),
    ],
)
async def test_the_webhook_is_compared_with_the_mode_and_its_path_stays_secret(
    sqlite_sessions: Sessions, state: BotState, wanted: str, ok: bool, is_remark: bool
) -> None:
    async def ask() -> BotState:
        return state

    finding = await examined(sqlite_sessions, "webhook", ask_telegram=ask, webhook_url=wanted)
    assert (finding.ok, finding.is_remark) == (ok, is_remark)
    assert "secret" not in finding.message + finding.advice


async def test_telegram_out_of_reach_is_a_finding(sqlite_sessions: Sessions) -> None:
    async def ask() -> BotState:
        raise Refusal("Telegram: no route")

    finding = await examined(sqlite_sessions, "telegram", ask_telegram=ask)
    assert (finding.ok, finding.message) == (False, "Telegram: no route")


@pytest.fixture
def runner() -> CliRunner:
    return CliRunner()


def command_line() -> Any:
    group = command_group("Sigap.")
    for command in (doctor, keygen, migrate, outbox):
        group.command()(command)
    return group


def test_keygen_prints_a_key_that_works(runner: CliRunner) -> None:
    printed = runner.invoke(command_line(), ["keygen"])
    assert Fernet(printed.stdout.strip())


def test_outbox_counts_every_state(place: Path, runner: CliRunner) -> None:
    printed = runner.invoke(command_line(), ["outbox", "--json"])
    counts = json.loads(printed.stdout)
    assert (printed.exit_code, counts["queued"], counts["unknown"]) == (0, 0, 0)
    assert "queued" in runner.invoke(command_line(), ["outbox"]).stdout


def test_migrating_makes_the_database_and_twice_is_harmless(place: Path, runner: CliRunner) -> None:
    assert [runner.invoke(command_line(), ["migrate"]).exit_code for _ in range(2)] == [0, 0]
    assert (place / "var" / "sigap.db").exists()


def test_the_doctor_says_what_is_wrong_with_an_empty_set_up(place: Path, runner: CliRunner) -> None:
    printed = runner.invoke(command_line(), ["doctor"])
    assert printed.exit_code == 1
    assert "TELEGRAM_BOT_TOKEN" in printed.stdout
    assert "sigap migrate" in printed.stdout


def test_the_doctor_reads_settings_that_are_wrong_as_a_finding(place: Path, runner: CliRunner) -> None:
    (place / ".env").write_text("SEND_RATE=fast\nLISTEN=x\n")
    printed = runner.invoke(command_line(), ["doctor", "--json"])
    findings = json.loads(printed.stdout)
    assert (printed.exit_code, len(findings), findings[0]["ok"]) == (1, 1, False)
    assert "SEND_RATE" in findings[0]["message"]
    assert "LISTEN" in findings[0]["message"]


def answer_of_telegram(method: str) -> bytes:
    me = {"id": 123456, "is_bot": True, "first_name": "Sigap", "username": "sigap_bot"}
    hook = {"url": "", "has_custom_certificate": False, "pending_update_count": 0}
    return json.dumps({"ok": True, "result": me if method == "getMe" else hook}).encode()


async def telegram(exchange: Exchange) -> None:
    await exchange.read()
    head, _ = exchange.server.requests[-1]
    exchange.answer(200, answer_of_telegram(head.split()[1].rpartition("/")[2]), "Connection: close\r\n")


async def test_telegram_is_asked_who_the_bot_is_and_where_its_updates_go() -> None:
    async with StubServer(telegram).listening() as server:
        settings = Settings(token=TOKEN, api_url=server.address)
        assert await ask_telegram(settings) == BotState("sigap_bot", "", 0)
    with pytest.raises(Refusal, match="Telegram") as caught:
        await ask_telegram(settings)
    assert TOKEN not in str(caught.value)


async def test_a_lease_whose_holder_died_is_found_and_one_that_was_let_go_is_not(sessions: Sessions) -> None:
    long_ago = SystemClock().now() - timedelta(hours=1)
    assert not (await examined(sessions, "replika")).is_remark
    async with sessions.begin() as session:
        await acquire(session, names=(PLANNER,), owner="dead", now=long_ago)
    finding = await examined(sessions, "replika")
    assert finding.is_remark
    assert PLANNER in finding.message
    async with sessions.begin() as session:
        await acquire(session, names=(PLANNER,), owner="heir", now=long_ago + timedelta(minutes=1))
        await release(session, owner="heir", now=long_ago + timedelta(minutes=1))
    assert not (await examined(sessions, "replika")).is_remark


async def test_what_waits_for_long_and_what_failed_is_a_remark(sqlite_sessions: Sessions) -> None:
    assert not (await examined(sqlite_sessions, "kotak masuk")).is_remark
    async with sqlite_sessions.begin() as session:
        await inbox.store(session, raws=[{"update_id": 7}], now=NOW - timedelta(minutes=6))
    finding = await examined(sqlite_sessions, "kotak masuk")
    assert finding.is_remark
    assert "1 updates wait" in finding.message


def test_a_disk_that_is_nearly_full_is_found(tmp_path: Path) -> None:
    assert examine_disk(tmp_path / "not yet" / "sigap.db", floor=1).ok
    assert not examine_disk(tmp_path, floor=10**18).ok
