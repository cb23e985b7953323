"""Settings: what is read, what is refused, and what is never shown."""

from __future__ import annotations

from base64 import urlsafe_b64encode
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from bot.config import LogFormat, Mode, Settings, load
from bot.domain.errors import Refusal

KEY, OLD_KEY = (urlsafe_b64encode(word.ljust(32, b".")).decode() for word in (b"a new key", b"an old key"))
TOKEN = "123456:AAbb-cc_dd"
SECRET = "s" * 32
RUNNABLE = {"TELEGRAM_BOT_TOKEN": TOKEN, "DATA_KEY": KEY}
WEBHOOK = RUNNABLE | {
    "BOT_MODE": "webhook",
    "WEBHOOK_URL": "https://bot.example.go.id/a8f3-hook",
    "WEBHOOK_SECRET": SECRET,
}


def test_without_any_variable_the_defaults_of_the_contract_hold() -> None:
    settings = Settings.from_env({})
    assert settings == Settings()
    assert (settings.api_url, settings.database_url) == ("https://api.telegram.org", "sqlite:///var/sigap.db")
    assert (settings.mode, settings.listen) == (Mode.POLLING, ("127.0.0.1", 8080))
    assert (settings.zone, settings.send_rate, settings.paid_broadcast) == (ZoneInfo("Asia/Jakarta"), 25.0, False)
    assert (settings.log_level, settings.log_format) == ("INFO", LogFormat.CONSOLE)


def test_every_variable_is_read() -> None:
    settings = Settings.from_env(
        WEBHOOK
        | {
            "TELEGRAM_API_URL": "http://127.0.0.1:8765/",
            "DATABASE_URL": "postgresql://u:p@db/sigap?sslmode=require",
            "LISTEN": "[::1]:9000",
            "DATA_KEY": f"{KEY}, {OLD_KEY}",
            "ADMIN_IDS": "1003, 1001",
            "TIME_ZONE": "Asia/Jayapura",
            "SEND_RATE": "12.5",
            "PAID_BROADCAST": "ya",
            "LOG_LEVEL": "debug",
            "LOG_FORMAT": "JSON",
        }
    )
    assert settings == Settings(
        token=TOKEN,
        api_url="http://127.0.0.1:8765",
        database_url="postgresql://u:p@db/sigap?sslmode=require",
        mode=Mode.WEBHOOK,
        webhook_url="https://bot.example.go.id/a8f3-hook",
        webhook_secret=SECRET,
        listen=("::1", 9000),
        data_keys=(KEY, OLD_KEY),
        admin_ids=frozenset({1001, 1003}),
        zone=ZoneInfo("Asia/Jayapura"),
        send_rate=12.5,
        paid_broadcast=True,
        log_level="DEBUG",
        log_format=LogFormat.JSON,
    )
    settings.require_for_run()


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("TELEGRAM_BOT_TOKEN", "not a token"),
        ("TELEGRAM_API_URL", "ftp://api.telegram.org"),
        ("TELEGRAM_API_URL", "https://[::1"),
        ("TELEGRAM_API_URL", "https://host:99999"),
        ("DATABASE_URL", "mysql://localhost/x"),
        ("DATABASE_URL", "sqlite://"),
        ("DATABASE_URL", "sqlite:///:memory:"),
        ("DATABASE_URL", "var/sigap.db"),
        ("BOT_MODE", "pull"),
        ("WEBHOOK_URL", "bot.example.go.id/x"),
        ("WEBHOOK_URL", "https://bot.example.go.id/"),
        ("WEBHOOK_URL", "https://bot.example.go.id/healthz"),
        ("WEBHOOK_URL", "https://bot.example.go.id/{anything:path}"),
        ("WEBHOOK_SECRET", "s" * 31),
        ("WEBHOOK_SECRET", "s" * 257),
        ("WEBHOOK_SECRET", "é" * 40),
        ("LISTEN", "8080"),
        ("LISTEN", "127.0.0.1:70000"),
        ("LISTEN", "127.0.0.1:0"),
        ("DATA_KEY", "short"),
        ("DATA_KEY", f"{KEY},"),
        ("ADMIN_IDS", "1003;1001"),
        ("ADMIN_IDS", "-5"),
        ("TIME_ZONE", "Jakarta"),
        ("TIME_ZONE", "Asia"),
        ("TIME_ZONE", "../../etc/passwd"),
        ("SEND_RATE", "fast"),
        ("SEND_RATE", "0"),
        ("SEND_RATE", "nan"),
        ("SEND_RATE", "31"),
        ("PAID_BROADCAST", "maybe"),
        ("LOG_LEVEL", "loud"),
        ("LOG_FORMAT", "xml"),
    ],
)
def test_a_wrong_value_is_refused_by_name_and_in_both_languages(name: str, value: str) -> None:
    with pytest.raises(Refusal, match=name) as caught:
        Settings.from_env({name: value})
    assert " / " in str(caught.value).partition(f"{name}:")[2]


def test_all_wrong_variables_are_named_in_one_message() -> None:
    with pytest.raises(Refusal) as caught:
        Settings.from_env({"SEND_RATE": "x", "LISTEN": "x", "TIME_ZONE": "x", "DATA_KEY": "x"})
    assert all(name in str(caught.value) for name in ("SEND_RATE", "LISTEN", "TIME_ZONE", "DATA_KEY"))


def test_a_wrong_secret_is_not_repeated_in_the_message() -> None:
    with pytest.raises(Refusal) as caught:
        Settings.from_env({"TELEGRAM_BOT_TOKEN": "hunter2 hunter2", "DATA_KEY": "hunter2", "WEBHOOK_SECRET": "hunter2"})
    assert "hunter2" not in str(caught.value)


def test_paid_broadcast_allows_a_higher_rate() -> None:
    assert Settings.from_env({"SEND_RATE": "400", "PAID_BROADCAST": "true"}).send_rate == 400


def test_the_repr_shows_no_secret() -> None:
    settings = Settings.from_env(WEBHOOK | {"DATABASE_URL": "postgresql://u:geheim123@db/sigap"})
    for secret in (TOKEN, KEY, SECRET, "geheim123", "a8f3-hook"):
        assert secret not in repr(settings)
        assert secret in settings.secrets


def test_a_percent_encoded_password_is_a_secret_in_both_forms() -> None:
    settings = Settings.from_env({"DATABASE_URL": "postgresql://u:a%40b:c%2Fdef@[::1]:5432/sigap"})
    assert settings.secrets == ("a%40b:c%2Fdef", "a@b:c/def")


def test_the_bot_does_not_run_without_token_and_key_and_names_what_makes_one() -> None:
    with pytest.raises(Refusal, match="sigap keygen") as caught:
        Settings.from_env({}).require_for_run()
    assert "TELEGRAM_BOT_TOKEN" in str(caught.value)


@pytest.mark.parametrize("missing", ["WEBHOOK_URL", "WEBHOOK_SECRET", "TELEGRAM_BOT_TOKEN", "DATA_KEY"])
def test_webhook_mode_does_not_start_without(missing: str) -> None:
    Settings.from_env(WEBHOOK).require_for_run()
    with pytest.raises(Refusal, match=missing):
        Settings.from_env({name: value for name, value in WEBHOOK.items() if name != missing}).require_for_run()


def test_telegram_itself_takes_no_webhook_without_tls_but_another_bot_api_may() -> None:
    plain = WEBHOOK | {"WEBHOOK_URL": "http://127.0.0.1:8080/hook"}
    with pytest.raises(Refusal, match="https"):
        Settings.from_env(plain).require_for_run()
    Settings.from_env(plain | {"TELEGRAM_API_URL": "http://127.0.0.1:8765"}).require_for_run()


@pytest.mark.parametrize("name", ["TELEGRAM_BOT_TOKEN", "DATABASE_URL", "WEBHOOK_SECRET", "DATA_KEY"])
def test_a_secret_may_lie_in_a_file(name: str, tmp_path: Path) -> None:
    values = WEBHOOK | {"DATABASE_URL": "postgresql://u:p@db/sigap"}
    file = tmp_path / "secret"
    file.write_text(values[name] + "\n")
    moved = {key: value for key, value in values.items() if key != name} | {f"{name}_FILE": str(file)}
    assert Settings.from_env(moved) == Settings.from_env(values)


def test_a_secret_file_that_cannot_be_read_is_named(tmp_path: Path) -> None:
    with pytest.raises(Refusal, match="DATA_KEY_FILE"):
        Settings.from_env({"DATA_KEY_FILE": str(tmp_path / "missing")})
    (tmp_path / "binary").write_bytes(b"\xff\xfe\x00")
    with pytest.raises(Refusal, match="DATA_KEY_FILE"):
        Settings.from_env({"DATA_KEY_FILE": str(tmp_path / "binary")})


def test_a_secret_given_twice_is_refused(tmp_path: Path) -> None:
    with pytest.raises(Refusal, match="not both"):
        Settings.from_env({"DATA_KEY": KEY, "DATA_KEY_FILE": str(tmp_path)})


def test_the_environment_wins_over_the_file(tmp_path: Path) -> None:
    file = tmp_path / ".env"
    file.write_text("SEND_RATE=5\nTIME_ZONE=Asia/Makassar\nLOG_LEVEL\n")
    settings = load(file, {"SEND_RATE": "7"})
    assert (settings.send_rate, settings.zone.key) == (7.0, "Asia/Makassar")


def test_a_secret_file_of_the_environment_wins_over_the_secret_in_the_file(tmp_path: Path) -> None:
    (tmp_path / "token").write_text(TOKEN)
    (tmp_path / ".env").write_text("TELEGRAM_BOT_TOKEN=1:old\n")
    assert load(tmp_path / ".env", {"TELEGRAM_BOT_TOKEN_FILE": str(tmp_path / "token")}).token == TOKEN


def test_a_file_that_is_missing_is_no_fault(tmp_path: Path) -> None:
    assert load(tmp_path / ".env", {}) == load(None, {}) == Settings()


def test_a_file_that_is_no_text_is_refused_with_a_sentence(tmp_path: Path) -> None:
    (tmp_path / ".env").write_bytes(b"\xff\xfe=\x00")
    with pytest.raises(Refusal, match="cannot be read"):
        load(tmp_path / ".env", {})


def test_a_dollar_sign_in_the_file_is_taken_as_it_stands(tmp_path: Path) -> None:
    (tmp_path / ".env").write_text("DATABASE_URL=postgresql://u:a${HOME}b@db/sigap\n")
    assert load(tmp_path / ".env", {}).database_url == "postgresql://u:a${HOME}b@db/sigap"
