"""Files that people and the bot upload: stable ids, the size of pictures, and finding a file again."""

from __future__ import annotations

import hashlib
import mimetypes
import struct
from typing import TYPE_CHECKING, Any

from bot.simulator.api import UploadedFile
from bot.simulator.refusals import refuse
from bot.simulator.world import StoredFile

if TYPE_CHECKING:
    from bot.simulator.core import Simulator

LARGEST_UPLOAD, LARGEST_PHOTO, LARGEST_DOWNLOAD = 50 * 10**6, 10 * 10**6, 20 * 1024 * 1024
MIME_TYPES = {
    "csv": "text/csv",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "pdf": "application/pdf",
    "txt": "text/plain",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "zip": "application/zip",
}
"""Endings whose type must not depend on the tables of the machine."""
LARGEST_SIDES, WIDEST_RATIO = 10_000, 20


def store_file(simulator: Simulator, kind: str, name: str, content: bytes, mime_type: str) -> StoredFile:
    """Keep a file; the same content under the same kind keeps its unique id."""
    width, height = picture_size(content) if kind == "photo" else (0, 0)
    number = len(simulator.world.files) + 1
    mark = hashlib.sha256(kind.encode() + content).hexdigest()
    file = StoredFile(number, kind, name, content, mime_type, width, height)
    file.unique_id = f"AgAD{mark[:12]}"
    file.file_id = f"{'BQACAgUAAxkBAAI' if kind == 'document' else 'AgACAgUAAxkBAAI'}{mark[:24]}{number}"
    simulator.world.files[file.file_id] = file
    return file


def receive_file(simulator: Simulator, kind: str, given: Any, uploads: dict[str, UploadedFile]) -> StoredFile:
    """The file that a parameter means: an upload, a part named by `attach://`, or the id of an earlier file."""
    if isinstance(given, str) and given.startswith("attach://"):
        given = uploads.get(given.removeprefix("attach://"))
        if given is None:
            raise refuse("file_missing", kind=kind)
    if isinstance(given, UploadedFile):
        _check_upload(kind, given)
        return store_file(simulator, kind, given.name, given.content, _mime_type(given))
    if isinstance(given, str) and given.startswith(("http://", "https://")):
        raise refuse("url_download")
    found = find_file(simulator, str(given))
    if found is None:
        raise refuse("file_wrong")
    if found.kind != kind:
        raise refuse("file_kind", found=found.kind.capitalize(), kind=kind.capitalize())
    return found


def _mime_type(file: UploadedFile) -> str:
    """The type by the name's ending, which is what Telegram goes by (T); else what the client said."""
    ending = file.name.rsplit(".", 1)[-1].lower() if "." in file.name else ""
    return MIME_TYPES.get(ending) or mimetypes.guess_type(file.name)[0] or file.mime_type


def find_file(simulator: Simulator, file_id: str) -> StoredFile | None:
    """A file by its id; the small form of a photo has the id of the whole with an `s` behind."""
    files = simulator.world.files
    return files.get(file_id) or files.get(file_id.removesuffix("s"))


def _check_upload(kind: str, file: UploadedFile) -> None:
    if not file.content:
        raise refuse("file_empty")
    if len(file.content) > LARGEST_UPLOAD:
        raise refuse("upload_big")
    if kind != "photo":
        return
    if len(file.content) > LARGEST_PHOTO:
        raise refuse("photo_big")
    width, height = picture_size(file.content)
    if not width or not height:
        raise refuse("photo_unreadable")
    if width + height > LARGEST_SIDES or max(width, height) > WIDEST_RATIO * min(width, height):
        raise refuse("photo_size")


def picture_size(content: bytes) -> tuple[int, int]:
    """Width and height of a PNG, GIF, JPEG or WebP in pixels; zeros when it is none."""
    if content.startswith(b"\x89PNG\r\n\x1a\n") and len(content) >= 24:
        width, height = struct.unpack(">II", content[16:24])
        return width, height
    if content[:6] in (b"GIF87a", b"GIF89a") and len(content) >= 10:
        width, height = struct.unpack("<HH", content[6:10])
        return width, height
    if content.startswith(b"\xff\xd8"):
        return _jpeg_size(content)
    if content[:4] == b"RIFF" and content[8:16] == b"WEBPVP8X" and len(content) >= 30:
        return int.from_bytes(content[24:27], "little") + 1, int.from_bytes(content[27:30], "little") + 1
    return 0, 0


def _jpeg_size(content: bytes) -> tuple[int, int]:
    """Walk over the segments of a JPEG up to its frame."""
    at = 2
    while at + 9 < len(content) and content[at] == 0xFF:
        marker, length = content[at + 1], int.from_bytes(content[at + 2 : at + 4], "big")
        if 0xC0 <= marker <= 0xCF and marker not in (0xC4, 0xC8, 0xCC):
            height, width = struct.unpack(">HH", content[at + 5 : at + 9])
            return width, height
        at += 2 + max(length, 2)
    return 0, 0
