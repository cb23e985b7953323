"""The wire: what is sent, and what each failure says of the message."""

from __future__ import annotations

import asyncio
import io
import json
from collections.abc import AsyncIterator
from email.message import EmailMessage
from email.parser import BytesParser

import aiohttp
import pytest
from telegram import Bot, InputFile
from telegram.error import BadRequest, ChatMigrated, Forbidden, InvalidToken, RetryAfter

from bot.transport import AiohttpWire, Ambiguous, NotSent, Timeouts, WireRequest, classify
from tests.edge.stub import Exchange, Play, StubServer

TOKEN = "123456:AAbb-cc_dd"
SHORT = Timeouts(connect=0.2, write=0.1, read=0.2, pool=0.1)
SENT = {"message_id": 5, "date": 1, "chat": {"id": 7, "type": "private"}, "text": "Halo"}


def answering(status: int, body: bytes, headers: str = "") -> Play:
    async def play(exchange: Exchange) -> None:
        await exchange.read()
        exchange.answer(status, body, headers)

    return play


def refusing(status: int, description: str, **parameters: int) -> Play:
    body = {"ok": False, "error_code": status, "description": description}
    return answering(status, json.dumps(body | ({"parameters": parameters} if parameters else {})).encode())


async def drop_before(exchange: Exchange) -> None:
    exchange.reset()


async def drop_after(exchange: Exchange) -> None:
    await exchange.read()


async def reset_after(exchange: Exchange) -> None:
    await exchange.read()
    exchange.reset()


async def cut(exchange: Exchange) -> None:
    await exchange.read()
    exchange.write(b"HTTP/1.1 200 OK\r\nContent-Length: 500\r\n\r\n" + b'{"ok":true,')


async def stall(exchange: Exchange) -> None:
    await exchange.read()
    await exchange.server.stall()


async def garbage(exchange: Exchange) -> None:
    await exchange.read()
    exchange.write(b"\x00\xff\r\n\r\nnot http at all\r\n\r\n")


sent = answering(200, json.dumps({"ok": True, "result": SENT}).encode())


@pytest.fixture
async def server() -> AsyncIterator[StubServer]:
    async with StubServer(sent).listening() as listening:
        yield listening


@pytest.fixture
async def request_class() -> AsyncIterator[WireRequest]:
    async with WireRequest(AiohttpWire(), SHORT) as request:
        yield request


@pytest.fixture
def bot(server: StubServer, request_class: WireRequest) -> Bot:
    return Bot(TOKEN, base_url=f"{server.address}/bot", request=request_class, get_updates_request=request_class)


async def test_a_message_arrives_as_a_json_post_and_its_answer_comes_back(bot: Bot, server: StubServer) -> None:
    message = await bot.send_message(7, "A & B = ä 🙂", api_kwargs={"nested": {"a": [1]}})
    head, body = server.requests[0]
    assert head.startswith(f"POST /bot{TOKEN}/sendMessage HTTP/1.1")
    assert "\r\nContent-Type: application/json\r\n" in head
    assert json.loads(body) == {"chat_id": 7, "text": "A & B = ä 🙂", "nested": {"a": [1]}}
    assert message.message_id == 5


async def test_a_file_arrives_with_a_name_that_cannot_end_its_header(bot: Bot, server: StubServer) -> None:
    await bot.send_document(7, InputFile(b"a\r\n--b", filename='r"1\r\nX: y.csv'), caption="Rekap")
    head, body = server.requests[0]
    kind = next(line for line in head.split("\r\n") if line.startswith("Content-Type"))
    parsed = BytesParser(EmailMessage).parsebytes(f"{kind}\r\n\r\n".encode() + body)
    parts = {part.get_param("name", header="content-disposition"): part for part in parsed.iter_parts()}
    assert parts["caption"].get_payload() == "Rekap"
    assert parts["document"].get_filename() == "r%221%0D%0AX: y.csv"
    assert parts["document"].get_payload(decode=True) == b"a\r\n--b"


async def test_an_open_file_is_read_to_its_end(bot: Bot, server: StubServer) -> None:
    await bot.send_document(7, InputFile(io.BytesIO(b"isi"), filename="a.txt", read_file_handle=False))
    assert b"\r\n\r\nisi\r\n" in server.requests[0][1]


async def test_a_download_is_a_post_too_so_that_nothing_is_ever_repeated_unasked(
    request_class: WireRequest, server: StubServer
) -> None:
    await request_class.retrieve(f"{server.address}/file")
    assert server.requests[0][0].startswith("POST ")


@pytest.mark.parametrize(
    ("play", "error", "cause"),
    [
        pytest.param(drop_before, Ambiguous, aiohttp.ClientConnectionError, id="cut before it was read"),
        pytest.param(drop_after, Ambiguous, aiohttp.ServerDisconnectedError, id="closed before the answer"),
        pytest.param(reset_after, Ambiguous, aiohttp.ClientConnectionError, id="reset before the answer"),
        pytest.param(cut, Ambiguous, aiohttp.ClientPayloadError, id="half an answer"),
        pytest.param(stall, Ambiguous, aiohttp.SocketTimeoutError, id="read timeout"),
        pytest.param(garbage, Ambiguous, aiohttp.ClientError, id="no HTTP"),
        pytest.param(answering(200, b'{"ok":true,'), Ambiguous, ValueError, id="200 unreadable"),
        pytest.param(answering(200, b"[" * 100_000), Ambiguous, RecursionError, id="200 far too deep"),
        pytest.param(answering(200, b"[]"), Ambiguous, None, id="200 of somebody else"),
        pytest.param(answering(200, b'{"ok":true}'), Ambiguous, None, id="200 without a result"),
        pytest.param(answering(302, b"", "Location: http://127.0.0.1:1/\r\n"), Ambiguous, ValueError, id="redirect"),
        pytest.param(answering(403, b"<html>login</html>"), Ambiguous, ValueError, id="a gateway's 403"),
        pytest.param(answering(400, b'{"ok":false,"parameters":7}'), Ambiguous, None, id="mangled parameters"),
        pytest.param(refusing(500, "Internal Server Error: restart"), Ambiguous, None, id="500"),
        pytest.param(answering(502, b"<html>Bad Gateway</html>"), Ambiguous, None, id="502 with a page"),
        pytest.param(answering(504, b""), Ambiguous, None, id="504 empty"),
        pytest.param(refusing(429, "Too Many Requests", retry_after=3), RetryAfter, None, id="429"),
        pytest.param(refusing(400, "Bad Request: x", migrate_to_chat_id=-1009), ChatMigrated, None, id="migrated"),
        pytest.param(refusing(403, "Forbidden: bot was blocked by the user"), Forbidden, None, id="blocked"),
        pytest.param(refusing(400, "Bad Request: chat not found"), BadRequest, None, id="chat not found"),
        pytest.param(refusing(401, "Unauthorized"), InvalidToken, None, id="token refused"),
        pytest.param(answering(404, b"<html>no</html>"), InvalidToken, Ambiguous, id="wrong address of the API"),
    ],
)
async def test_each_answer_and_failure_lands_in_its_class(
    bot: Bot, server: StubServer, play: Play, error: type[Exception], cause: type[BaseException] | None
) -> None:
    server.play = play
    url, parameters = f"{bot.base_url}/sendMessage", {"chat_id": 7, "text": "Halo"}
    with pytest.raises(error) as caught:
        await bot.send_message(7, "Halo")
    async with WireRequest(AiohttpWire(), SHORT) as fresh:
        with pytest.raises(error) as past_the_library:
            await fresh.call(url, parameters, read_timeout=SHORT.read)
    for raised in (caught.value, past_the_library.value):
        assert type(raised) is error
        assert cause is None or isinstance(raised.__cause__, cause)
    assert str(caught.value) == str(past_the_library.value)
    assert len(server.requests) <= 2


async def test_a_refused_connection_was_certainly_not_sent(bot: Bot, server: StubServer) -> None:
    async with StubServer(sent).listening() as gone:
        address = gone.address
    refused = Bot(TOKEN, base_url=f"{address}/bot", request=bot.request)
    with pytest.raises(NotSent) as caught:
        await refused.send_message(7, "Halo")
    assert isinstance(caught.value.__cause__, aiohttp.ClientConnectorError)


async def test_a_failed_handshake_was_certainly_not_sent(bot: Bot, server: StubServer) -> None:
    secure = Bot(TOKEN, base_url=f"https://127.0.0.1:{server.port}/bot", request=bot.request)
    with pytest.raises(NotSent):
        await secure.send_message(7, "Halo")


async def test_waiting_in_vain_for_a_free_connection_was_certainly_not_sent(server: StubServer) -> None:
    server.play = stall
    long = Timeouts(connect=0.1, write=0.1, read=60, pool=0.1)
    async with WireRequest(AiohttpWire(connections=1), long) as request, asyncio.TaskGroup() as group:
        first = group.create_task(request.post(f"{server.address}/bot{TOKEN}/x"))
        await server.reached.wait()
        with pytest.raises(NotSent) as caught:
            await request.post(f"{server.address}/bot{TOKEN}/y")
        first.cancel()
    assert isinstance(caught.value.__cause__, aiohttp.ConnectionTimeoutError)
    assert TOKEN not in str(caught.value)


async def test_a_wire_that_is_not_open_sends_nothing() -> None:
    request = WireRequest(AiohttpWire())
    with pytest.raises(NotSent):
        await request.post("http://127.0.0.1:1/x")


async def test_a_wire_can_be_opened_and_closed_twice() -> None:
    wire = AiohttpWire()
    for step in (wire.open, wire.open, wire.close, wire.close):
        await step()


@pytest.mark.parametrize(
    ("cause", "error"),
    [
        (aiohttp.ConnectionTimeoutError("x"), NotSent),
        (aiohttp.InvalidURL("x"), NotSent),
        (aiohttp.NonHttpUrlClientError("x"), NotSent),
        (aiohttp.SocketTimeoutError("x"), Ambiguous),
        (aiohttp.ServerDisconnectedError("x"), Ambiguous),
        (aiohttp.ClientOSError("x"), Ambiguous),
        (aiohttp.ClientConnectionResetError("x"), Ambiguous),
        (aiohttp.ClientPayloadError("x"), Ambiguous),
        (TimeoutError("x"), Ambiguous),
        (RuntimeError("a bug"), Ambiguous),
    ],
    ids=lambda value: type(value).__name__ if isinstance(value, BaseException) else value.__name__,
)
def test_a_cause_decides_what_is_known_and_stays_readable(cause: BaseException, error: type[Exception]) -> None:
    mapped = classify(cause)
    assert type(mapped) is error
    assert mapped.__cause__ is cause


async def test_a_cancelled_call_stays_cancelled(bot: Bot, server: StubServer) -> None:
    server.play = stall
    with pytest.raises(TimeoutError):
        async with asyncio.timeout(0.1):
            await bot.send_message(7, "Halo", read_timeout=60)


async def test_a_long_poll_may_read_for_longer_than_a_call(request_class: WireRequest, server: StubServer) -> None:
    async def late(exchange: Exchange) -> None:
        await exchange.read()
        await asyncio.sleep(0.3)
        exchange.answer(200, b'{"ok":true,"result":[]}')

    server.play = late
    url = f"{server.address}/bot{TOKEN}/getUpdates"
    assert await request_class.call(url, {"offset": 7, "allowed_updates": ["message"]}, read_timeout=5.0) == []
    assert json.loads(server.requests[0][1]) == {"offset": 7, "allowed_updates": ["message"]}
