"""The HTTP side: whom it lets in, what it stores, and how it ends."""

from __future__ import annotations

import asyncio
import json
import random
import signal
import socket
from collections.abc import AsyncIterator, Mapping, Sequence
from typing import Any

import httpx
import pytest
from sqlalchemy.exc import OperationalError

from bot.domain.errors import Refusal
from bot.serving import serve
from bot.web import LARGEST_BODY, Health, WebhookSide, build_web

SECRET_HEADER = "X-Telegram-Bot-Api-Secret-Token"
SECRET = "s3cret_-" * 4
PATH = "/a8f3-hook"
UPDATE = {"update_id": 7, "message": {"text": "Halo"}}
GOOD = {SECRET_HEADER: SECRET, "Content-Type": "application/json; charset=utf-8"}


class Shelf:
    """Takes updates in, or fails with what it was given."""

    def __init__(self) -> None:
        self.taken: list[Mapping[str, Any]] = []
        self.error: Exception | None = None

    async def accept(self, raws: Sequence[Mapping[str, Any]]) -> int:
        if self.error is not None:
            raise self.error
        self.taken += raws
        return len(raws)


class Pulse:
    """The health that is answered next."""

    def __init__(self) -> None:
        self.now = Health(is_alive=True, is_ready=True)

    async def ask(self) -> Health:
        return self.now


@pytest.fixture
def shelf() -> Shelf:
    return Shelf()


@pytest.fixture
def pulse() -> Pulse:
    return Pulse()


@pytest.fixture
async def client(shelf: Shelf, pulse: Pulse) -> AsyncIterator[httpx.AsyncClient]:
    app = build_web(webhook=WebhookSide(PATH, SECRET, shelf.accept), health=pulse.ask)
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app=app), base_url="http://bot") as opened:
        yield opened


async def test_an_update_with_the_secret_is_stored_and_acknowledged(client: httpx.AsyncClient, shelf: Shelf) -> None:
    answer = await client.post(PATH, content=json.dumps(UPDATE), headers=GOOD)
    assert (answer.status_code, answer.content, shelf.taken) == (200, b"", [UPDATE])


@pytest.mark.parametrize(
    ("headers", "body", "status"),
    [
        pytest.param({"Content-Type": "application/json"}, UPDATE, 401, id="no secret"),
        pytest.param(GOOD | {SECRET_HEADER: ""}, UPDATE, 403, id="empty secret"),
        pytest.param(GOOD | {SECRET_HEADER: SECRET[:-1]}, UPDATE, 403, id="secret cut short"),
        pytest.param(GOOD | {SECRET_HEADER: SECRET.upper()}, UPDATE, 403, id="secret in capitals"),
        pytest.param(GOOD | {"Content-Type": "text/plain"}, UPDATE, 415, id="no JSON"),
        pytest.param({SECRET_HEADER: SECRET}, UPDATE, 415, id="no type"),
        pytest.param(GOOD, b"", 400, id="empty"),
        pytest.param(GOOD, b"\xff\xfe{", 400, id="no text"),
        pytest.param(GOOD, b"[" * 60_000, 400, id="too deep"),
        pytest.param(GOOD, [UPDATE], 400, id="a list"),
        pytest.param(GOOD, {"update_id": "7"}, 400, id="no number"),
        pytest.param(GOOD, b" " * (LARGEST_BODY + 1), 413, id="too large"),
    ],
)
async def test_what_is_refused_is_neither_stored_nor_explained(
    client: httpx.AsyncClient, shelf: Shelf, headers: dict[str, str], body: object, status: int
) -> None:
    content = body if isinstance(body, bytes) else json.dumps(body).encode()
    answer = await client.post(PATH, content=content, headers=headers)
    assert (answer.status_code, answer.content, shelf.taken) == (status, b"", [])


async def test_a_header_that_is_no_ascii_is_refused_like_a_wrong_secret(client: httpx.AsyncClient) -> None:
    headers = httpx.Headers([(SECRET_HEADER.encode(), b"\xe9" * 32), (b"Content-Type", b"application/json")])
    assert (await client.post(PATH, content=json.dumps(UPDATE), headers=headers)).status_code == 403


async def test_a_body_of_the_largest_size_is_taken(client: httpx.AsyncClient) -> None:
    padded = json.dumps(UPDATE).encode().ljust(LARGEST_BODY)
    assert (await client.post(PATH, content=padded, headers=GOOD)).status_code == 200


async def test_ten_thousand_forgeries_are_all_refused(client: httpx.AsyncClient, shelf: Shelf) -> None:
    dice = random.Random(2026)
    alphabet = "abcdefghijklmnopqrstuvwxyz0123456789_-"
    statuses = set()
    for _ in range(10_000):
        forged = GOOD | {SECRET_HEADER: "".join(dice.choices(alphabet, k=dice.randrange(1, 64)))}
        statuses.add((await client.post(PATH, content=b"{}", headers=forged)).status_code)
    assert (statuses, shelf.taken) == ({403}, [])


@pytest.mark.parametrize("error", [OperationalError("INSERT", {}, Exception("locked")), ConnectionRefusedError()])
async def test_while_the_database_is_away_telegram_is_told_to_come_again(
    client: httpx.AsyncClient, shelf: Shelf, error: Exception
) -> None:
    shelf.error = error
    assert (await client.post(PATH, content=json.dumps(UPDATE), headers=GOOD)).status_code == 503


async def test_only_a_post_to_the_whole_path_is_a_delivery(client: httpx.AsyncClient) -> None:
    assert (await client.get(PATH, headers=GOOD)).status_code == 405
    assert (await client.post("/", content=json.dumps(UPDATE), headers=GOOD)).status_code == 404


async def test_in_polling_mode_there_is_no_webhook(pulse: Pulse) -> None:
    app = build_web(webhook=None, health=pulse.ask)
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app=app), base_url="http://bot") as client:
        assert (await client.post(PATH, content=json.dumps(UPDATE), headers=GOOD)).status_code == 404


@pytest.mark.parametrize(
    ("health", "alive", "ready"),
    [
        (Health(True, True), 200, 200),
        (Health(True, False, ("start",)), 200, 503),
        (Health(False, True, ("ticks",)), 503, 503),
    ],
)
async def test_health_and_readiness_are_told_apart(
    client: httpx.AsyncClient, pulse: Pulse, health: Health, alive: int, ready: int
) -> None:
    pulse.now = health
    answers = [await client.get(path) for path in ("/healthz", "/readyz")]
    assert [answer.status_code for answer in answers] == [alive, ready]
    assert answers[1].json() == {"status": "ok" if ready == 200 else "failing", "failing": list(health.failing)}


async def test_it_serves_a_port_leaves_signals_alone_and_ends_when_told(shelf: Shelf, pulse: Pulse) -> None:
    with socket.create_server(("127.0.0.1", 0)) as chosen:
        port = chosen.getsockname()[1]
    stop, before = asyncio.Event(), signal.getsignal(signal.SIGTERM)
    app = build_web(webhook=WebhookSide(PATH, SECRET, shelf.accept), health=pulse.ask)
    async with asyncio.timeout(10), asyncio.TaskGroup() as group:
        group.create_task(serve(app, "127.0.0.1", port, stop))
        # The port is taken before the server starts, so a connection waits instead of failing.
        transport = httpx.AsyncHTTPTransport(retries=5)
        async with httpx.AsyncClient(transport=transport, base_url=f"http://127.0.0.1:{port}") as client:
            answer = await client.post(PATH, content=json.dumps(UPDATE), headers=GOOD)
            assert signal.getsignal(signal.SIGTERM) is before
        stop.set()
    assert (answer.status_code, shelf.taken) == (200, [UPDATE])
    assert "server" not in answer.headers


async def test_a_port_in_use_is_refused_with_a_sentence(pulse: Pulse) -> None:
    app = build_web(webhook=None, health=pulse.ask)
    with socket.create_server(("127.0.0.1", 0)) as taken, pytest.raises(Refusal, match="LISTEN"):
        await serve(app, "127.0.0.1", taken.getsockname()[1], asyncio.Event())
