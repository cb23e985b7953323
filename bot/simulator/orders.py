"""Reads what the page and scripts ask for; what makes no sense is refused with a sentence."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from starlette.requests import Request

FASTEST = 100_000.0


class Unreadable(Exception):
    """The request of the page or script makes no sense; the text is a sentence in Indonesian and English."""


async def read_body(request: Request) -> dict[str, Any]:
    """The JSON object of a request; raises Unreadable."""
    try:
        body = await request.json()
    except (ValueError, RecursionError):
        body = None
    if not isinstance(body, dict):
        raise Unreadable("Isi permintaan harus JSON. / The request must be a JSON object.")
    return body


def number(value: object, name: str) -> int:
    """An integer, also when it is written as text; raises Unreadable with the name of the field."""
    try:
        return int(str(value))
    except ValueError:
        raise Unreadable(f'"{name}" harus bilangan bulat. / "{name}" must be an integer.') from None


def optional(body: dict[str, Any], name: str) -> int | None:
    """An integer that may be left out."""
    return None if body.get(name) in (None, "") else number(body[name], name)


def moment(value: object) -> datetime:
    """A time with its offset; raises Unreadable."""
    try:
        found = datetime.fromisoformat(str(value))
    except ValueError:
        found = None
    if found is None or found.tzinfo is None:
        raise Unreadable('"now" harus ISO 8601 dengan zona. / "now" must be ISO 8601 with an offset.')
    return found


def speed(value: object) -> float:
    """Simulated seconds for each real one; raises Unreadable beyond what the clock can do."""
    try:
        found = float(str(value))
    except ValueError:
        found = -1.0
    if not 0 <= found <= FASTEST:
        raise Unreadable(f'"speed" harus 0 sampai {FASTEST:.0f}. / "speed" must be from 0 to {FASTEST:.0f}.')
    return found
