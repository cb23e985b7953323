"""The simulator over HTTP: Bot API, files, control, page, webhook."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from dataclasses import dataclass
from typing import Any

import aiohttp
import pytest
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from bot.domain.errors import Refusal
from bot.simulator.core import Simulator
from bot.simulator.faults import Fault
from bot.simulator.server import build_server, serve
from tests.served import served
from tests.simulator.conftest import BAYU, GROUP, SRI, TOKEN

PNG = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\0\x08\0\0\0\x04\x08\x06\0\0\0"


@dataclass
class Client:
    """Talks to a server of this test."""

    session: aiohttp.ClientSession
    base: str

    async def bot(self, method: str, **params: Any) -> tuple[int, dict[str, Any]]:
        async with self.session.post(f"{self.base}/bot{TOKEN}/{method}", json=params) as answer:
            return answer.status, await answer.json()

    async def get(self, path: str) -> Any:
        async with self.session.get(self.base + path) as answer:
            return await answer.json()

    async def post(self, path: str, **body: Any) -> tuple[int, Any]:
        async with self.session.post(self.base + path, json=body) as answer:
            return answer.status, await answer.json()


@dataclass
class Hook:
    """A webhook that answers as it is told, and remembers what it got."""

    url: str
    got: list[dict[str, Any]]
    secrets: list[str | None]
    statuses: list[int]
    arrived: asyncio.Event
    answer: dict[str, Any]


@pytest.fixture
async def client(simulator: Simulator) -> AsyncIterator[Client]:
    async with aiohttp.ClientSession() as session, served(build_server(simulator)) as address:
        yield Client(session, address)


@pytest.fixture
async def hook() -> AsyncIterator[Hook]:
    made = Hook("", [], [], [], asyncio.Event(), {})

    async def take(request: Request) -> Response:
        made.got.append(await request.json())
        made.secrets.append(request.headers.get("x-telegram-bot-api-secret-token"))
        status = made.statuses.pop(0) if made.statuses else 200
        made.arrived.set()
        return JSONResponse(made.answer, status)

    async with served(Starlette(routes=[Route("/hook", take, methods=["POST"])])) as address:
        made.url = f"{address}/hook"
        yield made


async def _until(hook: Hook, count: int) -> None:
    async with asyncio.timeout(10):
        while len(hook.got) < count:
            hook.arrived.clear()
            await hook.arrived.wait()


async def test_the_bot_api_answers_with_its_status_and_retry_after(client: Client, simulator: Simulator) -> None:
    assert (await client.bot("getMe"))[1]["result"]["username"] == simulator.bot.username
    status, refused = await client.bot("sendMessage", chat_id=BAYU, text="Halo")
    assert (status, refused["error_code"]) == (403, 403)
    simulator.faults.add(Fault("flood", retry_after=7))
    async with client.session.get(f"{client.base}/bot{TOKEN}/getMe") as answer:
        assert (answer.status, answer.headers["Retry-After"]) == (429, "7")


async def test_a_wrong_token_and_a_wrong_path_are_told_apart(client: Client) -> None:
    async with client.session.get(f"{client.base}/bot999:wrong/getMe") as answer:
        assert (answer.status, (await answer.json())["description"]) == (401, "Unauthorized")
    async with client.session.get(f"{client.base}/bot{TOKEN}/getMeNot") as answer:
        assert (answer.status, (await answer.json())["description"]) == (404, "Not Found: method not found")


async def test_a_person_writes_and_the_bot_polls_over_http(client: Client) -> None:
    async with asyncio.TaskGroup() as group:
        poll = group.create_task(client.bot("getUpdates", timeout=20))
        await client.post("/sim/send", user_id=SRI, chat_id=SRI, text="/status")
        _, found = await poll
    assert found["result"][0]["message"]["text"] == "/status"
    shown = await client.get(f"/sim/chats/{SRI}?as={SRI}")
    assert shown["messages"][-1]["entities"] == [{"type": "bot_command", "offset": 0, "length": 7}]


async def test_a_tap_shows_its_answer_to_the_person(client: Client) -> None:
    keyboard = {"inline_keyboard": [[{"text": "Ya", "callback_data": "v1:yes"}]]}
    _, sent = await client.bot("sendMessage", chat_id=SRI, text="Sudah?", reply_markup=keyboard)
    number = sent["result"]["message_id"]
    _, tapped = await client.post("/sim/tap", user_id=SRI, chat_id=SRI, message_id=number, data="v1:yes")
    await client.bot("answerCallbackQuery", callback_query_id=tapped["query_id"], text="Dicatat", show_alert=True)
    shown = await client.get(f"/sim/chats/{SRI}?as={SRI}")
    assert [(alert["text"], alert["show_alert"]) for alert in shown["alerts"]] == [("Dicatat", True)]
    status, refused = await client.post("/sim/tap", user_id=SRI, chat_id=SRI, message_id=number, data="v1:no")
    assert (status, refused["error"]) == (
        400,
        "Tombol itu tidak ada pada pesan ini. / This message has no such button.",
    )


async def test_a_picture_goes_up_as_a_photo_and_comes_down_again(client: Client) -> None:
    form = aiohttp.FormData({"user_id": str(SRI), "chat_id": str(SRI), "caption": "Bukti"})
    form.add_field("file", PNG, filename="bukti.png", content_type="image/png")
    async with client.session.post(f"{client.base}/sim/upload", data=form) as answer:
        assert answer.status == 200
    _, found = await client.bot("getUpdates")
    photo = found["result"][0]["message"]["photo"][-1]
    assert (photo["width"], photo["height"]) == (8, 4)
    _, file = await client.bot("getFile", file_id=photo["file_id"])
    async with client.session.get(f"{client.base}/file/bot{TOKEN}/{file['result']['file_path']}") as answer:
        assert await answer.read() == PNG


async def test_time_moves_by_the_clock_of_the_page(client: Client) -> None:
    status, moved = await client.post("/sim/clock", now="2026-07-24T08:00:00+07:00")
    assert (status, moved["now"], moved["speed"]) == (200, "2026-07-24T01:00:00+00:00", 0.0)
    assert (await client.post("/sim/clock", now="2026-07-24"))[0] == 400
    assert (await client.post("/sim/clock", speed=-1))[0] == 400


async def test_the_page_learns_of_changes_at_once(client: Client) -> None:
    world = await client.get("/sim/world")
    async with asyncio.TaskGroup() as group:
        news = group.create_task(client.get(f"/sim/events?since={world['version']}"))
        await client.post("/sim/send", user_id=SRI, chat_id=GROUP, text="Halo semua")
        found = await news
    assert f"chat:{GROUP}:{BAYU}" in (await client.get(f"/sim/events?since={world['version']}"))["changed"]
    assert found["version"] > world["version"]


async def test_the_world_names_people_groups_and_topics(client: Client) -> None:
    world = await client.get("/sim/world")
    assert [person["id"] for person in world["people"]] == [1001, 1002, 1003, 1004]
    group = next(chat for chat in world["chats"] if chat["id"] == GROUP)
    assert [topic["name"] for topic in group["topics"]] == ["Pelaporan", "Publikasi"]


async def test_faults_and_members_are_set_over_http(client: Client, simulator: Simulator) -> None:
    status, set_ = await client.post("/sim/fault", kind="error_500", times=2)
    assert (status, set_["active"]) == (200, [{"kind": "error_500", "method": None, "chat_id": None, "times": 2}])
    assert (await client.bot("getMe"))[0] == 500
    await client.post("/sim/fault", kind="clear")
    assert (await client.bot("getMe"))[0] == 200
    assert (await client.post("/sim/fault", kind="gempa"))[0] == 400
    await client.post("/sim/member", chat_id=GROUP, user_id=simulator.bot.id, action="kick")
    assert (await client.bot("sendMessage", chat_id=GROUP, text="x"))[0] == 403


async def test_the_journal_tells_calls_and_violations(client: Client) -> None:
    await client.bot("sendMessage", chat_id=SRI, text="<b>", parse_mode="HTML")
    journal = await client.get("/sim/journal?since=0")
    assert (journal["calls"][-1]["method"], journal["calls"][-1]["status"]) == ("sendMessage", 400)
    assert journal["calls"][-1]["violations"][0]["kind"] == "refused"
    assert TOKEN not in json.dumps(journal)


async def test_starting_over_empties_the_world(client: Client, simulator: Simulator) -> None:
    await client.post("/sim/reset")
    assert not simulator.world.people[SRI].started
    assert (await client.get("/sim/journal?since=0"))["calls"] == []


async def test_another_page_in_the_browser_may_not_control_the_world(client: Client) -> None:
    headers = {"Origin": "https://evil.example"}
    async with client.session.post(f"{client.base}/sim/reset", json={}, headers=headers) as answer:
        assert answer.status == 403


async def test_the_page_is_served_with_a_strict_policy_and_nothing_outside_its_folder(client: Client) -> None:
    async with client.session.get(client.base + "/") as answer:
        assert answer.status == 200
        assert answer.headers["Content-Security-Policy"].startswith("default-src 'none'; script-src 'self'")
    for path in ("/page/..%2Fcore.py", "/page/core.py", "/page/../core.py"):
        async with client.session.get(client.base + path) as answer:
            assert answer.status == 404


@pytest.mark.parametrize("kind", ["drop_before", "drop_after", "refuse", "cut"])
async def test_a_broken_connection_over_http_reaches_the_client_as_such(
    client: Client, simulator: Simulator, kind: str
) -> None:
    simulator.faults.add(Fault(kind))
    with pytest.raises(aiohttp.ClientError):
        await client.bot("sendMessage", chat_id=SRI, text="Halo")
    assert len(simulator.journal.of("sendMessage")) == 1


async def test_a_webhook_gets_updates_with_its_secret_and_may_answer_with_a_call(
    client: Client, hook: Hook, simulator: Simulator
) -> None:
    hook.answer = {"method": "sendMessage", "chat_id": SRI, "text": "Diterima"}
    await client.bot("setWebhook", url=hook.url, secret_token="rahasia")
    await client.post("/sim/send", user_id=SRI, chat_id=SRI, text="halo")
    await _until(hook, 1)
    async with asyncio.timeout(5):
        while not simulator.journal.of("sendMessage"):
            await client.get("/sim/events?since=0")
    assert hook.got[0]["message"]["text"] == "halo"
    assert hook.secrets == ["rahasia"]
    assert (await client.bot("getWebhookInfo"))[1]["result"]["pending_update_count"] == 0


async def test_a_webhook_that_fails_is_tried_again_at_once(client: Client, hook: Hook) -> None:
    hook.statuses = [500]
    await client.bot("setWebhook", url=hook.url)
    await client.post("/sim/send", user_id=SRI, chat_id=SRI, text="halo")
    await _until(hook, 2)
    assert hook.got[0] == hook.got[1]
    info = (await client.bot("getWebhookInfo"))[1]["result"]
    assert info["last_error_message"] == "Wrong response from the webhook: 500"


async def test_a_port_that_is_taken_is_refused_with_a_sentence(client: Client, simulator: Simulator) -> None:
    port = int(client.base.rsplit(":", 1)[1])
    with pytest.raises(Refusal, match="tidak dapat dipakai"):
        await serve(build_server(simulator), "127.0.0.1", port, asyncio.Event())


async def test_reactions_votes_topics_and_deletions_come_over_http(client: Client, simulator: Simulator) -> None:
    await client.bot("sendMessage", chat_id=SRI, text="Halo")
    _, poll = await client.bot("sendPoll", chat_id=SRI, question="Hadir?", options=["Ya", "Tidak"])
    place = {"user_id": SRI, "chat_id": SRI, "message_id": poll["result"]["message_id"]}
    await client.post("/sim/react", **place, emoji="👍")
    await client.post("/sim/vote", **place, options=[1])
    shown = (await client.get(f"/sim/chats/{SRI}?as={SRI}"))["messages"][-1]
    assert (shown["poll"]["chosen"], shown["poll"]["total_voter_count"]) == ([1], 1)
    assert shown["reactions"] == [{"emoji": "👍", "count": 1, "mine": True}]
    await client.post("/sim/delete", **place)
    assert (await client.get(f"/sim/chats/{SRI}?as={SRI}"))["messages"][-1]["deleted"]
    _, made = await client.post("/sim/topic", chat_id=GROUP, name="Rapat")
    await client.post("/sim/topic", chat_id=GROUP, thread_id=made["thread_id"], closed=True)
    assert simulator.world.chats[GROUP].topics[made["thread_id"]].closed
    assert (await client.post("/sim/vote", **place, options="x"))[0] == 400
    assert (await client.post("/sim/topic", chat_id=GROUP, name=""))[0] == 400
