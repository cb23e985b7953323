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
from bot.simulator.orders import Unreadable, moment, number, optional, read_body, speed
from bot.simulator.people import PersonCannot
from bot.simulator.world import Chat

LONGEST_WAIT, LONGEST_INLINE = 25.0, 5.0
Reset = Callable[[], Awaitable[None]]
Travel = Callable[[datetime], Awaitable[None]]


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
        "/sim/react": control.react,
        "/sim/inline": control.inline,
        "/sim/choose": control.choose,
        "/sim/vote": control.vote,
        "/sim/delete": control.delete,
        "/sim/topic": control.topic,
        "/sim/group": control.group,
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
        changes, since = self.simulator.changes, number(request.query_params.get("since", 0), "since")
        await unless_stopped(request.app, self._until(lambda: changes.version != since, LONGEST_WAIT))
        # A version from before a restart is larger than any of ours: everything counts as changed.
        topics = changes.since(since) if since <= changes.version else ["world", "journal", "clock"]
        return {"version": changes.version, "changed": topics}

    async def _until(self, holds: Callable[[], bool], seconds: float) -> None:
        """Wait until something holds, looking at each change, for at most some real seconds."""
        changed = asyncio.Event()
        stop_listening = self.simulator.changes.listen(changed.set)
        try:
            async with asyncio.timeout(seconds):
                while not holds():
                    await changed.wait()
                    changed.clear()
        except TimeoutError:
            pass
        finally:
            stop_listening()

    async def chat(self, request: Request) -> dict[str, Any]:
        """A chat with the eyes of one person."""
        room = self._room(number(request.path_params["chat_id"], "chat_id"))
        viewer = number(request.query_params.get("as", room.id), "as")
        return view.chat(self.simulator, room, viewer)

    async def journal(self, request: Request) -> dict[str, Any]:
        """What the bot called."""
        return view.journal(self.simulator, number(request.query_params.get("since", 0), "since"))

    async def faults(self, _request: Request) -> dict[str, Any]:
        """Which faults there are, and which are set."""
        return view.faults(self.simulator)

    async def send(self, request: Request) -> dict[str, Any]:
        """A person writes, sends a sticker, or shares their number."""
        body = await read_body(request)
        user, chat_id = number(body.get("user_id"), "user_id"), optional(body, "chat_id")
        thread = optional(body, "thread_id")
        if body.get("sticker"):
            return {"message_id": self.simulator.send_sticker(user, chat_id, thread_id=thread)}
        if body.get("contact"):
            return {"message_id": self.simulator.share_contact(user, chat_id)}
        sent = self.simulator.say(
            user,
            str(body.get("text", "")),
            chat_id,
            thread_id=thread,
            reply_to=optional(body, "reply_to"),
            forward=bool(body.get("forward")),
            anonymous=bool(body.get("anonymous")),
        )
        return {"message_id": sent}

    async def edit(self, request: Request) -> dict[str, Any]:
        """A person changes their text."""
        user, message, chat_id, body = await self._spot(request)
        self.simulator.edit(user, message, str(body.get("text", "")), chat_id)
        return {"message_id": message}

    async def tap(self, request: Request) -> dict[str, Any]:
        """A person presses a button."""
        user, message, chat_id, body = await self._spot(request)
        data, forged = str(body.get("data", "")), bool(body.get("forged"))
        return {"query_id": self.simulator.tap(user, message, data, chat_id, forged=forged)}

    async def react(self, request: Request) -> dict[str, Any]:
        """A person reacts with an emoji, or takes it back without one."""
        user, message, chat_id, body = await self._spot(request)
        self.simulator.react(user, message, body.get("emoji") or None, chat_id)
        return {"message_id": message}

    async def vote(self, request: Request) -> dict[str, Any]:
        """A person votes in a poll; no options take the vote back."""
        user, message, chat_id, body = await self._spot(request)
        options = body.get("options")
        if not isinstance(options, list):
            raise Unreadable('"options" harus daftar angka. / "options" must be a list of numbers.')
        self.simulator.vote(user, message, [number(option, "options") for option in options], chat_id)
        return {"message_id": message}

    async def inline(self, request: Request) -> dict[str, Any]:
        """A person types after the bot's name; waits for the results, which are none when the bot does not answer."""
        body = await read_body(request)
        query_id = self.simulator.ask_inline(number(body.get("user_id"), "user_id"), str(body.get("query", "")))
        asked = self.simulator.world.inline_queries[query_id]
        await unless_stopped(request.app, self._until(lambda: asked.answer is not None, LONGEST_INLINE))
        return view.inline_results(asked)

    async def choose(self, request: Request) -> dict[str, Any]:
        """A person sends one of the results."""
        body = await read_body(request)
        user, query, result = (
            number(body.get("user_id"), "user_id"),
            str(body.get("query_id")),
            str(body.get("result_id")),
        )
        chat_id, thread = optional(body, "chat_id"), optional(body, "thread_id")
        return {"message_id": self.simulator.choose_inline(user, query, result, chat_id, thread_id=thread)}

    async def delete(self, request: Request) -> dict[str, Any]:
        """A person deletes a message for everybody."""
        user, message, chat_id, _ = await self._spot(request)
        self.simulator.delete(user, message, chat_id)
        return {"message_id": message}

    async def topic(self, request: Request) -> dict[str, Any]:
        """A topic is made by its name, or closed or opened by its number."""
        body = await read_body(request)
        chat_id, thread = number(body.get("chat_id"), "chat_id"), optional(body, "thread_id")
        if thread is None:
            return {"thread_id": self.simulator.create_topic(chat_id, str(body.get("name", "")))}
        self.simulator.close_topic(chat_id, thread, closed=bool(body.get("closed")))
        return {"thread_id": thread}

    async def group(self, request: Request) -> dict[str, Any]:
        """A person makes a basic group or a forum with the bot in it."""
        body = await read_body(request)
        owner, title, is_forum = (
            number(body.get("user_id"), "user_id"),
            str(body.get("title", "")),
            bool(body.get("forum")),
        )
        kind = "supergroup" if is_forum else "group"
        return {"chat_id": self.simulator.create_group(owner, title, type=kind, is_forum=is_forum)}

    async def upload(self, request: Request) -> dict[str, Any]:
        """A person sends a file; pictures go as photos."""
        async with request.form(max_files=1, max_part_size=64 * 1024) as form:
            file = form.get("file")
            if file is None or isinstance(file, str):
                raise Unreadable("Berkas tidak ada. / There is no file.")
            kind = file.content_type or "application/octet-stream"
            thread = form.get("thread_id")
            sent = self.simulator.upload(
                number(form.get("user_id"), "user_id"),
                file.filename or "berkas",
                await file.read(),
                kind,
                number(form.get("chat_id"), "chat_id") if form.get("chat_id") else None,
                caption=str(form.get("caption") or "") or None,
                as_photo=kind in ("image/png", "image/jpeg", "image/webp"),
                thread_id=number(thread, "thread_id") if thread else None,
            )
        return {"message_id": sent}

    async def clock(self, request: Request) -> dict[str, Any]:
        """Set the time, the speed, or both."""
        body = await read_body(request)
        if "now" in body:
            await self._move_to(moment(body["now"]))
        if "speed" in body:
            self.simulator.clock.run_at(speed(body["speed"]))
            self.simulator.changes.note("clock")
        return {"now": view.iso(self.simulator.now()), "speed": self.simulator.clock.speed}

    async def _move_to(self, target: datetime) -> None:
        """Jump to a moment, in the host's way when it has one."""
        if self._travel is not None:
            await self._travel(target)
            self.simulator.changes.note("clock")
        else:
            self.simulator.move_clock(target)

    async def fault(self, request: Request) -> dict[str, Any]:
        """Set, play or take back a fault."""
        cause(self.simulator, await read_body(request))
        return view.faults(self.simulator)

    async def member(self, request: Request) -> dict[str, Any]:
        """Somebody, or the bot, comes, goes, rises or is muted."""
        body = await read_body(request)
        chat_id, user = number(body.get("chat_id"), "chat_id"), number(body.get("user_id"), "user_id")
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

    async def _spot(self, request: Request) -> tuple[int, int, int | None, dict[str, Any]]:
        """Who does something to which message where, and the whole request."""
        body = await read_body(request)
        user, message = number(body.get("user_id"), "user_id"), number(body.get("message_id"), "message_id")
        return user, message, optional(body, "chat_id"), body

    def _room(self, chat_id: int) -> Chat:
        if chat_id in self.simulator.world.people:
            return self.simulator.world.chat_of(chat_id)
        room = self.simulator.world.chats.get(chat_id)
        if room is None:
            raise Unreadable(f"Tidak ada obrolan {chat_id}. / There is no chat {chat_id}.")
        return room
