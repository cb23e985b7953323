"""`sigap invite`: what it prints, what it writes, what it refuses."""

from __future__ import annotations

import csv
import json
import stat
from datetime import datetime
from pathlib import Path

import pytest
from cryptography.fernet import Fernet
from typer.testing import CliRunner, Result

from bot.cli.opening import command_group
from bot.cli.people import find_username, invite
from bot.config import Settings
from bot.domain.codes import find_code
from tests.edge.stub import Exchange, StubServer

app = command_group("people")
app.command("invite")(invite)
app.command("other")(lambda: None)  # a group of one command would take no name

TOKEN = "123456:AAbb-cc_dd"


def sigap(*arguments: str, **environment: str) -> Result:
    environment = {"DATA_KEY": Fernet.generate_key().decode(), **environment}
    return CliRunner().invoke(app, ["invite", *arguments], env=environment)


async def answering(body: bytes, status: int = 200) -> str | None:
    """The name of a bot about which Telegram says this."""

    async def play(exchange: Exchange) -> None:
        await exchange.read()
        exchange.answer(status, body)

    async with StubServer(play).listening() as server:
        return await find_username(Settings(token=TOKEN, api_url=server.address))


def test_an_invitation_in_json_is_code_link_and_expiry(place: Path) -> None:
    result = sigap("--agency", "33.23", "--role", "inspektorat", "--name", "Sri", "--json")
    assert result.exit_code == 0, result.output
    printed = json.loads(result.stdout)
    assert find_code(printed["code"]) == printed["code"]
    assert printed["link"] is None
    assert datetime.fromisoformat(printed["expires_at"]).utcoffset() is not None
    assert (printed["agency"], printed["role"]) == ("33.23", "inspektorat")


def test_for_the_eye_the_code_has_dashes_and_the_time_its_zone(place: Path) -> None:
    result = sigap("--agency", "SETNAS", "--role", "setnas_admin")
    assert result.exit_code == 0
    code = next(line for line in result.stdout.splitlines() if line.startswith("Kode")).split(": ")[1]
    assert code.count("-") == 4
    assert find_code(code)
    assert "WIB" in result.stdout
    assert "dapat diketik" in result.stderr


def test_a_bot_that_cannot_be_reached_costs_the_link_and_nothing_else(place: Path) -> None:
    result = sigap(
        *("--agency", "33.23", "--role", "humas", "--json"),
        TELEGRAM_BOT_TOKEN=TOKEN,
        TELEGRAM_API_URL="http://127.0.0.1:9",
    )
    assert result.exit_code == 0
    assert json.loads(result.stdout)["link"] is None
    assert TOKEN not in result.output


async def test_the_link_bears_the_name_that_telegram_tells() -> None:
    assert await answering(b'{"ok": true, "result": {"id": 1, "username": "sigap_bot"}}') == "sigap_bot"


@pytest.mark.parametrize(("body", "status"), [(b'{"ok": true, "result": []}', 200), (b"<html>", 502), (b"{}", 401)])
async def test_any_other_answer_is_no_name(body: bytes, status: int) -> None:
    assert await answering(body, status) is None


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (("--agency", "99.99", "--role", "humas"), "99.99"),
        (("--agency", "33.23", "--role", "setnas_admin"), "setnas_admin"),
        (("--agency", "33.23", "--role", "korwil"), "korwil"),
    ],
)
def test_a_seat_that_cannot_exist_is_refused_with_a_sentence(
    place: Path, arguments: tuple[str, ...], sentence: str
) -> None:
    result = sigap(*arguments)
    assert (result.exit_code, result.stdout) == (1, "")
    assert sentence in result.stderr
    assert "Traceback" not in result.stderr


@pytest.mark.parametrize(
    "arguments", [(), ("--agency", "33.23"), ("--all",), ("--agency", "33.23", "--role", "walikota")]
)
def test_half_a_request_is_a_usage_error(place: Path, arguments: tuple[str, ...]) -> None:
    assert sigap(*arguments).exit_code == 2


def test_all_empty_seats_of_an_agency_are_written_for_the_owner_alone(place: Path) -> None:
    out = place / "undangan.csv"
    result = sigap("--all", "--agency", "33.23", "--out", str(out), "--json")
    assert result.exit_code == 0, result.output
    assert json.loads(result.stdout) == {"path": str(out), "invitations": 5}
    with out.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert {row["peran"] for row in rows} == {"inspektorat", "humas", "diskominfo", "opd", "pimpinan"}
    assert {row["instansi"] for row in rows} == {"Kabupaten Temanggung"}
    assert len({row["kode"] for row in rows}) == 5
    assert stat.S_IMODE(out.stat().st_mode) == 0o600


def test_what_cannot_be_written_is_not_stored_either(place: Path) -> None:
    result = sigap("--all", "--agency", "33.23", "--out", str(place / "nowhere" / "undangan.csv"))
    assert result.exit_code == 1
    assert "cannot be written" in result.stderr


def test_a_group_code_in_json_is_code_link_expiry_and_scope(place: Path) -> None:
    result = sigap("--group", "--scope", "33", "--json")
    assert result.exit_code == 0, result.output
    printed = json.loads(result.stdout)
    assert find_code(printed["code"]) == printed["code"]
    assert (printed["link"], printed["scope"]) == (None, "33")
    assert datetime.fromisoformat(printed["expires_at"]).utcoffset() is not None


def test_a_group_code_for_the_eye_is_what_is_typed_in_the_group(place: Path) -> None:
    result = sigap("--group", "--scope", "nasional")
    assert result.exit_code == 0
    assert find_code(next(line for line in result.stdout.splitlines() if "/ikat" in line))
    assert "WIB" in result.stdout


@pytest.mark.parametrize(
    ("arguments", "exit_code"),
    [
        (("--group", "--scope", "atlantis"), 1),
        (("--group", "--scope", "aksi:99.99"), 1),
        (("--group",), 2),
        (("--scope", "33"), 2),
        (("--group", "--scope", "33", "--role", "humas"), 2),
    ],
)
def test_a_group_code_needs_a_scope_that_exists_and_nothing_else(
    place: Path, arguments: tuple[str, ...], exit_code: int
) -> None:
    result = sigap(*arguments)
    assert result.exit_code == exit_code
    assert "Traceback" not in result.output
