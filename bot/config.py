"""Settings from the environment and `.env`: read once at the edge, every wrong variable named at once."""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path
from typing import TypeVar
from urllib.parse import unquote, urlsplit
from zoneinfo import ZoneInfo

from cryptography.fernet import Fernet
from dotenv import dotenv_values

from bot.domain.errors import Refusal

TELEGRAM = "https://api.telegram.org"
JAKARTA = ZoneInfo("Asia/Jakarta")
SECRET_NAMES = ("TELEGRAM_BOT_TOKEN", "DATABASE_URL", "WEBHOOK_SECRET", "DATA_KEY")
"""Variables whose value may lie in a file instead, named by the variable with `_FILE` behind it."""

SHORTEST_SECRET, LONGEST_SECRET = 32, 256
SHORTEST_HIDDEN = 8
FREE_RATE, PAID_RATE = 30, 1000
"""Messages a second that Telegram allows a bot, without and with paid broadcast."""

SECRET_RULE = "harus 32-256 huruf, angka, _ atau -. / must be 32-256 letters, digits, _ or -."
OWN_PATHS = frozenset({"", "/", "/healthz", "/readyz", "/metrics"})
YES, NO = frozenset({"true", "1", "yes", "on", "ya"}), frozenset({"false", "0", "no", "off", "tidak"})
LEVELS = ("DEBUG", "INFO", "WARNING", "ERROR", "CRITICAL")

Value = TypeVar("Value")


class Mode(StrEnum):
    """How updates come in."""

    POLLING = "polling"
    WEBHOOK = "webhook"


class LogFormat(StrEnum):
    """How a line of the log looks."""

    CONSOLE = "console"
    JSON = "json"


@dataclass(frozen=True)
class Settings:
    """What an operator decides; secrets are left out of its repr."""

    token: str = field(default="", repr=False)
    api_url: str = TELEGRAM
    database_url: str = field(default="sqlite:///var/sigap.db", repr=False)
    mode: Mode = Mode.POLLING
    webhook_url: str = field(default="", repr=False)
    webhook_secret: str = field(default="", repr=False)
    listen: tuple[str, int] = ("127.0.0.1", 8080)
    data_keys: tuple[str, ...] = field(default=(), repr=False)
    admin_ids: frozenset[int] = frozenset()
    zone: ZoneInfo = JAKARTA
    send_rate: float = 25.0
    paid_broadcast: bool = False
    log_level: str = "INFO"
    log_format: LogFormat = LogFormat.CONSOLE

    @classmethod
    def from_env(cls, environ: Mapping[str, str]) -> Settings:
        """Read every variable; raises one Refusal that names all that are wrong. Nothing is required here."""
        read = _Reader(environ)
        paid = read.value("PAID_BROADCAST", _boolean, cls.paid_broadcast)
        most = PAID_RATE if paid else FREE_RATE
        settings = cls(
            token=read.value("TELEGRAM_BOT_TOKEN", _token, cls.token),
            api_url=read.value("TELEGRAM_API_URL", _api_url, cls.api_url),
            database_url=read.value("DATABASE_URL", _database_url, cls.database_url),
            mode=read.value("BOT_MODE", lambda text: _one_of(Mode, text), cls.mode),
            webhook_url=read.value("WEBHOOK_URL", _webhook_url, cls.webhook_url),
            webhook_secret=read.value("WEBHOOK_SECRET", _webhook_secret, cls.webhook_secret),
            listen=read.value("LISTEN", _listen, cls.listen),
            data_keys=read.value("DATA_KEY", _data_keys, cls.data_keys),
            admin_ids=read.value("ADMIN_IDS", _admin_ids, cls.admin_ids),
            zone=read.value("TIME_ZONE", _zone, cls.zone),
            send_rate=read.value("SEND_RATE", lambda text: _rate(text, most), cls.send_rate),
            paid_broadcast=paid,
            log_level=read.value("LOG_LEVEL", _level, cls.log_level),
            log_format=read.value("LOG_FORMAT", lambda text: _one_of(LogFormat, text), cls.log_format),
        )
        _refuse(read.problems)
        return settings

    def require_for_run(self) -> None:
        """Raise one Refusal that names everything that the bot cannot run without."""
        webhook = self.mode is Mode.WEBHOOK
        insecure = self.api_url == TELEGRAM and self.webhook_url.startswith("http://")
        checks = (
            (not self.token, "TELEGRAM_BOT_TOKEN: isi dengan token dari @BotFather. / put in the token of @BotFather."),
            (not self.data_keys, "DATA_KEY: buat dengan `sigap keygen`. / make one with `sigap keygen`."),
            (
                webhook and not self.webhook_url,
                "WEBHOOK_URL: wajib untuk BOT_MODE=webhook. / BOT_MODE=webhook needs it.",
            ),
            (webhook and insecure, "WEBHOOK_URL: Telegram hanya menerima https://. / Telegram takes https:// only."),
            (webhook and not self.webhook_secret, f"WEBHOOK_SECRET: {SECRET_RULE}"),
        )
        _refuse([problem for is_wrong, problem in checks if is_wrong])

    @property
    def secrets(self) -> tuple[str, ...]:
        """Every text that no log may show, less words so short that hiding them would spoil the log."""
        password = re.search(r"://[^:/@]*:(.*)@", self.database_url)
        passwords = (password[1], unquote(password[1])) if password else ()
        path = urlsplit(self.webhook_url).path.strip("/")
        found = (self.token, self.webhook_secret, path, *passwords, *self.data_keys)
        return tuple(secret for secret in found if len(secret) >= SHORTEST_HIDDEN)


def load(path: Path | None, environ: Mapping[str, str] = os.environ) -> Settings:
    """Read the environment over a `.env` file, which may be missing; raises Refusal."""
    return Settings.from_env(_from_file(path, environ) | dict(environ))


def _from_file(path: Path | None, environ: Mapping[str, str]) -> dict[str, str]:
    """Read the file less what the environment says, be it there as a value or as the name of a file."""
    if path is None:
        return {}
    try:
        found = dotenv_values(path, interpolate=False)
    except (OSError, ValueError) as error:
        raise Refusal(f"{path} tidak dapat dibaca. / {path} cannot be read: {type(error).__name__}.") from error
    decided = {twin for name in SECRET_NAMES for twin in (name, f"{name}_FILE") if _either(name, environ)}
    return {name: value for name, value in found.items() if value is not None and name not in decided}


def _either(name: str, environ: Mapping[str, str]) -> bool:
    return bool(environ.get(name) or environ.get(f"{name}_FILE"))


def _refuse(problems: list[str]) -> None:
    if problems:
        lines = "\n".join(f"- {problem}" for problem in problems)
        raise Refusal(f"Pengaturan perlu diperbaiki (lihat .env.example): / Settings need fixing:\n{lines}")


class _Reader:
    """Takes variables one by one and remembers what is wrong with them, never with what value."""

    def __init__(self, environ: Mapping[str, str]) -> None:
        self._environ = environ
        self.problems: list[str] = []

    def value(self, name: str, parse: Callable[[str], Value], default: Value) -> Value:
        """Parse a variable; an empty one counts as not set."""
        try:
            text = self._text(name)
            return parse(text) if text else default
        except ValueError as error:
            self.problems.append(f"{name}: {error}")
            return default

    def _text(self, name: str) -> str:
        text = self._environ.get(name, "").strip()
        path = self._environ.get(f"{name}_FILE", "").strip() if name in SECRET_NAMES else ""
        if not path:
            return text
        if text:
            raise ValueError(f"hapus salah satu dari {name} dan {name}_FILE. / set {name} or {name}_FILE, not both.")
        try:
            return Path(path).read_text(encoding="utf-8").strip()
        except (OSError, UnicodeDecodeError) as error:
            raise ValueError(f"{name}_FILE tidak dapat dibaca. / {name}_FILE cannot be read.") from error


def _token(text: str) -> str:
    if not re.fullmatch(r"\d+:[\w-]+", text, re.ASCII):
        raise ValueError("bukan token bot, contoh 123456:ABC. / this is no bot token, such as 123456:ABC.")
    return text


def _address(text: str) -> str:
    """Check an http address; what urlsplit cannot read raises ValueError by itself, with English words only."""
    try:
        parts = urlsplit(text)
        good = parts.scheme in {"http", "https"} and bool(parts.hostname) and (parts.port or 1) > 0
    except ValueError:
        good = False
    if not good or re.search(r"\s", text):
        raise ValueError("harus alamat http:// atau https://. / must be an http:// or https:// address.")
    return text


def _api_url(text: str) -> str:
    return _address(text).rstrip("/")


def _webhook_url(text: str) -> str:
    path = urlsplit(_address(text)).path
    if path in OWN_PATHS or not re.fullmatch(r"[\w./~-]+", path, re.ASCII):
        raise ValueError("perlu jalur yang sulit ditebak. / needs a path that is hard to guess.")
    return text


def _webhook_secret(text: str) -> str:
    if not re.fullmatch(rf"[\w-]{{{SHORTEST_SECRET},{LONGEST_SECRET}}}", text, re.ASCII):
        raise ValueError(SECRET_RULE)
    return text


def _database_url(text: str) -> str:
    scheme, _, rest = text.partition("://")
    kind = scheme.partition("+")[0]
    is_file = kind == "sqlite" and len(rest) > 1 and rest.startswith("/") and rest != "/:memory:"
    if not is_file and kind not in {"postgresql", "postgres"}:
        raise ValueError("harus sqlite:///berkas atau postgresql://…. / must be sqlite:///file or postgresql://….")
    return text


def _listen(text: str) -> tuple[str, int]:
    match = re.fullmatch(r"(\[[0-9a-fA-F:]+\]|[^\s:\[\]/]+):(\d{1,5})", text)
    if match is None or not 1 <= int(match[2]) <= 65535:
        raise ValueError("harus host:port, contoh 127.0.0.1:8080. / must be host:port, such as 127.0.0.1:8080.")
    return match[1].strip("[]"), int(match[2])


def _data_keys(text: str) -> tuple[str, ...]:
    keys = tuple(key.strip() for key in text.split(","))
    try:
        for key in keys:
            Fernet(key)
    except ValueError:
        raise ValueError("bukan kunci dari `sigap keygen`. / this is no key of `sigap keygen`.") from None
    return keys


def _admin_ids(text: str) -> frozenset[int]:
    if not re.fullmatch(r"\s*\d{1,16}\s*(,\s*\d{1,16}\s*)*", text, re.ASCII):
        raise ValueError("harus id Telegram dipisah koma. / must be Telegram user ids, comma separated.")
    return frozenset(int(number) for number in text.split(","))


def _zone(text: str) -> ZoneInfo:
    try:
        return ZoneInfo(text)
    except (KeyError, ValueError, OSError) as error:
        raise ValueError("bukan zona waktu IANA, contoh Asia/Jakarta. / no IANA zone, such as Asia/Jakarta.") from error


def _rate(text: str, most: int) -> float:
    try:
        rate = float(text)
    except ValueError:
        rate = 0.0
    if not 0 < rate <= most:
        raise ValueError(f"harus angka sampai {most}. / must be a number up to {most}.")
    return rate


def _boolean(text: str) -> bool:
    if text.lower() not in YES | NO:
        raise ValueError("harus true atau false. / must be true or false.")
    return text.lower() in YES


def _level(text: str) -> str:
    if text.upper() not in LEVELS:
        raise ValueError(f"pilih salah satu / must be one of: {', '.join(LEVELS)}.")
    return text.upper()


Choice = TypeVar("Choice", bound=StrEnum)


def _one_of(kind: type[Choice], text: str) -> Choice:
    try:
        return kind(text.lower())
    except ValueError:
        raise ValueError(f"pilih salah satu / must be one of: {', '.join(kind)}.") from None
