"""Photos, documents, videos, sounds and albums; downloads."""

from __future__ import annotations

from typing import Any

from bot.simulator import render, text
from bot.simulator.files import LARGEST_DOWNLOAD, find_file, receive_file
from bot.simulator.keyboards import inline_only
from bot.simulator.methods.call import Call
from bot.simulator.methods.editing import change_message, editable_message, has_media
from bot.simulator.methods.sending import deliver
from bot.simulator.parameters import read_json
from bot.simulator.refusals import refuse, refuse_type
from bot.simulator.schema import problems
from bot.simulator.world import StoredFile

ALBUM = range(2, 11)
PICTURES, ALONE = frozenset({"photo", "video", "live_photo"}), frozenset({"document", "audio"})
"""What may be mixed in an album, and what only goes with its own kind (D)."""
IN_ALBUMS = frozenset({"photo", "document", "video", "audio"})
BUILT = IN_ALBUMS | {"animation"}


def send_photo(call: Call) -> dict[str, Any]:
    """sendPhoto."""
    return _send(call, "photo")


def send_document(call: Call) -> dict[str, Any]:
    """sendDocument."""
    return _send(call, "document")


def send_video(call: Call) -> dict[str, Any]:
    """sendVideo."""
    return _send(call, "video")


def send_animation(call: Call) -> dict[str, Any]:
    """sendAnimation."""
    return _send(call, "animation")


def send_audio(call: Call) -> dict[str, Any]:
    """sendAudio."""
    return _send(call, "audio")


def send_voice(call: Call) -> dict[str, Any]:
    """sendVoice."""
    return _send(call, "voice")


def _send(call: Call, kind: str) -> dict[str, Any]:
    return call.shown(deliver(call, [_content(call, kind, call.get(kind), call.values)])[0])


def _content(call: Call, kind: str, given: Any, item: Any) -> dict[str, Any]:
    """Content of one file; the caption comes from the call or from the item of an album."""
    about = text.caption(item.get("caption"), item.get("parse_mode"), item.get("caption_entities"), call.user)
    file = receive_file(call.simulator, kind, given, dict(call.files))
    extra = {"has_media_spoiler": item.get("has_spoiler")} | {
        "show_caption_above_media": item.get("show_caption_above_media")
    }
    return _shown(kind, file, item) | about | {name: True for name, given in extra.items() if given}


def _shown(kind: str, file: StoredFile, item: Any) -> dict[str, Any]:
    """The field that holds the file; an animation comes as a document besides, for old clients (D)."""
    if kind == "photo":
        return {"photo": render.photo_sizes(file)}
    if kind == "document":
        return {"document": render.document(file)}
    besides = {"document": render.document(file)} if kind == "animation" else {}
    return {kind: render.recording(kind, file, item)} | besides


def send_media_group(call: Call) -> list[dict[str, Any]]:
    """sendMediaGroup: 2 to 10 items, of kinds that go together."""
    items = _read_media(call.get("media"), "[]InputMedia")
    if len(items) not in ALBUM:
        raise refuse("album_size")
    kinds = {item["type"] for item in items}
    if not kinds <= IN_ALBUMS:
        raise refuse("not_built", name=f"sendMediaGroup with {sorted(kinds - IN_ALBUMS)[0]}")
    if not (kinds <= PICTURES or len(kinds) == 1):
        raise refuse("album_mixed")
    contents = [_content(call, item["type"], item["media"], item) for item in items]
    group = str(call.simulator.random.getrandbits(56))
    return [call.shown(message) for message in deliver(call, contents, media_group_id=group)]


def edit_message_media(call: Call) -> dict[str, Any] | bool:
    """editMessageMedia."""
    item = _read_media(call.get("media"), "InputMedia")
    if item["type"] not in BUILT:
        raise refuse("not_built", name=f"editMessageMedia with {item['type']}")
    room, message = editable_message(call)
    if message.inline_id and call.files:
        raise refuse("inline_upload")
    if not has_media(message) and "text" not in message.content:
        raise refuse("edit_no_media")
    content = _content(call, item["type"], item["media"], item)
    return change_message(call, room, message, content, inline_only(call.get("reply_markup")))


def _read_media(raw: Any, kind: str) -> Any:
    value = read_json(raw, refuse_type("media", f"JSON of type {kind}"))
    found = problems((kind,), value, "media")
    if found:
        raise refuse_type("media", f"{kind} ({found[0]})")
    return value


def get_file(call: Call) -> dict[str, Any]:
    """getFile: up to 20 MiB; the path holds for an hour with Telegram, here for good."""
    file = find_file(call.simulator, call.get("file_id"))
    if file is None:
        raise refuse("file_id_invalid")
    if len(file.content) > LARGEST_DOWNLOAD:
        raise refuse("file_big")
    return {
        "file_id": file.file_id,
        "file_unique_id": file.unique_id,
        "file_size": len(file.content),
        "file_path": file.path,
    }


METHODS = {
    "sendPhoto": send_photo,
    "sendDocument": send_document,
    "sendVideo": send_video,
    "sendAnimation": send_animation,
    "sendAudio": send_audio,
    "sendVoice": send_voice,
    "sendMediaGroup": send_media_group,
    "editMessageMedia": edit_message_media,
    "getFile": get_file,
}
