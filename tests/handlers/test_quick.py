"""/status past the library: the same answer as by the routing table, and only where nothing is out of the ordinary."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from sqlmodel import select
from sqlmodel.ext.asyncio.session import AsyncSession
from structlog.testing import capture_logs
from telegram import Update

from bot.deps import DEPS
from bot.services.directory import Directory, Registry
from bot.simulator.world import Message, Person
from db.models import AgencyVersion
from db.queries.revisions import REGISTRY, raise_revision
from handlers import quick
from tests.cast import SRI
from tests.stage import TOKEN, Stage

STRANGER = 1005
DEADLINE = datetime(2026, 7, 31, 16, 59, tzinfo=UTC)


def asking(text: str = "/status", **more: Any) -> dict[str, Any]:
    """The update of an ordinary command."""
    entity = {"type": "bot_command", "offset": 0, "length": 7}
    user = {"id": SRI, "is_bot": False, "first_name": "Sri", "language_code": "id"}
    chat = {"id": SRI, "type": "private", "first_name": "Sri"}
    message = {"message_id": 7, "date": 1, "chat": chat, "from": user, "text": text, "entities": [entity]}
    return {"update_id": 70, "message": message | more}


def fetched(stage: Stage) -> dict[str, Any]:
    """The newest update that waits, as it crosses the wire."""
    _, answer = stage.simulator.call(TOKEN, "getUpdates", {"timeout": "0"})
    found: dict[str, Any] = json.loads(json.dumps(answer["result"][-1]))
    stage.simulator.call(TOKEN, "getUpdates", {"offset": str(found["update_id"] + 1), "timeout": "0"})
    return found


def shown(message: Message) -> tuple[object, ...]:
    return message.content, message.keyboard


@pytest.mark.parametrize("text", ["/status", "/status  temanggung b12", "/status semarang", "/status atlantis tw 9"])
async def test_the_answer_is_that_of_the_routing_table(stage: Stage, text: str) -> None:
    assert stage.running is not None
    sri, application = stage.actor(SRI), stage.running.application
    await sri.says("/bantuan")  # from now on the bot knows them, and their menu is set
    answers = []
    for is_quick in (True, True, False):
        stage.simulator.say(SRI, text)
        raw = fetched(stage)
        if is_quick:
            assert await quick.answer(application, raw)
        else:
            await application.process_update(Update.de_json(raw, application.bot))
        answers.append(shown(sri.messages[-1]))
    assert answers[0] == answers[1] == answers[2]


async def test_an_answer_that_was_kept_gives_way_to_what_time_and_people_change(stage: Stage) -> None:
    assert stage.running is not None
    sri, application = stage.actor(SRI), stage.running.application
    await sri.says("/bantuan")

    async def ask() -> str:
        stage.simulator.say(SRI, "/status temanggung tw 6")
        assert await quick.answer(application, fetched(stage))
        return str(sri.messages[-1].content["text"])

    stage.clock.move_to(DEADLINE - timedelta(minutes=1))
    assert await ask() == await ask()
    assert "hari ini" in await ask()
    stage.clock.move_to(DEADLINE)
    assert "lewat" in await ask()
    async with stage.sessions.begin() as session:
        (await session.exec(select(AgencyVersion).where(AgencyVersion.code == "33.23"))).one().name = "Temanggung Baru"
        await raise_revision(session, REGISTRY)
    assert "Kabupaten Temanggung Baru" in await ask()


async def test_what_the_first_message_of_a_person_brings_about_is_left_to_the_table(stage: Stage) -> None:
    assert stage.running is not None
    stage.simulator.add_person(Person(STRANGER, "Tamu", None, None, "id"))
    for person in (SRI, STRANGER):
        stage.simulator.say(person, "/status")
        assert not await quick.answer(stage.running.application, fetched(stage))
        assert stage.actor(person).messages == []


class Broken(Directory):
    """A registry that cannot be read."""

    async def read(self, session: AsyncSession, today: date) -> Registry:
        raise KeyError("a bug")


async def test_what_goes_wrong_is_told_like_the_failure_of_any_handler(stage: Stage) -> None:
    assert stage.running is not None
    sri, application = stage.actor(SRI), stage.running.application
    await sri.says("/bantuan")
    application.bot_data[DEPS] = replace(application.bot_data[DEPS], directory=Broken())
    stage.simulator.say(SRI, "/status")
    with capture_logs() as logs:
        assert await quick.answer(application, fetched(stage))
    assert logs[0]["reference"] in sri.messages[-1].content["text"]


def test_an_ordinary_command_is_read_with_what_stands_behind_it() -> None:
    assert quick.read(asking("/status  kab temanggung\ntw 2")) == quick.Asked(SRI, "id", "kab temanggung tw 2")


@pytest.mark.parametrize(
    "raw",
    [
        {"update_id": 70},
        {"update_id": 70, "message": None},
        {"update_id": 70, "edited_message": asking()["message"]},
        asking() | {"callback_query": {}},
        asking("status"),
        asking("/statusku"),
        asking("/status@sigap_bot"),
        asking(" /status"),
        asking(text=None),
        asking(entities=[]),
        asking(entities=None),
        asking(reply_to_message={"message_id": 1}),
        asking(forward_origin={"type": "user"}),
        asking(sender_chat={"id": -1}),
        asking(message_thread_id=3),
        asking(chat={"id": -5, "type": "supergroup"}),
        asking(chat={"id": 5, "type": "private"}),
        asking(chat=7),
        asking(**{"from": {"id": SRI, "is_bot": True}}),
        asking(**{"from": {"id": SRI}}),
        asking(**{"from": {"id": "1001", "is_bot": False}}),
        asking(**{"from": {"id": 777000, "is_bot": False}}, chat={"id": 777000, "type": "private"}),
    ],
)
def test_anything_out_of_the_ordinary_is_left_to_the_table(raw: dict[str, Any]) -> None:
    assert quick.read(raw) is None
