"""Column types: what SQLite and PostgreSQL must store alike, and what must not be stored in the clear."""

from datetime import UTC, datetime
from decimal import Decimal
from enum import StrEnum
from typing import Any

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from sqlalchemy import DateTime, Dialect, Integer, LargeBinary, String
from sqlalchemy.types import TypeDecorator

from bot.domain.errors import MissingDataKey, Refusal


class EnumText(TypeDecorator[StrEnum]):
    """A StrEnum stored as its value, so that the tables read like the contract."""

    impl = String(32)
    cache_ok = True

    def __init__(self, kind: type[StrEnum]) -> None:
        super().__init__()
        self.kind = kind

    def process_bind_param(self, value: StrEnum | str | None, dialect: Dialect) -> str | None:
        return None if value is None else self.kind(value).value

    def process_result_value(self, value: str | None, dialect: Dialect) -> StrEnum | None:
        return None if value is None else self.kind(value)


class Moment(TypeDecorator[datetime]):
    """An aware moment, stored in UTC; SQLite itself knows no zones. A naive value is refused."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a moment without a zone cannot be stored")
        utc = value.astimezone(UTC)
        return utc.replace(tzinfo=None) if dialect.name == "sqlite" else utc

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


class Hundredths(TypeDecorator[Decimal]):
    """A percentage with two decimals, stored as a whole number of hundredths: never a float."""

    impl = Integer
    cache_ok = True

    def process_bind_param(self, value: Decimal | None, dialect: Dialect) -> int | None:
        return None if value is None else int((value * 100).to_integral_value())

    def process_result_value(self, value: int | None, dialect: Dialect) -> Decimal | None:
        return None if value is None else Decimal(value).scaleb(-2)


class Cipher:
    """Encrypts personal fields; the first key encrypts, all of them decrypt, which is how keys rotate."""

    def __init__(self, keys: tuple[str, ...]) -> None:
        self._fernet = MultiFernet([Fernet(key) for key in keys]) if keys else None

    def encrypt(self, text: str) -> bytes:
        """Encrypt a text; raises MissingDataKey without a key."""
        if self._fernet is None:
            raise MissingDataKey
        return self._fernet.encrypt(text.encode())

    def decrypt(self, token: bytes) -> str:
        """Decrypt; raises MissingDataKey without a key, Refusal when no key fits."""
        if self._fernet is None:
            raise MissingDataKey
        try:
            return self._fernet.decrypt(token).decode()
        except InvalidToken as error:
            raise Refusal(
                "DATA_KEY tidak cocok dengan basis data ini. / DATA_KEY does not fit this database."
            ) from error

    def rotate(self, token: bytes) -> bytes:
        """Encrypt again with the first key what any of the keys can read."""
        if self._fernet is None:
            raise MissingDataKey
        return self._fernet.rotate(token)


CIPHER_ATTRIBUTE = "sigap_cipher"
"""Where an engine's dialect keeps its cipher: one for each database, none for the process."""


class EncryptedText(TypeDecorator[str]):
    """A personal text, encrypted at rest with the cipher of the engine."""

    impl = LargeBinary
    cache_ok = True

    def process_bind_param(self, value: str | None, dialect: Dialect) -> bytes | None:
        return None if value is None else _cipher(dialect).encrypt(value)

    def process_result_value(self, value: Any | None, dialect: Dialect) -> str | None:
        return None if value is None else _cipher(dialect).decrypt(bytes(value))


def _cipher(dialect: Dialect) -> Cipher:
    cipher: Cipher = getattr(dialect, CIPHER_ATTRIBUTE, Cipher(()))
    return cipher
