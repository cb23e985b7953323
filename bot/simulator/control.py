"""The control side over HTTP: what the page and scripts do as people, as the clock and as bad luck."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from datetime import datetime
from typing import Any
from urllib.parse import urlsplit

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from bot.serving import unless_stopped
from bot.simulator import view
from bot.simulator.core import Simulator
from bot.simulator.mishaps import cause
from bot.simulator.people import PersonCannot
from bot.simulator.world import Chat

LONGEST_WAIT = 25.0
FASTEST = 100_000.0
Reset = Callable[[], Awaitable[None]]
Travel = Callable[[datetime], Awaitable[None]]


class Unreadable(Exception):
    """The request of the page or script makes no sense; the text is a sentence in Indonesian and English."""


def control_routes(simulator: Simulator, reset: Reset | None, travel: Travel | None) -> list[Route]:
    """Every route below `/sim`."""
    control = Control(simulator, reset, travel)
    reading = {
        "/sim/world": control.world,
        "/sim/events": control.events,
        # Not {chat_id:int}: that takes no minus sign, and ids of groups have one.
        "/sim/chats/{chat_id}": control.chat,
        "/sim/journal": control.journal,
        "/sim/faults": control.faults,
    }
    writing = {
        "/sim/send": control.send,
        "/sim/edit": control.edit,
        "/sim/tap": control.tap,
        "/sim/upload": control.upload,
        "/sim/clock": control.clock,
        "/sim/fault": control.fault,
        "/sim/member": control.member,
        "/sim/reset": control.reset,
    }
    return [Route(path, _guarded(act), methods=["GET"]) for path, act in reading.items()] + [
        Route(path, _guarded(act), methods=["POST"]) for path, act in writing.items()
    ]


def _guarded(act: Callable[[Request], Awaitable[dict[str, Any]]]) -> Callable[[Request], Awaitable[Response]]:
    """Answer refusals with their sentence, and take orders from this address's own page only."""

    async def answer(request: Request) -> Response:
        origin = request.headers.get("origin")
        if origin and urlsplit(origin).netloc != request.headers.get("host"):
            return JSONResponse({"error": "Halaman lain tidak boleh memerintah. / Other pages may not control."}, 403)
        try:
            return JSONResponse(await act(request))
        except (PersonCannot, Unreadable) as error:
            return JSONResponse({"error": str(error)}, 400)

    return answer


class Control:
    """What each route does; returns the JSON to answer with."""

    def __init__(self, simulator: Simulator, reset: Reset | None, travel: Travel | None) -> None:
        self.simulator = simulator
        self._reset = reset
        self._travel = travel

    async def world(self, _request: Request) -> dict[str, Any]:
        """Clock, bot, people, groups, presets, links."""
        return view.world(self.simulator)

    async def events(self, request: Request) -> dict[str, Any]:
        """Wait until something changes after a version, for at most 25 s of real time."""
        changes, since = self.simulator.changes, _number(request.query_params.get("since", 0), "since")
        await unless_stopped(request.app, self._change_after(since))
        # A version from before a restart is larger than any of ours: everything counts as changed.
        topics = changes.since(since) if since <= changes.version else ["world", "journal", "clock"]
        return {"version": changes.version, "changed": topics}

    async def _change_after(self, since: int) -> None:
        changes, changed = self.simulator.changes, asyncio.Event()
        stop_listening = changes.listen(changed.set)
        try:
            async with asyncio.timeout(LONGEST_WAIT):
                while changes.version == since:
                    await changed.wait()
                    changed.clear()
        except TimeoutError:
            pass
        finally:
            stop_listening()

    async def chat(self, request: Request) -> dict[str, Any]:
        """A chat with the eyes of one person."""
        room = self._room(_number(request.path_params["chat_id"], "chat_id"))
        viewer = _number(request.query_params.get("as", room.id), "as")
        return view.chat(self.simulator, room, viewer)

    async def journal(self, request: Request) -> dict[str, Any]:
        """What the bot called."""
        return view.journal(self.simulator, _number(request.query_params.get("since", 0), "since"))

    async def faults(self, _request: Request) -> dict[str, Any]:
        """Which faults there are, and which are set."""
        return view.faults(self.simulator)

    async def send(self, request: Request) -> dict[str, Any]:
        """A person writes, sends a sticker, or shares their number."""
        body = await _body(request)
        user, chat_id = _number(body.get("user_id"), "user_id"), _optional(body, "chat_id")
        thread = _optional(body, "thread_id")
        if body.get("sticker"):
            return {"message_id": self.simulator.send_sticker(user, chat_id, thread_id=thread)}
        if body.get("contact"):
            return {"message_id": self.simulator.share_contact(user, chat_id)}
        sent = self.simulator.say(
            user,
            str(body.get("text", "")),
            chat_id,
            thread_id=thread,
            reply_to=_optional(body, "reply_to"),
            forward=bool(body.get("forward")),
            anonymous=bool(body.get("anonymous")),
        )
        return {"message_id": sent}

    async def edit(self, request: Request) -> dict[str, Any]:
        """A person changes their text."""
        body = await _body(request)
        message = _number(body.get("message_id"), "message_id")
        user = _number(body.get("user_id"), "user_id")
        self.simulator.edit(user, message, str(body.get("text", "")), _optional(body, "chat_id"))
        return {"message_id": message}

    async def tap(self, request: Request) -> dict[str, Any]:
        """A person presses a button."""
        body = await _body(request)
        user, message = _number(body.get("user_id"), "user_id"), _number(body.get("message_id"), "message_id")
        chat_id, forged = _optional(body, "chat_id"), bool(body.get("forged"))
        return {"query_id": self.simulator.tap(user, message, str(body.get("data", "")), chat_id, forged=forged)}

    async def upload(self, request: Request) -> dict[str, Any]:
        """A person sends a file; pictures go as photos."""
        async with request.form(max_files=1, max_part_size=64 * 1024) as form:
            file = form.get("file")
            if file is None or isinstance(file, str):
                raise Unreadable("Berkas tidak ada. / There is no file.")
            kind = file.content_type or "application/octet-stream"
            thread = form.get("thread_id")
            sent = self.simulator.upload(
                _number(form.get("user_id"), "user_id"),
                file.filename or "berkas",
                await file.read(),
                kind,
                _number(form.get("chat_id"), "chat_id") if form.get("chat_id") else None,
                caption=str(form.get("caption") or "") or None,
                as_photo=kind in ("image/png", "image/jpeg", "image/webp"),
                thread_id=_number(thread, "thread_id") if thread else None,
            )
        return {"message_id": sent}

    async def clock(self, request: Request) -> dict[str, Any]:
        """Set the time, the speed, or both."""
        body = await _body(request)
        if "now" in body:
            await self._move_to(_moment(body["now"]))
        if "speed" in body:
            self.simulator.clock.run_at(_speed(body["speed"]))
            self.simulator.changes.note("clock")
        return {"now": view.iso(self.simulator.now()), "speed": self.simulator.clock.speed}

    async def _move_to(self, moment: datetime) -> None:
        """Jump to a moment, in the host's way when it has one."""
        if self._travel is not None:
            await self._travel(moment)
            self.simulator.changes.note("clock")
        else:
            self.simulator.move_clock(moment)

    async def fault(self, request: Request) -> dict[str, Any]:
        """Set, play or take back a fault."""
        cause(self.simulator, await _body(request))
        return view.faults(self.simulator)

    async def member(self, request: Request) -> dict[str, Any]:
        """Somebody, or the bot, comes, goes, rises or is muted."""
        body = await _body(request)
        chat_id, user = _number(body.get("chat_id"), "chat_id"), _number(body.get("user_id"), "user_id")
        doings = {
            name: getattr(self.simulator, name) for name in ("join", "leave", "promote", "demote", "mute", "kick")
        }
        action = str(body.get("action"))
        if action not in doings:
            raise Unreadable(f'Tindakan "{action}" tidak dikenal. / There is no action "{action}".')
        doings[action](chat_id, user)
        return {"ok": True}

    async def reset(self, _request: Request) -> dict[str, Any]:
        """Start over, by the host when there is one."""
        if self._reset is not None:
            await self._reset()
        else:
            self.simulator.reset()
        self.simulator.changes.note("reset", "world", "journal")
        return {"ok": True}

    def _room(self, chat_id: int) -> Chat:
        if chat_id in self.simulator.world.people:
            return self.simulator.world.chat_of(chat_id)
        room = self.simulator.world.chats.get(chat_id)
        if room is None:
            raise Unreadable(f"Tidak ada obrolan {chat_id}. / There is no chat {chat_id}.")
        return room


async def _body(request: Request) -> dict[str, Any]:
    try:
        body = await request.json()
    except ValueError:
        body = None
    if not isinstance(body, dict):
        raise Unreadable("Isi permintaan harus JSON. / The request must be a JSON object.")
    return body


def _number(value: object, name: str) -> int:
    try:
        return int(str(value))
    except ValueError:
        raise Unreadable(f'"{name}" harus bilangan bulat. / "{name}" must be an integer.') from None


def _optional(body: dict[str, Any], name: str) -> int | None:
    return None if body.get(name) in (None, "") else _number(body[name], name)


def _moment(value: object) -> datetime:
    try:
        moment = datetime.fromisoformat(str(value))
    except ValueError:
        moment = None
    if moment is None or moment.tzinfo is None:
        raise Unreadable('"now" harus ISO 8601 dengan zona. / "now" must be ISO 8601 with an offset.')
    return moment


def _speed(value: object) -> float:
    try:
        speed = float(str(value))
    except ValueError:
        speed = -1.0
    if not 0 <= speed <= FASTEST:
        raise Unreadable(f'"speed" harus 0 sampai {FASTEST:.0f}. / "speed" must be from 0 to {FASTEST:.0f}.')
    return speed
