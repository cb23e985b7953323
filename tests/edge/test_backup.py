"""`sigap backup` and `sigap restore`: what they say, and that a mistake costs nothing."""

from __future__ import annotations

import json
from pathlib import Path

from cryptography.fernet import Fernet
from typer.testing import CliRunner, Result

from bot.__main__ import app

KEY = Fernet.generate_key().decode()


def sigap(*arguments: str, **environment: str) -> Result:
    return CliRunner().invoke(
        app, arguments, env={"DATA_KEY": KEY, "DATABASE_URL": "sqlite:///sigap.db", **environment}
    )


def test_a_copy_brings_back_what_was_there(place: Path) -> None:
    assert sigap("migrate").exit_code == 0
    made = sigap("backup", "copy.db")
    assert made.exit_code == 0, made.output
    assert "sha256" in made.stderr
    invited = sigap("invite", "--agency", "33.23", "--role", "inspektorat", "--json")
    assert json.loads(invited.stdout)["code"]
    restored = sigap("restore", "copy.db")
    assert restored.exit_code == 0, restored.output
    assert "dipulihkan" in restored.stderr
    assert "tersimpan di copy.db.before-" in restored.stderr
    assert sigap("outbox", "--json").exit_code == 0


def test_a_restore_makes_a_database_where_there_is_none(place: Path) -> None:
    sigap("migrate")
    sigap("backup", "copy.db")
    restored = sigap("restore", "copy.db", DATABASE_URL="sqlite:///elsewhere/new.db")
    assert restored.exit_code == 0, restored.output
    assert "tersimpan" not in restored.stderr
    assert (place / "elsewhere" / "new.db").exists()


def test_what_cannot_be_done_is_a_sentence_and_exit_code_1(place: Path) -> None:
    for arguments in (("backup", "copy.db"), ("restore", "copy.db")):
        refused = sigap(*arguments)
        assert refused.exit_code == 1
        assert "/ " in refused.stderr
        assert "Traceback" not in refused.output


def test_a_password_is_in_no_output(place: Path) -> None:
    refused = sigap("backup", "copy", DATABASE_URL="postgresql://sigap:rahasia-besar@127.0.0.1:1/sigap")
    assert refused.exit_code == 1
    assert "DATABASE_URL" in refused.stderr
    assert "rahasia-besar" not in refused.output
