"""Turns the body of an HTTP request into parameters and files, as Telegram's server reads them."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from io import BytesIO
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

import python_multipart
from python_multipart.exceptions import FormParserError
from python_multipart.multipart import Field, File

from bot.simulator.api import UploadedFile

FORM, JSON, MULTIPART = "application/x-www-form-urlencoded", "application/json", "multipart/form-data"


@dataclass
class Request:
    """A call as it came in: whose token, which method, with what."""

    token: str
    method: str
    params: dict[str, Any] = field(default_factory=dict)
    files: dict[str, UploadedFile] = field(default_factory=dict)


def decode_request(url: str, body: bytes, content_type: str) -> Request | None:
    """Read a call from its address and body; None when the address is not one of the Bot API's.

    Query, form, multipart and JSON all go; later sources win.
    """
    parts = urlsplit(url)
    address = split_path(unquote(parts.path))
    if address is None:
        return None
    request = Request(*address, dict(parse_qsl(parts.query, keep_blank_values=True)))
    kind = content_type.split(";")[0].strip().lower()
    if kind == MULTIPART:
        _read_multipart(request, body, content_type)
    elif kind == JSON and body:
        request.params |= _read_json(body)
    elif body:
        request.params |= dict(parse_qsl(body.decode(errors="replace"), keep_blank_values=True))
    return request


def split_path(path: str) -> tuple[str, str] | None:
    """Token and method out of `/bot<token>/<method>`."""
    head, _, method = path.strip("/").rpartition("/")
    if not head.rpartition("/")[2].startswith("bot") or not method:
        return None
    return head.rpartition("/")[2].removeprefix("bot"), method


def _read_json(body: bytes) -> Mapping[str, Any]:
    try:
        value = json.loads(body)
    except (ValueError, RecursionError):
        return {}
    return value if isinstance(value, dict) else {}


def _read_multipart(request: Request, body: bytes, content_type: str) -> None:
    def on_field(part: Field) -> None:
        name, value = (part.field_name or b"").decode(), (part.value or b"").decode(errors="replace")
        request.params[name] = value

    def on_file(part: File) -> None:
        name = (part.field_name or b"").decode()
        part.file_object.seek(0)
        content = part.file_object.read()
        mime = getattr(part, "content_type", None)
        shown = mime.decode() if isinstance(mime, bytes) else mime
        file_name = (part.file_name or b"file").decode(errors="replace")
        request.files[name] = UploadedFile(file_name, content, shown or "application/octet-stream")
        part.close()

    headers = {"Content-Type": content_type.encode(), "Content-Length": str(len(body)).encode()}
    try:
        python_multipart.parse_form(headers, BytesIO(body), on_field, on_file)
    except FormParserError:
        request.params.clear()
