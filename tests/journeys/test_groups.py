"""Groups from end to end: bound by link and by code, asked, let go, moved, silenced, left."""

import json
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import pytest
from sqlmodel import delete
from telegram import Update

from bot.domain.disclosure import GroupScope
from bot.services.audit import OPERATOR
from bot.services.directory import load_registry
from bot.services.group_codes import make_code
from bot.simulator.world import Message, Person
from db.models import ChatState, RateBucket
from db.queries.chats import find_chat
from db.queries.groups import BindingRef, bindings_of
from tests.cast import GROUP, MONDAY, RATNA, SRI
from tests.stage import Stage

REPORTING, PUBLISHING = 2, 3
"""Topics of the sample group."""
STRANGER = 1005
A_MOMENT, A_MINUTE = timedelta(seconds=10), timedelta(seconds=61)


@dataclass
class Room:
    """A group as its members see it."""

    stage: Stage
    id: int = GROUP

    async def hears(self, user_id: int, text: str, **more: Any) -> str:
        """Somebody writes in the group; returns what the bot said to it, or nothing."""
        before = len(self.said)
        self.stage.clock.move_to(self.stage.clock.now() + timedelta(seconds=5))
        self.stage.simulator.say(user_id, text, self.id, **more)
        await self.stage.settle()
        return "\n".join(str(message.content.get("text", "")) for message in self.said[before:])

    async def is_joined_by(self, user_id: int, payload: str) -> str:
        """Somebody opens a link that adds the bot to the group."""
        before = len(self.said)
        self.stage.simulator.follow_link(user_id, payload, self.id)
        await self.stage.settle()
        return "\n".join(str(message.content.get("text", "")) for message in self.said[before:])

    async def waits(self, time: timedelta) -> None:
        """Time passes, and what is due is done. The pace of sending is real time, which does not pass here."""
        async with self.stage.sessions.begin() as session:
            await session.exec(delete(RateBucket))
        await self.stage.travel(self.stage.clock.now() + time)
        await self.stage.settle()

    @property
    def said(self) -> list[Message]:
        """What the bot wrote in the group."""
        chat, bot_id = self.stage.simulator.world.chats[self.id], self.stage.simulator.bot.id
        return [message for message in chat.messages.values() if message.sender_id == bot_id and not message.service]

    @property
    def has_bot(self) -> bool:
        return self.stage.simulator.world.chats[self.id].members[self.stage.simulator.bot.id].is_present

    async def bindings(self) -> dict[int | None, BindingRef]:
        """What is bound here, by topic."""
        async with self.stage.sessions() as session:
            registry = await load_registry(session, MONDAY.date())
            return await bindings_of(session, self.id, registry.agencies)

    async def state(self) -> ChatState | None:
        """Whether the bot writes here."""
        async with self.stage.sessions() as session:
            chat = await find_chat(session, self.id)
            return chat.state if chat else None


@pytest.fixture
def room(stage: Stage) -> Room:
    """The sample group, in which the bot is from the beginning, though not bound."""
    stage.simulator.add_person(Person(STRANGER, "Dewi"), GROUP)
    return Room(stage)


async def code_for(stage: Stage, agency_code: str | None = None) -> str:
    """A code for an agency, or for the nation."""
    async with stage.sessions.begin() as session:
        registry = await load_registry(session, MONDAY.date())
        agency = registry.by_code(agency_code) if agency_code else None
        made = await make_code(session, scope=GroupScope(agency), by=OPERATOR, now=stage.clock.now())
    assert made is not None
    return made.code


async def hand_over(stage: Stage, raw: dict[str, Any]) -> None:
    """An update as Telegram sends it, which the simulator does not make."""
    assert stage.running is not None
    application = stage.running.application
    update = Update.de_json(json.loads(json.dumps(raw)), application.bot)
    assert update is not None
    await application.process_update(update)


async def test_a_link_from_private_binds_a_group_which_is_then_answered(stage: Stage, room: Room) -> None:
    room = Room(stage, stage.simulator.create_group(STRANGER, "Aksi PK <Jateng>", with_bot=False))
    stage.simulator.join(room.id, SRI)
    ratna = stage.actor(RATNA)
    await ratna.says("kode grup jawa tengah")
    await ratna.taps("Kode grup: Provinsi Jawa Tengah")
    code = ratna.last.split("startgroup=")[1].split()[0]
    bound = await room.is_joined_by(STRANGER, code)
    assert bound.startswith("Grup ini terikat: Provinsi Jawa Tengah dengan kabupaten/kota")
    assert "nama instansi yang belum lengkap" in bound
    answer = await room.hears(SRI, "/status")
    assert "Lengkap:" in answer
    assert "Kabupaten Temanggung" not in answer, "it is late, and who is late is told in private"
    assert "Batas lapor" in await room.hears(SRI, f"@{stage.simulator.bot.username} kapan batas lapor?")
    assert "percakapan pribadi" in await room.hears(SRI, "/status kab temanggung")
    assert "percakapan pribadi" in await room.hears(SRI, "/atur")
    await room.waits(A_MINUTE)
    assert room.has_bot, "a stranger added it, but with a code"
    texts = [str(message.content.get("text")) for message in room.said]
    assert not [text for text in texts if "/ikat" in text], "where it is bound it does not introduce itself"


async def test_a_topic_is_bound_on_its_own_and_let_go_by_those_who_may(stage: Stage, room: Room) -> None:
    code = await code_for(stage, "33.23")
    bound = await room.hears(SRI, f"/ikat {code.lower()}", thread_id=REPORTING)
    assert bound.startswith("Topik ini terikat: Kabupaten Temanggung")
    assert room.said[-1].thread_id == REPORTING
    assert "Dilaporkan" in await room.hears(SRI, "/status", thread_id=REPORTING)
    assert room.said[-1].thread_id == REPORTING
    assert "belum terikat" in await room.hears(SRI, "/status", thread_id=PUBLISHING)
    assert "Kode tidak dapat digunakan" in await room.hears(SRI, f"/ikat {code}", thread_id=PUBLISHING)
    assert "hanya dapat dilepas" in await room.hears(STRANGER, "/lepas", thread_id=REPORTING)
    assert "dilepas" in await room.hears(SRI, "/lepas", thread_id=REPORTING)
    assert await room.bindings() == {}
    assert "belum terikat" in await room.hears(SRI, "/lepas", thread_id=REPORTING)


async def test_the_bot_leaves_a_group_to_which_a_stranger_added_it(stage: Stage, room: Room) -> None:
    room = Room(stage, stage.simulator.create_group(STRANGER, "Bukan Aksi PK"))
    await stage.settle()
    await room.waits(A_MOMENT)
    assert "akan keluar dari grup ini" in str(room.said[-1].content["text"])
    assert "belum terikat" in await room.hears(STRANGER, "/status")
    assert "Kode tidak dapat digunakan" in await room.hears(STRANGER, "/ikat ABCDE-FGHIJ-KLMNO-PQRST-UVWXYZ")
    await room.waits(A_MINUTE)
    assert not room.has_bot
    assert await room.state() is ChatState.CLOSED


async def test_who_may_bind_has_three_days_to_do_so(stage: Stage) -> None:
    room = Room(stage, stage.simulator.create_group(RATNA, "Aksi PK"))
    await stage.settle()
    await room.waits(timedelta(hours=71))
    assert [str(message.content["text"]).split(" ")[0] for message in room.said] == ["Sigap"]
    assert room.has_bot
    await room.waits(timedelta(hours=2))
    assert not room.has_bot


async def test_a_group_that_becomes_a_supergroup_stays_bound(stage: Stage) -> None:
    old = Room(stage, stage.simulator.create_group(RATNA, "Tim kecil", type="group"))
    await stage.settle()
    await old.hears(RATNA, f"/ikat {await code_for(stage)}")
    new = Room(stage, stage.simulator.upgrade_group(old.id))
    await stage.settle()
    assert (await old.bindings(), list(await new.bindings())) == ({}, [None])
    assert "nasional" in await new.hears(RATNA, "/status")


async def test_the_step_to_a_supergroup_is_followed_whoever_hides_behind_it(stage: Stage) -> None:
    old = Room(stage, stage.simulator.create_group(RATNA, "Tim kecil", type="group"))
    await stage.settle()
    await old.hears(RATNA, f"/ikat {await code_for(stage)}")
    new = Room(stage, -1001000000999)
    chat = {"id": new.id, "type": "supergroup", "title": "Tim kecil"}
    anonymous = {"id": 1087968824, "is_bot": True, "first_name": "Group", "username": "GroupAnonymousBot"}
    message = {"message_id": 1, "date": 1783908060, "chat": chat, "from": anonymous, "sender_chat": chat}
    await hand_over(stage, {"update_id": 900, "message": message | {"migrate_from_chat_id": old.id}})
    assert list(await new.bindings()) == [None]
    await hand_over(stage, {"update_id": 901, "message": message | {"new_chat_title": "Tim besar"}})
    assert (await new.bindings())[None].title == "Tim besar"


async def test_a_bot_that_is_thrown_out_forgets_the_binding(stage: Stage, room: Room) -> None:
    await room.is_joined_by(RATNA, await code_for(stage))
    stage.simulator.kick(GROUP, stage.simulator.bot.id)
    await stage.settle()
    assert (await room.bindings(), await room.state()) == ({}, ChatState.CLOSED)
    stage.simulator.join(GROUP, stage.simulator.bot.id, by=RATNA)
    await stage.settle()
    assert "belum terikat" in await room.hears(SRI, "/status")
    assert await room.state() is ChatState.OPEN


async def test_lost_rights_and_a_closed_topic_are_told_to_an_administrator(stage: Stage, room: Room) -> None:
    ratna = stage.actor(RATNA)
    await ratna.says("/start")
    await room.is_joined_by(RATNA, await code_for(stage, "33"))
    await room.hears(RATNA, f"/ikat {await code_for(stage, '33.23')}", thread_id=REPORTING)
    stage.simulator.close_topic(GROUP, REPORTING)
    await stage.settle()
    assert {key: one.is_open for key, one in (await room.bindings()).items()} == {None: True, REPORTING: False}
    await room.waits(A_MINUTE)
    assert "Aksi PK Jawa Tengah" in ratna.last
    stage.simulator.close_topic(GROUP, REPORTING, closed=False)
    stage.simulator.mute(GROUP, stage.simulator.bot.id)
    await stage.settle()
    assert await room.state() is ChatState.PARKED
    stage.simulator.demote(GROUP, stage.simulator.bot.id)
    await stage.settle()
    assert {key: one.is_open for key, one in (await room.bindings()).items()} == {None: True, REPORTING: True}


async def test_an_anonymous_administrator_is_asked_to_show_themselves(stage: Stage, room: Room) -> None:
    code = await code_for(stage)
    assert "akun sendiri" in await room.hears(RATNA, f"/ikat {code}", anonymous=True)
    assert await room.bindings() == {}
    assert await room.hears(RATNA, "/status", anonymous=True) == ""
    assert "terikat" in await room.hears(RATNA, f"/ikat {code}")
    assert "akun sendiri" in await room.hears(RATNA, "/lepas", anonymous=True)
    assert list(await room.bindings()) == [None]


async def test_a_board_is_pinned_as_soon_as_the_bot_may(stage: Stage, room: Room) -> None:
    await room.hears(RATNA, f"/ikat {await code_for(stage, '33')}")
    await room.waits(A_MINUTE)
    await room.waits(A_MINUTE)
    chat = stage.simulator.world.chats[GROUP]
    assert (room.said[-1].content["text"][:5], chat.pinned) == ("Papan", [])
    stage.simulator.promote(GROUP, stage.simulator.bot.id, frozenset({"can_pin_messages"}))
    await stage.settle()
    await room.waits(A_MINUTE)
    assert chat.pinned == [room.said[-1].id]


async def test_a_board_that_is_pinned_is_not_pinned_again(stage: Stage, room: Room) -> None:
    rights = frozenset({"can_pin_messages"})
    stage.simulator.promote(GROUP, stage.simulator.bot.id, rights)
    await room.hears(RATNA, f"/ikat {await code_for(stage, '33')}")
    for _ in range(2):
        await room.waits(A_MINUTE)
    stage.simulator.demote(GROUP, stage.simulator.bot.id)
    stage.simulator.promote(GROUP, stage.simulator.bot.id, rights)
    await stage.settle()
    await room.waits(A_MINUTE)
    messages = stage.simulator.world.chats[GROUP].messages.values()
    assert len([message for message in messages if "pinned_message" in message.content]) == 1
