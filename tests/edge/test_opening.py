"""How commands open and end: settings, database, and sentences instead of tracebacks."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path

import pytest
import typer
from sqlmodel import func, select
from typer.testing import CliRunner

from bot.cli.opening import command_group, opened, print_json, run
from bot.domain.errors import MissingDataKey, Refusal
from db.models import Agency, FocalPoint
from tests.conftest import KEY

NOW = datetime(2026, 7, 13, 2, 0, tzinfo=UTC)
TOKEN = "123456:AAbb-cc_dd"


async def fail(error: Exception) -> None:
    raise error


async def test_a_command_finds_a_migrated_and_seeded_database(place: Path) -> None:
    (place / ".env").write_text(f"DATA_KEY={KEY}\nTIME_ZONE=Asia/Makassar\n")
    async with opened() as found, found.sessions() as session:
        assert (await session.exec(select(func.count()).select_from(Agency))).one() > 500
        assert found.zone.key == "Asia/Makassar"
        assert found.clock.now().tzinfo is UTC
    assert (place / "var" / "sigap.db").exists()


async def test_without_a_key_a_command_that_needs_one_is_refused_before_the_database_is_touched(place: Path) -> None:
    with pytest.raises(MissingDataKey):
        async with opened():
            pass
    assert not (place / "var").exists()


def test_without_a_key_only_personal_fields_are_out_of_reach(place: Path, capsys: pytest.CaptureFixture[str]) -> None:
    async def count_agencies() -> int:
        async with opened(need_key=False) as found, found.sessions() as session:
            return (await session.exec(select(func.count()).select_from(Agency))).one()

    async def store_a_name() -> None:
        async with opened(need_key=False) as found, found.sessions.begin() as session:
            session.add(FocalPoint(name="Budi", created_at=NOW))

    assert run(count_agencies) > 500
    with pytest.raises(typer.Exit):
        run(store_a_name)
    assert "sigap keygen" in capsys.readouterr().err


@pytest.mark.parametrize(
    "address",
    ["postgresql://u:geheim123@127.0.0.1:1/sigap?connect_timeout=2", "sqlite:////proc/nowhere/sigap.db"],
)
def test_a_database_that_cannot_be_opened_is_a_sentence_without_password(
    place: Path, address: str, capsys: pytest.CaptureFixture[str]
) -> None:
    async def use() -> None:
        async with opened(need_key=False):
            pass

    (place / ".env").write_text(f"DATABASE_URL={address}\n")
    with pytest.raises(typer.Exit) as caught:
        run(use)
    said = capsys.readouterr().err
    assert caught.value.exit_code == 1
    assert "sigap doctor" in said
    assert "geheim123" not in said
    assert "Traceback" not in said


def test_what_the_work_returns_comes_back() -> None:
    async def double(number: int, *, plus: int) -> int:
        return number * 2 + plus

    assert run(double, 4, plus=1) == 9


@pytest.mark.parametrize(
    "error",
    [
        Refusal("Tidak bisa. / No."),
        ExceptionGroup("x", [ValueError(), ExceptionGroup("y", [Refusal("Tidak bisa. / No.")])]),
    ],
)
def test_a_refusal_is_one_sentence_on_standard_error(error: Exception, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(typer.Exit) as caught:
        run(fail, error)
    assert caught.value.exit_code == 1
    assert capsys.readouterr() == ("", "Tidak bisa. / No.\n")


def test_an_unexpected_error_is_a_sentence_with_a_reference_and_nothing_else(
    capsys: pytest.CaptureFixture[str],
) -> None:
    with pytest.raises(typer.Exit) as caught:
        run(fail, RuntimeError(f"https://x/bot{TOKEN}/y"))
    said = capsys.readouterr().err
    assert caught.value.exit_code == 1
    assert said.count("\n") == 1
    assert "reference" in said
    assert "RuntimeError" not in said


def test_at_debug_the_log_has_the_traceback_under_the_same_reference_and_no_token(
    place: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    async def fail_with_settings() -> None:
        async with opened(need_key=False):
            raise RuntimeError(f"https://x/bot{TOKEN}/y")

    (place / ".env").write_text(f"LOG_LEVEL=DEBUG\nTELEGRAM_BOT_TOKEN={TOKEN}\n")
    with pytest.raises(typer.Exit):
        run(fail_with_settings)
    log, _, sentence = capsys.readouterr().err.strip().rpartition("\n")
    reference = sentence.partition("reference ")[2][:8]
    assert reference in log
    assert "RuntimeError: https://x/bot***/y" in log
    assert TOKEN not in log


def test_an_interrupt_ends_without_a_traceback(capsys: pytest.CaptureFixture[str]) -> None:
    async def interrupted() -> None:
        raise KeyboardInterrupt

    with pytest.raises(typer.Exit):
        run(interrupted)
    assert capsys.readouterr().err == "Dihentikan. / Stopped.\n"


def test_json_goes_to_standard_output_alone_as_one_document(capsys: pytest.CaptureFixture[str]) -> None:
    print_json({"nama": "Kab. A & <B> – é", "at": NOW, "on": date(2026, 7, 13)})
    out, err = capsys.readouterr()
    assert json.loads(out) == {"nama": "Kab. A & <B> – é", "at": "2026-07-13T02:00:00+00:00", "on": "2026-07-13"}
    assert err == ""


def test_what_has_no_form_in_json_is_a_bug_and_not_a_guess() -> None:
    with pytest.raises(TypeError, match="Decimal"):
        print_json(Decimal(1))


def test_a_group_of_commands_has_usage_errors_with_code_two_and_shows_markup_as_it_is() -> None:
    group = command_group("Perintah [x].")
    group.command()(lambda: run(fail, Refusal("Tidak bisa.")))
    group.command("other")(lambda: None)
    runner = CliRunner()
    assert runner.invoke(group, ["unknown"]).exit_code == 2
    assert "Perintah [x]." in runner.invoke(group, ["--help"]).output
