"""The secret of an invitation or a group code: how it is made, written, recognised in what people type, and stored."""

from __future__ import annotations

import base64
import hashlib
import re
import secrets

SECRET_BYTES = 16
LENGTH = 26
"""Characters of base32 that 128 bits take."""

LONGEST_MESSAGE = 600
"""Characters of a message in which a code is looked for."""

LINKED = re.compile(r"[?&]start(?:group)?=([\w-]+)", re.ASCII)
WRITTEN = re.compile(rf"[A-Z2-7]{{{LENGTH}}}")
DASHES = dict.fromkeys([0x2D, 0xAD, *range(0x200B, 0x2016), 0x2060, 0x2212, 0xFE58, 0xFE63, 0xFEFF, 0xFF0D])
"""What keyboards and clipboards put between and around the groups of a code."""

LOOKALIKES = str.maketrans("018", "OIB")
"""Base32 has no 0, 1 and 8, so whoever types one means the letter that looks like it."""


def new_code() -> str:
    """Make a secret of 128 random bits, as 26 characters of base32 (RFC 4648)."""
    return base64.b32encode(secrets.token_bytes(SECRET_BYTES)).decode().rstrip("=")


def grouped(code: str) -> str:
    """Write a code for the eye: `ABCDE-FGHIJ-KLMNO-PQRST-UVWXYZ`."""
    return "-".join([code[0:5], code[5:10], code[10:15], code[15:20], code[20:]])


def find_code(text: str) -> str | None:
    """Return the first thing in a message that looks like a code, as it is hashed; None when nothing does.

    Dashes and case do not matter, and a whole link will do as well.
    """
    text = text[:LONGEST_MESSAGE]
    if linked := LINKED.search(text):
        text = linked[1]
    words = (word.strip("\"'`.,;:()[]<>*").translate(DASHES).upper() for word in text.split())
    found = (word.translate(LOOKALIKES) for word in words if len(word) == LENGTH)
    return next((word for word in found if WRITTEN.fullmatch(word)), None)


def hash_code(code: str) -> str:
    """Return what is stored of a code.

    One round of SHA-256 without salt is enough: nobody can try out 128 random bits, unlike a password.
    """
    return hashlib.sha256(code.encode()).hexdigest()
